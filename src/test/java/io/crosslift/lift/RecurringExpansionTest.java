package io.crosslift.lift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.Experiments;
import io.crosslift.testing.SparkSessionExtension;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What expansion that recurs is worth to an experiment. Two accounts in each arm, so a mean is half a sum. */
@ExtendWith(SparkSessionExtension.class)
class RecurringExpansionTest {
    private static final double EXACT = 1e-12;

    @Test
    void whatRecursCountsByTheYearAndByTheMonthAsConversionsDo(SparkSession spark) {
        Measured measured = arms("2025-03-01T00:00:00Z")
                .metrics("expansion_arr", "expansion_mrr")
                // 100 a year are 8.33 a month, and 12 months of that are not 100.
                .gained("t", "2025-03-05T09:00:00Z", "cross_sell", "addon", "8.33", "100.00")
                .gained("t", "2025-03-05T09:00:00Z", "up_sell", "core", "30.00", "360.00")
                .gained("t2", "2025-03-31T23:59:59Z", "cross_sell", "addon", "1.00", "12.00")
                // A price rise is nobody's sale, a contraction no expansion, and the day after the window is not in it.
                .gained("t", "2025-03-06T09:00:00Z", "up_sell", "core", "5.00", "60.00", false)
                .gained("t", "2025-03-07T09:00:00Z", "contraction", "core", "-9.00", "-108.00")
                .gained("t2", "2025-04-01T00:00:00Z", "cross_sell", "addon", "7.00", "84.00")
                .gained("c", "2025-03-02T09:00:00Z", "up_sell", "core", "2.00", "24.00")
                .measured(spark);

        Row arr = measured.row("expansion_arr", "treated", "welch");
        assertThat(arr.<Double>getAs(ExperimentLift.MEAN)).isCloseTo(236, within(EXACT));
        assertThat(arr.<Double>getAs(ExperimentLift.MEAN_CONTROL)).isCloseTo(12, within(EXACT));
        Row mrr = measured.row("expansion_mrr", "treated", "welch");
        assertThat(mrr.<Double>getAs(ExperimentLift.MEAN)).isCloseTo(19.665, within(EXACT));
        assertThat(mrr.<Double>getAs(ExperimentLift.MEAN_CONTROL)).isCloseTo(1, within(EXACT));
    }

    /** As the conversion that is credited, which is as old as its newest change: assigned at noon, between two of one day. */
    @Test
    void aChangeSetIsOneSaleAtItsNewestInstant(SparkSession spark) {
        Row arr = arms("2025-03-01T12:00:00Z")
                .metrics("expansion_arr")
                .gained("t", "2025-03-01T11:00:00Z", "cross_sell", "addon", "1.00", "12.00")
                .gained("t", "2025-03-01T13:00:00Z", "cross_sell", "other", "2.00", "24.00")
                .gained("t2", "2025-03-01T11:00:00Z", "cross_sell", "addon", "4.00", "48.00")
                .measured(spark)
                .row("expansion_arr", "treated", "welch");

        assertThat(arr.<Double>getAs(ExperimentLift.MEAN)).isCloseTo(18, within(EXACT));
    }

    @Test
    void declaredExpansionRevenueIsMeasuredAsWhatRecursWhereNothingIsSoldOnce(SparkSession spark) {
        Measured measured = arms("2025-03-01T00:00:00Z")
                .metrics("expansion_revenue", "converted")
                .basis("mrr_delta")
                .gained("t", "2025-03-05T09:00:00Z", "cross_sell", "addon", "10.00", "120.00")
                .conversion("t", "cross_sell", "2025-03-05T09:00:00Z", "10.00", "0")
                .measured(spark);

        assertThat(measured.lift())
                .extracting(row -> row.<String>getAs(ExperimentLift.METRIC))
                .contains("expansion_mrr", "converted")
                .doesNotContain("expansion_revenue", "expansion_arr");
        assertThat(measured.row("expansion_mrr", "treated", "welch").<Double>getAs(ExperimentLift.MEAN))
                .isCloseTo(5, within(EXACT));
        assertThat(measured.row("converted", "treated", "proportion").<Double>getAs(ExperimentLift.MEAN))
                .isCloseTo(0.5, within(EXACT));
        assertThat(measured.skipped())
                .containsExactly("metric expansion_revenue of experiment e isn't measured: nothing is sold once,"
                        + " expansion_mrr holds what recurs");
    }

    @Test
    void whatIsSoldOnceAndWhatRecursAreNeverAddedUp(SparkSession spark) {
        Measured measured = arms("2025-03-01T00:00:00Z")
                .metrics("expansion_revenue")
                .conversion("t", "cross_sell", "2025-03-05T09:00:00Z", "30.00", "10.00")
                .basis("arr_delta")
                .gained("t", "2025-03-06T09:00:00Z", "cross_sell", "addon", "10.00", "120.00")
                .conversion("t", "cross_sell", "2025-03-06T09:00:00Z", "120.00", "0")
                .measured(spark);

        assertThat(measured.row("expansion_revenue", "treated", "welch").<Double>getAs(ExperimentLift.MEAN))
                .isCloseTo(10, within(EXACT));
        assertThat(measured.row("expansion_arr", "treated", "welch").<Double>getAs(ExperimentLift.MEAN))
                .isCloseTo(60, within(EXACT));
        assertThat(measured.skipped()).isEmpty();
    }

    @Test
    void aStatedOutcomeOfThatNameStaysWhatItIs(SparkSession spark) {
        Measured measured = arms("2025-03-01T00:00:00Z")
                .metrics("expansion_revenue")
                .outcome("t", "expansion_revenue", 8)
                .basis("arr_delta")
                .conversion("t", "cross_sell", "2025-03-06T09:00:00Z", "120.00", "0")
                .measured(spark);

        assertThat(measured.row("expansion_revenue", "treated", "welch").<Double>getAs(ExperimentLift.MEAN))
                .isCloseTo(4, within(EXACT));
        assertThat(measured.skipped()).isEmpty();
    }

    @Test
    void withoutSubscriptionsWhatRecursIsLeftOutWithItsReason(SparkSession spark) {
        Measured measured = arms("2025-03-01T00:00:00Z")
                .metrics("net_revenue", "expansion_arr")
                .line("t", "order", "2025-03-05T00:00:00Z", "10.00", "1")
                .measured(spark);

        assertThat(measured.skipped())
                .containsExactly("metric expansion_arr of experiment e isn't measured: no outcomes state it and no"
                        + " subscriptions give it");
    }

    /** A business that sends no orders has a history all the same: that of its subscriptions. */
    @Test
    void thePrePeriodOfWhatRecursIsThatOfSubscriptions(SparkSession spark) {
        Business business = arms("2025-03-01T00:00:00Z")
                .metrics("expansion_arr", "converted")
                .basis("arr_delta")
                .gained("t", "2025-02-05T09:00:00Z", "cross_sell", "addon", "10.00", "120.00")
                .conversion("t", "cross_sell", "2025-02-05T09:00:00Z", "120.00", "0");
        Row young = business.measured(spark).row("expansion_arr", "treated", "welch");
        Measured known = business.moved("c", "2024-06-01", "new", "50.00").measured(spark);

        assertThat(young.<Double>getAs(ExperimentLift.PRE_PERIOD_DIFF)).isNull();
        assertThat(known.row("expansion_arr", "treated", "welch").<Double>getAs(ExperimentLift.PRE_PERIOD_DIFF))
                .isCloseTo(60, within(EXACT));
        assertThat(known.row("converted", "treated", "proportion").<Double>getAs(ExperimentLift.PRE_PERIOD_DIFF))
                .isCloseTo(0.5, within(EXACT));
    }

    /** Twelve markets that gain 120 a year every day, two of them 40 more from the start on: as every method finds exactly. */
    @Test
    void marketsAreComparedByWhatRecursToo(SparkSession spark) {
        Business business = new Business()
                .with(Experiments.DESIGN, "geo")
                .with(Experiments.UNIT_TYPE, "geo_market")
                .with(Experiments.WINDOWS, new Object[] {6})
                .metrics("expansion_revenue")
                .basis("arr_delta");
        for (int market = 0; market < 12; market++) {
            String name = "market-" + market;
            String account = "account-" + market;
            boolean treated = Set.of(0, 1).contains(market);
            business.inMarket(account, name)
                    .assigned(name, treated ? "treated" : "control", Business.START.toString(), null);
            for (int day = -28; day <= 6; day++) {
                String at = LocalDate.parse("2025-03-01").plusDays(day) + "T10:00:00Z";
                int arr = 120 + market + (day * 5 + 140) % 11 + (treated && day >= 0 ? 40 : 0);
                business.gained(account, at, "up_sell", "core", "1.00", arr + ".00")
                        .conversion(account, "up_sell", at, arr + ".00", "0");
            }
        }

        Measured measured = business.measured(spark);

        assertThat(measured.skipped())
                .contains(
                        "estimator augmented_synthetic_control of experiment e is left out: its 10 control markets move in"
                                + " step, so a regression on them has no solution");
        for (String method : List.of("synthetic_control", "did", "tbr")) {
            assertThat(measured.row("expansion_arr", "treated", method).<Double>getAs(ExperimentLift.DIFF))
                    .as(method)
                    .isCloseTo(40, within(1e-6));
        }
    }

    private static Business arms(String assignedAt) {
        Business business = new Business();
        for (String unit : List.of("t", "t2", "c", "c2")) {
            business.account(unit).assigned(unit, unit.startsWith("t") ? "treated" : "control", assignedAt, null);
        }
        return business;
    }
}
