package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;

/** One row per account, order, goal and family of an existing customer (F4): what attribution credits. */
public final class Conversions {
    public static final String CONVERSION_ID = "conversion_id";
    public static final String ACCOUNT_ID = "account_id";
    public static final String SELL_TYPE = "sell_type";
    public static final String FAMILY = "family";
    public static final String REASON = "reason";
    public static final String CONVERTED_AT = "converted_at";
    public static final String CONVERSION_DATE = "conversion_date";
    public static final String CONVERSION_MONTH = "conversion_month";
    public static final String VALUE = "value";
    public static final String VALUE_BASIS = "value_basis";
    public static final String SOURCE_ID = "source_id";
    public static final String REFUNDED = "refunded";
    public static final String LAST_REFUND_AT = "last_refund_at";

    public static final TableSpec TABLE = TableSpec.define(
                    "fact",
                    "fct_conversion",
                    "One row per account, order, goal and family of an existing customer (F4): what attribution credits.")
            .required(CONVERSION_ID, STRING, "conversion")
            .required(ACCOUNT_ID, STRING, "account")
            .required(SELL_TYPE, STRING, "goal: cross_sell or up_sell")
            .required(FAMILY, STRING, "family bought or upgraded")
            .required(REASON, STRING, "reason of its first line")
            .required(CONVERTED_AT, INSTANT, "when (UTC)")
            .required(CONVERSION_DATE, DAY, "local day of converted_at")
            .required(CONVERSION_MONTH, DAY, "local month of converted_at (partition)")
            .required(VALUE, MONEY, "gross - discounts of its lines, reporting currency")
            .required(VALUE_BASIS, STRING, "line_net, arr_delta or mrr_delta")
            .required(SOURCE_ID, STRING, "order, or change set")
            .required(REFUNDED, MONEY, "refunds of its lines known at as_of")
            .optional(LAST_REFUND_AT, INSTANT, "newest refund (UTC)")
            .with(RunStampColumns.COLUMNS)
            .key(CONVERSION_ID)
            .partitionedBy(CONVERSION_MONTH)
            .check("goal_known", "sell_type IN ('cross_sell', 'up_sell')")
            .build();

    private Conversions() {}
}
