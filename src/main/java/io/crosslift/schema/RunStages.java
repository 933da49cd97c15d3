package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.COUNT;
import static io.crosslift.schema.ColumnTypes.INTEGER;
import static io.crosslift.schema.ColumnTypes.REAL;
import static io.crosslift.schema.ColumnTypes.STRING;

/** One row per run and stage: rows, bytes and seconds, beside the last run's. */
public final class RunStages {
    public static final String RUN_ID = "run_id";
    public static final String STAGE = "stage";
    public static final String ORDINAL = "ordinal";
    public static final String ROWS_READ = "rows_read";
    public static final String ROWS_WRITTEN = "rows_written";
    public static final String BYTES_READ = "bytes_read";
    public static final String BYTES_WRITTEN = "bytes_written";
    public static final String SECONDS = "seconds";
    public static final String LAST_ROWS_WRITTEN = "last_rows_written";
    public static final String LAST_BYTES_READ = "last_bytes_read";
    public static final String LAST_BYTES_WRITTEN = "last_bytes_written";
    public static final String LAST_SECONDS = "last_seconds";

    public static final TableSpec TABLE = TableSpec.define(
                    "ops", "run_stage", "One row per run and stage: rows, bytes and seconds, beside the last run's.")
            .required(RUN_ID, STRING, "run")
            .required(STAGE, STRING, "stage")
            .required(ORDINAL, INTEGER, "order")
            .optional(ROWS_READ, COUNT, "rows read")
            .optional(ROWS_WRITTEN, COUNT, "rows written")
            .optional(BYTES_READ, COUNT, "bytes read")
            .optional(BYTES_WRITTEN, COUNT, "bytes written")
            .required(SECONDS, REAL, "wall clock seconds")
            .optional(LAST_ROWS_WRITTEN, COUNT, "rows written by the run published before")
            .optional(LAST_BYTES_READ, COUNT, "bytes read by the run published before")
            .optional(LAST_BYTES_WRITTEN, COUNT, "bytes written by the run published before")
            .optional(LAST_SECONDS, REAL, "seconds of the run published before")
            .key(RUN_ID, STAGE)
            .build();

    private RunStages() {}
}
