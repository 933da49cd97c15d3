package io.crosslift.config;

import static io.crosslift.config.Check.check;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How touches become journeys.
 *
 * @param sessionGap a longer gap opens a new session
 * @param dedupeWindow a touch alike within this time of the last kept one is a duplicate
 * @param timeout a longer gap closes a journey that did not convert
 * @param lookbackCrossSell how old a touch may be at a cross-sell
 * @param lookbackUpSell how old a touch may be at an up-sell
 * @param maxTouches a journey keeps its last so many touches
 * @param maxPromotedFamilies a touch that promotes more promotes nothing specific
 * @param pathStep touch, or session-channel: one step per session and channel
 * @param pathTransforms transforms applied to a path, in order
 * @param directChannels channels that stand for no marketing touch
 * @param maxDistinctPaths the models refuse more distinct paths than this
 */
public record JourneySettings(
        Duration sessionGap,
        Duration dedupeWindow,
        Duration timeout,
        Duration lookbackCrossSell,
        Duration lookbackUpSell,
        int maxTouches,
        int maxPromotedFamilies,
        String pathStep,
        List<String> pathTransforms,
        List<String> directChannels,
        int maxDistinctPaths)
        implements Serializable {
    private static final Pattern TRANSFORM =
            Pattern.compile("none|unique|exposure|(frequency|trim) [1-9][0-9]{0,8}|remove-direct-if-(last|not-alone)");

    public JourneySettings {
        check(positive(sessionGap), "journey.session-gap must be positive, was %s", sessionGap);
        check(!dedupeWindow.isNegative(), "journey.dedupe-window must not be negative, was %s", dedupeWindow);
        check(positive(timeout), "journey.timeout must be positive, was %s", timeout);
        check(positive(lookbackCrossSell), "journey.lookback.cross-sell must be positive, was %s", lookbackCrossSell);
        check(positive(lookbackUpSell), "journey.lookback.up-sell must be positive, was %s", lookbackUpSell);
        check(maxTouches >= 1, "journey.max-touches must be positive, was %s", maxTouches);
        check(maxPromotedFamilies >= 1, "journey.max-promoted-families must be positive, was %s", maxPromotedFamilies);
        check(
                List.of("touch", "session-channel").contains(pathStep),
                "journey.path.step must be touch or session-channel, was %s",
                pathStep);
        check(
                pathTransforms.stream()
                        .allMatch(transform -> TRANSFORM.matcher(transform).matches()),
                "journey.path.transforms must be among none, unique, exposure, frequency N, trim N, remove-direct-if-last,"
                        + " remove-direct-if-not-alone, were %s",
                pathTransforms);
        check(maxDistinctPaths >= 1, "journey.max-distinct-paths must be positive, was %s", maxDistinctPaths);
        pathTransforms = List.copyOf(pathTransforms);
        directChannels = List.copyOf(directChannels);
    }

    private static boolean positive(Duration duration) {
        return !duration.isNegative() && !duration.isZero();
    }
}
