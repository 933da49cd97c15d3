package io.crosslift.config;

import static io.crosslift.config.Check.check;

/**
 * How experiments are judged.
 *
 * @param sampleRatioAlpha a sample-ratio p below this makes a result invalid
 * @param maxControlExposure a larger share of exposed control units makes a result invalid
 * @param buckets hash buckets of the moments
 * @param calibration how long measurements speak for the credit of their channels
 */
public record LiftSettings(
        double sampleRatioAlpha, double maxControlExposure, int buckets, CalibrationSettings calibration) {
    public LiftSettings {
        check(
                sampleRatioAlpha > 0 && sampleRatioAlpha < 1,
                "lift.srm-alpha must be in (0, 1), was %s",
                sampleRatioAlpha);
        check(
                maxControlExposure >= 0 && maxControlExposure <= 1,
                "lift.max-control-exposure must be 0 to 1, was %s",
                maxControlExposure);
        check(buckets >= 1 && buckets <= 4096, "lift.buckets must be 1 to 4096, was %s", buckets);
    }
}
