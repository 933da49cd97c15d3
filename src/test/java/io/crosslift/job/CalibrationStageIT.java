package io.crosslift.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.lake.Slice;
import io.crosslift.schema.Accounts;
import io.crosslift.schema.AttributionCredits;
import io.crosslift.schema.AttributionKpi;
import io.crosslift.schema.Calibrations;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.ExperimentAssignments;
import io.crosslift.schema.Experiments;
import io.crosslift.schema.IdentityChecks;
import io.crosslift.schema.ProvenanceColumns;
import io.crosslift.schema.TableSpec;
import io.crosslift.schema.Touchpoints;
import io.crosslift.testing.CoreRows;
import io.crosslift.testing.SparkSessionExtension;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A business with two campaigns: {@code spring} by e-mail, 60 accounts treated and 60 held out as planned, and {@code summer} by mail, where
 * 30 treated and 70 held out break the planned halves. A third, {@code winter} by the success team, treats 60 and holds out 60 accounts whose
 * sales recur.
 */
@ExtendWith(SparkSessionExtension.class)
class CalibrationStageIT {
    private static final String SOLD =
            "(SELECT id, CASE WHEN id < 120 THEN 10.01 WHEN id < 220 THEN 12.00 ELSE 120.05 END AS value,"
                    + " IF(id = 0, 10.01, 0.00) AS refunded, IF(id < 220, 'line_net', 'arr_delta') AS value_basis"
                    + " FROM range(340) WHERE id % 4 = 0 AND id < 120 OR id % 8 = 1 AND id < 120 OR id BETWEEN 120 AND 149"
                    + " OR id >= 220 AND ((id - 220) % 4 = 0 OR (id - 220) % 8 = 1))";

    /** Even numbers of spring and winter, the first 30 of summer. */
    private static final String TREATED = "(id < 120 OR id >= 220) AND id % 2 = 0 OR id BETWEEN 120 AND 149";

    @Test
    void aValidExperimentCalibratesCreditToTheCentAndABrokenOneIsRefusedForAllToSee(
            SparkSession spark, @TempDir Path folder) {
        RunContext run = business(spark, folder);
        List<Row> before = credit(run);

        for (Stage stage : List.of(new LiftStage(), new CalibrationStage(), new KpiStage(), new ReconcileStage())) {
            stage.run(run);
        }

        assertThat(credit(run)).isEqualTo(before).hasSize(4).allSatisfy(row -> {
            BigDecimal calibrated = run.read(AttributionCredits.TABLE)
                    .filter(col(AttributionCredits.MODEL)
                            .equalTo(row.getString(0))
                            .and(col(AttributionCredits.VALUE_BASIS).equalTo(row.getString(1))))
                    .groupBy()
                    .sum(AttributionCredits.CALIBRATED_CREDIT)
                    .head()
                    .getDecimal(0);
            assertThat(calibrated).isEqualByComparingTo(row.getDecimal(2));
        });
        assertThat(run.read(AttributionKpi.TABLE)
                        .filter(col("period_type")
                                .equalTo("month")
                                .and(col("model").equalTo("markov")))
                        .select("channel", "value_basis", "calibration")
                        .filter(col(AttributionKpi.CALIBRATED).isNotNull())
                        .collectAsList())
                .extracting(row -> row.mkString(" "))
                .containsExactlyInAnyOrder(
                        "email line_net experiment",
                        "radio line_net portfolio",
                        "mail line_net portfolio",
                        "unattributed line_net null",
                        "baseline line_net null",
                        "success arr_delta experiment",
                        "radio arr_delta portfolio",
                        "unattributed arr_delta null",
                        "baseline arr_delta null");
        // 30 treated and 15 held out gain 120.05: half of the 30 x 120.05 credited is what the success team added.
        assertThat(run.read(AttributionKpi.TABLE)
                        .filter(col("period_type")
                                .equalTo("month")
                                .and(col("model").equalTo("last_touch"))
                                .and(col("value_basis").equalTo("arr_delta")))
                        .select("channel", "net_credit", "calibrated")
                        .collectAsList())
                .extracting(row -> row.mkString(" "))
                .containsExactlyInAnyOrder(
                        "success 3601.50 1800.90", "unattributed 1800.75 0.00", "baseline 0.00 3601.35");
        assertThat(run.read(IdentityChecks.TABLE)
                        .filter(col(IdentityChecks.SLICE).contains("calibrated"))
                        .select(IdentityChecks.PASSED)
                        .collectAsList())
                .as("postings and totals of two models on two bases")
                .hasSize(6)
                .allMatch(row -> row.getBoolean(0));
        assertThat(run.read(Calibrations.TABLE)
                        .filter(col(Calibrations.EXPERIMENT_ID).equalTo("summer"))
                        .select(Calibrations.SOURCE, Calibrations.FLAGS, Calibrations.IS_APPLIED)
                        .distinct()
                        .collectAsList())
                .extracting(Row::mkString)
                .containsExactly("refusedArraySeq(SAMPLE_RATIO)false");
        assertThat(console(run))
                .contains("Calibrated credit, cross-sell ARR, markov", "Calibrated credit, cross-sell, markov")
                .containsPattern("summer +SAMPLE_RATIO: The arms don't hold the shares that were planned.")
                .matches(text -> text.lines().allMatch(line -> line.length() <= 100), "fits 100 columns");
    }

    private static List<Row> credit(RunContext run) {
        return run.read(AttributionCredits.TABLE)
                .groupBy(AttributionCredits.MODEL, AttributionCredits.VALUE_BASIS)
                .sum(AttributionCredits.CREDIT)
                .orderBy(AttributionCredits.MODEL, AttributionCredits.VALUE_BASIS)
                .collectAsList();
    }

    private static String console(RunContext run) {
        StringWriter text = new StringWriter();
        PrintWriter writer = new PrintWriter(text);
        new LiftHeadline(run).print(new Console(writer, writer, false, false));
        return text.toString();
    }

    private static RunContext business(SparkSession spark, Path folder) {
        RunContext run = FirstRun.at(spark, folder, LocalDate.of(2025, 4, 15));
        write(
                run,
                Accounts.TABLE,
                "SELECT 'a' || id AS account_id, timestamp'2024-01-01' AS created_at, 'person' AS account_type, false AS is_internal FROM range(340)");
        write(
                run,
                Experiments.TABLE,
                "SELECT experiment_id, 'holdout' AS design, 'account' AS unit_type, 'holdout' AS control_arm,"
                        + " map('treated', CAST(0.5 AS DECIMAL(9, 8)), 'holdout', CAST(0.5 AS DECIMAL(9, 8))) AS allocation,"
                        + " array(experiment_id) AS exposure_refs, 'expansion_revenue' AS primary_metric,"
                        + " array('expansion_revenue') AS metrics, array(30) AS windows, 0.05 AS alpha,"
                        + " timestamp'2025-03-01' AS start_at, timestamp'2025-04-01' AS end_at, timestamp'2025-02-01' AS registered_at"
                        + " FROM VALUES ('spring'), ('summer'), ('winter') AS t(experiment_id)");
        write(
                run,
                ExperimentAssignments.TABLE,
                "SELECT CASE WHEN id < 120 THEN 'spring' WHEN id < 220 THEN 'summer' ELSE 'winter' END AS experiment_id,"
                        + " 'a' || id AS unit_id, timestamp'2025-03-01' AS valid_from, IF(" + TREATED
                        + ", 'treated', 'holdout') AS arm, timestamp'2025-03-01' AS assigned_at FROM range(340)");
        write(
                run,
                Touchpoints.TABLE,
                "SELECT 't' || id AS touchpoint_id, 'a' || id AS account_id, timestamp'2025-03-02' AS event_ts, 'campaign' AS touch_class,"
                        + " CASE WHEN id < 120 THEN 'email' WHEN id < 220 THEN 'mail' ELSE 'success' END AS channel,"
                        + " CASE WHEN id < 120 THEN 'spring' WHEN id < 220 THEN 'summer' ELSE 'winter' END AS campaign_id,"
                        + " DATE'2025-03-01' AS event_month FROM range(340) WHERE " + TREATED);
        write(
                run,
                Conversions.TABLE,
                "SELECT 'c' || id AS conversion_id, 'a' || id AS account_id, 'cross_sell' AS sell_type, 'filters' AS family, 'other_product' AS reason,"
                        + " timestamp'2025-03-05' AS converted_at, DATE'2025-03-05' AS conversion_date, DATE'2025-03-01' AS conversion_month,"
                        + " value, refunded, value_basis, 'o' || id AS source_id FROM " + SOLD);
        write(run, AttributionCredits.TABLE, credits());
        return run;
    }

    /** Under markov the campaign's touch gets 3.33 of each sale and a touch on the radio the rest; under last_touch it gets all. */
    private static String credits() {
        return "SELECT 'c' || id AS conversion_id, 'a' || id AS account_id, model, seq AS posting_seq,"
                + " IF(seq = 1, 'conversion', 'clawback') AS posting_kind, DATE'2025-03-05' AS posted_on, DATE'2025-03-01' AS conversion_month,"
                + " 'cross_sell' AS sell_type, 'filters' AS family, value_basis, '(none)' AS campaign_id, '(none)' AS team,"
                + " '(none)' AS touch_class, false AS fallback, 'v' AS model_version, 0.5 AS weight, touchpoint_id, channel,"
                + " CAST(IF(seq = 1, 1, -refunded / value) * CASE WHEN model = 'last_touch' OR channel = 'unattributed' THEN value"
                + " WHEN channel = 'radio' THEN value - 3.33 ELSE 3.33 END AS DECIMAL(18, 2)) AS credit"
                + " FROM " + SOLD
                + " CROSS JOIN (VALUES ('markov'), ('last_touch') AS t(model)) CROSS JOIN (VALUES (1), (2) AS t(seq))"
                + " CROSS JOIN LATERAL (SELECT IF(" + TREATED + ", 't' || id, '(unattributed)') AS touchpoint_id,"
                + " CASE WHEN NOT (" + TREATED
                + ") THEN 'unattributed' WHEN id < 120 THEN 'email' WHEN id < 220 THEN 'mail'"
                + " ELSE 'success' END AS channel"
                + " UNION ALL SELECT 'r' || id, 'radio' WHERE model = 'markov' AND (" + TREATED + "))"
                + " WHERE seq = 1 OR id = 0";
    }

    private static void write(RunContext run, TableSpec table, String query) {
        run.write(
                table,
                Slice.whole(),
                CoreRows.of(
                        table,
                        run.spark()
                                .sql(query)
                                .withColumn(ProvenanceColumns.INGESTED_AT, lit(Timestamp.from(Instant.EPOCH)))));
    }
}
