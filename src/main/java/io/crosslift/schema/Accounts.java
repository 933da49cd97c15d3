package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.FLAG;
import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.ORIGINAL_MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;

/** One row per account (R01): the unit every metric counts. */
public final class Accounts {
    public static final String ACCOUNT_ID = "account_id";
    public static final String PARENT_ID = "parent_id";
    public static final String NAME = "name";
    public static final String COUNTRY = "country";
    public static final String GEO_MARKET_ID = "geo_market_id";
    public static final String ACQUISITION_SOURCE = "acquisition_source";
    public static final String ACQUISITION_COST = "acquisition_cost";
    public static final String CREATED_AT = "created_at";
    public static final String ACCOUNT_TYPE = "account_type";
    public static final String IS_INTERNAL = "is_internal";
    public static final String CURRENCY = "currency";

    public static final TableSpec TABLE = TableSpec.define(
                    "core", "accounts", "One row per account (R01): the unit every metric counts.")
            .required(ACCOUNT_ID, STRING, "account")
            .optional(PARENT_ID, STRING, "parent account, NULL for a top account")
            .optional(NAME, STRING, "display name")
            .optional(COUNTRY, STRING, "ISO 3166 country code")
            .optional(GEO_MARKET_ID, STRING, "geo market for geo experiments")
            .optional(ACQUISITION_SOURCE, STRING, "channel that won the account")
            .optional(ACQUISITION_COST, ORIGINAL_MONEY, "cost of winning the account, in the account's currency")
            .required(CREATED_AT, INSTANT, "when the account came into being (UTC)")
            .required(ACCOUNT_TYPE, STRING, "customer, prospect, partner, test")
            .required(IS_INTERNAL, FLAG, "internal, test or fraud account: excluded from every metric")
            .required(CURRENCY, STRING, "ISO 4217 billing currency")
            .with(ProvenanceColumns.COLUMNS)
            .key(ACCOUNT_ID)
            .build();

    private Accounts() {}
}
