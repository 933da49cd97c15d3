package io.crosslift.config;

import static io.crosslift.config.Check.check;

/**
 * How long experiments speak for the credit of their channels.
 *
 * @param validDays days after its last window that a measurement may be used
 * @param halfLifeDays days after which a measurement's variance counts twice
 * @param prior what is supposed of factors before any experiment
 */
public record CalibrationSettings(int validDays, int halfLifeDays, CalibrationPriorSettings prior) {
    public CalibrationSettings {
        check(validDays >= 1, "lift.calibration.valid-for must be at least 1 d, was %s d", validDays);
        check(halfLifeDays >= 1, "lift.calibration.half-life must be at least 1 d, was %s d", halfLifeDays);
    }
}
