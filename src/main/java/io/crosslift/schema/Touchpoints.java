package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.FLAG;
import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.ORIGINAL_MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;
import static io.crosslift.schema.ColumnTypes.STRINGS;

/** One row per touch (R11), its account resolved and duplicates removed. */
public final class Touchpoints {
    public static final String TOUCHPOINT_ID = "touchpoint_id";
    public static final String ACCOUNT_ID = "account_id";
    public static final String IDENTITY_TYPE = "identity_type";
    public static final String IDENTITY_VALUE = "identity_value";
    public static final String EVENT_TS = "event_ts";
    public static final String TOUCH_CLASS = "touch_class";
    public static final String CHANNEL = "channel";
    public static final String CAMPAIGN_ID = "campaign_id";
    public static final String PLAY_ID = "play_id";
    public static final String PROMOTED_PRODUCT_ID = "promoted_product_id";
    public static final String PROMOTED_FAMILIES = "promoted_families";
    public static final String REP_ID = "rep_id";
    public static final String TRAINED_ON = "trained_on";
    public static final String IS_CAPTURE = "is_capture";
    public static final String COST = "cost";
    public static final String EVENT_MONTH = "event_month";

    public static final TableSpec TABLE = TableSpec.define(
                    "core", "touchpoints", "One row per touch (R11), its account resolved and duplicates removed.")
            .required(TOUCHPOINT_ID, STRING, "touch")
            .required(ACCOUNT_ID, STRING, "account, resolved from the identity at event_ts")
            .required(IDENTITY_TYPE, STRING, "kind of identity the touch came with")
            .required(IDENTITY_VALUE, STRING, "identity the touch came with")
            .required(EVENT_TS, INSTANT, "when (UTC)")
            .required(
                    TOUCH_CLASS,
                    STRING,
                    "success_outreach, lifecycle_programme, campaign, promotion, trial, sales_assist, product_signal, paid_ad, referral, support")
            .required(CHANNEL, STRING, "channel")
            .optional(CAMPAIGN_ID, STRING, "campaign")
            .optional(PLAY_ID, STRING, "expansion play")
            .optional(PROMOTED_PRODUCT_ID, STRING, "product the touch promotes")
            .optional(PROMOTED_FAMILIES, STRINGS, "families the touch promotes; NULL: nothing specific")
            .optional(REP_ID, STRING, "sales or success person")
            .optional(TRAINED_ON, DAY, "date the person was trained")
            .required(
                    IS_CAPTURE,
                    FLAG,
                    "captures demand that exists already (brand search, direct, retargeting after cart)")
            .optional(COST, ORIGINAL_MONEY, "cost of the touch, reporting currency")
            .required(EVENT_MONTH, DAY, "local month of event_ts (partition)")
            .with(ProvenanceColumns.COLUMNS)
            .key(TOUCHPOINT_ID)
            .partitionedBy(EVENT_MONTH)
            .check(
                    "touch_class_known",
                    "touch_class IN ('success_outreach', 'lifecycle_programme', 'campaign', 'promotion', 'trial', 'sales_assist', 'product_signal', 'paid_ad', 'referral', 'support')")
            .build();

    private Touchpoints() {}
}
