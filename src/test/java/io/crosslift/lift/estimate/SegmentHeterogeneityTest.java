package io.crosslift.lift.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentHeterogeneityTest {
    @Test
    void shrinksSegmentsTowardsTheirMean() {
        // Effects 0 and 4 with error 1: mean 2, Q = 8, tau^2 = (8 - 1) / (2 - 1) = 7, weight 7/8.
        SegmentHeterogeneity.Result result = SegmentHeterogeneity.of(List.of(segment(0, 1), segment(4, 1)));

        assertThat(result.q()).isCloseTo(8, within(1e-14));
        assertThat(result.inconsistency()).isCloseTo(7.0 / 8, within(1e-14));
        assertThat(result.betweenVariance()).isCloseTo(7, within(1e-14));
        assertThat(result.shrunk().get(0)).isCloseTo(0.25, within(1e-14));
        assertThat(result.shrunk().get(1)).isCloseTo(3.75, within(1e-14));
    }

    @Test
    void equalSegmentsAreShrunkToOneEffect() {
        SegmentHeterogeneity.Result result =
                SegmentHeterogeneity.of(List.of(segment(1, 1), segment(1.2, 1), segment(1.1, 1)));

        assertThat(result.inconsistency()).isZero();
        assertThat(result.shrunk()).allSatisfy(effect -> assertThat(effect).isCloseTo(1.1, within(1e-14)));
    }

    @Test
    void aSegmentWithoutErrorIsLeftOut() {
        Estimate unknown = Estimate.valueOnly(9, 2, List.of(WarningCode.TOO_FEW_UNITS));

        SegmentHeterogeneity.Result result = SegmentHeterogeneity.of(List.of(segment(0, 1), unknown, segment(4, 1)));

        assertThat(result.degreesOfFreedom()).isEqualTo(1);
        assertThat(result.shrunk().get(1)).isNull();
    }

    @Test
    void oneSegmentHasNoTest() {
        SegmentHeterogeneity.Result result = SegmentHeterogeneity.of(List.of(segment(1, 1)));

        assertThat(result.p()).isNull();
        assertThat(result.warnings()).containsExactly(WarningCode.TOO_FEW_SEGMENTS);
    }

    private static Estimate segment(double effect, double standardError) {
        return Estimate.symmetric(effect, standardError, null, Confidence.TWO_SIDED_95, 10, List.of());
    }
}
