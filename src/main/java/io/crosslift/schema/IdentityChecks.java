package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.FLAG;
import static io.crosslift.schema.ColumnTypes.STRING;
import static io.crosslift.schema.ColumnTypes.decimal;

/** K24: the identities every run must satisfy, both sides and the difference. */
public final class IdentityChecks {
    public static final String IDENTITY_ID = "identity_id";
    public static final String SLICE = "slice";
    public static final String LEFT = "left";
    public static final String RIGHT = "right";
    public static final String DIFFERENCE = "difference";
    public static final String PASSED = "passed";
    public static final String AS_OF_DATE = "as_of_date";
    public static final String RUN_ID = "run_id";

    public static final TableSpec TABLE = TableSpec.define(
                    "kpi",
                    "identity_check",
                    "K24: the identities every run must satisfy, both sides and the difference.")
            .required(IDENTITY_ID, STRING, "I1 to I18")
            .required(SLICE, STRING, "what was compared")
            .required(LEFT, decimal(28, 6), "left side")
            .required(RIGHT, decimal(28, 6), "right side")
            .required(DIFFERENCE, decimal(28, 6), "left - right")
            .required(PASSED, FLAG, "the difference is within the tolerance of the identity")
            .required(AS_OF_DATE, DAY, "last day included")
            .required(RUN_ID, STRING, "run")
            .key(IDENTITY_ID, SLICE)
            .build();

    private IdentityChecks() {}
}
