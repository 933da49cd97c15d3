package io.crosslift.lift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.failure.Failure;
import io.crosslift.lift.estimate.Distributions;
import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.ExperimentLooks;
import io.crosslift.schema.Experiments;
import io.crosslift.testing.SparkSessionExtension;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Group sequential tests from run to run. Two looks at 160 units with O'Brien-Fleming spending stop at 2.963 and 1.969 (Lan and DeMets
 * 1983; Proschan, Lan and Wittes 2006, table 2.2).
 */
@ExtendWith(SparkSessionExtension.class)
class PlannedLooksTest {
    private static final String PLAN = "group_sequential units=160 looks=2 spending=obrien_fleming";
    private static final double PRINTED = 5e-4;
    private static final double CLOSE = 1e-9;

    @Test
    void theFirstLookTakesTheFirstBoundary(SparkSession spark) {
        LiftResult result = result(spark, sold(40, 1.0).with(Experiments.SEQUENTIAL_PLAN, PLAN));

        Row row = Measured.of(result).row("net_revenue", "treated", "group_sequential");
        assertThat(boundary(row)).isCloseTo(2.963, within(PRINTED));
        // An effect of 1 with se sqrt(2 x 0.25 / 39): z is 8.8.
        assertThat(row.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("positive");
        assertThat(row.<Double>getAs(ExperimentLift.P_ADJUSTED)).isLessThan(1e-6);
        Row look = onlyLook(result);
        assertThat(look.<Integer>getAs(ExperimentLooks.LOOK)).isEqualTo(1);
        assertThat(look.<Long>getAs(ExperimentLooks.N)).isEqualTo(40);
        assertThat(look.<String>getAs(ExperimentLooks.PLAN))
                .isEqualTo(
                        "group_sequential units=160 looks=2 spending=obrien_fleming alpha=0.05 alternative=two_sided");
    }

    @Test
    void betweenLooksNothingIsLookedAt(SparkSession spark) {
        LiftResult early = result(spark, sold(30, 1.0).with(Experiments.SEQUENTIAL_PLAN, PLAN));

        Row row = Measured.of(early).row("net_revenue", "treated", "group_sequential");
        assertThat(row.<Double>getAs(ExperimentLift.CI_LOW)).isNull();
        assertThat(row.<Double>getAs(ExperimentLift.P_VALUE)).isNull();
        assertThat(row.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("inconclusive");
        assertThat(Measured.warnings(row)).contains("BETWEEN_LOOKS");
        assertThat(early.looks().collectAsList()).isEmpty();
    }

    /** 0.2 more with se sqrt(2 x 0.25 / 39) = 0.113: 1.77, not enough; of 80 units in each arm se 0.0796: 2.51, enough. */
    @Test
    void theSecondLookSpendsWhatTheFirstLeft(SparkSession spark) {
        Row first = onlyLook(result(spark, sold(40, 0.2).with(Experiments.SEQUENTIAL_PLAN, PLAN)));
        LiftResult between = result(
                spark, sold(45, 0.2).with(Experiments.SEQUENTIAL_PLAN, PLAN).looked(first));
        LiftResult second = result(
                spark, sold(80, 0.2).with(Experiments.SEQUENTIAL_PLAN, PLAN).looked(first));

        assertThat(first.<String>getAs(ExperimentLooks.VERDICT)).isEqualTo("inconclusive");
        Row repeated = Measured.of(between).row("net_revenue", "treated", "group_sequential");
        assertThat(repeated.<Double>getAs(ExperimentLift.CI_LOW))
                .isEqualTo(first.<Double>getAs(ExperimentLooks.CI_LOW));
        assertThat(between.looks().collectAsList()).isEmpty();
        Row row = Measured.of(second).row("net_revenue", "treated", "group_sequential");
        assertThat(boundary(row)).isCloseTo(1.969, within(PRINTED));
        assertThat(row.<Double>getAs(ExperimentLift.SE)).isCloseTo(Math.sqrt(2 * 0.25 / 79), within(CLOSE));
        assertThat(row.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("positive");
        assertThat(onlyLook(second).<Integer>getAs(ExperimentLooks.LOOK)).isEqualTo(2);
    }

    @Test
    void whatHasStoppedStaysStopped(SparkSession spark) {
        Row first = onlyLook(result(spark, sold(40, 1.0).with(Experiments.SEQUENTIAL_PLAN, PLAN)));

        LiftResult later = result(
                spark, sold(80, -1.0).with(Experiments.SEQUENTIAL_PLAN, PLAN).looked(first));

        Row row = Measured.of(later).row("net_revenue", "treated", "group_sequential");
        assertThat(row.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("positive");
        assertThat(row.<Double>getAs(ExperimentLift.DIFF)).isCloseTo(1, within(CLOSE));
        assertThat(later.looks().collectAsList()).isEmpty();
    }

    /** Stopped at the first look, an outcome is more extreme only if it crossed there by more: nothing is to be undone. */
    @Test
    void whatStoppedAtTheFirstLookIsEstimatedAsIfThereWereNoOther(SparkSession spark) {
        Measured measured = Measured.of(result(spark, sold(40, 1.0).with(Experiments.SEQUENTIAL_PLAN, PLAN)));

        Row row = measured.row("net_revenue", "treated", "stagewise");
        double half = 1.959963984540054 * Math.sqrt(2 * 0.25 / 39);
        assertThat(row.<Double>getAs(ExperimentLift.DIFF)).isCloseTo(1, within(1e-8));
        assertThat(row.<Double>getAs(ExperimentLift.CI_LOW)).isCloseTo(1 - half, within(1e-8));
        assertThat(row.<Double>getAs(ExperimentLift.CI_HIGH)).isCloseTo(1 + half, within(1e-8));
        assertThat(row.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("positive");
    }

    @Test
    void atTheSecondLookTheEstimateIsTheEffectUnderWhichSuchAnOutcomeIsAsLikelyAsNot(SparkSession spark) {
        Row first = onlyLook(result(spark, sold(40, 0.2).with(Experiments.SEQUENTIAL_PLAN, PLAN)));
        Measured second = Measured.of(result(
                spark, sold(80, 0.2).with(Experiments.SEQUENTIAL_PLAN, PLAN).looked(first)));
        Row fixed = second.row("net_revenue", "treated", "group_sequential");
        double se = fixed.<Double>getAs(ExperimentLift.SE);
        double boundary = boundary(Measured.of(result(spark, sold(40, 0.2).with(Experiments.SEQUENTIAL_PLAN, PLAN)))
                .row("net_revenue", "treated", "group_sequential"));

        Row row = second.row("net_revenue", "treated", "stagewise");
        double z = fixed.<Double>getAs(ExperimentLift.DIFF) / se;
        assertThat(above(z, boundary, row.<Double>getAs(ExperimentLift.DIFF) / se))
                .isCloseTo(0.5, within(1e-5));
        assertThat(above(z, boundary, row.<Double>getAs(ExperimentLift.CI_LOW) / se))
                .isCloseTo(0.025, within(1e-5));
        assertThat(above(z, boundary, row.<Double>getAs(ExperimentLift.CI_HIGH) / se))
                .isCloseTo(0.975, within(1e-5));
        assertThat(row.<Double>getAs(ExperimentLift.P_VALUE)).isCloseTo(2 * above(z, boundary, 0), within(1e-5));
        assertThat(row.<Double>getAs(ExperimentLift.DIFF)).isLessThan(fixed.<Double>getAs(ExperimentLift.DIFF));
    }

    @Test
    void aTestThatGoesOnHasNoFinalEstimate(SparkSession spark) {
        Measured measured = Measured.of(result(spark, sold(40, 0.2).with(Experiments.SEQUENTIAL_PLAN, PLAN)));

        assertThat(measured.lift())
                .extracting(row -> row.<String>getAs(ExperimentLift.ESTIMATOR))
                .contains("group_sequential")
                .doesNotContain("stagewise");
    }

    /**
     * P(first look above its boundary, or inside and the second above z) for a drift of so many final standard errors, by Simpson's
     * rule: at half of the units z has the mean drift sqrt(1/2), and the second z given the first one x is normal with mean x sqrt(1/2)
     * + drift / 2 and variance 1/2.
     */
    private static double above(double z, double boundary, double drift) {
        double root = Math.sqrt(0.5);
        int steps = 2_000;
        double width = 2 * boundary / steps;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double x = -boundary + i * width;
            double weight = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
            double density = Math.exp(-(x - drift * root) * (x - drift * root) / 2) / Math.sqrt(2 * Math.PI);
            sum += weight * density * Distributions.normalSurvival((z - x * root - drift / 2) / root);
        }
        return Distributions.normalSurvival(boundary - drift * root) + sum * width / 3;
    }

    @Test
    void aPlanThatWasLookedAtMustNotChange(SparkSession spark) {
        Row first = onlyLook(result(spark, sold(40, 0.2).with(Experiments.SEQUENTIAL_PLAN, PLAN)));
        Business changed = sold(80, 0.2)
                .with(Experiments.SEQUENTIAL_PLAN, PLAN.replace("looks=2", "looks=4"))
                .looked(first);

        assertThatThrownBy(() -> changed.measured(spark))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("experiment e was 'group_sequential units=160 looks=2")
                .hasMessageContaining("and is 'group_sequential units=160 looks=4");
    }

    /** Every unit spends 10 or 11, a treated one as much more. */
    private static Business sold(int units, double more) {
        Business business = new Business().arm("treated", units).arm("control", units);
        for (int i = 0; i < units; i++) {
            String treated = String.format(Locale.ROOT, "%.2f", 10 + i % 2 + more);
            business.line("treated-" + i, "t-" + i, "2025-03-10T00:00:00Z", treated, "1")
                    .line("control-" + i, "c-" + i, "2025-03-10T00:00:00Z", 10 + i % 2 + ".00", "1");
        }
        return business;
    }

    private static LiftResult result(SparkSession spark, Business business) {
        return LiftStep.of(business.inputs(spark), business.rules());
    }

    private static Row onlyLook(LiftResult result) {
        List<Row> looks = result.looks().collectAsList();
        assertThat(looks).hasSize(1);
        return looks.get(0);
    }

    private static double boundary(Row row) {
        return (row.<Double>getAs(ExperimentLift.CI_HIGH) - row.<Double>getAs(ExperimentLift.DIFF))
                / row.<Double>getAs(ExperimentLift.SE);
    }
}
