package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.COUNT;
import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.ORIGINAL_MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;

/** Q1: one row per rejected input row and reason it was rejected; identical rows are counted. */
public final class Quarantine {
    public static final String TABLE_NAME = "table";
    public static final String RECORD_HASH = "record_hash";
    public static final String RAW_JSON = "raw_json";
    public static final String REASON = "reason";
    public static final String DETAIL = "detail";
    public static final String RULE_VERSION = "rule_version";
    public static final String AMOUNT = "amount";
    public static final String OCCURRENCES = "occurrences";
    public static final String MODE = "mode";
    public static final String FIRST_SEEN = "first_seen";
    public static final String RESOLVED_AT = "resolved_at";
    public static final String RUN_ID = "run_id";

    public static final TableSpec TABLE = TableSpec.define(
                    "ops",
                    "quarantine",
                    "Q1: one row per rejected input row and reason it was rejected; identical rows are counted.")
            .required(TABLE_NAME, STRING, "contract table, or feed for unparsable lines")
            .required(RECORD_HASH, STRING, "hash of the raw row")
            .required(RAW_JSON, STRING, "the row as it came")
            .required(REASON, STRING, "reason code; BEYOND_WINDOW: sound, but older than what was restated")
            .optional(DETAIL, STRING, "the value and rule that failed")
            .required(RULE_VERSION, STRING, "version of the rule")
            .optional(AMOUNT, ORIGINAL_MONEY, "amount of money in the row, original currency")
            .required(OCCURRENCES, COUNT, "identical rows")
            .required(MODE, STRING, "snapshot or append")
            .required(FIRST_SEEN, INSTANT, "when it was first rejected (UTC)")
            .optional(RESOLVED_AT, INSTANT, "when it was accepted after all (UTC)")
            .required(RUN_ID, STRING, "run that saw it last")
            .key(TABLE_NAME, RECORD_HASH)
            .build();

    private Quarantine() {}
}
