package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.FLAG;
import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.INTEGER;
import static io.crosslift.schema.ColumnTypes.MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;

/** One row per offer instance (F6): its stages, what was bought, and the setting it was shown in. */
public final class OfferJourneys {
    public static final String OFFER_INSTANCE_ID = "offer_instance_id";
    public static final String ACCOUNT_ID = "account_id";
    public static final String OFFER_ID = "offer_id";
    public static final String SELL_TYPE = "sell_type";
    public static final String IS_EXISTING = "is_existing";
    public static final String ELIGIBLE_AT = "eligible_at";
    public static final String WITHHELD_AT = "withheld_at";
    public static final String SENT_AT = "sent_at";
    public static final String PRESENTED_AT = "presented_at";
    public static final String CLICKED_AT = "clicked_at";
    public static final String ACCEPTED_AT = "accepted_at";
    public static final String PURCHASED_AT = "purchased_at";
    public static final String EXPIRES_AT = "expires_at";
    public static final String OFFER_DATE = "offer_date";
    public static final String OFFER_MONTH = "offer_month";
    public static final String PATH = "path";
    public static final String PAIR = "pair";
    public static final String TIMING = "timing";
    public static final String DAYS_SINCE_PURCHASE = "days_since_purchase";
    public static final String TRIGGER_CODE = "trigger_code";
    public static final String VALUE_REALISED = "value_realised";
    public static final String RECENT_WIN = "recent_win";
    public static final String COOLING_OFF = "cooling_off";
    public static final String STAGE = "stage";
    public static final String CHANNEL = "channel";
    public static final String PLACEMENT = "placement";
    public static final String FRAMING = "framing";
    public static final String PRESENTED = "presented";
    public static final String ACCEPTED = "accepted";
    public static final String PURCHASED = "purchased";
    public static final String KEPT = "kept";
    public static final String PURCHASED_NEW_FAMILY = "purchased_new_family";
    public static final String IS_MATURE = "is_mature";
    public static final String REVENUE = "revenue";

    public static final TableSpec TABLE = TableSpec.define(
                    "fact",
                    "fct_offer_journey",
                    "One row per offer instance (F6): its stages, what was bought, and the setting it was shown in.")
            .required(OFFER_INSTANCE_ID, STRING, "offer instance")
            .required(ACCOUNT_ID, STRING, "account")
            .required(OFFER_ID, STRING, "offer")
            .required(SELL_TYPE, STRING, "cross_sell or up_sell")
            .required(IS_EXISTING, FLAG, "the account was a customer at presentation")
            .optional(ELIGIBLE_AT, INSTANT, "when eligible (UTC)")
            .optional(WITHHELD_AT, INSTANT, "when withheld (UTC)")
            .optional(SENT_AT, INSTANT, "when sent (UTC)")
            .optional(PRESENTED_AT, INSTANT, "when first presented (UTC)")
            .optional(CLICKED_AT, INSTANT, "when first clicked after presentation (UTC)")
            .optional(ACCEPTED_AT, INSTANT, "when accepted, inside the acceptance window (UTC)")
            .optional(PURCHASED_AT, INSTANT, "when the offer was bought inside the purchase window (UTC)")
            .optional(EXPIRES_AT, INSTANT, "until when it could be accepted (UTC)")
            .required(OFFER_DATE, DAY, "local day of the presentation, or of the first event")
            .required(OFFER_MONTH, DAY, "local month of offer_date (partition)")
            .optional(
                    PATH,
                    STRING,
                    "classes of the touches in the lookback before the presentation, repeats in a row as one, the last five")
            .optional(PAIR, STRING, "anchor family -> offered family")
            .optional(
                    TIMING,
                    STRING,
                    "days_since_purchase in classes: within_7_days, within_30_days, within_90_days, later")
            .optional(DAYS_SINCE_PURCHASE, INTEGER, "days from the last purchase to the presentation")
            .optional(
                    TRIGGER_CODE,
                    STRING,
                    "what the account had just done: second_reorder, its latest order, at most 30 days before, being the third of a family")
            .optional(VALUE_REALISED, FLAG, "the product owned had been activated; NULL without usage events")
            .optional(RECENT_WIN, FLAG, "a milestone in the 14 days before; NULL without usage events")
            .optional(
                    COOLING_OFF,
                    FLAG,
                    "within lifecycle.cooling-off of an order worth lifecycle.significant-order times the earlier ones, or of the first")
            .optional(
                    STAGE,
                    STRING,
                    "prospect: no order or paid subscription yet; new: the first within lifecycle.new-for; lapsed: none that is paid for, no order for longer than lifecycle.inactive-after; else established")
            .required(CHANNEL, STRING, "channel")
            .required(PLACEMENT, STRING, "placement")
            .optional(FRAMING, STRING, "copy variant")
            .required(PRESENTED, FLAG, "reached presentation")
            .required(ACCEPTED, FLAG, "accepted inside the window")
            .required(PURCHASED, FLAG, "bought inside the window")
            .required(KEPT, FLAG, "bought and not returned within the return window")
            .required(PURCHASED_NEW_FAMILY, FLAG, "what was bought was a cross_sell line")
            .required(IS_MATURE, FLAG, "the purchase window has elapsed")
            .required(REVENUE, MONEY, "net revenue of the lines bought on the offer, reporting currency")
            .with(RunStampColumns.COLUMNS)
            .key(OFFER_INSTANCE_ID)
            .partitionedBy(OFFER_MONTH)
            .build();

    private OfferJourneys() {}
}
