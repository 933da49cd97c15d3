package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.FLAG;
import static io.crosslift.schema.ColumnTypes.INTEGER;
import static io.crosslift.schema.ColumnTypes.MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;

/** One row per account, family and month in which the family is owned or ineligible (F7). */
public final class OwnershipMonths {
    public static final String ACCOUNT_ID = "account_id";
    public static final String FAMILY = "family";
    public static final String MONTH = "month";
    public static final String OWNED = "owned";
    public static final String SINCE = "since";
    public static final String MRR = "mrr";
    public static final String VIA_BUNDLE = "via_bundle";
    public static final String ELIGIBLE = "eligible";
    public static final String INELIGIBLE_REASON = "ineligible_reason";
    public static final String IS_ACTIVE = "is_active";
    public static final String TOP_TIER = "top_tier";

    public static final TableSpec TABLE = TableSpec.define(
                    "fact",
                    "fct_ownership_month",
                    "One row per account, family and month in which the family is owned or ineligible (F7).")
            .required(ACCOUNT_ID, STRING, "account")
            .required(FAMILY, STRING, "product family")
            .required(MONTH, DAY, "month, state at its end")
            .required(OWNED, FLAG, "owned at month end")
            .optional(SINCE, DAY, "first day of the present ownership")
            .optional(MRR, MONEY, "recurring revenue of the family, NULL where nothing recurs")
            .required(VIA_BUNDLE, FLAG, "owned through a bundle")
            .required(ELIGIBLE, FLAG, "may buy it")
            .optional(INELIGIBLE_REASON, STRING, "why not")
            .required(IS_ACTIVE, FLAG, "the account is active at month end")
            .optional(TOP_TIER, INTEGER, "highest tier owned")
            .with(RunStampColumns.COLUMNS)
            .key(ACCOUNT_ID, FAMILY, MONTH)
            .partitionedBy(MONTH)
            .build();

    private OwnershipMonths() {}
}
