package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.Moments.require;

import org.jspecify.annotations.Nullable;

/**
 * The value above which an outcome counts as this value, the same for every arm and for the covariate. It must be fixed on
 * all arms together or beforehand, never per arm.
 *
 * @param value in the unit of the outcome
 * @param level the quantile it is, in (0, 1); {@code null} for an amount that was chosen
 */
public record Cap(double value, @Nullable Double level) {
    public Cap {
        require(Double.isFinite(value), "a cap must be a finite number, was %s", value);
    }

    /** A chosen amount. */
    public static Cap at(double value) {
        return new Cap(value, null);
    }

    /**
     * The value of rank ceil(n level) among the values of all arms.
     *
     * @param pooled in ascending order, at least one
     */
    public static Cap ofSorted(double[] pooled, double level) {
        require(level > 0 && level < 1, "the level of a cap must be in (0, 1), was %s", level);
        require(pooled.length >= 1, "a cap needs at least 1 value, had %s", pooled.length);
        int rank = (int) Math.max(1, Math.ceil(pooled.length * level));
        return new Cap(pooled[rank - 1], level);
    }

    /** The value that counts. */
    public double of(double outcome) {
        return Math.min(outcome, value);
    }
}
