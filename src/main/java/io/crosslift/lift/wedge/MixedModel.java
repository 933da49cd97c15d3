package io.crosslift.lift.wedge;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.jspecify.annotations.Nullable;

/**
 * The mixed model of Hussey and Hughes (2007): {@code y = period + delta x treated + a_c + e} with random cluster levels a_c, by
 * restricted maximum likelihood over units, of which cell means and within-cell squares are sufficient.
 *
 * <p>With r = var a / var e, V_c = diag(1 / n) + r 11' over the cells of a cluster and RSS the generalised residual sum plus the
 * within-cell squares, the restricted log-likelihood is {@code -1/2 [(N - k) ln RSS + sum ln(1 + r N_c) + ln |X'V^-1 X|]}, maximised
 * over r &gt;= 0.
 *
 * @param effect delta
 * @param error its model-based standard error, which takes the model for true
 * @param variance of e
 * @param ratio r
 */
record MixedModel(double effect, double error, double variance, double ratio) {
    private static final double SMALLEST = -14;
    private static final double LARGEST = 10;
    private static final int GRID = 96;
    private static final int GOLDEN_STEPS = 80;
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    /** Fits; null where the treatment can't be told from the periods, or nothing is left over. */
    static @Nullable MixedModel of(Rollout rollout) {
        Likelihood likelihood = new Likelihood(rollout);
        if (!likelihood.isIdentified()) {
            return null;
        }
        double best = SMALLEST;
        double step = (LARGEST - SMALLEST) / GRID;
        DoubleUnaryOperator atLog = log -> likelihood.at(Math.exp(log)).logLikelihood;
        for (int i = 1; i <= GRID; i++) {
            double log = SMALLEST + i * step;
            best = atLog.applyAsDouble(log) > atLog.applyAsDouble(best) ? log : best;
        }
        double ratio = Math.exp(maximum(atLog, best - step, best + step));
        if (likelihood.at(0).logLikelihood >= likelihood.at(ratio).logLikelihood) {
            ratio = 0;
        }
        Fit fit = likelihood.at(ratio);
        return Double.isFinite(fit.logLikelihood) ? new MixedModel(fit.effect, fit.error, fit.variance, ratio) : null;
    }

    private static double maximum(DoubleUnaryOperator function, double from, double to) {
        double low = from;
        double high = to;
        for (int i = 0; i < GOLDEN_STEPS; i++) {
            double left = high - GOLDEN * (high - low);
            double right = low + GOLDEN * (high - low);
            if (function.applyAsDouble(left) >= function.applyAsDouble(right)) {
                high = right;
            } else {
                low = left;
            }
        }
        return (low + high) / 2;
    }

    private record Fit(double logLikelihood, double effect, double error, double variance) {}

    /** The likelihood by r. */
    private static final class Likelihood {
        private final Rollout rollout;
        private final List<double[]> design;
        private final double withinSquares;
        private final long units;

        Likelihood(Rollout rollout) {
            this.rollout = rollout;
            this.design = RolloutColumns.periods(rollout);
            design.add(RolloutColumns.treated(rollout, rollout.starts()));
            double squares = 0;
            for (int i = 0; i < rollout.cells(); i++) {
                squares += rollout.cell(i).squares();
            }
            this.withinSquares = squares;
            this.units = rollout.units();
        }

        boolean isIdentified() {
            double[] last = new double[design.size()];
            last[last.length - 1] = 1;
            ClusteredRegression regression = new ClusteredRegression(
                    design,
                    RolloutColumns.means(rollout),
                    RolloutColumns.units(rollout),
                    RolloutColumns.clusters(rollout));
            return regression.combination(last) != null && units > design.size();
        }

        Fit at(double ratio) {
            int size = design.size();
            DMatrixRMaj products = new DMatrixRMaj(size, size);
            double[] right = new double[size];
            double[] clusterUnits = new double[rollout.clusters()];
            double[][] clusterSums = new double[rollout.clusters()][size + 1];
            double target = 0;
            for (int i = 0; i < rollout.cells(); i++) {
                double n = rollout.cell(i).units();
                double y = rollout.cell(i).mean();
                int cluster = rollout.cluster(i);
                clusterUnits[cluster] += n;
                clusterSums[cluster][size] += n * y;
                target += n * y * y;
                for (int j = 0; j < size; j++) {
                    double x = design.get(j)[i];
                    clusterSums[cluster][j] += n * x;
                    right[j] += n * x * y;
                    for (int k = 0; k < size; k++) {
                        products.add(j, k, n * x * design.get(k)[i]);
                    }
                }
            }
            double logDeterminant = 0;
            for (int cluster = 0; cluster < clusterUnits.length; cluster++) {
                // V^-1 = N - N 1 1' N r / (1 + r N_c), N the diagonal of the units
                double shrink = ratio / (1 + ratio * clusterUnits[cluster]);
                double[] sums = clusterSums[cluster];
                target -= shrink * sums[size] * sums[size];
                for (int j = 0; j < size; j++) {
                    right[j] -= shrink * sums[j] * sums[size];
                    for (int k = 0; k < size; k++) {
                        products.add(j, k, -shrink * sums[j] * sums[k]);
                    }
                }
                logDeterminant += Math.log1p(ratio * clusterUnits[cluster]);
            }
            return solved(products, right, target, logDeterminant);
        }

        private Fit solved(DMatrixRMaj products, double[] right, double target, double logDeterminant) {
            int size = right.length;
            DMatrixRMaj inverse = new DMatrixRMaj(size, size);
            if (!CommonOps_DDRM.invert(products, inverse)) {
                return new Fit(Double.NEGATIVE_INFINITY, 0, 0, 0);
            }
            double explained = 0;
            double effect = 0;
            for (int j = 0; j < size; j++) {
                effect += inverse.get(size - 1, j) * right[j];
                for (int k = 0; k < size; k++) {
                    explained += right[j] * inverse.get(j, k) * right[k];
                }
            }
            double left = target - explained + withinSquares;
            if (!(left > 1e-12 * (target + withinSquares))) {
                return new Fit(Double.NEGATIVE_INFINITY, effect, 0, 0);
            }
            double variance = left / (units - size);
            double logLikelihood =
                    -0.5 * ((units - size) * Math.log(left) + logDeterminant + Math.log(CommonOps_DDRM.det(products)));
            return new Fit(logLikelihood, effect, Math.sqrt(variance * inverse.get(size - 1, size - 1)), variance);
        }
    }
}
