package io.crosslift.propensity.ranking;

import io.crosslift.lift.estimate.Moments;

/**
 * The units of one score, or of one narrow range of scores: they are tied, so no order among them exists.
 *
 * @param key what the bin is ranked by: the common score, or the lower end of the range
 * @param treatment moments of the treated units, columns {@link #OUTCOME} and {@link #SCORE}
 * @param control moments of the untreated units, same columns
 */
public record ScoreBin(double key, Moments treatment, Moments control) {
    /** Column of the outcome. */
    public static final int OUTCOME = 0;
    /** Column of the score. */
    public static final int SCORE = 1;

    private static final int COLUMNS = 2;

    public ScoreBin {
        Checks.require(Double.isFinite(key), "a score must be finite, was %s", key);
        Checks.require(
                treatment.columns() == COLUMNS && control.columns() == COLUMNS,
                "a bin needs an outcome and a score, had %s and %s columns",
                treatment.columns(),
                control.columns());
    }

    /** Treated and untreated units. */
    public long units() {
        return treatment.count() + control.count();
    }

    /** Treated and untreated units as one sample. */
    Moments together() {
        return treatment.merge(control);
    }

    /** Both bins as one, under this bin's key. */
    ScoreBin merge(ScoreBin other) {
        return new ScoreBin(key, treatment.merge(other.treatment), control.merge(other.control));
    }
}
