package io.crosslift.lift.estimate;

/**
 * A value of one arm with the variance of a single unit's contribution to it, so that the squared standard error is
 * variance / units.
 *
 * @param units number of units, n
 * @param value mean or ratio
 * @param variance V, over n - 1
 */
record ArmValue(long units, double value, double variance) {
    double squaredError() {
        return variance / units;
    }

    /** The distance of the value from zero in standard errors; infinite where the value doesn't vary. */
    double distanceFromZero() {
        return Math.abs(value) / Math.sqrt(squaredError());
    }
}
