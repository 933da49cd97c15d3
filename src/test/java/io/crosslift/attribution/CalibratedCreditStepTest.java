package io.crosslift.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.schema.AttributionCredits;
import io.crosslift.schema.Calibrations;
import io.crosslift.testing.CoreRows;
import io.crosslift.testing.SparkSessionExtension;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SparkSessionExtension.class)
class CalibratedCreditStepTest {
    private static final List<String> FACTORS = List.of(
            "'markov', 'line_net', 'cross_sell', 'email', 0.5D, true",
            "'markov', 'line_net', 'cross_sell', 'display', 0.25D, true",
            "'markov', 'line_net', 'cross_sell', 'display', 9D, false",
            "'markov', 'arr_delta', 'cross_sell', 'email', 0.1D, true");

    @Test
    void creditIsScaledByItsChannelAndTheBaselineHoldsTheRest(SparkSession spark) {
        List<Row> rows = calibrated(
                spark,
                "'c', 'markov', 't1', 1, 'email', 33.35, 'line_net'",
                "'c', 'markov', 't2', 1, 'display', 26.65, 'line_net'");

        // exact: 16.675, 6.6625 and 36.6625; the cent left over goes to the remainder of half a cent
        assertThat(rows)
                .extracting(CalibratedCreditStepTest::text)
                .containsExactly(
                        "c markov (baseline) 1 baseline 0.00 36.66",
                        "c markov t1 1 email 33.35 16.68",
                        "c markov t2 1 display 26.65 6.66");
    }

    @Test
    void aRefundIsTakenBackFromTheSplitSoThatAWholeOneEndsAtNothing(SparkSession spark) {
        List<Row> rows = calibrated(
                spark,
                "'c', 'markov', 't1', 1, 'email', 0.01, 'line_net'",
                "'c', 'markov', 't2', 1, 'email', 0.02, 'line_net'",
                "'c', 'markov', 't1', 2, 'email', 0.00, 'line_net'",
                "'c', 'markov', 't2', 2, 'email', -0.01, 'line_net'",
                "'c', 'markov', 't1', 3, 'email', -0.01, 'line_net'",
                "'c', 'markov', 't2', 3, 'email', -0.01, 'line_net'");

        for (String touch : List.of("t1", "t2", "(baseline)")) {
            assertThat(sum(rows, row -> row.<String>getAs(AttributionCredits.TOUCHPOINT_ID)
                            .equals(touch)))
                    .as(touch)
                    .isEqualByComparingTo("0");
        }
        for (int posting = 1; posting <= 3; posting++) {
            int sequence = posting;
            assertThat(sum(rows, row -> row.<Integer>getAs(AttributionCredits.POSTING_SEQ) == sequence))
                    .as("posting %s", posting)
                    .isEqualByComparingTo(List.of("0.03", "-0.01", "-0.02").get(posting - 1));
        }
        assertThat(rows)
                .filteredOn(row ->
                        row.<String>getAs(AttributionCredits.TOUCHPOINT_ID).equals("(baseline)"))
                .extracting(row -> row.<String>getAs(AttributionCredits.POSTING_KIND))
                .containsExactly("conversion", "clawback", "clawback");
    }

    @Test
    void whatNoTouchEarnedIsBaseline(SparkSession spark) {
        List<Row> rows = calibrated(spark, "'c', 'markov', '(unattributed)', 1, 'unattributed', 10.00, 'line_net'");

        assertThat(rows)
                .extracting(CalibratedCreditStepTest::text)
                .containsExactly(
                        "c markov (baseline) 1 baseline 0.00 10.00",
                        "c markov (unattributed) 1 unattributed 10.00 0.00");
    }

    @Test
    void modelsAndValueBasesThatNothingMeasuredStayAsTheyAre(SparkSession spark) {
        List<Row> rows = calibrated(
                spark,
                "'c', 'linear', 't1', 1, 'email', 10.00, 'line_net'",
                "'d', 'markov', 't1', 1, 'email', 10.00, 'mrr_delta'");

        assertThat(rows)
                .extracting(CalibratedCreditStepTest::text)
                .containsExactly("c linear t1 1 email 10.00 null", "d markov t1 1 email 10.00 null");
    }

    @Test
    void whatRecursIsScaledByTheFactorOfItsBasis(SparkSession spark) {
        List<Row> rows = calibrated(
                spark,
                "'c', 'markov', 't1', 1, 'email', 120.05, 'arr_delta'",
                "'d', 'markov', 't1', 1, 'email', 120.05, 'line_net'");

        // 12.005 and 60.025: the half cent goes to the touch, as above.
        assertThat(rows)
                .extracting(CalibratedCreditStepTest::text)
                .containsExactly(
                        "c markov (baseline) 1 baseline 0.00 108.04",
                        "c markov t1 1 email 120.05 12.01",
                        "d markov (baseline) 1 baseline 0.00 60.02",
                        "d markov t1 1 email 120.05 60.03");
    }

    private static List<Row> calibrated(SparkSession spark, String... postings) {
        Dataset<Row> credits = CoreRows.of(
                spark,
                AttributionCredits.TABLE,
                "SELECT *, 'cross_sell' AS sell_type, if(posting_seq = 1, 'conversion', 'clawback') AS posting_kind FROM VALUES ("
                        + String.join("), (", postings)
                        + ") AS t(conversion_id, model, touchpoint_id, posting_seq, channel, credit, value_basis)");
        List<Row> factors = CoreRows.of(
                        spark,
                        Calibrations.TABLE,
                        "SELECT * FROM VALUES (" + String.join("), (", FACTORS)
                                + ") AS t(model, value_basis, goal, channel, kappa, is_applied)")
                .collectAsList();
        Dataset<Row> rows = CalibratedCreditStep.of(credits, factors);
        assertThat(rows.schema()).isEqualTo(AttributionCredits.TABLE.shape());
        return rows.collectAsList().stream()
                .sorted(Comparator.comparing(CalibratedCreditStepTest::text))
                .toList();
    }

    private static BigDecimal sum(List<Row> rows, java.util.function.Predicate<Row> which) {
        return rows.stream()
                .filter(which)
                .map(row -> row.<BigDecimal>getAs(AttributionCredits.CALIBRATED_CREDIT))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static String text(Row row) {
        return String.join(
                " ",
                row.<String>getAs(AttributionCredits.CONVERSION_ID),
                row.<String>getAs(AttributionCredits.MODEL),
                row.<String>getAs(AttributionCredits.TOUCHPOINT_ID),
                String.valueOf(row.<Integer>getAs(AttributionCredits.POSTING_SEQ)),
                row.<String>getAs(AttributionCredits.CHANNEL),
                String.valueOf(row.<BigDecimal>getAs(AttributionCredits.CREDIT)),
                String.valueOf(row.<BigDecimal>getAs(AttributionCredits.CALIBRATED_CREDIT)));
    }
}
