package io.crosslift.lift.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowEffectsTest {
    private static final WindowEffects FOUR = new WindowEffects(List.of(0, 1, 2, 3), Confidence.TWO_SIDED_95);

    /** Dunnett (1964), two-sided 5 %, infinite degrees of freedom: correlation one half. */
    @ParameterizedTest
    @CsvSource({"1,1.96", "2,2.21", "3,2.35", "4,2.44"})
    void theCriticalValuesOfDunnettsTableAreReproduced(int numbers, double critical) {
        assertThat(new MaximumNormal(correlated(numbers, 0.5)).critical(0.05)).isCloseTo(critical, within(0.01));
    }

    @Test
    void independentNumbersMultiplyTheirChances() {
        MaximumNormal maximum = new MaximumNormal(correlated(3, 0));

        double z = Distributions.normalInverseSurvival((1 - Math.cbrt(0.95)) / 2);
        assertThat(maximum.critical(0.05)).isCloseTo(z, within(0.01));
        double inside = 1 - 2 * Distributions.normalSurvival(2);
        assertThat(maximum.p(2)).isCloseTo(1 - inside * inside * inside, within(2e-3));
        // Far out it is Bonferroni's bound.
        assertThat(maximum.p(8)).isEqualTo(6 * Distributions.normalSurvival(8));
    }

    @Test
    void theSameNumberTwiceNeedsNoWiderBand() {
        MaximumNormal maximum = new MaximumNormal(correlated(2, 1));

        assertThat(maximum.critical(0.05)).isCloseTo(1.959963984540054, within(2e-3));
        assertThat(maximum.p(1.5)).isCloseTo(2 * Distributions.normalSurvival(1.5), within(2e-3));
    }

    @Test
    void bandsOfAddedUpWindowsAreNarrowerThanBonferronis() {
        Moments treatment = cumulated(new Random(1), 400, 1, 1, 1, 1);
        Moments control = cumulated(new Random(2), 400, 0, 0, 0, 0);

        WindowEffects.Result result = FOUR.estimate(treatment, control);

        assertThat(result.critical())
                .isGreaterThan(1.959963984540054)
                .isLessThan(Distributions.normalInverseSurvival(0.05 / 8));
        for (int k = 0; k < 4; k++) {
            Estimate effect = result.effects().get(k);
            assertThat(effect.value()).isEqualTo(treatment.mean(k) - control.mean(k));
            assertThat(effect.high() - effect.value())
                    .isCloseTo(result.critical() * effect.standardError(), within(1e-12));
        }
    }

    @Test
    void pulledForwardSalesShowAsALossAfterTheFirstWindow() {
        // 2 more in the first window, 2 fewer in the second.
        Moments treatment = cumulated(new Random(3), 500, 2, -2, 0, 0);
        Moments control = cumulated(new Random(4), 500, 0, 0, 0, 0);

        WindowEffects.Result result = FOUR.estimate(treatment, control);

        assertThat(result.effects().get(0).low()).isGreaterThan(0);
        assertThat(result.effects().get(3).low()).isLessThan(0);
        assertThat(result.afterFirst().high()).isLessThan(0);
        assertThat(result.afterFirst().value())
                .isCloseTo(
                        result.effects().get(3).value()
                                - result.effects().get(0).value(),
                        within(1e-12));
    }

    @Test
    void theBandsHoldForAllWindowsTogether() {
        int missed = 0;
        int replicates = 400;
        for (int i = 0; i < replicates; i++) {
            Moments treatment = cumulated(new Random(1000 + i), 60, 0, 0, 0, 0);
            Moments control = cumulated(new Random(9000 + i), 60, 0, 0, 0, 0);
            missed += FOUR.estimate(treatment, control).effects().stream()
                            .anyMatch(effect -> effect.low() > 0 || effect.high() < 0)
                    ? 1
                    : 0;
        }

        assertThat(missed / (double) replicates).isBetween(0.02, 0.085);
    }

    @Test
    void aSingleUnitPerArmGivesReasonsInsteadOfBands() {
        Moments one = cumulated(new Random(5), 1, 0, 0, 0, 0);

        WindowEffects.Result result = FOUR.estimate(one, one);

        assertThat(result.critical()).isNull();
        assertThat(result.effects().get(0).warnings()).containsExactly(WarningCode.TOO_FEW_UNITS);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WindowEffects(List.of(0), new Confidence(0.05, Alternative.LESS)))
                .withMessage("bands over windows are two-sided, asked for LESS");
    }

    private static double[][] correlated(int numbers, double correlation) {
        double[][] covariance = new double[numbers][numbers];
        for (int i = 0; i < numbers; i++) {
            for (int j = 0; j < numbers; j++) {
                // Scales differ, so that only correlations can matter.
                covariance[i][j] = (i == j ? 1 : correlation) * (i + 1) * (j + 1);
            }
        }
        return covariance;
    }

    private static Moments cumulated(Random random, int units, double... effects) {
        MomentAccumulator sample = new MomentAccumulator(effects.length);
        for (int i = 0; i < units; i++) {
            double[] row = new double[effects.length];
            double sum = 0;
            for (int k = 0; k < row.length; k++) {
                sum += random.nextGaussian() + effects[k];
                row[k] = sum;
            }
            sample.add(row);
        }
        return sample.moments();
    }
}
