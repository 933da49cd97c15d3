package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.Samples.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;

class RegressionAdjustedTest {
    @Test
    void theEstimateIsTheArmCoefficientOfTheInteractedRegression() {
        double[][] treated = {{7, 1, 3}, {9, 2, 1}, {4, 0, 2}, {12, 4, 5}, {6, 1, 0}, {11, 3, 1}};
        double[][] untreated = {{3, 1, 1}, {5, 3, 4}, {2, 0, 2}, {6, 5, 1}, {4, 2, 0}, {3, 1, 3}, {5, 2, 2}};

        Estimate difference = new RegressionAdjusted(0, List.of(1, 2))
                .estimate(rows(treated), rows(untreated))
                .difference();

        double[] sums = new double[3];
        for (double[][] arm : new double[][][] {treated, untreated}) {
            for (double[] unit : arm) {
                sums[1] += unit[1] / 13;
                sums[2] += unit[2] / 13;
            }
        }
        DMatrixRMaj design = new DMatrixRMaj(13, 6);
        DMatrixRMaj outcome = new DMatrixRMaj(13, 1);
        int row = 0;
        for (double[][] arm : new double[][][] {treated, untreated}) {
            for (double[] unit : arm) {
                double t = arm == treated ? 1 : 0;
                double a = unit[1] - sums[1];
                double b = unit[2] - sums[2];
                double[] regressors = {1, t, a, b, t * a, t * b};
                for (int k = 0; k < 6; k++) {
                    design.set(row, k, regressors[k]);
                }
                outcome.set(row++, 0, unit[0]);
            }
        }
        DMatrixRMaj coefficients = new DMatrixRMaj(6, 1);
        CommonOps_DDRM.solve(design, outcome, coefficients);
        assertThat(difference.value()).isCloseTo(coefficients.get(1, 0), within(1e-12));
    }

    @Test
    void withoutAnyExplainedVarianceItIsWelchUpToDegreesOfFreedom() {
        Moments treatment = rows(new double[][] {{10, 1}, {12, 1}, {10, 2}, {12, 2}});
        Moments control = rows(new double[][] {{5, 1}, {7, 1}, {5, 2}, {7, 2}});

        Estimate difference = new RegressionAdjusted(0, List.of(1))
                .estimate(treatment, control)
                .difference();

        // C_yy = 4 over n - 1 - p = 2 in each arm of 4
        assertThat(difference.value()).isCloseTo(5, within(1e-14));
        assertThat(difference.standardError()).isCloseTo(1, within(1e-14));
        assertThat(difference.degreesOfFreedom()).isCloseTo(4, within(1e-12));
    }

    @Test
    void intervalsCoverWhereEffectAndCovariateGoTogether() {
        // The true effect is 1 + x, so 1 on average over units that are drawn anew each time.
        Random random = new Random(11);
        int covered = 0;
        int replicates = 1000;
        for (int i = 0; i < replicates; i++) {
            MomentAccumulator treatment = new MomentAccumulator(2);
            MomentAccumulator control = new MomentAccumulator(2);
            for (int k = 0; k < 60; k++) {
                double x = random.nextGaussian();
                boolean treated = k % 3 != 0;
                double y = 2 * x + (treated ? 1 + 2 * x : 0) + random.nextGaussian();
                (treated ? treatment : control).add(y, x);
            }
            Estimate difference = new RegressionAdjusted(0, List.of(1))
                    .estimate(treatment.moments(), control.moments())
                    .difference();
            covered += difference.low() <= 1 && difference.high() >= 1 ? 1 : 0;
        }

        assertThat(covered / (double) replicates).isBetween(0.93, 0.97);
    }

    @Test
    void tooFewUnitsForTheCovariatesGiveAReason() {
        Moments three = rows(new double[][] {{1, 2, 3}, {2, 3, 1}, {3, 3, 3}});

        Lift lift = new RegressionAdjusted(0, List.of(1, 2)).estimate(three, three);

        assertThat(lift.difference().value()).isNull();
        assertThat(lift.difference().warnings()).containsExactly(WarningCode.TOO_FEW_UNITS);
    }

    @Test
    void theRelativeLiftDividesByTheUnadjustedControlMean() {
        Moments treatment = rows(new double[][] {{20, 1}, {22, 2}, {21, 3}, {25, 4}, {24, 6}});
        Moments control = rows(new double[][] {{10, 1}, {11, 2}, {13, 3}, {12, 4}, {15, 5}});

        Lift lift = new RegressionAdjusted(0, List.of(1)).estimate(treatment, control);

        assertThat(lift.relative().value()).isCloseTo(lift.difference().value() / 12.2, within(1e-12));
        assertThat(lift.relative().low()).isGreaterThan(0);
    }
}
