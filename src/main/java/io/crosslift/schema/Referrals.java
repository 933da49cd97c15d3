package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.STRING;

/** One row per account that another one, or anybody, recommended (R22). */
public final class Referrals {
    public static final String REFERRAL_ID = "referral_id";
    public static final String REFERRER_ACCOUNT_ID = "referrer_account_id";
    public static final String REFERRED_ACCOUNT_ID = "referred_account_id";
    public static final String REFERRED_AT = "referred_at";
    public static final String CLOSED_AT = "closed_at";
    public static final String STATUS = "status";

    public static final TableSpec TABLE = TableSpec.define(
                    "core", "referrals", "One row per account that another one, or anybody, recommended (R22).")
            .required(REFERRAL_ID, STRING, "referral")
            .optional(REFERRER_ACCOUNT_ID, STRING, "account that recommended, NULL where it is none")
            .required(REFERRED_ACCOUNT_ID, STRING, "account that was recommended")
            .required(REFERRED_AT, INSTANT, "when it was recommended (UTC)")
            .optional(CLOSED_AT, INSTANT, "when the deal was closed (UTC), NULL while it is open")
            .required(STATUS, STRING, "open, closed_won, closed_lost")
            .with(ProvenanceColumns.COLUMNS)
            .key(REFERRAL_ID)
            .check("status_known", "status IN ('open', 'closed_won', 'closed_lost')")
            .build();

    private Referrals() {}
}
