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
        check(median > 0, "lift.calibration.prior.median must be above 0, was %s", median);
        check(spread > 0, "lift.calibration.prior.spread must be above 0, was %s", spread);
        check(between > 0, "lift.calibration.prior.between must be above 0, was %s", between);
    }
}
