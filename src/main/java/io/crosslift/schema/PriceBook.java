package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.INTEGER;
import static io.crosslift.schema.ColumnTypes.ORIGINAL_MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;

/** One row per product, currency, interval and validity (R05): the list price. */
public final class PriceBook {
    public static final String PRODUCT_ID = "product_id";
    public static final String CURRENCY = "currency";
    public static final String INTERVAL_UNIT = "interval_unit";
    public static final String INTERVAL_COUNT = "interval_count";
    public static final String VALID_FROM = "valid_from";
    public static final String UNIT_PRICE = "unit_price";
    public static final String VALID_TO = "valid_to";

    public static final TableSpec TABLE = TableSpec.define(
                    "core", "price_book", "One row per product, currency, interval and validity (R05): the list price.")
            .required(PRODUCT_ID, STRING, "product")
            .required(CURRENCY, STRING, "ISO 4217 currency of the price")
            .required(INTERVAL_UNIT, STRING, "day, week, month or year")
            .required(INTERVAL_COUNT, INTEGER, "units per billing interval")
            .required(VALID_FROM, INSTANT, "first instant of validity (UTC, inclusive)")
            .required(UNIT_PRICE, ORIGINAL_MONEY, "price of one unit per interval")
            .optional(VALID_TO, INSTANT, "end of validity (UTC, exclusive), NULL while valid")
            .with(ProvenanceColumns.COLUMNS)
            .key(PRODUCT_ID, CURRENCY, INTERVAL_UNIT, INTERVAL_COUNT, VALID_FROM)
            .check("price_not_negative", "unit_price >= 0")
            .build();

    private PriceBook() {}
}
