package io.crosslift.config;

import static io.crosslift.config.Check.check;

/**
 * What is supposed of a channel's factor, incremental over credited, before any experiment.
 *
 * @param median in the middle
 * @param spread standard deviation of the logarithm of what all channels have in common
 * @param between scale of the standard deviation of logarithms between channels
 */
public record CalibrationPriorSettings(double median, double spread, double between) {
    public CalibrationPriorSettings {
        checkInRange("median", median);
        checkInRange("spread", spread);
        checkInRange("between", between);
    }

    /** Beyond the upper end intervals of factors would be no numbers any more. */
    private static void checkInRange(String key, double value) {
        check(
                value > 0 && value <= 100,
                "lift.calibration.prior.%s must be above 0 and at most 100, was %s",
                key,
                value);
    }
}
