package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.FLAG;
import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.INTEGER;
import static io.crosslift.schema.ColumnTypes.MONEY;
import static io.crosslift.schema.ColumnTypes.ORIGINAL_MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;

/** One row per account, item, day and component of a change of recurring revenue (F2). */
public final class MrrMovements {
    public static final String MOVEMENT_ID = "movement_id";
    public static final String ACCOUNT_ID = "account_id";
    public static final String ITEM_ID = "subscription_item_id";
    public static final String EFFECTIVE_DATE = "effective_date";
    public static final String SEQ = "seq";
    public static final String EFFECTIVE_AT = "effective_at";
    public static final String EFFECTIVE_MONTH = "effective_month";
    public static final String CHANGE_SET_ID = "change_set_id";
    public static final String MOVEMENT_CLASS = "movement_class";
    public static final String REASON = "reason";
    public static final String IS_COMMERCIAL = "is_commercial";
    public static final String TRIAL_CONVERSION = "trial_conversion";
    public static final String PRODUCT_ID = "product_id";
    public static final String FAMILY = "family";
    public static final String MRR_DELTA = "mrr_delta";
    public static final String ARR_DELTA = "arr_delta";
    public static final String BILLED_MRR_DELTA = "billed_mrr_delta";
    public static final String ORIG_MRR_DELTA = "orig_mrr_delta";
    public static final String ORIG_CCY = "orig_ccy";
    public static final String TAXONOMY_ROW = "taxonomy_row";
    public static final String TAXONOMY_VERSION = "taxonomy_version";

    public static final TableSpec TABLE = TableSpec.define(
                    "fact",
                    "fct_mrr_movement",
                    "One row per account, item, day and component of a change of recurring revenue (F2).")
            .required(MOVEMENT_ID, STRING, "account|item|effective_date|seq")
            .required(ACCOUNT_ID, STRING, "account")
            .required(ITEM_ID, STRING, "subscription item")
            .required(EFFECTIVE_DATE, DAY, "local day of the change; month end, or as-of inside it, for fx")
            .required(SEQ, INTEGER, "number inside account, item and day, from 1, in component order")
            .required(EFFECTIVE_AT, INSTANT, "newest instant of the item's changes of the day (UTC)")
            .required(EFFECTIVE_MONTH, DAY, "local month of the change (partition)")
            .required(CHANGE_SET_ID, STRING, "account|effective_date: all that changed for the account that day")
            .required(
                    MOVEMENT_CLASS,
                    STRING,
                    "new, cross_sell, up_sell, reactivation, contraction, churn, renewal, fx_effect, transfer_in, transfer_out")
            .required(REASON, STRING, "reason of the decision table")
            .required(IS_COMMERCIAL, FLAG, "may be credited to touches")
            .required(TRIAL_CONVERSION, FLAG, "the item was on trial or free before")
            .required(PRODUCT_ID, STRING, "product after the change, or before it where the item ends")
            .required(FAMILY, STRING, "family of the product")
            .required(
                    MRR_DELTA, MONEY, "change of contract MRR, reporting currency at the rate of the month's beginning")
            .required(ARR_DELTA, MONEY, "change of contract ARR, computed from the contract amount")
            .required(
                    BILLED_MRR_DELTA,
                    MONEY,
                    "change of MRR after all discounts; of the whole item, on the last row of its change")
            .required(ORIG_MRR_DELTA, ORIGINAL_MONEY, "change of contract MRR in its own currency")
            .required(ORIG_CCY, STRING, "that currency (ISO 4217)")
            .required(TAXONOMY_ROW, INTEGER, "row of the decision table that decided")
            .required(TAXONOMY_VERSION, STRING, "version of the decision table")
            .with(RunStampColumns.COLUMNS)
            .key(MOVEMENT_ID)
            .partitionedBy(EFFECTIVE_MONTH)
            .build();

    private MrrMovements() {}
}
