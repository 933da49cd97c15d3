package io.crosslift.lift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.schema.Calibrations;
import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.Experiments;
import io.crosslift.testing.SparkSessionExtension;
import java.math.BigDecimal;
import java.sql.Date;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What credit is worth by experiments. Of 40 treated 20 buy for 10.00, of 40 control 10: 100.00 of the 200.00 credited are lift. */
@ExtendWith(SparkSessionExtension.class)
class CalibrationStepTest {
    private static final double EXACT = 1e-12;
    /** What the prior of the tests, which supposes next to nothing, moves a factor by. */
    private static final double SHRUNK = 1e-4;

    private static final String LAST_TOUCH = "last_touch";

    @Test
    void theFactorIsLiftOverCreditOfTheSameSales(SparkSession spark) {
        Row row = only(campaign(40, 40).calibrated(spark), "cross_sell", "email");

        assertThat(row.<String>getAs(Calibrations.EXPERIMENT_ID)).isEqualTo("e");
        assertThat(row.<String>getAs(Calibrations.SOURCE)).isEqualTo("experiment");
        assertThat(row.<Boolean>getAs(Calibrations.IS_APPLIED)).isTrue();
        assertThat(row.<BigDecimal>getAs(Calibrations.INCREMENTAL)).isEqualByComparingTo("100");
        assertThat(row.<BigDecimal>getAs(Calibrations.CREDITED)).isEqualByComparingTo("200");
        // Rates 1/2 and 1/4 of 40 with values of 10: V = 100 p (1 - p) 40 / 39.
        double treated = 25 * 40 / 39.0;
        double control = 18.75 * 40 / 39.0;
        double incrementalError = 40 * Math.sqrt((treated + control) / 40);
        double creditedError = Math.sqrt(40 * treated);
        assertThat(row.<Double>getAs(Calibrations.INCREMENTAL_SE)).isCloseTo(incrementalError, within(EXACT));
        assertThat(row.<Double>getAs(Calibrations.CREDITED_SE)).isCloseTo(creditedError, within(EXACT));
        assertThat(row.<Double>getAs(Calibrations.KAPPA_MEASURED)).isEqualTo(0.5);
        assertThat(row.<Double>getAs(Calibrations.KAPPA)).isCloseTo(0.5, within(SHRUNK));
        double spread = Math.hypot(incrementalError / 100, creditedError / 200);
        assertThat(row.<Double>getAs(Calibrations.LOW))
                .isCloseTo(0.5 * Math.exp(-1.959963984540054 * spread), within(SHRUNK));
        assertThat(row.<Double>getAs(Calibrations.HIGH))
                .isCloseTo(0.5 * Math.exp(1.959963984540054 * spread), within(SHRUNK));
        assertThat(flags(row)).containsExactly("SINGLE_SUBJECT");
        assertThat(row.<Integer>getAs(Calibrations.AGE_DAYS)).isZero();
        assertThat(row.<Date>getAs(Calibrations.MEASURED_TO)).hasToString("2025-03-31");
        assertThat(row.<Date>getAs(Calibrations.VALID_TO)).hasToString("2026-03-31");
    }

    @Test
    void theLiftIsThatOfTheExperimentsTable(SparkSession spark) {
        Business business = campaign(40, 40);

        Row lift = business.measured(spark).row("expansion_revenue", "treated", "welch");
        Row factor = only(business.calibrated(spark), "cross_sell", "email");

        assertThat(factor.<BigDecimal>getAs(Calibrations.INCREMENTAL))
                .isEqualTo(lift.<BigDecimal>getAs(ExperimentLift.INCREMENTAL_TOTAL));
        assertThat(factor.<Double>getAs(Calibrations.INCREMENTAL_SE))
                .isCloseTo(40 * lift.<Double>getAs(ExperimentLift.SE), within(1e-9));
    }

    @Test
    void anExperimentWithABrokenSampleRatioIsRefusedAndItsNumbersStand(SparkSession spark) {
        List<Row> rows = campaign(40, 100).calibrated(spark);

        Row refused = rows.stream()
                .filter(row -> row.getAs(Calibrations.EXPERIMENT_ID).equals("e"))
                .findFirst()
                .orElseThrow();
        assertThat(refused.<String>getAs(Calibrations.SOURCE)).isEqualTo("refused");
        assertThat(flags(refused)).containsExactly("SAMPLE_RATIO");
        assertThat(refused.<Double>getAs(Calibrations.KAPPA)).isNull();
        assertThat(refused.<Double>getAs(Calibrations.KAPPA_MEASURED)).isNotNull();
        assertThat(rows).noneMatch(row -> row.<Boolean>getAs(Calibrations.IS_APPLIED));
        Row untested = rows.stream()
                .filter(row -> row.getAs(Calibrations.EXPERIMENT_ID).equals("(none)"))
                .findFirst()
                .orElseThrow();
        assertThat(untested.<String>getAs(Calibrations.SOURCE)).isEqualTo("none");
        assertThat(flags(untested)).containsExactly("UNTESTED");
    }

    @Test
    void salesOfOtherFamiliesDaysAndCampaignsAndWhatWasRefundedDontCount(SparkSession spark) {
        Business business = campaign(40, 40)
                .with(Experiments.FAMILY, "family")
                .sold("other", "treated-0", "cross_sell", "another", "2025-03-10T00:00:00Z", "70.00", "0")
                .credited("other", LAST_TOUCH, "cross_sell", "touch-treated-0", "email", "70.00")
                .sold("late", "treated-0", "cross_sell", "family", "2025-04-01T00:00:00Z", "70.00", "0")
                .credited("late", LAST_TOUCH, "cross_sell", "touch-treated-0", "email", "70.00")
                .sold("early", "treated-0", "cross_sell", "family", "2025-02-27T00:00:00Z", "70.00", "0")
                .credited("early", LAST_TOUCH, "cross_sell", "touch-treated-0", "email", "70.00")
                .sold("back", "treated-1", "cross_sell", "family", "2025-03-11T00:00:00Z", "70.00", "70.00")
                .touched("elsewhere", "treated-0", "email", "summer", null, "2025-03-02T00:00:00Z")
                .sold("summer", "treated-0", "up_sell", "family", "2025-03-12T00:00:00Z", "5.00", "0")
                .credited("summer", LAST_TOUCH, "up_sell", "elsewhere", "email", "5.00");

        List<Row> rows = business.calibrated(spark);

        Row crossSell = only(rows, "cross_sell", "email");
        assertThat(crossSell.<BigDecimal>getAs(Calibrations.INCREMENTAL)).isEqualByComparingTo("100");
        assertThat(crossSell.<BigDecimal>getAs(Calibrations.CREDITED)).isEqualByComparingTo("200");
        assertThat(crossSell.<String>getAs(Calibrations.FAMILY)).isEqualTo("family");
        Row upSell = rows.stream()
                .filter(row -> row.getAs(Calibrations.GOAL).equals("up_sell")
                        && row.getAs(Calibrations.EXPERIMENT_ID).equals("e"))
                .findFirst()
                .orElseThrow();
        assertThat(upSell.<BigDecimal>getAs(Calibrations.INCREMENTAL)).isEqualByComparingTo("5");
        assertThat(flags(upSell)).containsExactly("NO_CREDIT");
    }

    /** 40 treated gain 20 x 120 a year, 40 control 10 x 120: half of what is credited, like what is sold once. */
    @Test
    void whatRecursIsComparedOnTheBasisItIsCreditedOn(SparkSession spark) {
        Business business = recurring();

        Row row = only(business.calibrated(spark), "cross_sell", "email");
        Row lift = business.metrics("expansion_revenue").measured(spark).row("expansion_arr", "treated", "welch");

        assertThat(row.<String>getAs(Calibrations.VALUE_BASIS)).isEqualTo("arr_delta");
        assertThat(row.<String>getAs(Calibrations.SOURCE)).isEqualTo("experiment");
        assertThat(row.<Boolean>getAs(Calibrations.IS_APPLIED)).isTrue();
        assertThat(row.<BigDecimal>getAs(Calibrations.INCREMENTAL)).isEqualByComparingTo("1200");
        assertThat(row.<BigDecimal>getAs(Calibrations.CREDITED)).isEqualByComparingTo("2400");
        assertThat(row.<Double>getAs(Calibrations.KAPPA)).isCloseTo(0.5, within(SHRUNK));
        assertThat(lift.<BigDecimal>getAs(ExperimentLift.INCREMENTAL_TOTAL)).isEqualByComparingTo("1200");
        assertThat(40 * lift.<Double>getAs(ExperimentLift.SE))
                .isCloseTo(row.<Double>getAs(Calibrations.INCREMENTAL_SE), within(1e-9));
    }

    /** Beside what recurs every treated unit buys once for 5.00, and so do 30 in control: a quarter of what is credited. */
    @Test
    void eachValueBasisHasFactorsOfItsOwn(SparkSession spark) {
        Business business = recurring().basis("line_net");
        for (int i = 0; i < 40; i++) {
            String unit = "treated-" + i;
            business.sold("once-" + unit, unit, "cross_sell", "family", "2025-03-06T00:00:00Z", "5.00", "0")
                    .credited("once-" + unit, LAST_TOUCH, "cross_sell", "touch-" + unit, "email", "5.00");
        }
        for (int i = 0; i < 30; i++) {
            business.sold("once-" + i, "control-" + i, "cross_sell", "family", "2025-03-06T00:00:00Z", "5.00", "0");
        }

        List<Row> rows = business.calibrated(spark);

        assertThat(rows)
                .extracting(row -> row.getAs(Calibrations.VALUE_BASIS) + " " + row.getAs(Calibrations.CREDITED) + " "
                        + Math.round(row.<Double>getAs(Calibrations.KAPPA) / SHRUNK))
                .containsExactlyInAnyOrder("arr_delta 2400.00 5000", "line_net 200.00 2500");
    }

    /** An experiment in which only what is sold once was bought says nothing of what recurs elsewhere. */
    @Test
    void aBasisThatNoExperimentMeasuredHasNoFactor(SparkSession spark) {
        List<Row> rows = campaign(40, 40)
                .basis("arr_delta")
                .sold("elsewhere", "nobody", "cross_sell", "family", "2025-03-10T00:00:00Z", "90.00", "0")
                .credited("elsewhere", LAST_TOUCH, "cross_sell", "heard", "radio", "90.00")
                .calibrated(spark);

        Row radio = only(rows, "cross_sell", "radio");
        assertThat(radio.<String>getAs(Calibrations.SOURCE)).isEqualTo("none");
        assertThat(radio.<Boolean>getAs(Calibrations.IS_APPLIED)).isFalse();
        assertThat(only(rows, "cross_sell", "email").<Boolean>getAs(Calibrations.IS_APPLIED))
                .isTrue();
    }

    @Test
    void aChannelThatWasNeverTestedGetsThePortfoliosFactorAndSaysSo(SparkSession spark) {
        List<Row> rows = campaign(40, 40)
                .sold("radio", "control-0", "up_sell", "family", "2025-03-10T00:00:00Z", "9.00", "0")
                .credited("radio", LAST_TOUCH, "up_sell", "heard", "radio", "9.00")
                .calibrated(spark);

        Row radio = only(rows, "up_sell", "radio");
        assertThat(radio.<String>getAs(Calibrations.SOURCE)).isEqualTo("portfolio");
        assertThat(radio.<String>getAs(Calibrations.EXPERIMENT_ID)).isEqualTo("(none)");
        assertThat(radio.<Boolean>getAs(Calibrations.IS_APPLIED)).isTrue();
        assertThat(radio.<Double>getAs(Calibrations.KAPPA)).isCloseTo(0.5, within(SHRUNK));
        assertThat(flags(radio)).contains("UNTESTED");
    }

    @Test
    void channelsOfOneExperimentShareAFactor(SparkSession spark) {
        Business business = campaign(40, 40);
        for (int i = 0; i < 20; i++) {
            business.touched("card-" + i, "treated-" + i, "mail", "spring", null, "2025-03-02T00:00:00Z")
                    .sold("more-" + i, "treated-" + i, "cross_sell", "family", "2025-03-10T00:00:00Z", "5.00", "0")
                    .credited("more-" + i, LAST_TOUCH, "cross_sell", "card-" + i, "mail", "5.00");
        }

        List<Row> rows = business.calibrated(spark);

        for (String channel : List.of("email", "mail")) {
            Row row = only(rows, "cross_sell", channel);
            // 20 x 15 - 10 x 10 of 300
            assertThat(row.<Double>getAs(Calibrations.KAPPA)).isCloseTo(2 / 3.0, within(SHRUNK));
            assertThat(flags(row)).contains("MEASURED_TOGETHER");
        }
    }

    @Test
    void aMeasurementGetsVaguerWithAgeAndExpires(SparkSession spark) {
        Row fresh = only(campaign(40, 40).calibrated(spark), "cross_sell", "email");
        Row older = only(campaign(40, 40).asOf("2025-05-01").calibrated(spark), "cross_sell", "email");
        List<Row> expired = campaign(40, 40).asOf("2026-04-01").calibrated(spark);

        assertThat(older.<Integer>getAs(Calibrations.AGE_DAYS)).isEqualTo(31);
        double growth = Math.log(older.<Double>getAs(Calibrations.HIGH) / older.<Double>getAs(Calibrations.LOW))
                / Math.log(fresh.<Double>getAs(Calibrations.HIGH) / fresh.<Double>getAs(Calibrations.LOW));
        assertThat(growth).isCloseTo(Math.pow(2, 31 / 180.0 / 2), within(SHRUNK));
        assertThat(flags(expired.get(0))).containsExactly("EXPIRED");
        assertThat(expired).noneMatch(row -> row.<Boolean>getAs(Calibrations.IS_APPLIED));
    }

    @Test
    void whatNobodyRandomisedIsNoTest(SparkSession spark) {
        List<Row> rows =
                campaign(40, 40).with(Experiments.DESIGN, "observational").calibrated(spark);

        Row row = rows.get(0);
        assertThat(row.<String>getAs(Calibrations.CHANNEL)).isEqualTo("(all)");
        assertThat(row.<String>getAs(Calibrations.SOURCE)).isEqualTo("refused");
        assertThat(flags(row)).containsExactly("NOT_RANDOMISED");
    }

    /** A campaign by e-mail, {@code spring}, to all treated units; what they buy is credited to it, what control buys to nothing. */
    private static Business campaign(int treated, int control) {
        Business business = new Business()
                .asOf("2025-03-31")
                .metrics("expansion_revenue")
                .with(Experiments.EXPOSURE_REFS, new Object[] {"spring"})
                .arm("treated", treated)
                .arm("control", control);
        for (int i = 0; i < treated; i++) {
            String unit = "treated-" + i;
            business.touched("touch-" + unit, unit, "email", "spring", null, "2025-03-02T00:00:00Z");
            if (i < 20) {
                business.sold("sale-" + unit, unit, "cross_sell", "family", "2025-03-05T00:00:00Z", "10.00", "0")
                        .credited("sale-" + unit, LAST_TOUCH, "cross_sell", "touch-" + unit, "email", "10.00");
            }
        }
        for (int i = 0; i < 10; i++) {
            String unit = "control-" + i;
            business.sold("sale-" + unit, unit, "cross_sell", "family", "2025-03-05T00:00:00Z", "10.00", "0")
                    .credited("sale-" + unit, LAST_TOUCH, "cross_sell", "(unattributed)", "unattributed", "10.00");
        }
        return business;
    }

    /** The campaign of a business whose sales recur: 20 treated and 10 control accounts gain 120.00 a year. */
    private static Business recurring() {
        Business business = new Business()
                .asOf("2025-03-31")
                .metrics("expansion_revenue")
                .with(Experiments.EXPOSURE_REFS, new Object[] {"spring"})
                .arm("treated", 40)
                .arm("control", 40)
                .basis("arr_delta");
        for (int i = 0; i < 20; i++) {
            gained(business, "treated-" + i)
                    .touched("touch-treated-" + i, "treated-" + i, "email", "spring", null, "2025-03-02T00:00:00Z")
                    .credited("sale-treated-" + i, LAST_TOUCH, "cross_sell", "touch-treated-" + i, "email", "120.00");
        }
        for (int i = 20; i < 40; i++) {
            business.touched("touch-treated-" + i, "treated-" + i, "email", "spring", null, "2025-03-02T00:00:00Z");
        }
        for (int i = 0; i < 10; i++) {
            gained(business, "control-" + i);
        }
        return business;
    }

    private static Business gained(Business business, String unit) {
        return business.sold("sale-" + unit, unit, "cross_sell", "family", "2025-03-05T00:00:00Z", "120.00", "0")
                .gained(unit, "2025-03-05T00:00:00Z", "cross_sell", "addon", "10.00", "120.00");
    }

    private static Row only(List<Row> rows, String goal, String channel) {
        List<Row> found = rows.stream()
                .filter(row -> row.getAs(Calibrations.GOAL).equals(goal)
                        && row.getAs(Calibrations.CHANNEL).equals(channel))
                .toList();
        assertThat(found).as("%s %s", goal, channel).hasSize(1);
        return found.get(0);
    }

    private static List<String> flags(Row row) {
        return row.getList(row.fieldIndex(Calibrations.FLAGS));
    }
}
