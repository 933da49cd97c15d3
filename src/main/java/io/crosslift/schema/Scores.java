package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.FLAG;
import static io.crosslift.schema.ColumnTypes.REAL;
import static io.crosslift.schema.ColumnTypes.STRING;

/** What a run found beside the planted truth of a simulation. */
public final class Scores {
    public static final String RUN_ID = "run_id";
    public static final String PART = "part";
    public static final String SUBJECT = "subject";
    public static final String ITEM = "item";
    public static final String MEASURE = "measure";
    public static final String FOUND = "found";
    public static final String TRUTH = "truth";
    public static final String ERROR = "error";
    public static final String COVERED = "covered";

    public static final TableSpec TABLE = TableSpec.define(
                    "ops",
                    "score",
                    "What a run found beside the planted truth of a simulation, one row per comparison.")
            .required(RUN_ID, STRING, "run that is scored")
            .required(
                    PART,
                    STRING,
                    "conversions, credit (by channel), model (over its channels), lift, rejections, recurring, offers, ledger")
            .required(SUBJECT, STRING, "model, experiment, contract table, goal or measure")
            .required(ITEM, STRING, "goal and basis, channel, arm, outcome or reason")
            .required(MEASURE, STRING, "what is compared")
            .optional(FOUND, REAL, "what the run says; NULL where it says nothing")
            .optional(TRUTH, REAL, "what is true; NULL where nothing is")
            .optional(ERROR, REAL, "found - truth")
            .optional(COVERED, FLAG, "the interval holds the truth; NULL without an interval")
            .key(RUN_ID, PART, SUBJECT, ITEM, MEASURE)
            .check("found_finite", "found IS NULL OR (NOT isnan(found) AND abs(found) < 1e308)")
            .check("truth_finite", "truth IS NULL OR (NOT isnan(truth) AND abs(truth) < 1e308)")
            .build();

    private Scores() {}
}
