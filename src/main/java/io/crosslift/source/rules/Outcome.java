package io.crosslift.source.rules;

/** The ways a produced row can end, as they are written to {@code ops.ingest_count}. */
public final class Outcome {
    public static final String PRODUCED = "produced";
    public static final String ACCEPTED = "accepted";
    public static final String DUPLICATE = "duplicate";
    public static final String QUARANTINED = "quarantined";
    public static final String EXCLUDED = "excluded";
    public static final String FUTURE = "future";
    /** Sound, but of a month that this run does not restate, and not as the table holds it. */
    public static final String BEYOND_WINDOW = "beyond_window";

    private Outcome() {}
}
