package io.crosslift.simulate.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AgreementTest {
    @Test
    void theShareErrorIsWhatWouldHaveToMove() {
        // 0.5 and 0.5 beside 0.25 and 0.75.
        assertThat(Agreement.shareError(new double[] {10, 10}, new double[] {1, 3}))
                .hasValueCloseTo(0.25, within(1e-15));
        assertThat(Agreement.shareError(new double[] {7, 21}, new double[] {1, 3}))
                .hasValueCloseTo(0.0, within(1e-15));
        assertThat(Agreement.shareError(new double[] {5, 0}, new double[] {0, 2}))
                .hasValueCloseTo(1.0, within(1e-15));
    }

    @Test
    void aChannelThatCostsSalesHasNoShare() {
        assertThat(Agreement.shares(new double[] {-4, 1, 3})).containsExactly(0, 0.25, 0.75);
    }

    @Test
    void nothingToSplitHasNoShareError() {
        assertThat(Agreement.shareError(new double[] {1, 2}, new double[] {0, -1}))
                .isEmpty();
    }

    @Test
    void ranksAreSpearmansWithTiesInTheMiddle() {
        // 1 - 6 x 4 / (5 x 24).
        assertThat(Agreement.rankCorrelation(new double[] {1, 2, 3, 4, 5}, new double[] {20, 10, 40, 30, 50}))
                .hasValueCloseTo(0.8, within(1e-12));
        // Ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4: 4.5 / sqrt(4.5 x 5).
        assertThat(Agreement.rankCorrelation(new double[] {1, 2, 2, 3}, new double[] {1, 2, 3, 4}))
                .hasValueCloseTo(Math.sqrt(0.9), within(1e-12));
        assertThat(Agreement.rankCorrelation(new double[] {1, 1}, new double[] {1, 2}))
                .isEmpty();
    }
}
