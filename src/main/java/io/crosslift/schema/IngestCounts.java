package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.COUNT;
import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.ORIGINAL_MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;

/**
 * One row per run, table, outcome and reason: produced = accepted + duplicate + quarantined + excluded + future +
 * beyond_window, exact.
 */
public final class IngestCounts {
    public static final String RUN_ID = "run_id";
    public static final String TABLE_NAME = "table";
    public static final String OUTCOME = "outcome";
    public static final String REASON = "reason";
    public static final String ROWS = "rows";
    public static final String AMOUNT = "amount";
    public static final String NEWEST_EVENT = "newest_event";

    public static final TableSpec TABLE = TableSpec.define(
                    "ops",
                    "ingest_count",
                    "One row per run, table, outcome and reason: produced = accepted + duplicate + quarantined + excluded + future + beyond_window, exact.")
            .required(RUN_ID, STRING, "run")
            .required(TABLE_NAME, STRING, "contract table, or feed")
            .required(OUTCOME, STRING, "produced, accepted, duplicate, quarantined, excluded, future, beyond_window")
            .required(REASON, STRING, "reason code, or (all)")
            .required(ROWS, COUNT, "rows")
            .optional(AMOUNT, ORIGINAL_MONEY, "amount of money in those rows, original currencies added as numbers")
            .optional(NEWEST_EVENT, INSTANT, "newest event among them (UTC)")
            .key(RUN_ID, TABLE_NAME, OUTCOME, REASON)
            .build();

    private IngestCounts() {}
}
