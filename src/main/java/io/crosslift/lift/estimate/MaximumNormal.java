package io.crosslift.lift.estimate;

import java.util.Arrays;

/**
 * The distribution of max |Z_k| of a few correlated standard normal numbers, by {@value #POINTS} points of Halton's
 * sequence (1960), so that the same correlations always give the same numbers.
 */
final class MaximumNormal {
    private static final int POINTS = 1 << 15;
    private static final int[] PRIMES = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37};

    /** Below this many points beyond it, a tail probability is left to Bonferroni's bound. */
    private static final int FEW = 200;

    private final int numbers;
    private final double[] sorted;

    /**
     * Draws the points.
     *
     * @param covariance positive semidefinite, with positive diagonal
     */
    MaximumNormal(double[][] covariance) {
        numbers = covariance.length;
        Moments.require(numbers <= PRIMES.length, "at most %s windows are compared, were %s", PRIMES.length, numbers);
        double[][] root = root(covariance);
        sorted = new double[POINTS];
        double[] normal = new double[numbers];
        for (int point = 0; point < POINTS; point++) {
            for (int k = 0; k < numbers; k++) {
                normal[k] = Distributions.normalQuantile(halton(point + 1, PRIMES[k]));
            }
            for (int k = 0; k < numbers; k++) {
                double sum = 0;
                for (int l = 0; l <= k; l++) {
                    sum += root[k][l] * normal[l];
                }
                sorted[point] = Math.max(sorted[point], Math.abs(sum));
            }
        }
        Arrays.sort(sorted);
    }

    /** c with P(max |Z| &gt; c) = alpha; between the quantile of one number and Bonferroni's. */
    double critical(double alpha) {
        double single = Distributions.normalInverseSurvival(alpha / 2);
        double bonferroni = Distributions.normalInverseSurvival(alpha / (2 * numbers));
        if (alpha * POINTS < FEW) {
            return bonferroni;
        }
        int index = (int) Math.min(POINTS - 1, Math.ceil((1 - alpha) * POINTS));
        return Math.min(bonferroni, Math.max(single, sorted[index]));
    }

    /** P(max |Z| &gt;= |z|), at most Bonferroni's. */
    double p(double z) {
        double single = 2 * Distributions.normalSurvival(Math.abs(z));
        double bonferroni = Math.min(1, numbers * single);
        int below = Arrays.binarySearch(sorted, Math.abs(z));
        int beyond = POINTS - (below >= 0 ? below : -below - 1);
        return beyond < FEW ? bonferroni : Math.min(bonferroni, Math.max(single, (double) beyond / POINTS));
    }

    /** Cholesky on the correlation scale; a number that the ones before it determine adds no pivot. */
    private static double[][] root(double[][] covariance) {
        int n = covariance.length;
        double[][] root = new double[n][n];
        for (int k = 0; k < n; k++) {
            double pivot = 1;
            for (int l = 0; l < k; l++) {
                double value = covariance[k][l] / Math.sqrt(covariance[k][k]) / Math.sqrt(covariance[l][l]);
                for (int j = 0; j < l; j++) {
                    value -= root[k][j] * root[l][j];
                }
                root[k][l] = root[l][l] < 1e-8 ? 0 : value / root[l][l];
                pivot -= root[k][l] * root[k][l];
            }
            root[k][k] = Math.sqrt(Math.max(0, pivot));
        }
        return root;
    }

    private static double halton(int index, int base) {
        double fraction = 1;
        double number = 0;
        for (int left = index; left > 0; left /= base) {
            fraction /= base;
            number += fraction * (left % base);
        }
        return number;
    }
}
