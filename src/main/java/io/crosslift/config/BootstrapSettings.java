package io.crosslift.config;

import static io.crosslift.config.Check.check;

/**
 * How shares get their intervals.
 *
 * @param resamples number of resamples of accounts, 0 for no intervals
 * @param maximumPaths more distinct paths of a goal leave its path models without intervals
 */
public record BootstrapSettings(int resamples, int maximumPaths) {
    public BootstrapSettings {
        check(
                resamples == 0 || (resamples >= 20 && resamples <= 10_000),
                "attribution.bootstrap.resamples must be 0 or 20 to 10000, was %s",
                resamples);
        check(maximumPaths >= 1, "attribution.bootstrap.max-paths must be positive, was %s", maximumPaths);
    }
}
