package io.crosslift.lift.assign;

import io.crosslift.lift.power.DesignEffect;
import org.jspecify.annotations.Nullable;

/**
 * The sums over clusters that the analysis of variance behind a {@link DesignEffect} needs, as one pass over many clusters gives
 * them.
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

    /** The intraclass correlation and what it costs. */
    public DesignEffect designEffect() {
        double meanSize = clusters == 0 ? 0 : (double) units / clusters;
        double adjustedSize = clusters < 2 ? meanSize : (units - squaredSizes / units) / (clusters - 1);
        double variation = clusters == 0 ? 0 : Math.max(0, squaredSizes / clusters / meanSize / meanSize - 1);
        return new DesignEffect(clusters, units, correlation(adjustedSize), meanSize, adjustedSize, variation);
    }

    private @Nullable Double correlation(double size) {
        if (clusters < 2 || units <= clusters) {
            return null;
        }
        double between = Math.max(0, squaredSumsPerUnit - sum / units * sum) / (clusters - 1);
        double within = Math.max(0, squares - squaredSumsPerUnit) / (units - clusters);
        double total = between + (size - 1) * within;
        return total > 0 ? (between - within) / total : null;
    }
}
