package io.crosslift.lift.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.lift.estimate.Distributions;
import org.junit.jupiter.api.Test;

/** The examples of the authors' package (google/trimmed_match, estimator_test.py): 90 % by the normal quantile. */
class TrimmedMatchTest {
    private static final double[] RESPONSES = {1, 10, 3, 8};
    private static final double[] SPENDS = {1, 5, 2, 5};
    private static final TrimmedMatch.Critical NORMAL = kept -> Distributions.normalInverseSurvival(0.05);

    @Test
    void withoutTrimmingItIsTheRatioOfSums() {
        TrimmedMatch match = TrimmedMatch.of(RESPONSES, SPENDS, 0, NORMAL);

        assertThat(match.value()).isCloseTo(22.0 / 13, within(1e-12));
        assertThat(match.standardError()).isCloseTo(0.138, within(5e-4));
        assertThat(match.low()).isCloseTo(1.250, within(5e-4));
        assertThat(match.high()).isCloseTo(1.905, within(5e-4));
    }

    @Test
    void oneTrimmedAtEachEnd() {
        TrimmedMatch match = TrimmedMatch.of(RESPONSES, SPENDS, 1, NORMAL);

        assertThat(match.value()).isCloseTo(11.0 / 7, within(1e-12));
        assertThat(match.standardError()).isCloseTo(0.041, within(5e-4));
        assertThat(match.low()).isCloseTo(-29.374, within(5e-4));
        assertThat(match.high()).isCloseTo(1.619, within(5e-4));
    }

    @Test
    void theTrimIsChosenByTheStandardError() {
        assertThat(TrimmedMatch.of(RESPONSES, SPENDS, NORMAL).trimmed()).isOne();
    }

    @Test
    void tiesInSpendOrReturnAreNoTrouble() {
        assertThat(TrimmedMatch.of(new double[] {1, 2, 3, 4, 5}, new double[] {1, 1, 1, 1, 1}, NORMAL)
                        .value())
                .isCloseTo(3, within(1e-9));
        assertThat(TrimmedMatch.of(new double[] {1, 2, 3, 4, 5}, new double[] {1, 2, 3, 4, 5}, NORMAL)
                        .value())
                .isCloseTo(1, within(1e-9));
        assertThat(TrimmedMatch.of(new double[] {1, 1, 1, 1, 1}, new double[] {1, 1, 1, 1, 1}, NORMAL)
                        .value())
                .isCloseTo(1, within(1e-9));
    }

    @Test
    void onePairOutOfLineDoesNotMoveTheResult() {
        double[] spends = {3, 4, 5, 6, 7, 8, 9, 10};
        double[] responses = {6.1, 7.9, 10.2, 11.8, 14.1, 16.0, 17.9, 500};

        assertThat(TrimmedMatch.of(responses, spends, NORMAL).value()).isCloseTo(2, within(0.05));
    }

    @Test
    void withoutAnySpendThereIsNoReturn() {
        assertThatThrownBy(() -> TrimmedMatch.of(new double[] {1, 2}, new double[] {0, 0}, NORMAL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no pair differs in spend");
    }
}
