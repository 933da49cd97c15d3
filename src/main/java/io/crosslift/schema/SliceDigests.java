package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.COUNT;
import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.STRING;
import static io.crosslift.schema.ColumnTypes.decimal;

/** One row per run, table and month: what its rows amounted to, by which the next run sees which months have changed. */
public final class SliceDigests {
    public static final String RUN_ID = "run_id";
    public static final String TABLE_NAME = "table";
    public static final String SLICE = "slice";
    public static final String ROWS = "rows";
    public static final String DIGEST = "digest";

    public static final TableSpec TABLE = TableSpec.define(
                    "ops",
                    "slice_digest",
                    "One row per run, table and month: what its rows amounted to, by which the next run sees which months have changed; kept for the newest published run and the newest run.")
            .required(RUN_ID, STRING, "run")
            .required(TABLE_NAME, STRING, "core or fact table")
            .required(SLICE, DAY, "local month; 1970-01-01 for all rows of a table without months")
            .required(ROWS, COUNT, "rows")
            .required(DIGEST, decimal(38, 0), "sum of their 64-bit hashes")
            .key(RUN_ID, TABLE_NAME, SLICE)
            .build();

    private SliceDigests() {}
}
