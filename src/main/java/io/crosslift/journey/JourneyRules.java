package io.crosslift.journey;

import io.crosslift.config.JourneySettings;
import java.io.Serializable;
import java.time.Duration;

/**
 * The times and limits journeys are built by, all times in microseconds.
 *
 * @param sessionGap a longer gap opens a new session
 * @param timeout a longer gap closes a journey without conversion
 * @param lookbackCrossSell how old a touch may be at a cross-sell
 * @param lookbackUpSell how old a touch may be at an up-sell
 * @param maxTouches a journey keeps its last so many touches
 * @param completeFrom touches before it form no journey of their own; Long.MIN_VALUE for none
 * @param endOfAsOf end of the last day included
 */
public record JourneyRules(
        long sessionGap,
        long timeout,
        long lookbackCrossSell,
        long lookbackUpSell,
        int maxTouches,
        long completeFrom,
        long endOfAsOf)
        implements Serializable {

    /** The rules a run's settings say. */
    public static JourneyRules of(JourneySettings settings, long completeFrom, long endOfAsOf) {
        return new JourneyRules(
                micros(settings.sessionGap()),
                micros(settings.timeout()),
                micros(settings.lookbackCrossSell()),
                micros(settings.lookbackUpSell()),
                settings.maxTouches(),
                completeFrom,
                endOfAsOf);
    }

    long lookback(Goal goal) {
        return goal == Goal.CROSS_SELL ? lookbackCrossSell : lookbackUpSell;
    }

    private static long micros(Duration duration) {
        return Math.multiplyExact(duration.toSeconds(), 1_000_000L) + duration.toNanosPart() / 1_000L;
    }
}
