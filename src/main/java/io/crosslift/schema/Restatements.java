package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.STRING;

/** One row per run, written before it changes any table: from which month on it restates, and why. */
public final class Restatements {
    public static final String RUN_ID = "run_id";
    public static final String AS_OF = "as_of";
    public static final String PLANNED_AT = "planned_at";
    public static final String FIRST_MONTH = "first_month";
    public static final String REASON = "reason";

    public static final TableSpec TABLE = TableSpec.define(
                    "ops",
                    "restatement",
                    "One row per run, written before it changes any table: from which month on it restates, and why.")
            .required(RUN_ID, STRING, "run")
            .required(AS_OF, DAY, "last day included")
            .required(PLANNED_AT, INSTANT, "when it began (UTC, wall clock)")
            .optional(FIRST_MONTH, DAY, "first local month that may change, NULL: everything is computed anew")
            .required(REASON, STRING, "why")
            .key(RUN_ID)
            .build();

    private Restatements() {}
}
