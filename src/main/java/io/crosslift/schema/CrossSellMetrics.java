package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.COUNT;
import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.FLAG;
import static io.crosslift.schema.ColumnTypes.INTEGER;
import static io.crosslift.schema.ColumnTypes.STRING;

/** K01: one row per existing customer and day on which a cross-sell offer was presented; the Cube model CrossSellMetrics reads it as it is. */
public final class CrossSellMetrics {
    public static final String ID = "id";
    public static final String CUSTOMER_ID = "customer_id";
    public static final String OFFER_DATE = "offer_date";
    public static final String NUMBER_OF_CROSS_SELL_PURCHASES = "number_of_cross_sell_purchases";
    public static final String TOTAL_NUMBER_OF_CROSS_SELL_OFFERS = "total_number_of_cross_sell_offers";
    public static final String IS_MATURE = "is_mature";
    public static final String AS_OF_DATE = "as_of_date";
    public static final String RUN_ID = "run_id";
    public static final String DEFINITION_VERSION = "definition_version";

    public static final TableSpec TABLE = TableSpec.define(
                    "kpi",
                    "cross_sell_metrics",
                    "K01: one row per existing customer and day on which a cross-sell offer was presented; the Cube model CrossSellMetrics reads it as it is.")
            .required(ID, COUNT, "xxhash64(account_id, offer_date)")
            .required(CUSTOMER_ID, COUNT, "surrogate of the account: xxhash64(account_id)")
            .required(OFFER_DATE, DAY, "local day the cross-sell offer was presented")
            .required(
                    NUMBER_OF_CROSS_SELL_PURCHASES,
                    INTEGER,
                    "1 if an offer of that day was accepted and the same offer bought in the window, else 0")
            .required(TOTAL_NUMBER_OF_CROSS_SELL_OFFERS, INTEGER, "1")
            .required(IS_MATURE, FLAG, "the purchase window has elapsed")
            .required(AS_OF_DATE, DAY, "last day included")
            .required(RUN_ID, STRING, "run")
            .required(DEFINITION_VERSION, STRING, "version of the definition")
            .key(ID)
            .check("purchases_within_offers", "number_of_cross_sell_purchases <= total_number_of_cross_sell_offers")
            .build();

    private CrossSellMetrics() {}
}
