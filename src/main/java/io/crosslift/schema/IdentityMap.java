package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.STRING;
import static io.crosslift.schema.ColumnTypes.decimal;

/** One row per identity and validity (R02): which account a user, device or e-mail belonged to, and when. */
public final class IdentityMap {
    public static final String IDENTITY_TYPE = "identity_type";
    public static final String IDENTITY_VALUE = "identity_value";
    public static final String VALID_FROM = "valid_from";
    public static final String ACCOUNT_ID = "account_id";
    public static final String USER_ID = "user_id";
    public static final String VALID_TO = "valid_to";
    public static final String CONFIDENCE = "confidence";

    public static final TableSpec TABLE = TableSpec.define(
                    "core",
                    "identity_map",
                    "One row per identity and validity (R02): which account a user, device or e-mail belonged to, and when.")
            .required(IDENTITY_TYPE, STRING, "kind of identity: account, user, device, email, cookie")
            .required(IDENTITY_VALUE, STRING, "the identity's value")
            .required(VALID_FROM, INSTANT, "first instant of validity (UTC, inclusive)")
            .required(ACCOUNT_ID, STRING, "account the identity belonged to")
            .optional(USER_ID, STRING, "user inside the account")
            .optional(VALID_TO, INSTANT, "end of validity (UTC, exclusive), NULL while valid")
            .optional(CONFIDENCE, decimal(5, 4), "confidence of the match, 0..1")
            .with(ProvenanceColumns.COLUMNS)
            .key(IDENTITY_TYPE, IDENTITY_VALUE, VALID_FROM)
            .build();

    private IdentityMap() {}
}
