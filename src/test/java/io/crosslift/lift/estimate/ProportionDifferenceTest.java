package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.Moments.ofCounts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProportionDifferenceTest {
    private final ProportionDifference rates = new ProportionDifference(0);

    /** Newcombe 1998, Statistics in Medicine 17, 873-890, table II, method 10. */
    @ParameterizedTest
    @CsvSource({
        "56,70,48,80,0.0524,0.3339",
        "9,10,3,10,0.1705,0.8090",
        "0,10,0,20,-0.1611,0.2775",
        "10,10,0,10,0.6075,1.0000"
    })
    void intervalsOfNewcombe(long xT, long nT, long xC, long nC, double low, double high) {
        Estimate difference = rates.estimate(ofCounts(xT, nT), ofCounts(xC, nC)).difference();

        assertThat(difference.low()).isCloseTo(low, within(5e-5));
        assertThat(difference.high()).isCloseTo(high, within(5e-5));
    }

    @Test
    void noEventAtAllHasAnIntervalAndNoTest() {
        Lift lift = rates.estimate(ofCounts(0, 10), ofCounts(0, 20));

        assertThat(lift.difference().value()).isZero();
        assertThat(lift.difference().p()).isNull();
        assertThat(lift.difference().standardError()).isNull();
        assertThat(lift.difference().warnings()).containsExactly(WarningCode.ZERO_VARIANCE_BOTH);
        assertThat(lift.relative().value()).isNull();
    }

    @Test
    void noEventInTreatmentHasARelativeLiftWithoutInterval() {
        Lift lift = rates.estimate(ofCounts(0, 100), ofCounts(20, 100));

        assertThat(lift.relative().value()).isEqualTo(-1);
        assertThat(lift.relative().low()).isNull();
        assertThat(lift.relative().warnings()).containsExactly(WarningCode.ZERO_EVENTS);
        assertThat(lift.difference().warnings()).isEmpty();
    }

    @Test
    void smallCountsAreTestedByBarnard() {
        // 3 of 3 against 0 of 3: the two extreme tables have probability 2 p^3 (1 - p)^3, largest at p = 1/2.
        Estimate difference = rates.estimate(ofCounts(3, 3), ofCounts(0, 3)).difference();

        assertThat(difference.p()).isCloseTo(2.0 / 64, within(1e-9));
        assertThat(difference.warnings()).containsExactly(WarningCode.BARNARD_TEST);
    }

    @Test
    void smallCountsOneSidedAreTestedByFisher() {
        // 1 of the 20 ways to choose 3 of 6
        Estimate difference = new ProportionDifference(
                        0, new Confidence(0.05, Alternative.GREATER), Convention.CROSSLIFT)
                .estimate(ofCounts(3, 3), ofCounts(0, 3))
                .difference();

        assertThat(difference.p()).isCloseTo(1.0 / 20, within(1e-12));
        assertThat(difference.high()).isNull();
        assertThat(difference.warnings()).containsExactly(WarningCode.FISHER_TEST);
    }

    @Test
    void rareEventsInLargeArmsAreTestedByFisher() {
        // All 4 events of two equal arms in one of them: 2 / 2^4 in the limit of large arms.
        Estimate difference =
                rates.estimate(ofCounts(4, 1_000_000), ofCounts(0, 1_000_000)).difference();

        assertThat(difference.p()).isCloseTo(2.0 / 16, within(1e-6));
        assertThat(difference.warnings()).containsExactly(WarningCode.FISHER_TEST);
    }

    @Test
    void anythingButZerosAndOnesIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rates.estimate(Samples.column(0, 1, 2), ofCounts(1, 2)))
                .withMessageContaining("column 0 must hold 0 or 1 per unit");
    }

    @Test
    void aSingleUnitHasNoTest() {
        assertThat(rates.estimate(ofCounts(1, 1), ofCounts(1, 2)).difference().warnings())
                .containsExactly(WarningCode.TOO_FEW_UNITS);
    }
}
