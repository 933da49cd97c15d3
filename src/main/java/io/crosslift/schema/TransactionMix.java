package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.COUNT;
import static io.crosslift.schema.ColumnTypes.FRACTION;
import static io.crosslift.schema.ColumnTypes.MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;

/** K03: orders with cross-sell and up-sell lines, order value and revenue contribution. */
public final class TransactionMix {
    public static final String VIEW = "view";
    public static final String TRANSACTIONS = "transactions";
    public static final String WITH_EITHER = "with_either";
    public static final String WITH_CROSS = "with_cross";
    public static final String WITH_UP = "with_up";
    public static final String EITHER_RATE = "either_rate";
    public static final String CROSS_RATE = "cross_rate";
    public static final String UP_RATE = "up_rate";
    public static final String VALUE_WITH = "value_with";
    public static final String VALUE_WITHOUT = "value_without";
    public static final String AOV_WITH = "aov_with";
    public static final String AOV_WITHOUT = "aov_without";
    public static final String AOV_INCREASE = "aov_increase";
    public static final String RATIO = "ratio";
    public static final String TOTAL_REVENUE = "total_revenue";
    public static final String CROSS_REVENUE = "cross_revenue";
    public static final String UP_LINE_REVENUE = "up_line_revenue";
    public static final String UP_INCREMENTAL = "up_incremental";
    public static final String CONTRIBUTION = "contribution";
    public static final String CONTRIBUTION_WHOLE_LINE = "contribution_whole_line";

    public static final TableSpec TABLE = TableSpec.define(
                    "kpi",
                    "kpi_transaction_mix",
                    "K03: orders with cross-sell and up-sell lines, order value and revenue contribution.")
            .required(VIEW, STRING, "net or gross")
            .required(TRANSACTIONS, COUNT, "paid orders")
            .required(WITH_EITHER, COUNT, "orders with a cross_sell or up_sell line")
            .required(WITH_CROSS, COUNT, "orders with a cross_sell line")
            .required(WITH_UP, COUNT, "orders with an up_sell line")
            .optional(EITHER_RATE, FRACTION, "with_either / transactions")
            .optional(CROSS_RATE, FRACTION, "with_cross / transactions")
            .optional(UP_RATE, FRACTION, "with_up / transactions")
            .required(VALUE_WITH, MONEY, "value of orders with either")
            .required(VALUE_WITHOUT, MONEY, "value of orders without")
            .optional(AOV_WITH, MONEY, "value_with / with_either")
            .optional(AOV_WITHOUT, MONEY, "value_without / (transactions - with_either)")
            .optional(AOV_INCREASE, MONEY, "aov_with - aov_without, from unrounded means")
            .optional(RATIO, FRACTION, "aov_increase / aov_without")
            .required(TOTAL_REVENUE, MONEY, "product revenue")
            .required(CROSS_REVENUE, MONEY, "revenue of cross_sell lines")
            .required(UP_LINE_REVENUE, MONEY, "revenue of up_sell lines, whole")
            .required(UP_INCREMENTAL, MONEY, "revenue of up_sell lines over the item replaced")
            .optional(CONTRIBUTION, FRACTION, "(cross_revenue + up_incremental) / total_revenue")
            .optional(CONTRIBUTION_WHOLE_LINE, FRACTION, "(cross_revenue + up_line_revenue) / total_revenue")
            .with(KpiColumns.COLUMNS)
            .key(KpiColumns.key(VIEW))
            .build();

    private TransactionMix() {}
}
