package io.crosslift.kpi;

import static io.crosslift.kpi.TestRun.cells;
import static io.crosslift.kpi.TestRun.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.OfferJourneys;
import io.crosslift.schema.RefundsReturns;
import io.crosslift.testing.SparkSessionExtension;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SparkSessionExtension.class)
final class SegmentPerformanceTest {
    private static final SegmentPerformanceTable TABLE = new SegmentPerformanceTable();

    @Test
    void segmentsOfAnExperimentAreJudgedTogether(SparkSession spark) {
        TableRows lift = TableRows.of(ExperimentLift.TABLE)
                .row(effect("size", "small", "welch", 2.0, 0.004))
                .row(effect("size", "medium", "welch", -1.0, 0.03))
                .row(effect("size", "large", "welch", 1.0, 0.2))
                .row(effect("region", "north", "welch", 1.0, 0.02))
                // all units together are no segment, and another estimator is no second test
                .row(effect("ALL", "ALL", "welch", 1.0, 0.001))
                .row(effect("size", "ALL", "post_stratified", 1.0, 0.001))
                .row(effect("size", "small", "cuped", 9.0, 0.9));

        Map<String, Row> rows = bySegment(run(spark, lift).rows(TABLE));

        // Benjamini-Hochberg of 0.004, 0.02, 0.03, 0.2: times 4, 4/2, 4/3, 1, from the top down
        assertThat(rows.keySet()).containsExactlyInAnyOrder("small", "medium", "large", "north");
        assertThat(rows.get("small").<Double>getAs("q_value")).isCloseTo(0.016, within(1e-12));
        assertThat(rows.get("north").<Double>getAs("q_value")).isCloseTo(0.04, within(1e-12));
        assertThat(rows.get("medium").<Double>getAs("q_value")).isCloseTo(0.04, within(1e-12));
        assertThat(rows.get("large").<Double>getAs("q_value")).isCloseTo(0.2, within(1e-12));
        assertThat(verdicts(rows))
                .isEqualTo(Map.of("small", "works", "north", "works", "medium", "fails", "large", "unknown"));
        assertThat(cells(rows.get("small"), "effect", "basis", "experiment_id", "offer", "segments_tested")
                        .values())
                .containsExactly("2.0", "experiment", "e", "(none)", "4");
    }

    @Test
    void theDeclaredSequentialTestStandsForItsSegment(SparkSession spark) {
        TableRows lift = TableRows.of(ExperimentLift.TABLE)
                .row(with(effect("size", "small", "welch", 2.0, 0.001), "p_adjusted", null))
                .row(with(effect("size", "small", "anytime", 2.0, 0.3), "p_adjusted", 0.3));

        Row row = bySegment(run(spark, lift).rows(TABLE)).get("small");

        assertThat(row.<Double>getAs("p_value")).isEqualTo(0.3);
        assertThat(text(row, "verdict")).isEqualTo("unknown");
    }

    @Test
    void whatIsInvalidSmallOrNotRandomisedNeverWorks(SparkSession spark) {
        TableRows lift = TableRows.of(ExperimentLift.TABLE)
                .row(with(effect("size", "invalid", "welch", 2.0, 0.001), "is_valid", false))
                .row(with(effect("size", "few", "welch", 2.0, 0.001), "insufficient", true))
                .row(with(effect("size", "early", "welch", -2.0, 0.001), "is_mature", false))
                .row(with(effect("size", "compared", "welch", 2.0, 0.001), "verdict", "not_an_experiment"));

        Map<String, Row> rows = bySegment(run(spark, lift).rows(TABLE));

        assertThat(verdicts(rows)).isEqualTo(Map.of("invalid", "unknown", "few", "unknown", "early", "unknown"));
    }

    @Test
    void withoutAnExperimentASegmentIsComparedWithTheOthersOfItsType(SparkSession spark) {
        Offers offers = new Offers();
        offers.present("small", 100, 40);
        offers.present("large", 60, 6);
        offers.present("medium", 40, 4);
        offers.present(null, 50, 50);

        Map<String, Row> rows = bySegment(offers.run(spark).rows(TABLE, slice("X")));

        // 40/100 against 10/100; pooled z = 0.3 / sqrt(0.25 x 0.75 x 2/100)
        Row small = rows.get("small");
        assertThat(cells(small, "n", "converted", "mean", "n_control", "converted_control", "mean_control")
                        .values())
                .containsExactly("100", "40", "0.4", "100", "10", "0.1");
        assertThat(small.<Double>getAs("effect")).isCloseTo(0.3, within(1e-12));
        assertThat(small.<Double>getAs("p_value")).isCloseTo(9.634e-7, within(1e-9));
        assertThat(cells(rows.get("large"), "converted", "n_control", "converted_control")
                        .values())
                .containsExactly("6", "140", "44");
        assertThat(verdicts(rows)).isEqualTo(Map.of("small", "works", "large", "fails", "medium", "fails"));
        assertThat(cells(small, "basis", "metric", "window_days", "guardrail_status", "q_family")
                        .values())
                .containsExactly(
                        "conversion_rate",
                        "cross_sell_conversion",
                        "30",
                        "not_measured",
                        "all segments of offer X, cross_sell_conversion");
    }

    @Test
    void aSegmentInWhichTooMuchComesBackFailsHoweverMuchIsSold(SparkSession spark) {
        Offers offers = new Offers();
        offers.present("small", 100, 40);
        offers.present("large", 100, 10);
        TableRows lines = TableRows.of(ClassifiedLines.TABLE);
        // 3 of 20 units come back where the offer sold them, 2 of 20 elsewhere
        lines(lines, "c0", "X", 17, 3);
        lines(lines, "c1", null, 18, 2);
        // sold only without an offer, so no baseline of it
        lines.row(line("c1", null, "other", "1", "0"));
        TestRun run = offers.run(spark)
                .with(ClassifiedLines.TABLE, lines)
                .with(RefundsReturns.TABLE, TableRows.of(RefundsReturns.TABLE));

        Map<String, Row> rows = bySegment(run.rows(TABLE, slice("X")));

        assertThat(text(rows.get("small"), "guardrail_status")).isEqualTo("breach");
        assertThat(text(rows.get("small"), "verdict")).isEqualTo("fails");
        assertThat(text(rows.get("large"), "guardrail_status")).isEqualTo("not_measured");
    }

    @Test
    void withoutSegmentsOrProgrammesTheTableSaysWhatItMisses(SparkSession spark) {
        assertThat(TABLE.missing(TestRun.asOf(spark, "2025-12-31").inputs()))
                .containsExactly(AccountSegments.TABLE, ExperimentLift.TABLE, OfferJourneys.TABLE);
        assertThat(TABLE.missing(run(spark, TableRows.of(ExperimentLift.TABLE)).inputs()))
                .isEmpty();
    }

    private static void lines(TableRows lines, String account, @Nullable String offer, int kept, int returned) {
        for (int i = 0; i < kept + returned; i++) {
            lines.row(line(account, offer, "p", "1", i < kept ? "1" : "0"));
        }
    }

    private static Object[] line(String account, @Nullable String offer, String product, String sold, String left) {
        return new Object[] {
            "account_id", account,
            "offer_id", offer,
            "product_id", product,
            "line_date", "2025-02-01",
            "line_ts", "2025-02-01",
            "is_existing", true,
            "qty", sold,
            "qty_net", left
        };
    }

    private static Object[] effect(String type, String segment, String estimator, double effect, double p) {
        return new Object[] {
            "experiment_id",
            "e",
            "metric",
            "net_revenue",
            "window_days",
            "30",
            "estimator",
            estimator,
            "arm",
            "treated",
            "control_arm",
            "control",
            "segment_type",
            type,
            "segment",
            segment,
            "period_type",
            "experiment",
            "scope",
            "existing_only",
            "diff",
            effect,
            "p_value",
            p,
            "p_adjusted",
            p,
            "is_valid",
            true,
            "is_mature",
            true,
            "verdict",
            "inconclusive"
        };
    }

    private static Object[] with(Object[] row, String column, @Nullable Object value) {
        Object[] changed = java.util.Arrays.copyOf(row, row.length + 2);
        changed[row.length] = column;
        changed[row.length + 1] = value;
        return changed;
    }

    private static TestRun run(SparkSession spark, TableRows lift) {
        return TestRun.asOf(spark, "2025-12-31")
                .with(ExperimentLift.TABLE, lift)
                .with(AccountSegments.TABLE, TableRows.of(AccountSegments.TABLE));
    }

    private static Map<String, String> slice(String offer) {
        Map<String, String> where = new HashMap<>();
        where.put("offer", offer);
        where.put("scope", "existing_only");
        return where;
    }

    private static Map<String, Row> bySegment(List<Row> rows) {
        return rows.stream().collect(Collectors.toMap(row -> text(row, "segment"), row -> row));
    }

    private static Map<String, String> verdicts(Map<String, Row> rows) {
        return rows.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, row -> text(row.getValue(), "verdict")));
    }

    /** Customers presented with the offer X, each in one segment. */
    private static final class Offers {
        private final TableRows journeys = TableRows.of(OfferJourneys.TABLE);
        private final TableRows segments = TableRows.of(AccountSegments.TABLE);
        private int customers;

        void present(@Nullable String segment, int presented, int converted) {
            for (int i = 0; i < presented; i++) {
                String account = "c" + customers++;
                boolean bought = i < converted;
                journeys.row(
                        "offer_instance_id",
                        account,
                        "account_id",
                        account,
                        "offer_id",
                        "X",
                        "sell_type",
                        "cross_sell",
                        "is_existing",
                        true,
                        "offer_date",
                        "2025-01-01",
                        "presented_at",
                        "2025-01-01 09:00:00",
                        "presented",
                        true,
                        "accepted",
                        bought,
                        "purchased",
                        bought,
                        "revenue",
                        bought ? "5" : "0",
                        "is_mature",
                        true);
                if (segment != null) {
                    segments.row(
                            "account_id",
                            account,
                            "segment_type",
                            "size",
                            "segment",
                            segment,
                            "valid_from",
                            "2024-01-01");
                }
            }
        }

        TestRun run(SparkSession spark) {
            return TestRun.asOf(spark, "2025-12-31")
                    .with(OfferJourneys.TABLE, journeys)
                    .with(AccountSegments.TABLE, segments);
        }
    }
}
