package io.crosslift.lift.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SampleRatioTest {
    @Test
    void fewUnitsInTwoArmsAreTestedByTheBinomial() {
        // 2 (1 + 10 + 45) / 2^10
        SampleRatio.Result result = SampleRatio.test(Map.of("a", 8L, "b", 2L), Map.of("a", 0.5, "b", 0.5));

        assertThat(result.p()).isCloseTo(112.0 / 1024, within(1e-12));
        assertThat(result.exact()).isTrue();
        assertThat(result.maxShareDeviation()).isCloseTo(30, within(1e-12));
    }

    @Test
    void fewUnitsInThreeArmsAreTestedByTheMultinomial() {
        // All three in one arm: 3 of 27 ways.
        SampleRatio.Result result = SampleRatio.test(Map.of("a", 3L), Map.of("a", 1, "b", 1, "c", 1));

        assertThat(result.p()).isCloseTo(1.0 / 9, within(1e-12));
        assertThat(result.chiSquare()).isCloseTo(6, within(1e-12));
    }

    @Test
    void anArmWithoutWeightLeavesTheDegreesOfFreedom() {
        SampleRatio.Result result =
                SampleRatio.test(Map.of("a", 5100L, "b", 4900L, "off", 7L), Map.of("a", 1, "b", 1, "off", 0));

        // X^2 = 2 * 100^2 / 5000 = 4, P(chi2_1 > 4) = 2 P(Z > 2)
        assertThat(result.degreesOfFreedom()).isEqualTo(1);
        assertThat(result.chiSquare()).isCloseTo(4, within(1e-12));
        assertThat(result.p()).isCloseTo(0.04550026389635839, within(1e-14));
        assertThat(result.units()).isEqualTo(10_000);
        assertThat(result.warnings()).containsExactly(WarningCode.UNITS_IN_ZERO_WEIGHT_ARM);
    }

    @Test
    void aTinyExpectedCountOutOfReachOfTheExactTestIsSaid() {
        SampleRatio.Result result = SampleRatio.test(
                Map.of("a", 100_000L, "b", 100_000L, "c", 1L), Map.of("a", 0.499995, "b", 0.499995, "c", 0.00001));

        assertThat(result.exact()).isFalse();
        assertThat(result.warnings()).containsExactly(WarningCode.SMALL_EXPECTED_COUNT);
    }

    @Test
    void noUnitsHaveNoTest() {
        SampleRatio.Result result = SampleRatio.test(Map.of(), Map.of("a", 1, "b", 1));

        assertThat(result.p()).isNull();
        assertThat(result.warnings()).containsExactly(WarningCode.NO_UNITS);
    }

    @Test
    void aTotalLossHasAPAboveZero() {
        SampleRatio.Result result = SampleRatio.test(Map.of("a", 1_000_000L), Map.of("a", 1, "b", 1));

        assertThat(result.p()).isPositive();
        assertThat(result.warnings()).containsExactly(WarningCode.P_BELOW_RANGE);
    }

    @Test
    void anUnknownArmIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleRatio.test(Map.of("x", 1L), Map.of("a", 1)))
                .withMessage("arm x has no weight, known: [a]");
    }
}
