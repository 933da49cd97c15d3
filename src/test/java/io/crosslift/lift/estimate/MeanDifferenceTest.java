package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.Samples.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MeanDifferenceTest {
    private final MeanDifference means = new MeanDifference(0);

    @Test
    void anArmWithoutUnitsGivesNothing() {
        Lift lift = means.estimate(Moments.empty(1), column(1, 2));

        assertThat(lift.treatment().value()).isNull();
        assertThat(lift.difference().value()).isNull();
        assertThat(lift.incrementalTotal().value()).isNull();
        assertThat(lift.difference().warnings()).containsExactly(WarningCode.NO_UNITS);
    }

    @Test
    void oneUnitPerArmGivesADifferenceWithoutError() {
        Lift lift = means.estimate(column(5), column(2, 3));

        assertThat(lift.difference().value()).isEqualTo(2.5);
        assertThat(lift.difference().standardError()).isNull();
        assertThat(lift.difference().p()).isNull();
        assertThat(lift.difference().warnings()).containsExactly(WarningCode.TOO_FEW_UNITS);
        assertThat(lift.relative().value()).isNull();
    }

    @Test
    void twoConstantArmsHaveNoTest() {
        Lift lift = means.estimate(column(0.3, 0.3, 0.3), column(0.1, 0.1));

        assertThat(lift.difference().value()).isCloseTo(0.2, within(1e-15));
        assertThat(lift.difference().p()).isNull();
        assertThat(lift.difference().low()).isNull();
        assertThat(lift.difference().warnings()).containsExactly(WarningCode.ZERO_VARIANCE_BOTH);
    }

    @Test
    void oneConstantArmLeavesTheOtherArmsDegreesOfFreedom() {
        Estimate difference = means.estimate(column(1, 2, 3), column(1, 1)).difference();

        assertThat(difference.degreesOfFreedom()).isEqualTo(2);
        assertThat(difference.standardError()).isCloseTo(Math.sqrt(1.0 / 3), within(1e-15));
        assertThat(difference.warnings()).containsExactly(WarningCode.ZERO_VARIANCE_ONE_ARM);
    }

    @Test
    void aControlMeanOfZeroHasNoRelativeLift() {
        Lift lift = means.estimate(column(1, 2, 3), column(-1, 0, 1));

        assertThat(lift.relative().value()).isNull();
        assertThat(lift.relative().warnings()).containsExactly(WarningCode.ZERO_CONTROL);
        assertThat(lift.difference().p()).isNotNull();
    }

    @Test
    void aWeakControlGetsTheIntervalOfFieller() {
        // Control 1, 2, 3, 4: mean 2.5 is 3.87 standard errors from zero.
        Moments treatment = column(6, 7, 8, 9);
        Moments control = column(1, 2, 3, 4);
        Estimate relative = new MeanDifference(0, new Confidence(0.2, Alternative.TWO_SIDED), Convention.CROSSLIFT)
                .estimate(treatment, control)
                .relative();

        // The ends are where T - (1 + r) C is t standard errors from zero: equal variances 5/3, 6 degrees of freedom.
        double critical = 1.4397557472577688; // R 4.2 qt(0.9, 6)
        for (double end : new double[] {relative.low() + 1, relative.high() + 1}) {
            double distance = (7.5 - end * 2.5) / Math.sqrt(5.0 / 12 * (1 + end * end));
            assertThat(Math.abs(distance)).isCloseTo(critical, within(1e-9));
        }
        assertThat(relative.value()).isEqualTo(2);
        assertThat(relative.low()).isLessThan(2);
        assertThat(relative.warnings()).containsExactly(WarningCode.FIELLER_INTERVAL);
    }

    @Test
    void fiellersIntervalMayHaveNoFiniteBound() {
        // At 99.9 % the critical value 5.96 exceeds the control's 3.87 standard errors.
        Estimate relative = new MeanDifference(0, new Confidence(0.001, Alternative.TWO_SIDED), Convention.CROSSLIFT)
                .estimate(column(6, 7, 8, 9), column(1, 2, 3, 4))
                .relative();

        assertThat(relative.value()).isEqualTo(2);
        assertThat(relative.low()).isNull();
        assertThat(relative.high()).isNull();
        assertThat(relative.warnings()).containsExactly(WarningCode.FIELLER_INTERVAL, WarningCode.NO_FINITE_BOUND);
    }

    @Test
    void aNegativeBaselineIsDividedByItsAbsoluteValue() {
        Lift mirrored = means.estimate(column(-19, -20, -21), column(-9, -10, -11));
        Lift plain = means.estimate(column(19, 20, 21), column(9, 10, 11));

        assertThat(mirrored.relative().value()).isCloseTo(-1, within(1e-15));
        assertThat(mirrored.relative().low()).isCloseTo(-plain.relative().high(), within(1e-12));
        assertThat(mirrored.relative().high()).isCloseTo(-plain.relative().low(), within(1e-12));
        assertThat(mirrored.relative().warnings()).containsExactly(WarningCode.NEGATIVE_CONTROL);
    }

    @Test
    void aPThatUnderflowsIsAnUpperBoundAboveZero() {
        Moments treatment = Moments.ofCounts(900_000, 1_000_000);
        Moments control = Moments.ofCounts(100_000, 1_000_000);

        Estimate difference = means.estimate(treatment, control).difference();

        assertThat(difference.p()).isPositive().isLessThan(1e-300);
        assertThat(difference.warnings()).containsExactly(WarningCode.P_BELOW_RANGE);
    }

    @Test
    void anOverflowIsLeftOutAndSaid() {
        Estimate difference =
                means.estimate(column(1e200, -1e200, 3e200), column(1, 2, 3)).difference();

        assertThat(difference.standardError()).isNull();
        assertThat(difference.warnings()).contains(WarningCode.NOT_FINITE);
    }

    @Test
    void fewUnitsWithALongTailAreSaid() {
        double[] spend = new double[200];
        spend[0] = 1000;

        assertThat(means.estimate(column(spend), column(1, 2, 3)).difference().warnings())
                .containsExactly(WarningCode.HEAVY_TAIL);
    }

    @Test
    void whatARollOutWouldBringIsTheDifferencePerEligibleUnit() {
        Lift lift = means.estimate(column(1, 2, 3), column(1, 1.5, 2));

        assertThat(lift.ifRolledOutTo(1000).value()).isCloseTo(500, within(1e-9));
        assertThat(lift.ifRolledOutTo(1000).p()).isEqualTo(lift.difference().p());
    }
}
