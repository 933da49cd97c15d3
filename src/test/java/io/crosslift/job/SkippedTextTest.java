package io.crosslift.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.schema.TableCatalogue;
import io.crosslift.source.Ingest;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SkippedTextTest {
    @Test
    void tablesThatNoQueryFeedsAreOneSentenceAndEveryOtherReasonIsByItself() {
        assertThat(SkippedText.lines(new TreeMap<>(Map.of(
                        "core.subscriptions",
                        Ingest.NOT_FED,
                        "core.contracts",
                        Ingest.NOT_FED,
                        "core.orders, query 2",
                        "feed returns is absent",
                        "recurring",
                        "no feed fills core.subscriptions"))))
                .containsExactly(
                        "  core tables that the source does not feed: contracts, subscriptions",
                        "  core.orders, query 2                 feed returns is absent",
                        "  recurring                            no feed fills core.subscriptions");
    }

    @Test
    void nothingIsWiderThanTheConsoleAndNothingIsLost() {
        SortedMap<String, String> skipped = new TreeMap<>();
        TableCatalogue.ofSchema("core").forEach(table -> skipped.put(table.qualifiedName(), Ingest.NOT_FED));
        String why = "the arms of experiment summer were never exposed and ".repeat(4) + "so on";
        skipped.put("kpi.kpi_experiment_lift of the summer campaign", why);

        List<String> lines = SkippedText.lines(skipped);

        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        assertThat(String.join(" ", lines).replaceAll("\\s+", " ")).contains(why);
        TableCatalogue.ofSchema("core")
                .forEach(table -> assertThat(String.join(" ", lines)).containsPattern("\\b" + table.name() + "\\b"));
    }

    @Test
    void aWordThatIsTooLongIsNotCut() {
        assertThat(TextLayout.wrapped("a verylongword b", 5)).containsExactly("a", "verylongword", "b");
    }
}
