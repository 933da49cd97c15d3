package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.ORIGINAL_MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;

/** One row per order of existing or new customers (R06), its account resolved. */
public final class Orders {
    public static final String ORDER_ID = "order_id";
    public static final String ACCOUNT_ID = "account_id";
    public static final String IDENTITY_TYPE = "identity_type";
    public static final String IDENTITY_VALUE = "identity_value";
    public static final String ORDERED_AT = "ordered_at";
    public static final String PAID_AT = "paid_at";
    public static final String STATUS = "status";
    public static final String CURRENCY = "currency";
    public static final String ORDER_DISCOUNT = "order_discount";
    public static final String SALES_CHANNEL = "sales_channel";
    public static final String ORDERED_MONTH = "ordered_month";

    public static final TableSpec TABLE = TableSpec.define(
                    "core", "orders", "One row per order of existing or new customers (R06), its account resolved.")
            .required(ORDER_ID, STRING, "order")
            .required(ACCOUNT_ID, STRING, "account, resolved from the identity at ordered_at")
            .required(IDENTITY_TYPE, STRING, "kind of identity the order came with")
            .required(IDENTITY_VALUE, STRING, "identity the order came with")
            .required(ORDERED_AT, INSTANT, "when the order was placed (UTC)")
            .optional(PAID_AT, INSTANT, "when it was paid (UTC)")
            .required(STATUS, STRING, "paid, cancelled, unpaid")
            .required(CURRENCY, STRING, "ISO 4217 currency of the order")
            .required(
                    ORDER_DISCOUNT,
                    ORIGINAL_MONEY,
                    "discount on the whole order, in its currency; shared over its lines")
            .optional(SALES_CHANNEL, STRING, "channel the order came through")
            .required(ORDERED_MONTH, DAY, "local month of ordered_at (partition)")
            .with(ProvenanceColumns.COLUMNS)
            .key(ORDER_ID)
            .partitionedBy(ORDERED_MONTH)
            .check("status_known", "status IN ('paid', 'cancelled', 'unpaid')")
            .check("paid_has_time", "status <> 'paid' OR paid_at IS NOT NULL")
            .build();

    private Orders() {}
}
