package io.crosslift.lift.estimate;

import org.jspecify.annotations.Nullable;

/** What an experiment says about one metric. */
public enum Verdict {
    /** The whole interval is above zero. */
    POSITIVE,
    /** The whole interval is below zero. */
    NEGATIVE,
    /** The interval holds zero, or there is none. */
    INCONCLUSIVE,
    /** The experiment broke one of its own rules; its numbers are shown and don't count. */
    INVALID;

    /**
     * Reads the interval of the primary estimator; an invalid experiment stays invalid however clear the interval.
     *
     * @param low lower end at the family's error rate, {@code null} if unknown
     * @param high upper end likewise
     */
    public static Verdict of(Validity validity, @Nullable Double low, @Nullable Double high) {
        if (!validity.failures().isEmpty()) {
            return INVALID;
        }
        if (low != null && low > 0) {
            return POSITIVE;
        }
        return high != null && high < 0 ? NEGATIVE : INCONCLUSIVE;
    }
}
