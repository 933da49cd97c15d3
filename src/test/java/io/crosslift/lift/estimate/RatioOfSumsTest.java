package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.Samples.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RatioOfSumsTest {
    private final RatioOfSums ratio = new RatioOfSums(0, 1);
    private final Moments sold = rows(new double[] {10, 1}, new double[] {30, 2}, new double[] {0, 0});

    @Test
    void anArmWithoutOrdersHasNoRatio() {
        Lift lift = ratio.estimate(sold, rows(new double[] {0, 0}, new double[] {0, 0}));

        assertThat(lift.control().value()).isNull();
        assertThat(lift.difference().value()).isNull();
        assertThat(lift.difference().warnings()).containsExactly(WarningCode.ZERO_DENOMINATOR);
    }

    @Test
    void aSingleUnitHasARatioWithoutError() {
        Lift lift = ratio.estimate(sold, rows(new double[] {8, 1}));

        // 40 / 3 - 8
        assertThat(lift.difference().value()).isCloseTo(40.0 / 3 - 8, within(1e-14));
        assertThat(lift.difference().standardError()).isNull();
        assertThat(lift.difference().warnings()).containsExactly(WarningCode.TOO_FEW_UNITS);
    }

    @Test
    void noUnitsGiveNothing() {
        assertThat(ratio.estimate(sold, Moments.empty(2)).difference().warnings())
                .containsExactly(WarningCode.NO_UNITS);
    }

    @Test
    void aRatioHasNoTotalPerUnit() {
        Lift lift = ratio.estimate(sold, sold);

        assertThat(lift.difference().value()).isZero();
        assertThatIllegalStateException()
                .isThrownBy(() -> lift.ifRolledOutTo(10))
                .withMessage("a ratio has no total per unit");
    }
}
