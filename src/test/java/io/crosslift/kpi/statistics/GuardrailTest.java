package io.crosslift.kpi.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.kpi.statistics.Guardrail.Group;
import io.crosslift.kpi.statistics.Guardrail.Status;
import io.crosslift.testing.CsvResource;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardrailTest {
    private static final Guardrail RETURNS = new Guardrail(true, new BigDecimal("1.2"), new BigDecimal("1.5"), 30);

    @ParameterizedTest
    @ValueSource(strings = {"return_rate", "cancel_rate_180d", "csat_mean", "ticket_per_100"})
    void theWorkedGuardrailsAreReproduced(String name) {
        Map<String, String> rule = row("in_rules.csv", "guardrail", name, "guardrail", name);
        Guardrail guardrail = new Guardrail(
                rule.get("direction").equals("higher_is_worse"),
                new BigDecimal(rule.get("warn_ratio")),
                new BigDecimal(rule.get("breach_ratio")),
                Long.parseLong(rule.get("min_n")));
        Map<String, String> expected = row("expected.csv", "guardrail", name, "guardrail", name);

        assertThat(Guardrail.ratio(group(name, "cross_sold"), group(name, "baseline"))
                        .setScale(6, RoundingMode.HALF_UP))
                .isEqualByComparingTo(expected.get("ratio"));
        assertThat(guardrail
                        .status(group(name, "cross_sold"), group(name, "baseline"))
                        .name()
                        .toLowerCase(Locale.ROOT))
                .isEqualTo(expected.get("status"));
    }

    @Test
    void aBaselineWithoutEventsIsBreachedByTheFirstOne() {
        assertThat(RETURNS.status(of(40, 1), of(200, 0))).isEqualTo(Status.BREACH);
        assertThat(RETURNS.status(of(40, 0), of(200, 0))).isEqualTo(Status.PASS);
    }

    @Test
    void theThresholdItselfCounts() {
        assertThat(RETURNS.status(of(100, 12), of(100, 10))).isEqualTo(Status.WARN);
        assertThat(RETURNS.status(of(1000, 119), of(1000, 100))).isEqualTo(Status.PASS);
        assertThat(RETURNS.status(of(100, 15), of(100, 10))).isEqualTo(Status.BREACH);
    }

    @Test
    void anEmptyGroupIsNoEvidence() {
        assertThat(new Guardrail(true, BigDecimal.ONE, BigDecimal.TEN, 0).status(of(0, 0), of(10, 1)))
                .isEqualTo(Status.INSUFFICIENT);
    }

    private static Group of(long mature, long total) {
        return new Group(BigDecimal.valueOf(mature), BigDecimal.valueOf(total));
    }

    private static Group group(String guardrail, String group) {
        Map<String, String> counts = row("in_counts.csv", "guardrail", guardrail, "grp", group);
        return new Group(new BigDecimal(counts.get("mature_n")), new BigDecimal(counts.get("events_or_sum")));
    }

    private static Map<String, String> row(String file, String column, String value, String other, String otherValue) {
        return CsvResource.rows("/golden/kpi/22_guardrails/" + file).stream()
                .filter(row -> row.get(column).equals(value) && row.get(other).equals(otherValue))
                .findFirst()
                .orElseThrow();
    }
}
