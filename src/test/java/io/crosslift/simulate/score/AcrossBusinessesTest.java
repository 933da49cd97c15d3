package io.crosslift.simulate.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.simulate.score.AcrossBusinesses.Part;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class AcrossBusinessesTest {
    /** R 4.3: t.test(c(1, 2, 3)). */
    @Test
    void aMeanHasTheIntervalOfStudent() {
        AcrossBusinesses mean = AcrossBusinesses.mean(List.of(1.0, 2.0, 3.0));

        assertThat(mean.value()).isEqualTo(2);
        assertThat(mean.low()).isCloseTo(-0.4841377, within(1e-6));
        assertThat(mean.high()).isCloseTo(4.4841377, within(1e-6));
    }

    /** 6 / 4; the residuals are 0.5 and -0.5, their error (0.5 x 2 / 1)^0.5 / 4 = 0.25, and 12.7062 the quantile of one degree of freedom. */
    @Test
    void aLargeBusinessCountsForMoreInARatio() {
        AcrossBusinesses ratio = AcrossBusinesses.ratio(List.of(new Part(2, 1), new Part(4, 3)));

        assertThat(ratio.value()).isEqualTo(1.5);
        assertThat(ratio.high() - ratio.value()).isCloseTo(12.7062047 * 0.25, within(1e-6));
    }

    /** R 4.3: binom.test(10, 10) and binom.test(0, 10). */
    @Test
    void whatAlwaysHoldsIsNotCertain() {
        AcrossBusinesses always = AcrossBusinesses.share(Collections.nCopies(10, new Part(3, 3)));
        AcrossBusinesses never = AcrossBusinesses.share(Collections.nCopies(10, new Part(0, 3)));

        assertThat(always.value()).isEqualTo(1);
        assertThat(always.low()).isCloseTo(0.6915029, within(1e-6));
        assertThat(never.high()).isCloseTo(0.3084971, within(1e-6));
    }

    /** The mean 2 over the deviation 1; its error (1 / 3 + 2 x 2 / 6)^0.5 = 1 times 4.3026527, Student's quantile of two degrees of freedom. */
    @Test
    void aBiasIsMeasuredInDeviationsOfTheError() {
        AcrossBusinesses bias = AcrossBusinesses.inDeviations(List.of(1.0, 2.0, 3.0));

        assertThat(bias.value()).isEqualTo(2);
        assertThat(bias.low()).isCloseTo(2 - 4.3026527, within(1e-6));
        assertThat(bias.high()).isCloseTo(2 + 4.3026527, within(1e-6));
        assertThat(AcrossBusinesses.inDeviations(List.of(2.0, 2.0)).value()).isNaN();
    }

    @Test
    void aRatioThatIsNotKnownToItsUnitTellsNothing() {
        assertThat(AcrossBusinesses.ratio(List.of(new Part(2, 1), new Part(2.1, 1)))
                        .isTelling())
                .isTrue();
        assertThat(AcrossBusinesses.ratio(List.of(new Part(5, 0.1), new Part(-6, 0.1)))
                        .isTelling())
                .isFalse();
    }

    @Test
    void aShareStaysBetweenNothingAndAll() {
        AcrossBusinesses share = AcrossBusinesses.share(List.of(new Part(1, 2), new Part(2, 2)));

        assertThat(share.value()).isEqualTo(0.75);
        assertThat(share.low()).isEqualTo(0);
        assertThat(share.high()).isEqualTo(1);
    }

    @Test
    void oneBusinessHasNoIntervalAndNothingToDivideByHasNoRatio() {
        assertThat(AcrossBusinesses.mean(List.of(4.0)).value()).isEqualTo(4);
        assertThat(AcrossBusinesses.mean(List.of(4.0)).low()).isNaN();
        assertThat(AcrossBusinesses.ratio(List.of(new Part(1, 0), new Part(2, 0)))
                        .value())
                .isNaN();
    }
}
