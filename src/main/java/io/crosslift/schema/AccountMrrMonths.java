package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.COUNT;
import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.MONEY;
import static io.crosslift.schema.ColumnTypes.ORIGINAL_MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;
import static io.crosslift.schema.ColumnTypes.decimal;

import java.util.List;

/** One row per account, month and currency with recurring revenue or a movement of it (F3). */
public final class AccountMrrMonths {
    public static final String ACCOUNT_ID = "account_id";
    public static final String MONTH = "month";
    public static final String ORIG_CCY = "orig_ccy";
    public static final String OPENING = "opening";
    public static final String NEW = "new";
    public static final String CROSS_SELL = "cross_sell";
    public static final String UP_SELL = "up_sell";
    public static final String REACTIVATION = "reactivation";
    public static final String CONTRACTION = "contraction";
    public static final String CHURN = "churn";
    public static final String FX_EFFECT = "fx_effect";
    public static final String TRANSFER_IN = "transfer_in";
    public static final String TRANSFER_OUT = "transfer_out";
    public static final String CLOSING = "closing";
    public static final String OPENING_ARR = "opening_arr";
    public static final String CLOSING_ARR = "closing_arr";
    public static final String OPENING_ORIG = "opening_orig";
    public static final String CLOSING_ORIG = "closing_orig";
    public static final String OPENING_RATE = "opening_rate";
    public static final String CLOSING_RATE = "closing_rate";
    public static final String BILLED_CLOSING = "billed_closing";
    public static final String SEATS = "seats";
    public static final String FAMILIES = "families";

    /** Movement columns: each holds the movements of the class of its name; losses are stored positive. */
    public static final List<String> MOVEMENTS =
            List.of(NEW, CROSS_SELL, UP_SELL, REACTIVATION, CONTRACTION, CHURN, FX_EFFECT, TRANSFER_IN, TRANSFER_OUT);

    /** Movement columns that lower the balance. */
    public static final List<String> LOSSES = List.of(CONTRACTION, CHURN, TRANSFER_OUT);

    public static final TableSpec TABLE = TableSpec.define(
                    "fact",
                    "fct_account_mrr_month",
                    "One row per account, month and currency with recurring revenue or a movement of it (F3).")
            .required(ACCOUNT_ID, STRING, "account")
            .required(MONTH, DAY, "local month (partition)")
            .required(ORIG_CCY, STRING, "currency billed in (ISO 4217)")
            .required(
                    OPENING,
                    MONEY,
                    "contract MRR at the end of the month before, reporting currency at that day's rate")
            .required(NEW, MONEY, "MRR of accounts that never paid before")
            .required(CROSS_SELL, MONEY, "gains by items of other products")
            .required(UP_SELL, MONEY, "gains by tier, price, seats, term, discount end or more of the same")
            .required(REACTIVATION, MONEY, "MRR of accounts that had left")
            .required(CONTRACTION, MONEY, "losses of accounts that stay, positive")
            .required(CHURN, MONEY, "losses of accounts that leave, positive")
            .required(FX_EFFECT, MONEY, "change by exchange rates alone")
            .required(TRANSFER_IN, MONEY, "MRR moved here from another currency of the account")
            .required(TRANSFER_OUT, MONEY, "MRR moved from here to another currency of the account, positive")
            .required(CLOSING, MONEY, "contract MRR of the items active at month end, or at as-of inside the month")
            .required(OPENING_ARR, MONEY, "contract ARR at the end of the month before")
            .required(CLOSING_ARR, MONEY, "contract ARR at month end")
            .required(OPENING_ORIG, ORIGINAL_MONEY, "opening in its own currency")
            .required(CLOSING_ORIG, ORIGINAL_MONEY, "closing in its own currency")
            .required(OPENING_RATE, decimal(18, 8), "rate of the last day of the month before")
            .required(CLOSING_RATE, decimal(18, 8), "rate of the month's last day, or of as-of")
            .required(BILLED_CLOSING, MONEY, "MRR after all discounts at month end")
            .required(SEATS, COUNT, "quantity of the items active at month end")
            .required(FAMILIES, COUNT, "families with recurring revenue at month end")
            .with(RunStampColumns.COLUMNS)
            .key(ACCOUNT_ID, MONTH, ORIG_CCY)
            .partitionedBy(MONTH)
            .build();

    private AccountMrrMonths() {}
}
