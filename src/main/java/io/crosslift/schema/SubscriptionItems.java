package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.INTEGER;
import static io.crosslift.schema.ColumnTypes.ORIGINAL_MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;
import static io.crosslift.schema.ColumnTypes.STRING_MAP;
import static io.crosslift.schema.ColumnTypes.decimal;

/** One row per subscription item and validity (R10): what is paid for, at which terms. */
public final class SubscriptionItems {
    public static final String SUBSCRIPTION_ITEM_ID = "subscription_item_id";
    public static final String VALID_FROM = "valid_from";
    public static final String SUBSCRIPTION_ID = "subscription_id";
    public static final String ACCOUNT_ID = "account_id";
    public static final String PRODUCT_ID = "product_id";
    public static final String QTY = "qty";
    public static final String UNIT_PRICE = "unit_price";
    public static final String INTERVAL_UNIT = "interval_unit";
    public static final String INTERVAL_COUNT = "interval_count";
    public static final String RECURRING_DISCOUNT_PCT = "recurring_discount_pct";
    public static final String RECURRING_DISCOUNT_AMOUNT = "recurring_discount_amount";
    public static final String DISCOUNT_KIND = "discount_kind";
    public static final String DISCOUNT_UNTIL = "discount_until";
    public static final String REPLACES_ITEM_ID = "replaces_item_id";
    public static final String INITIATED_BY = "initiated_by";
    public static final String FEATURE_FLAGS = "feature_flags";
    public static final String VALID_TO = "valid_to";

    public static final TableSpec TABLE = TableSpec.define(
                    "core",
                    "subscription_items",
                    "One row per subscription item and validity (R10): what is paid for, at which terms.")
            .required(SUBSCRIPTION_ITEM_ID, STRING, "item of a subscription")
            .required(VALID_FROM, INSTANT, "first instant of validity (UTC, inclusive)")
            .required(SUBSCRIPTION_ID, STRING, "subscription it belongs to")
            .required(ACCOUNT_ID, STRING, "account of the subscription (derived)")
            .required(PRODUCT_ID, STRING, "product")
            .required(QTY, decimal(18, 6), "quantity, such as seats")
            .required(UNIT_PRICE, ORIGINAL_MONEY, "price of one unit per interval before discounts, tax left out")
            .required(INTERVAL_UNIT, STRING, "day, week, month or year")
            .required(INTERVAL_COUNT, INTEGER, "units per billing interval")
            .optional(RECURRING_DISCOUNT_PCT, decimal(9, 6), "discount in percent of the price, 0 to 100")
            .optional(RECURRING_DISCOUNT_AMOUNT, ORIGINAL_MONEY, "discount off the item's amount per interval")
            .optional(DISCOUNT_KIND, STRING, "forever (lowers contract MRR), repeating or once (lower billed MRR only)")
            .optional(DISCOUNT_UNTIL, INSTANT, "end of a repeating discount (UTC, exclusive)")
            .optional(REPLACES_ITEM_ID, STRING, "item it takes the place of")
            .optional(INITIATED_BY, STRING, "customer or vendor")
            .optional(FEATURE_FLAGS, STRING_MAP, "features switched on")
            .optional(VALID_TO, INSTANT, "end of validity (UTC, exclusive), NULL while valid")
            .with(ProvenanceColumns.COLUMNS)
            .key(SUBSCRIPTION_ITEM_ID, VALID_FROM)
            .check("quantity_not_negative", "qty >= 0")
            .check("interval_known", "interval_unit IN ('day', 'week', 'month', 'year') AND interval_count > 0")
            .build();

    private SubscriptionItems() {}
}
