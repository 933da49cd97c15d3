package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.STRING;

/** One row per subscription and validity (R09). */
public final class Subscriptions {
    public static final String SUBSCRIPTION_ID = "subscription_id";
    public static final String VALID_FROM = "valid_from";
    public static final String ACCOUNT_ID = "account_id";
    public static final String STATUS = "status";
    public static final String STARTED_AT = "started_at";
    public static final String CANCELLED_AT = "cancelled_at";
    public static final String ENDS_AT = "ends_at";
    public static final String CURRENCY = "currency";
    public static final String VALID_TO = "valid_to";

    public static final TableSpec TABLE = TableSpec.define(
                    "core", "subscriptions", "One row per subscription and validity (R09).")
            .required(SUBSCRIPTION_ID, STRING, "subscription")
            .required(VALID_FROM, INSTANT, "first instant of validity (UTC, inclusive)")
            .required(ACCOUNT_ID, STRING, "account that pays")
            .required(
                    STATUS,
                    STRING,
                    "trialing, active, past_due, paused, cancelled (runs to ends_at), unpaid (dunning ended), expired")
            .required(STARTED_AT, INSTANT, "when the subscription began (UTC)")
            .optional(CANCELLED_AT, INSTANT, "when it was cancelled (UTC)")
            .optional(ENDS_AT, INSTANT, "when service ends or ended (UTC, exclusive)")
            .required(CURRENCY, STRING, "ISO 4217 currency it is billed in")
            .optional(VALID_TO, INSTANT, "end of validity (UTC, exclusive), NULL while valid")
            .with(ProvenanceColumns.COLUMNS)
            .key(SUBSCRIPTION_ID, VALID_FROM)
            .check(
                    "status_known",
                    "status IN ('trialing', 'active', 'past_due', 'paused', 'cancelled', 'unpaid', 'expired')")
            .build();

    private Subscriptions() {}
}
