package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.STRING;
import static io.crosslift.schema.ColumnTypes.decimal;

/** One row per currency and day (R17): the rate to the reporting currency. */
public final class FxRates {
    public static final String CURRENCY = "currency";
    public static final String RATE_DATE = "rate_date";
    public static final String RATE = "rate";

    public static final TableSpec TABLE = TableSpec.define(
                    "core", "fx_rates", "One row per currency and day (R17): the rate to the reporting currency.")
            .required(CURRENCY, STRING, "ISO 4217 currency")
            .required(RATE_DATE, DAY, "day the rate holds")
            .required(RATE, decimal(18, 8), "reporting currency units for one unit of the currency")
            .with(ProvenanceColumns.COLUMNS)
            .key(CURRENCY, RATE_DATE)
            .check("rate_positive", "rate > 0")
            .build();

    private FxRates() {}
}
