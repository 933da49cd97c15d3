package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.Samples.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class CovariateAdjustedTest {
    // y = 10 + 2 x1 - 3 x2 + 0.5 x3 + 5 * treated, plus an error that is uncorrelated with both covariates inside each
    // arm.
    private final Moments control = sample(0);
    private final Moments treatment = sample(5);

    @Test
    void recoversTheSlopesOfSeveralCovariates() {
        CovariateAdjusted.Adjustment adjustment =
                new CovariateAdjusted(0, List.of(1, 2, 3)).adjustment(treatment, control);

        assertThat(adjustment.slopes().get(0)).isCloseTo(2, within(1e-12));
        assertThat(adjustment.slopes().get(1)).isCloseTo(-3, within(1e-12));
        assertThat(adjustment.slopes().get(2)).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void theAdjustedErrorIsThatOfTheErrorAlone() {
        Lift lift = new CovariateAdjusted(0, List.of(1, 2, 3)).estimate(treatment, control);

        // The error is +1 or -1 in 16 units: variance 16/15 per arm.
        assertThat(lift.difference().value()).isCloseTo(5, within(1e-12));
        assertThat(lift.difference().standardError()).isCloseTo(Math.sqrt(2.0 / 15), within(1e-12));
        assertThat(lift.difference().warnings()).isEmpty();
    }

    @Test
    void aRepeatedCovariateIsDropped() {
        CovariateAdjusted adjusted = new CovariateAdjusted(0, List.of(1, 2, 3, 4));

        assertThat(adjusted.adjustment(treatment, control).slopes().get(3)).isZero();
        Estimate difference = adjusted.estimate(treatment, control).difference();
        assertThat(difference.standardError()).isCloseTo(Math.sqrt(2.0 / 15), within(1e-12));
        assertThat(difference.warnings()).containsExactly(WarningCode.COVARIATE_DROPPED);
    }

    @Test
    void withItsIndicatorAMissingCovariateMayBeFilledWithAnyNumber() {
        // The last covariate is 1 where the first is missing.
        double[][] known = {{7, 3, 0}, {9, 4, 0}, {4, 1, 0}, {12, 6, 0}};
        double[][] fresh = {{5, 0, 1}, {8, 0, 1}, {6, 0, 1}};
        CovariateAdjusted adjusted = new CovariateAdjusted(0, List.of(1, 2));

        Estimate zero = adjusted.estimate(
                        filled(known, fresh, 0), filled(known, fresh, 0).merge(rows(known)))
                .difference();
        Estimate mean = adjusted.estimate(
                        filled(known, fresh, 3.5), filled(known, fresh, 3.5).merge(rows(known)))
                .difference();

        assertThat(mean.value()).isCloseTo(zero.value(), within(1e-12));
        assertThat(mean.standardError()).isCloseTo(zero.standardError(), within(1e-12));
    }

    private static Moments filled(double[][] known, double[][] fresh, double number) {
        MomentAccumulator arm = new MomentAccumulator(rows(known));
        for (double[] unit : fresh) {
            arm.add(unit[0], number, unit[2]);
        }
        return arm.moments();
    }

    @Test
    void aConstantCovariateChangesNothing() {
        Lift adjusted = new CovariateAdjusted(0, List.of(5)).estimate(treatment, control);
        Lift plain = new MeanDifference(0).estimate(treatment, control);

        assertThat(adjusted.difference().value()).isEqualTo(plain.difference().value());
        assertThat(adjusted.difference().standardError())
                .isEqualTo(plain.difference().standardError());
        assertThat(adjusted.difference().warnings()).containsExactly(WarningCode.COVARIATE_CONSTANT);
    }

    @Test
    void aCovariateThatDiffersBetweenTheArmsPutsTheRandomisationInDoubt() {
        Moments shifted = rows(new double[][] {{1, 100}, {2, 101}, {3, 102}, {4, 103}, {5, 104}});
        Moments usual = rows(new double[][] {{1, 0}, {2, 1}, {3, 2}, {4, 3}, {5.5, 4}});

        assertThat(new CovariateAdjusted(0, List.of(1))
                        .estimate(shifted, usual)
                        .difference()
                        .warnings())
                .contains(WarningCode.COVARIATE_IMBALANCE);
    }

    @Test
    void theSlopeIsPooledWithinTheArmsUnlessAnotherConventionIsNamed() {
        // Within each arm y doesn't depend on x; across the arms both move together.
        Moments high = rows(new double[][] {{10, 6}, {12, 6}, {10, 7}, {12, 7}});
        Moments low = rows(new double[][] {{1, 1}, {3, 1}, {1, 2}, {3, 2}});

        CovariateAdjusted inside = new CovariateAdjusted(0, List.of(1));
        CovariateAdjusted across = new CovariateAdjusted(0, List.of(1), Confidence.TWO_SIDED_95, Convention.GROWTHBOOK);

        assertThat(inside.adjustment(high, low).slopes().get(0)).isCloseTo(0, within(1e-14));
        assertThat(across.adjustment(high, low).slopes().get(0)).isGreaterThan(1);
    }

    @Test
    void withoutAnyCorrelationTheRelativeErrorIsTheDeltaMethods() {
        Moments high = rows(new double[][] {{10, 1}, {12, 1}, {10, 2}, {12, 2}});
        Moments low = rows(new double[][] {{5, 1}, {7, 1}, {5, 2}, {7, 2}});

        Estimate relative =
                new CovariateAdjusted(0, List.of(1)).estimate(high, low).relative();

        // q = (4/3)/4 in both arms, T = 11, C = 6: sqrt(q / 36 + q 121 / 1296)
        assertThat(relative.value()).isCloseTo(5.0 / 6, within(1e-14));
        assertThat(relative.standardError()).isCloseTo(Math.sqrt((1.0 / 36 + 121.0 / 1296) / 3), within(1e-14));
    }

    private static Moments sample(double effect) {
        double[][] units = new double[16][];
        for (int i = 0; i < 16; i++) {
            int a = i & 1;
            int b = (i >> 1) & 1;
            int c = (i >> 2) & 1;
            double x1 = a + 0.5 * b;
            double x2 = b + 0.25 * a;
            double x3 = c + a + 0.75 * b;
            double error = (i & 8) == 0 ? 1 : -1;
            double y = 10 + 2 * x1 - 3 * x2 + 0.5 * x3 + effect + error;
            units[i] = new double[] {y, x1, x2, x3, 2 * x1 + x3 + 1, 7};
        }
        return rows(units);
    }
}
