package io.crosslift.lift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.Experiments;
import io.crosslift.testing.SparkSessionExtension;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a unit's sales and stated outcomes come to inside a window. Each arm has two units, so a mean is half a sum. */
@ExtendWith(SparkSessionExtension.class)
class UnitOutcomesTest {
    private static final double EXACT = 1e-12;

    @Test
    void aWindowHoldsItsFirstInstantAndItsLastLocalDay(SparkSession spark) {
        // Assigned at noon in New York; 30 days later is 31 March, whose end lies in April in UTC.
        Measured measured = twoArms("2025-03-01T17:00:00Z")
                .zone("America/New_York")
                .line("t", "too-early", "2025-03-01T16:59:59Z", "1000.00", "1")
                .line("t", "first", "2025-03-01T17:00:00Z", "1.00", "1")
                .line("t", "last", "2025-04-01T03:59:59Z", "2.00", "1")
                .line("t", "too-late", "2025-04-01T04:00:00Z", "1000.00", "1")
                .measured(spark);

        assertThat(mean(measured, "net_revenue")).isCloseTo(1.5, within(EXACT));
        assertThat(mean(measured, "orders")).isCloseTo(1, within(EXACT));
    }

    @Test
    void anOrderIsOneHoweverManyLinesItHasAndNoneWhenAllOfItCameBack(SparkSession spark) {
        Measured measured = twoArms(Business.START.toString())
                .line("t", "basket", "2025-03-05T00:00:00Z", "3.10", "1")
                .line("t", "basket", "2025-03-05T00:00:00Z", "4.20", "2")
                .line("t", "half-returned", "2025-03-06T00:00:00Z", "0.00", "0")
                .line("t", "half-returned", "2025-03-06T00:00:00Z", "5.00", "1")
                .line("t", "returned", "2025-03-07T00:00:00Z", "0.00", "0")
                .line("c", "basket-c", "2025-03-05T00:00:00Z", "6.00", "1")
                .measured(spark);

        assertThat(mean(measured, "orders")).isCloseTo(1, within(EXACT));
        assertThat(mean(measured, "net_revenue")).isCloseTo(6.15, within(EXACT));
        Row value = measured.row("order_value", "treated", "ratio");
        assertThat(value.<Double>getAs(ExperimentLift.MEAN)).isCloseTo(6.15, within(EXACT));
        assertThat(value.<Double>getAs(ExperimentLift.MEAN_CONTROL)).isCloseTo(6, within(EXACT));
    }

    @Test
    void anOrderOfTheWindowOfWhichSomethingCameBackIsOneReturn(SparkSession spark) {
        Measured measured = twoArms(Business.START.toString())
                .metrics("returns", "orders")
                .line("t", "one-of-two", "2025-03-05T00:00:00Z", "0.00", "0")
                .line("t", "one-of-two", "2025-03-05T00:00:00Z", "5.00", "2")
                .line("t", "all-of-two", "2025-03-06T00:00:00Z", "0.00", "0")
                .line("t", "all-of-two", "2025-03-06T00:00:00Z", "0.00", "0")
                .line("t", "kept", "2025-03-06T00:00:00Z", "5.00", "1")
                .line("t", "before", "2025-02-06T00:00:00Z", "0.00", "0")
                .line("c", "some-of-three", "2025-03-05T00:00:00Z", "0.00", "0.5")
                .measured(spark);

        Row returns = measured.row("returns", "treated", "welch");
        assertThat(returns.<Double>getAs(ExperimentLift.MEAN)).isCloseTo(1, within(EXACT));
        assertThat(returns.<Double>getAs(ExperimentLift.MEAN_CONTROL)).isCloseTo(0.5, within(EXACT));
        assertThat(Measured.warnings(returns)).contains("MORE_IS_WORSE");
        assertThat(Measured.warnings(measured.row("orders", "treated", "welch")))
                .doesNotContain("MORE_IS_WORSE");
    }

    @Test
    void aDayOnWhichAnAccountCancelsIsOneCancellationAndAPauseIsNone(SparkSession spark) {
        Row row = twoArms(Business.START.toString())
                .metrics("cancellations")
                .lost("t", "2025-03-05T00:00:00Z", "core", "contraction", "item_removed")
                .lost("t", "2025-03-05T08:00:00Z", "addon", "contraction", "item_removed")
                .lost("t", "2025-03-09T00:00:00Z", "last", "churn", "account_zero")
                .lost("t2", "2025-03-10T00:00:00Z", "core", "churn", "involuntary")
                .lost("t2", "2025-03-12T00:00:00Z", "core", "churn", "pause")
                .lost("t2", "2025-03-12T00:00:00Z", "addon", "contraction", "pause")
                .lost("t2", "2025-03-13T00:00:00Z", "core", "contraction", "seat")
                .lost("t2", "2025-04-01T00:00:00Z", "core", "churn", "account_zero")
                .lost("c", "2025-03-31T23:00:00Z", "core", "churn", "account_zero")
                .measured(spark)
                .row("cancellations", "treated", "welch");

        assertThat(row.<Double>getAs(ExperimentLift.MEAN)).isCloseTo(1.5, within(EXACT));
        assertThat(row.<Double>getAs(ExperimentLift.MEAN_CONTROL)).isCloseTo(0.5, within(EXACT));
    }

    @Test
    void ticketsCountOnTheirLocalDay(SparkSession spark) {
        Business business = twoArms("2025-03-01T17:00:00Z")
                .zone("America/New_York")
                .metrics("tickets")
                .ticket("t", "2025-03-01T16:59:59Z")
                .ticket("t", "2025-03-01T17:00:00Z")
                .ticket("t", "2025-04-01T03:59:59Z")
                .ticket("t", "2025-04-01T04:00:00Z")
                .ticket("c2", "2025-03-09T00:00:00Z");
        Row young = business.measured(spark).row("tickets", "treated", "welch");
        Row known = business.ticket("stranger", "2024-06-01T00:00:00Z")
                .ticket("c", "2025-02-09T00:00:00Z")
                .measured(spark)
                .row("tickets", "treated", "welch");

        assertThat(young.<Double>getAs(ExperimentLift.MEAN)).isCloseTo(1, within(EXACT));
        assertThat(young.<Double>getAs(ExperimentLift.MEAN_CONTROL)).isCloseTo(0.5, within(EXACT));
        assertThat(young.<Double>getAs(ExperimentLift.PRE_PERIOD_DIFF)).isNull();
        assertThat(known.<Double>getAs(ExperimentLift.PRE_PERIOD_DIFF)).isCloseTo(-0.5, within(EXACT));
    }

    @Test
    void conversionsAreCountedByGoalAndLessTheirRefunds(SparkSession spark) {
        Measured measured = twoArms(Business.START.toString())
                .metrics("converted_cross_sell", "converted_up_sell", "converted", "expansion_revenue")
                .conversion("t", "cross_sell", "2025-03-05T00:00:00Z", "20.00", "5.00")
                .conversion("t", "cross_sell", "2025-03-06T00:00:00Z", "30.00", "0.00")
                .conversion("t2", "up_sell", "2025-03-06T00:00:00Z", "8.00", "0.00")
                .conversion("c", "cross_sell", "2025-03-05T00:00:00Z", "10.00", "10.00")
                .measured(spark);

        assertThat(mean(measured, "converted_cross_sell")).isCloseTo(0.5, within(EXACT));
        assertThat(mean(measured, "converted_up_sell")).isCloseTo(0.5, within(EXACT));
        assertThat(mean(measured, "converted")).isCloseTo(1, within(EXACT));
        assertThat(mean(measured, "expansion_revenue")).isCloseTo(26.5, within(EXACT));
        Row control = measured.row("converted", "treated", "proportion");
        assertThat(control.<Double>getAs(ExperimentLift.MEAN_CONTROL)).isZero();
    }

    @Test
    void thePrePeriodHoldsAsManyDaysBeforeTheDayOfAssignment(SparkSession spark) {
        Business business = twoArms(Business.START.toString())
                .line("t", "known", "2024-06-01T00:00:00Z", "1.00", "1")
                .line("t", "too-early", "2025-01-28T23:59:59Z", "1000.00", "1")
                .line("t", "first", "2025-01-29T00:00:00Z", "3.00", "1")
                .line("t", "last", "2025-02-28T23:59:59Z", "4.00", "1");

        Row row = business.measured(spark).row("net_revenue", "treated", "welch");

        assertThat(row.<Double>getAs(ExperimentLift.PRE_PERIOD_DIFF)).isCloseTo(3.5, within(EXACT));
        assertThat(row.<Double>getAs(ExperimentLift.MEAN)).isZero();
    }

    @Test
    void withoutSalesFromBeforeThereIsNoPrePeriod(SparkSession spark) {
        Row young = twoArms(Business.START.toString())
                .line("t", "first-ever", "2025-01-30T00:00:00Z", "3.00", "1")
                .measured(spark)
                .row("net_revenue", "treated", "welch");
        Row cut = twoArms(Business.START.toString())
                .metrics("expansion_revenue")
                .line("t", "old", "2024-01-30T00:00:00Z", "3.00", "1")
                .conversion("t", "cross_sell", "2025-02-05T00:00:00Z", "20.00", "0.00")
                .completeFrom("2025-01-30")
                .measured(spark)
                .row("expansion_revenue", "treated", "welch");

        assertThat(young.<Double>getAs(ExperimentLift.PRE_PERIOD_DIFF)).isNull();
        assertThat(cut.<Double>getAs(ExperimentLift.PRE_PERIOD_DIFF)).isNull();
    }

    @Test
    void aStatedOutcomeIsZeroWhereItIsMissingAndSatisfactionIsNot(SparkSession spark) {
        Measured measured = twoArms(Business.START.toString())
                .metrics("minutes", "satisfaction")
                .outcome("t", "minutes", 5.5)
                .outcome("c", "minutes", 1.0)
                .outcome("t", "satisfaction", 4.0)
                .outcome("c", "satisfaction", 3.0)
                .measured(spark);

        assertThat(mean(measured, "minutes")).isCloseTo(2.75, within(EXACT));
        Row satisfaction = measured.row("satisfaction", "treated", "ratio");
        assertThat(satisfaction.<Double>getAs(ExperimentLift.MEAN)).isCloseTo(4, within(EXACT));
        assertThat(satisfaction.<Double>getAs(ExperimentLift.MEAN_CONTROL)).isCloseTo(3, within(EXACT));
    }

    @Test
    void aStatedOutcomeBelongsToTheShortestWindowThatHoldsItsMeasurement(SparkSession spark) {
        Measured measured = twoArms(Business.START.toString())
                .with(Experiments.WINDOWS, new Object[] {30, 7, 14})
                .metrics("visit")
                .outcome("t", "visit", 1)
                .measured(spark);

        assertThat(measured.lift())
                .extracting(row -> row.<Integer>getAs(ExperimentLift.WINDOW_DAYS))
                .containsOnly(14);
    }

    @Test
    void eachWindowIsMeasuredForItself(SparkSession spark) {
        Measured measured = twoArms(Business.START.toString())
                .with(Experiments.WINDOWS, new Object[] {7, 30})
                .metrics("net_revenue")
                .line("t", "soon", "2025-03-08T23:59:59Z", "2.00", "1")
                .line("t", "later", "2025-03-09T00:00:00Z", "4.00", "1")
                .measured(spark);

        assertThat(measured.lift())
                .filteredOn(row -> row.<String>getAs(ExperimentLift.ESTIMATOR).equals("welch"))
                .extracting(
                        row -> row.<Integer>getAs(ExperimentLift.WINDOW_DAYS),
                        row -> row.<Double>getAs(ExperimentLift.MEAN))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(7, 1.0), org.assertj.core.groups.Tuple.tuple(30, 3.0));
    }

    @Test
    void segmentsAreThoseOfTheMomentOfAssignment(SparkSession spark) {
        Measured measured = twoArms(Business.START.toString())
                .line("t", "order", "2025-03-05T00:00:00Z", "2.00", "1")
                .segment("t", "size", "small", "2020-01-01T00:00:00Z", "2025-03-01T00:00:00Z")
                .segment("t", "size", "large", "2025-03-01T00:00:00Z", null)
                .segment("t2", "size", "small", "2020-01-01T00:00:00Z", null)
                .segment("c", "size", "large", "2020-01-01T00:00:00Z", null)
                .segment("c2", "size", "huge", "2025-03-02T00:00:00Z", null)
                .measured(spark);

        Row large = measured.row("net_revenue", "treated", "welch", "size", "large");
        assertThat(large.<Double>getAs(ExperimentLift.MEAN)).isCloseTo(2, within(EXACT));
        assertThat(large.<Long>getAs(ExperimentLift.N)).isEqualTo(1);
        assertThat(large.<Long>getAs(ExperimentLift.N_CONTROL)).isEqualTo(1);
        Row small = measured.row("net_revenue", "treated", "welch", "size", "small");
        assertThat(small.<Long>getAs(ExperimentLift.N_CONTROL)).isZero();
        assertThat(measured.lift()).noneMatch(row -> "huge".equals(row.getAs("segment")));
    }

    private static Business twoArms(String assignedAt) {
        Business business = new Business().metrics("net_revenue", "orders", "order_value");
        for (String unit : new String[] {"t", "t2", "c", "c2"}) {
            business.account(unit).assigned(unit, unit.startsWith("t") ? "treated" : "control", assignedAt, null);
        }
        return business;
    }

    private static double mean(Measured measured, String metric) {
        String estimator = metric.startsWith("converted") ? "proportion" : "welch";
        return measured.row(metric, "treated", estimator).<Double>getAs(ExperimentLift.MEAN);
    }
}
