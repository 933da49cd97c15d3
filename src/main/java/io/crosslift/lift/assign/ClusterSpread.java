package io.crosslift.lift.assign;

import org.jspecify.annotations.Nullable;

/**
 * How alike the units of one cluster are, and what that costs an experiment that deals whole clusters.
 *
 * <pre>
 *   ICC  = (MSB - MSW) / (MSB + (n0 - 1) MSW),   n0 = (N - sum n_g^2 / N) / (m - 1)      (Donner 1986)
 *   DEFF = 1 + ((1 + CV^2) mean n - 1) ICC                                                (Eldridge et al. 2006)
 * </pre>
 *
 * with MSB and MSW the mean squares between and within clusters and CV the coefficient of variation of their sizes.
 *
 * @param clusters m
 * @param units N
 * @param squaredSizes sum of n_g^2
 * @param sum of the outcome over all units
 * @param squaredSumsPerUnit sum over clusters of (sum of the outcome)^2 / n_g
 * @param squares sum of the squared outcome over all units
 */
public record ClusterSpread(
        long clusters, long units, double squaredSizes, double sum, double squaredSumsPerUnit, double squares) {

    /** Mean number of units in a cluster. */
    public double meanSize() {
        return (double) units / clusters;
    }

    /** The intraclass correlation; {@code null} without two clusters, a cluster of several units, or any spread. */
    public @Nullable Double intraclassCorrelation() {
        if (clusters < 2 || units <= clusters) {
            return null;
        }
        double between = Math.max(0, squaredSumsPerUnit - sum / units * sum) / (clusters - 1);
        double within = Math.max(0, squares - squaredSumsPerUnit) / (units - clusters);
        double size = (units - squaredSizes / units) / (clusters - 1);
        double total = between + (size - 1) * within;
        return total > 0 ? (between - within) / total : null;
    }

    /** Variance of a difference of means over that of the same number of units dealt one by one; 1 without clusters of several. */
    public double designEffect() {
        Double correlation = intraclassCorrelation();
        if (correlation == null) {
            return 1;
        }
        double spread = Math.max(0, squaredSizes / clusters / meanSize() / meanSize() - 1);
        return Math.max(1, 1 + ((1 + spread) * meanSize() - 1) * correlation);
    }
}
