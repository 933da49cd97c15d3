package io.crosslift.lift.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.lift.power.MeanPower;
import io.crosslift.lift.power.PowerTarget;
import io.crosslift.lift.sequential.ConfidenceSequence;
import io.crosslift.lift.sequential.GroupSequentialPlan;
import io.crosslift.lift.sequential.Spending;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mistakes that were found in published tools, one test each. */
class DefectsOfOtherToolsTest {
    private static final Moments FEW_T = Samples.column(9, 12, 15, 11, 13);
    private static final Moments FEW_C = Samples.column(10, 10.5, 9.5, 10.2, 9.8, 10.1, 9.9);

    @Test
    void theVarianceOfAProportionIsOverNMinusOne() {
        Lift lift = new ProportionDifference(0).estimate(Moments.ofCounts(16, 30), Moments.ofCounts(14, 28));

        double squares = 16 / 30.0 * (14 / 30.0) / 29 + 0.25 / 27;
        assertThat(lift.difference().standardError()).isCloseTo(Math.sqrt(squares), within(1e-15));
    }

    @Test
    void theRelativeLiftHasDegreesOfFreedomOfItsOwn() {
        Lift lift = new MeanDifference(0).estimate(FEW_T, FEW_C);

        double logT = FEW_T.variance(0) / 5 / (FEW_T.mean(0) * FEW_T.mean(0));
        double logC = FEW_C.variance(0) / 7 / (FEW_C.mean(0) * FEW_C.mean(0));
        double freedom = (logT + logC) * (logT + logC) / (logT * logT / 4 + logC * logC / 6);
        assertThat(lift.relative().degreesOfFreedom())
                .isCloseTo(freedom, within(1e-9))
                .isNotEqualTo(lift.difference().degreesOfFreedom());
    }

    @Test
    void theRelativeIntervalCountsTheNoiseOfTheBaseline() {
        Lift lift = new MeanDifference(0).estimate(FEW_C, FEW_T);

        double scaled = (lift.difference().high() - lift.difference().low()) / FEW_T.mean(0);
        assertThat(lift.relative().high() - lift.relative().low()).isNotCloseTo(scaled, within(0.01 * scaled));
        assertThat(lift.relative().standardError())
                .isCloseTo(
                        Math.sqrt(FEW_C.variance(0) / 7
                                        + FEW_T.variance(0) / 5 * Math.pow(FEW_C.mean(0) / FEW_T.mean(0), 2))
                                / FEW_T.mean(0),
                        within(1e-14));
    }

    @Test
    void armsWithoutWeightLeaveTheDegreesOfFreedomOfTheSampleRatio() {
        SampleRatio.Result result =
                SampleRatio.test(Map.of("a", 5100L, "b", 4900L, "retired", 0L), Map.of("a", 1, "b", 1, "retired", 0));

        assertThat(result.degreesOfFreedom()).isEqualTo(1);
        assertThat(result.p()).isCloseTo(Distributions.chiSquareSurvival(1, 4), within(1e-12));
    }

    @Test
    void theAdjustedRelativeLiftCountsTheCovarianceOfOutcomeAndCovariate() {
        // y = 20 + x against 10 + x: the adjusted difference is 10 without any error, the baseline still varies with x.
        Moments treatment = Samples.rows(new double[][] {{21, 1}, {22, 2}, {23, 3}, {24, 4}});
        Moments control = Samples.rows(new double[][] {{9, -1}, {10, 0}, {12, 2}, {14, 4}});

        Lift lift = new CovariateAdjusted(0, List.of(1)).estimate(treatment, control);

        // r y - x with r = A / C leaves (r - 1) x; treating the arms' adjusted means as independent leaves nothing.
        double ratio = 1 + 10 / 11.25;
        double expected = (ratio - 1) * Math.sqrt(control.variance(1) / 4) / 11.25;
        assertThat(lift.difference().value()).isCloseTo(10, within(1e-12));
        assertThat(lift.relative().standardError()).isCloseTo(expected, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-3, 0, 7, 12})
    void aOneSidedSequentialPIsNotCutOffAtTheEndsOfASearch(double z) {
        Estimate fixed = new Estimate(z, 1.0, null, null, null, null, null, 2000, List.of());

        double p = new ConfidenceSequence(2000, new Confidence(0.05, Alternative.GREATER))
                .at(fixed)
                .p();

        if (z <= 0) {
            assertThat(p).isEqualTo(1);
        } else {
            assertThat(p).isLessThan(1e-5);
        }
    }

    @Test
    void aLookThatSpendsNextToNothingHasItsOwnBoundary() {
        double first = new GroupSequentialPlan(181, 181, Spending.OBRIEN_FLEMING, Confidence.TWO_SIDED_95)
                .planned()
                .looks()
                .get(1)
                .critical();

        // The second of 181 looks spends 2 (1 - Phi(2.2414 sqrt(90.5))), z = 21.3; a solver that gives up says 8.
        assertThat(first).isBetween(21.0, 21.5);
    }

    @Test
    void theUnitsNeededAreForEightyPercentPowerNotForAnIntervalOfThatWidth() {
        double units = new MeanPower(1, PowerTarget.USUAL).controlUnits(0.2, 1);

        // An interval of half width 0.2 needs (1.96 / 0.2)^2 x 2 = 192, and finds such an effect every other time.
        double byWidth = Math.pow(1.959963984540054 / 0.2, 2) * 2;
        assertThat(new MeanPower(1, PowerTarget.USUAL).power(0.2, byWidth, byWidth))
                .isCloseTo(0.5, within(1e-3));
        assertThat(units).isGreaterThan(2 * byWidth);
    }

    @Test
    void quantilesOfStudentsTAreExactWhereTheyAreKnown() {
        // One degree of freedom is Cauchy's distribution.
        assertThat(Distributions.studentQuantile(1, 0.9995)).isCloseTo(Math.tan(Math.PI * 0.4995), within(1e-9));
    }

    @Test
    void exposedAgainstControlIsNeverTheLift() {
        // The exposed would have bought more anyway: outcome 1 for them in both arms, 0 for the others, no effect at
        // all.
        Moments treatment = Samples.rows(
                new double[][] {{1, 1}, {1, 1}, {1, 1}, {0, 0}, {0, 0}, {0, 0}, {1, 1}, {0, 0}, {1, 1}, {0, 0}});
        Moments control = Samples.rows(
                new double[][] {{1, 0}, {1, 0}, {1, 0}, {0, 0}, {0, 0}, {0, 0}, {1, 0}, {0, 0}, {1, 0}, {0, 0}});

        Lift lift = new ComplierEffect(0, 1).estimate(treatment, control);

        // Exposed minus control would be 1 - 0.5.
        assertThat(lift.incrementalTotal().value()).isCloseTo(0, within(1e-12));
        assertThat(lift.difference().p()).isCloseTo(1, within(1e-12));
        assertThat(new ComplierEffect(0, 1).compliance(treatment, control).complierBaseline())
                .isCloseTo(1, within(1e-12));
    }
}
