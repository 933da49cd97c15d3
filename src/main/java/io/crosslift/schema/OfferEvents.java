package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.INTEGER;
import static io.crosslift.schema.ColumnTypes.STRING;
import static io.crosslift.schema.ColumnTypes.STRINGS;

/** One row per event of an offer instance (R13), its account resolved. */
public final class OfferEvents {
    public static final String EVENT_ID = "event_id";
    public static final String OFFER_INSTANCE_ID = "offer_instance_id";
    public static final String OFFER_ID = "offer_id";
    public static final String ACCOUNT_ID = "account_id";
    public static final String IDENTITY_TYPE = "identity_type";
    public static final String IDENTITY_VALUE = "identity_value";
    public static final String EVENT_TYPE = "event_type";
    public static final String EVENT_TS = "event_ts";
    public static final String EXPIRES_AT = "expires_at";
    public static final String CHANNEL = "channel";
    public static final String PLACEMENT = "placement";
    public static final String FRAMING = "framing";
    public static final String DEVICE_CLASS = "device_class";
    public static final String PAGE_LOAD_MS = "page_load_ms";
    public static final String ACCEPTED_PRODUCT_IDS = "accepted_product_ids";
    public static final String EVENT_MONTH = "event_month";

    public static final TableSpec TABLE = TableSpec.define(
                    "core", "offer_events", "One row per event of an offer instance (R13), its account resolved.")
            .required(EVENT_ID, STRING, "event")
            .required(OFFER_INSTANCE_ID, STRING, "one offer to one account at one moment")
            .required(OFFER_ID, STRING, "offer")
            .required(ACCOUNT_ID, STRING, "account, resolved from the identity at event_ts")
            .required(IDENTITY_TYPE, STRING, "kind of identity the event came with")
            .required(IDENTITY_VALUE, STRING, "identity the event came with")
            .required(
                    EVENT_TYPE,
                    STRING,
                    "eligible, withheld, sent, bounced, presented, clicked, accepted, declined, expired")
            .required(EVENT_TS, INSTANT, "when (UTC)")
            .optional(EXPIRES_AT, INSTANT, "until when the offer can be accepted (UTC)")
            .required(CHANNEL, STRING, "channel")
            .required(PLACEMENT, STRING, "placement")
            .optional(FRAMING, STRING, "copy variant")
            .optional(DEVICE_CLASS, STRING, "device class")
            .optional(PAGE_LOAD_MS, INTEGER, "page load in milliseconds")
            .optional(
                    ACCEPTED_PRODUCT_IDS,
                    STRINGS,
                    "products an acceptance was for, bought on its local day; NULL: those of the offer, in its window")
            .required(EVENT_MONTH, DAY, "local month of event_ts (partition)")
            .with(ProvenanceColumns.COLUMNS)
            .key(EVENT_ID)
            .partitionedBy(EVENT_MONTH)
            .check(
                    "event_type_known",
                    "event_type IN ('eligible', 'withheld', 'sent', 'bounced', 'presented', 'clicked', 'accepted', 'declined', 'expired')")
            .build();

    private OfferEvents() {}
}
