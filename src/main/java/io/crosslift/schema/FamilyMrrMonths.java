package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.MONEY;
import static io.crosslift.schema.ColumnTypes.ORIGINAL_MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;
import static io.crosslift.schema.ColumnTypes.decimal;

/** One row per account, family, month and currency with recurring revenue at its beginning or end: F3 by family. */
public final class FamilyMrrMonths {
    public static final String ACCOUNT_ID = "account_id";
    public static final String FAMILY = "family";
    public static final String MONTH = "month";
    public static final String ORIG_CCY = "orig_ccy";
    public static final String OPENING = "opening";
    public static final String CLOSING = "closing";
    public static final String OPENING_ARR = "opening_arr";
    public static final String CLOSING_ARR = "closing_arr";
    public static final String OPENING_ORIG = "opening_orig";
    public static final String CLOSING_ORIG = "closing_orig";
    public static final String OPENING_RATE = "opening_rate";

    public static final TableSpec TABLE = TableSpec.define(
                    "fact",
                    "fct_family_mrr_month",
                    "One row per account, family, month and currency with recurring revenue at its beginning or end: F3 by family.")
            .required(ACCOUNT_ID, STRING, "account")
            .required(FAMILY, STRING, "product family")
            .required(MONTH, DAY, "local month (partition)")
            .required(ORIG_CCY, STRING, "currency billed in (ISO 4217)")
            .required(
                    OPENING,
                    MONEY,
                    "contract MRR at the end of the month before, reporting currency at that day's rate")
            .required(CLOSING, MONEY, "contract MRR at month end, or at as-of inside the month")
            .required(OPENING_ARR, MONEY, "contract ARR at the end of the month before")
            .required(CLOSING_ARR, MONEY, "contract ARR at month end")
            .required(OPENING_ORIG, ORIGINAL_MONEY, "opening in its own currency")
            .required(CLOSING_ORIG, ORIGINAL_MONEY, "closing in its own currency")
            .required(OPENING_RATE, decimal(18, 8), "rate of the last day of the month before")
            .with(RunStampColumns.COLUMNS)
            .key(ACCOUNT_ID, FAMILY, MONTH, ORIG_CCY)
            .partitionedBy(MONTH)
            .build();

    private FamilyMrrMonths() {}
}
