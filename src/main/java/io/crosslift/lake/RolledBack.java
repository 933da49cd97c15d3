package io.crosslift.lake;

/**
 * What became of a table that was to be brought back to an earlier version.
 *
 * @param outcome how it ended
 * @param version the table's version now
 */
public record RolledBack(Outcome outcome, long version) {
    /** How a roll-back ended. */
    public enum Outcome {
        /** It was at that version. */
        UNCHANGED,
        /** It holds the rows of that version again. */
        RESTORED,
        /** Only others than runs have committed since; it was left alone. */
        FOREIGN,
        /** Runs and others have committed since, or their commits can't be read; it was left alone. */
        MIXED
    }
}
