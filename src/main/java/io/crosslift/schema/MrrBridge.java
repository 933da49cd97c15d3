package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.FRACTION;
import static io.crosslift.schema.ColumnTypes.MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;

/** One row per period, measure, family and segment: how recurring revenue went from opening to closing (K04). */
public final class MrrBridge {
    public static final String MEASURE = "measure";
    public static final String FAMILY = "family";
    public static final String OPENING = "opening";
    public static final String NEW = "new";
    public static final String CROSS_SELL = "cross_sell";
    public static final String UP_SELL_TIER = "up_sell_tier";
    public static final String UP_SELL_SEAT = "up_sell_seat";
    public static final String UP_SELL_PRICE = "up_sell_price";
    public static final String UP_SELL_OTHER = "up_sell_other";
    public static final String REACTIVATION = "reactivation";
    public static final String CONTRACTION = "contraction";
    public static final String CHURN = "churn";
    public static final String FX_EFFECT = "fx_effect";
    public static final String TRANSFER_IN = "transfer_in";
    public static final String TRANSFER_OUT = "transfer_out";
    public static final String CLOSING = "closing";
    public static final String RENEWAL = "renewal";
    public static final String EXPANSION = "expansion";
    public static final String NET_EXPANSION = "net_expansion";
    public static final String QUICK_RATIO = "quick_ratio";
    public static final String QUICK_RATIO_NO_REACT = "quick_ratio_no_react";
    public static final String CHURN_OFFSET = "churn_offset";

    public static final TableSpec TABLE = TableSpec.define(
                    "kpi",
                    "kpi_mrr_bridge",
                    "One row per period, measure, family and segment: how recurring revenue went from opening to closing (K04).")
            .required(MEASURE, STRING, "mrr or arr")
            .required(FAMILY, STRING, "product family, or ALL")
            .with(KpiColumns.COLUMNS)
            .required(OPENING, MONEY, "recurring revenue at the end of the period before")
            .required(NEW, MONEY, "of accounts that never paid before")
            .required(CROSS_SELL, MONEY, "gains by items of other products")
            .required(UP_SELL_TIER, MONEY, "gains by a higher tier")
            .required(UP_SELL_SEAT, MONEY, "gains by more seats")
            .required(UP_SELL_PRICE, MONEY, "gains by a higher price of the same tier (not commercial)")
            .required(UP_SELL_OTHER, MONEY, "gains by term, discount end, resumption or more of the same")
            .required(REACTIVATION, MONEY, "of accounts that had left")
            .required(CONTRACTION, MONEY, "losses of accounts that stay, positive")
            .required(CHURN, MONEY, "losses of accounts that leave, positive")
            .required(FX_EFFECT, MONEY, "change by exchange rates alone")
            .required(TRANSFER_IN, MONEY, "moved here from another family or segment")
            .required(TRANSFER_OUT, MONEY, "moved from here to another family or segment, positive")
            .required(CLOSING, MONEY, "recurring revenue at the end of the period")
            .required(
                    RENEWAL,
                    MONEY,
                    "kept: the lesser of opening and closing before fx, account by account and family by family")
            .required(EXPANSION, MONEY, "cross_sell + all up_sell columns")
            .required(NET_EXPANSION, MONEY, "expansion - contraction - churn")
            .optional(
                    QUICK_RATIO,
                    FRACTION,
                    "(new + expansion + reactivation) / (contraction + churn), NULL without losses")
            .optional(QUICK_RATIO_NO_REACT, FRACTION, "(new + expansion) / (contraction + churn), NULL without losses")
            .optional(CHURN_OFFSET, FRACTION, "expansion / (contraction + churn), NULL without losses")
            .key(KpiColumns.key(MEASURE, FAMILY))
            .check("measure_known", "measure IN ('mrr', 'arr')")
            .build();

    private MrrBridge() {}
}
