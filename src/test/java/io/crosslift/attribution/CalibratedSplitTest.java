package io.crosslift.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CalibratedSplitTest {
    @Test
    void theCentLeftOverGoesToTheLargestRemainder() {
        // exact: 1667.5, 1110.89, 3221.61; rounded down they miss two cents
        assertThat(split(List.of(3335L, 2665L), "0.5", "0.416844278")).containsExactly(1667, 1111, 3222);
    }

    @Test
    void ofEqualRemaindersTheEarlierTouchWinsAndTheBaselineComesLast() {
        // exact: 0.5, 0.5, 1; then 0.5 and 0.5
        assertThat(split(List.of(1L, 1L), "0.5", "0.5")).containsExactly(1, 0, 1);
        assertThat(split(List.of(1L), "0.5")).containsExactly(1, 0);
    }

    @Test
    void theBaselineIsNegativeWhereMoreWasMeasuredThanCredited() {
        assertThat(split(List.of(1_000L, 500L), "1.2", "1.1")).containsExactly(1_200, 550, -250);
    }

    @Test
    void aFactorHasNineDecimals() {
        assertThat(CalibratedSplit.factor(1.0 / 3)).isEqualTo(new BigDecimal("0.333333333"));
    }

    private static long[] split(List<Long> credits, String... factors) {
        return CalibratedSplit.split(
                credits, Stream.of(factors).map(BigDecimal::new).toList());
    }
}
