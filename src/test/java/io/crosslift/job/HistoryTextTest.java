package io.crosslift.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HistoryTextTest {
    private static final String LONG =
            "quarantined revenue is 12.5 % of all, above quality.max-quarantined-revenue of 5 %:"
                    + " mend the source, or raise the limit if that much may be left out";

    @Test
    void everyLineFitsInto100ColumnsAndWhatFailedStandsBelowItsRun() {
        List<String> lines = HistoryText.table(
                List.of(run("2025-03-15-20250316-040000-123", "published", null), run("r2", "failed", LONG)));

        assertThat(lines).allMatch(line -> line.length() <= 100);
        assertThat(lines.get(1))
                .isEqualTo(
                        "2025-03-15  2025-03-16 04:00:00     83.5  published  2025-03-15-20250316-040000-123       2       1");
        assertThat(lines.get(2)).contains("failed");
        assertThat(String.join(" ", lines.subList(3, lines.size()))
                        .replaceAll("\\s+", " ")
                        .strip())
                .isEqualTo(LONG);
    }

    @Test
    void allOfARunNamesItsVersionsAndWhatItSkipped() {
        List<String> lines = HistoryText.whole(run("r1", "published", null));

        assertThat(lines).first().asString().isEqualTo("Run r1: published as of 2025-03-15");
        assertThat(lines).anyMatch(line -> line.matches(" {2}kpi.kpi_attach +7"));
        assertThat(lines).anyMatch(line -> line.matches(" {2}lift +no feed fills core.experiments"));
    }

    @Test
    void jsonHoldsEverythingRecorded() throws Exception {
        JsonNode runs = new ObjectMapper().readTree(HistoryText.json(List.of(run("r2", "failed", LONG))));

        assertThat(runs).hasSize(1);
        JsonNode run = runs.get(0);
        assertThat(run.path("seconds").asDouble()).isEqualTo(83.5);
        assertThat(run.path("error").asText()).isEqualTo(LONG);
        assertThat(run.path("versions").path("kpi.kpi_attach").asLong()).isEqualTo(7);
        assertThat(run.path("skipped").path("lift").asText()).isEqualTo("no feed fills core.experiments");
    }

    @Test
    void aWordLongerThanTheLineIsBroken() {
        assertThat(HistoryText.wrapped("abcdefgh ij", 5)).containsExactly("abcde", "fgh", "ij");
    }

    private static RecordedRun run(String id, String status, @Nullable String error) {
        return new RecordedRun(
                id,
                "run",
                "shop",
                LocalDate.of(2025, 3, 15),
                status,
                Instant.parse("2025-03-16T04:00:00.250Z"),
                Instant.parse("2025-03-16T04:01:23.750Z"),
                "5e771465",
                "0.1.0",
                "4.1.0",
                new TreeMap<>(Map.of("kpi.kpi_attach", 7L, "core.orders", 3L)),
                new TreeMap<>(Map.of("lift", "no feed fills core.experiments")),
                error);
    }
}
