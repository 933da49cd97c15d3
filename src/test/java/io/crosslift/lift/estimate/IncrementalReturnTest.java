package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.Samples.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.lift.estimate.IncrementalReturn.RatioEstimate;
import org.junit.jupiter.api.Test;

class IncrementalReturnTest {
    private static final Confidence TWO_SIDED = Confidence.TWO_SIDED_95;

    @Test
    void theReturnOnAKnownCostScalesTheInterval() {
        Estimate margin = new Estimate(150.0, 20.0, null, 7.5, 110.8, 189.2, 1e-9, 100, java.util.List.of());

        Estimate roi = IncrementalReturn.onKnownCost(margin, 100, TWO_SIDED);

        assertThat(roi.value()).isCloseTo(0.5, within(1e-15));
        assertThat(roi.low()).isCloseTo(0.5 - 1.959963984540054 * 0.2, within(1e-12));
        // p is that of breaking even: (150 - 100) / 20 = 2.5.
        assertThat(roi.p()).isCloseTo(2 * Distributions.normalSurvival(2.5), within(1e-12));
    }

    @Test
    void theCostPerIncrementOfAKnownCostIsTheReciprocalInterval() {
        Estimate increment = new Estimate(50.0, 10.0, null, 5.0, 30.4, 69.6, 1e-6, 100, java.util.List.of());

        RatioEstimate cost = IncrementalReturn.costPerIncrement(increment, 1000, TWO_SIDED);

        assertThat(cost.value()).isEqualTo(20);
        assertThat(cost.set().low()).isCloseTo(1000 / (50 + 19.59963984540054), within(1e-9));
        assertThat(cost.set().high()).isCloseTo(1000 / (50 - 19.59963984540054), within(1e-9));
        assertThat(cost.warnings()).isEmpty();
    }

    @Test
    void anIncrementThatMayBeZeroLeavesNoFiniteBound() {
        Estimate increment = new Estimate(5.0, 10.0, null, 0.5, -14.6, 24.6, 0.6, 100, java.util.List.of());

        RatioEstimate cost = IncrementalReturn.costPerIncrement(increment, 1000, TWO_SIDED);

        assertThat(cost.value()).isEqualTo(200);
        assertThat(cost.set().shape()).isEqualTo(RatioSet.Shape.TWO_RAYS);
        assertThat(cost.warnings()).containsExactly(WarningCode.NO_FINITE_BOUND);
    }

    @Test
    void withoutAnIncrementThereIsNoCostPerUnitOfIt() {
        Estimate increment = new Estimate(-5.0, 10.0, null, -0.5, -24.6, 14.6, 0.6, 100, java.util.List.of());

        RatioEstimate cost = IncrementalReturn.costPerIncrement(increment, 1000, TWO_SIDED);

        assertThat(cost.value()).isNull();
        assertThat(cost.warnings()).containsExactly(WarningCode.NO_INCREMENT, WarningCode.NO_FINITE_BOUND);
    }

    @Test
    void aMeasuredCostGoesIntoFiellersSetWithItsCovariance() {
        // cost, orders: every order costs 3, so the ratio is 3 whatever the orders.
        Moments treatment = rows(new double[][] {{3, 1}, {6, 2}, {9, 3}, {6, 2}, {3, 1}, {12, 4}});
        Moments control = rows(new double[][] {{0, 0}, {3, 1}, {0, 0}, {0, 0}, {3, 1}, {0, 0}});

        RatioEstimate cost = IncrementalReturn.costPerIncrement(treatment, control, 0, 1, TWO_SIDED);

        assertThat(cost.value()).isCloseTo(3, within(1e-12));
        assertThat(cost.set().low()).isCloseTo(3, within(1e-6));
        assertThat(cost.set().high()).isCloseTo(3, within(1e-6));
    }

    @Test
    void theReturnOnAMeasuredCostIsTheRatioLessOne() {
        Moments treatment = rows(new double[][] {{9, 2}, {12, 3}, {11, 2}, {15, 4}, {8, 3}, {10, 2}});
        Moments control = rows(new double[][] {{4, 0}, {5, 0}, {3, 0}, {6, 0}, {4, 0}, {5, 0}});

        RatioEstimate roi = IncrementalReturn.onMeasuredCost(treatment, control, 0, 1, TWO_SIDED);
        RatioEstimate ratio = IncrementalReturn.costPerIncrement(treatment, control, 0, 1, TWO_SIDED);

        assertThat(roi.value()).isCloseTo((65.0 / 6 - 4.5) / (16.0 / 6) - 1, within(1e-12));
        assertThat(roi.set().low()).isCloseTo(ratio.set().low() - 1, within(1e-12));
        assertThat(roi.set().holds(roi.value())).isTrue();
    }

    @Test
    void aCostThatIsNoneIsRefused() {
        Estimate any = new Estimate(1.0, 1.0, null, 1.0, 0.0, 2.0, 0.3, 10, java.util.List.of());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> IncrementalReturn.onKnownCost(any, 0, TWO_SIDED))
                .withMessage("the cost must be above 0, was 0.0");
    }
}
