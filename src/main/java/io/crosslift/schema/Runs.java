package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.COUNT_MAP;
import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.STRING;
import static io.crosslift.schema.ColumnTypes.STRING_MAP;

/** One row per run, written last: what it read, wrote, skipped, and why it failed if it did. */
public final class Runs {
    public static final String RUN_ID = "run_id";
    public static final String COMMAND = "command";
    public static final String SOURCE = "source";
    public static final String AS_OF = "as_of";
    public static final String STATUS = "status";
    public static final String STARTED_AT = "started_at";
    public static final String FINISHED_AT = "finished_at";
    public static final String SETTINGS_HASH = "settings_hash";
    public static final String CODE_VERSION = "code_version";
    public static final String SPARK_VERSION = "spark_version";
    public static final String VERSIONS = "versions";
    public static final String ROWS = "rows";
    public static final String SKIPPED = "skipped";
    public static final String ERROR = "error";

    public static final TableSpec TABLE = TableSpec.define(
                    "ops",
                    "run",
                    "One row per run, written last: what it read, wrote, skipped, and why it failed if it did.")
            .required(RUN_ID, STRING, "run")
            .required(COMMAND, STRING, "command")
            .required(SOURCE, STRING, "source")
            .required(AS_OF, DAY, "last day included")
            .required(STATUS, STRING, "published, failed")
            .required(STARTED_AT, INSTANT, "start (UTC, wall clock)")
            .required(FINISHED_AT, INSTANT, "end (UTC, wall clock)")
            .required(SETTINGS_HASH, STRING, "hash of the resolved settings")
            .required(CODE_VERSION, STRING, "version of the program")
            .required(SPARK_VERSION, STRING, "Spark")
            .optional(VERSIONS, COUNT_MAP, "Delta version of every table after the run")
            .optional(ROWS, COUNT_MAP, "rows per feed and table")
            .optional(SKIPPED, STRING_MAP, "what was skipped, and why")
            .optional(ERROR, STRING, "what failed")
            .key(RUN_ID)
            .build();

    private Runs() {}
}
