package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.FLAG;
import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.ORIGINAL_MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;
import static io.crosslift.schema.ColumnTypes.decimal;

/** One row per order or invoice line (R07). */
public final class InvoiceLines {
    public static final String LINE_ID = "line_id";
    public static final String ORDER_ID = "order_id";
    public static final String INVOICE_ID = "invoice_id";
    public static final String ACCOUNT_ID = "account_id";
    public static final String PRODUCT_ID = "product_id";
    public static final String SUBSCRIPTION_ITEM_ID = "subscription_item_id";
    public static final String OFFER_ID = "offer_id";
    public static final String REPLACES_LINE_ID = "replaces_line_id";
    public static final String CHANGE_ID = "change_id";
    public static final String QTY = "qty";
    public static final String UNIT_PRICE = "unit_price";
    public static final String LINE_DISCOUNT = "line_discount";
    public static final String NET_AMOUNT = "net_amount";
    public static final String TAX = "tax";
    public static final String CURRENCY = "currency";
    public static final String SERVICE_START = "service_start";
    public static final String SERVICE_END = "service_end";
    public static final String IS_PRORATION = "is_proration";
    public static final String LINE_TYPE = "line_type";
    public static final String POSTED_AT = "posted_at";
    public static final String ORDERED_MONTH = "ordered_month";

    public static final TableSpec TABLE = TableSpec.define(
                    "core", "invoice_lines", "One row per order or invoice line (R07).")
            .required(LINE_ID, STRING, "line")
            .optional(ORDER_ID, STRING, "order the line belongs to")
            .optional(INVOICE_ID, STRING, "invoice the line belongs to")
            .required(ACCOUNT_ID, STRING, "account")
            .required(PRODUCT_ID, STRING, "product")
            .optional(SUBSCRIPTION_ITEM_ID, STRING, "subscription item the line bills")
            .optional(OFFER_ID, STRING, "offer the line was bought on")
            .optional(REPLACES_LINE_ID, STRING, "line of the item this one replaces")
            .optional(CHANGE_ID, STRING, "change set that the line bills")
            .required(QTY, decimal(18, 6), "quantity sold")
            .optional(UNIT_PRICE, ORIGINAL_MONEY, "list price of one unit, NULL where the source has none")
            .required(LINE_DISCOUNT, ORIGINAL_MONEY, "discount on the line, in its currency")
            .required(
                    NET_AMOUNT,
                    ORIGINAL_MONEY,
                    "quantity x price - line discount, in its currency; before order discount and refunds")
            .required(TAX, ORIGINAL_MONEY, "tax, never counted as revenue")
            .required(CURRENCY, STRING, "ISO 4217 currency")
            .optional(SERVICE_START, INSTANT, "first instant of the service billed (UTC)")
            .optional(SERVICE_END, INSTANT, "end of the service billed (UTC)")
            .required(IS_PRORATION, FLAG, "proration of a change")
            .required(LINE_TYPE, STRING, "product, service, usage, tax, shipping, fee")
            .required(POSTED_AT, INSTANT, "when the line was posted (UTC)")
            .required(ORDERED_MONTH, DAY, "local month of the order, or of posting (partition)")
            .with(ProvenanceColumns.COLUMNS)
            .key(LINE_ID)
            .partitionedBy(ORDERED_MONTH)
            .check("line_type_known", "line_type IN ('product', 'service', 'usage', 'tax', 'shipping', 'fee')")
            .build();

    private InvoiceLines() {}
}
