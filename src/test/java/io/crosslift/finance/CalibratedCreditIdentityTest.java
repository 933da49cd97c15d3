package io.crosslift.finance;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.schema.AttributionCredits;
import io.crosslift.schema.AttributionKpi;
import io.crosslift.schema.Calibrations;
import io.crosslift.schema.IdentityChecks;
import io.crosslift.schema.TableSpec;
import io.crosslift.testing.CoreRows;
import io.crosslift.testing.SparkSessionExtension;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SparkSessionExtension.class)
class CalibratedCreditIdentityTest {
    @Test
    void calibratedCreditAndBaselineAddUpToWhatWasCredited(SparkSession spark) {
        assertThat(checks(spark, "5.00", "5.00")).extracting(Row::mkString).allMatch(check -> check.endsWith("true"));
    }

    @Test
    void aCentThatIsLostFailsTheConversionAndTheTotal(SparkSession spark) {
        assertThat(checks(spark, "5.00", "4.99"))
                .filteredOn(check -> !check.<Boolean>getAs(IdentityChecks.PASSED))
                .extracting(check -> check.<String>getAs(IdentityChecks.SLICE))
                .containsExactlyInAnyOrder(
                        "postings calibrated in full, markov cross_sell",
                        "calibrated credit, markov cross_sell line_net");
    }

    @Test
    void withoutACalibrationThereIsNothingToCompare(SparkSession spark) {
        assertThat(checks(spark, null, null)).isEmpty();
    }

    private static List<Row> checks(SparkSession spark, String calibrated, String baseline) {
        Map<TableSpec, Dataset<Row>> tables = Map.of(
                AttributionCredits.TABLE,
                CoreRows.of(
                        spark,
                        AttributionCredits.TABLE,
                        "SELECT 'c' AS conversion_id, 'markov' AS model, 'cross_sell' AS sell_type, 1 AS posting_seq, * FROM VALUES ('t', 10.00, "
                                + calibrated + "), ('(baseline)', 0.00, " + baseline
                                + ") AS t(touchpoint_id, credit, calibrated_credit)"),
                AttributionKpi.TABLE,
                CoreRows.of(
                        spark,
                        AttributionKpi.TABLE,
                        "SELECT 'markov' AS model, 'cross_sell' AS goal, 'line_net' AS value_basis, 'month' AS period_type,"
                                + " 'ALL' AS segment_type, 'ALL' AS segment, * FROM VALUES ('email', 10.00, "
                                + calibrated
                                + "), ('baseline', 0.00, " + baseline + ") AS t(channel, net_credit, calibrated)"),
                Calibrations.TABLE,
                CoreRows.of(spark, Calibrations.TABLE, "SELECT 'markov' AS model"));
        return Identities.of(tables::containsKey, tables::get, null).orElseThrow().collectAsList().stream()
                .filter(check -> check.<String>getAs(IdentityChecks.SLICE).contains("calibrated"))
                .toList();
    }
}
