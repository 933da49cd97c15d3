package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.FLAG;
import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.MONEY;
import static io.crosslift.schema.ColumnTypes.ORIGINAL_MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;
import static io.crosslift.schema.ColumnTypes.decimal;

/** One row per product line of a paid order (F1): what it was relative to what the account owned, and its money. */
public final class ClassifiedLines {
    public static final String LINE_ID = "line_id";
    public static final String ACCOUNT_ID = "account_id";
    public static final String ORDER_ID = "order_id";
    public static final String PRODUCT_ID = "product_id";
    public static final String OFFER_ID = "offer_id";
    public static final String FAMILY = "family";
    public static final String LINE_TS = "line_ts";
    public static final String LINE_DATE = "line_date";
    public static final String LINE_MONTH = "line_month";
    public static final String SELL_TYPE = "sell_type";
    public static final String UPSELL_MODE = "upsell_mode";
    public static final String IS_EXISTING = "is_existing";
    public static final String MOVEMENT_CLASS = "movement_class";
    public static final String REASON = "reason";
    public static final String IS_PRORATION = "is_proration";
    public static final String CHANGE_ID = "change_id";
    public static final String CONVERSION_ID = "conversion_id";
    public static final String QTY = "qty";
    public static final String QTY_NET = "qty_net";
    public static final String GROSS = "gross";
    public static final String DISCOUNT = "discount";
    public static final String REFUND = "refund";
    public static final String NET = "net";
    public static final String REFUND_IN_MONTH = "refund_in_month";
    public static final String REPLACED_AMOUNT = "replaced_amount";
    public static final String ORIG_AMOUNT = "orig_amount";
    public static final String ORIG_CCY = "orig_ccy";
    public static final String FX_RATE = "fx_rate";

    public static final TableSpec TABLE = TableSpec.define(
                    "fact",
                    "fct_line_classified",
                    "One row per product line of a paid order (F1): what it was relative to what the account owned, and its money.")
            .required(LINE_ID, STRING, "line")
            .required(ACCOUNT_ID, STRING, "account")
            .optional(ORDER_ID, STRING, "order")
            .required(PRODUCT_ID, STRING, "product")
            .optional(OFFER_ID, STRING, "offer id on the line")
            .required(FAMILY, STRING, "product family")
            .required(LINE_TS, INSTANT, "when the order was paid, or the line posted (UTC)")
            .required(LINE_DATE, DAY, "local day of line_ts")
            .required(LINE_MONTH, DAY, "local month of line_ts (partition)")
            .required(SELL_TYPE, STRING, "base, cross_sell, up_sell")
            .optional(UPSELL_MODE, STRING, "pre_purchase or post_purchase, for up_sell")
            .required(IS_EXISTING, FLAG, "the account was a customer before this order")
            .required(MOVEMENT_CLASS, STRING, "new or one_off for lines of orders")
            .required(REASON, STRING, "why: first_purchase, purchase, add_on, complement, other_product, tier ...")
            .required(IS_PRORATION, FLAG, "proration of a change")
            .optional(CHANGE_ID, STRING, "change set that the line bills")
            .optional(
                    CONVERSION_ID, STRING, "conversion the line belongs to, NULL for base lines and for new customers")
            .required(QTY, decimal(18, 6), "quantity sold")
            .required(QTY_NET, decimal(18, 6), "quantity sold less quantity returned")
            .required(GROSS, MONEY, "list value, reporting currency")
            .required(DISCOUNT, MONEY, "line discount and share of the order discount, reporting currency")
            .required(REFUND, MONEY, "refunds, returns and chargebacks known at as_of, reporting currency")
            .required(NET, MONEY, "gross - discount - refund, reporting currency")
            .required(
                    REFUND_IN_MONTH,
                    MONEY,
                    "refunds given back in line_month itself; the ledger view books the rest in the month they were given back")
            .optional(REPLACED_AMOUNT, MONEY, "value of the item this line replaces (up_sell)")
            .required(ORIG_AMOUNT, ORIGINAL_MONEY, "net amount in the original currency, before refunds")
            .required(ORIG_CCY, STRING, "original currency")
            .required(FX_RATE, decimal(18, 8), "rate used")
            .with(RunStampColumns.COLUMNS)
            .key(LINE_ID)
            .partitionedBy(LINE_MONTH)
            .check("sell_type_known", "sell_type IN ('base', 'cross_sell', 'up_sell')")
            .check("net_adds_up", "gross - discount - refund = net")
            .build();

    private ClassifiedLines() {}
}
