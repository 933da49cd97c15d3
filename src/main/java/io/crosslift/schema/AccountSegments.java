package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.STRING;

/** One row per account, segment type and validity (R27). */
public final class AccountSegments {
    public static final String ACCOUNT_ID = "account_id";
    public static final String SEGMENT_TYPE = "segment_type";
    public static final String VALID_FROM = "valid_from";
    public static final String SEGMENT = "segment";
    public static final String VALID_TO = "valid_to";

    public static final TableSpec TABLE = TableSpec.define(
                    "core", "account_segments", "One row per account, segment type and validity (R27).")
            .required(ACCOUNT_ID, STRING, "account")
            .required(SEGMENT_TYPE, STRING, "kind of segment")
            .required(VALID_FROM, INSTANT, "first instant of validity (UTC, inclusive)")
            .required(SEGMENT, STRING, "segment")
            .optional(VALID_TO, INSTANT, "end of validity (UTC, exclusive)")
            .with(ProvenanceColumns.COLUMNS)
            .key(ACCOUNT_ID, SEGMENT_TYPE, VALID_FROM)
            .build();

    private AccountSegments() {}
}
