package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.ORIGINAL_MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;
import static io.crosslift.schema.ColumnTypes.decimal;

/** One row per entry of the general ledger that has to do with revenue (R18). */
public final class FinanceLedger {
    public static final String LEDGER_LINE_ID = "ledger_line_id";
    public static final String LINE_ID = "line_id";
    public static final String ACCOUNT_ID = "account_id";
    public static final String PERIOD = "period";
    public static final String GL_ACCOUNT = "gl_account";
    public static final String AMOUNT = "amount";
    public static final String CURRENCY = "currency";
    public static final String LEDGER_RATE = "ledger_rate";
    public static final String ENTRY_SOURCE = "source";
    public static final String POSTED_AT = "posted_at";

    /** Entries that the billing system made. */
    public static final String BILLING = "billing";
    /** Entries that somebody made by hand. */
    public static final String MANUAL_JOURNAL = "manual_journal";

    public static final TableSpec TABLE = TableSpec.define(
                    "core",
                    "finance_ledger",
                    "One row per entry of the general ledger that has to do with revenue (R18).")
            .required(LEDGER_LINE_ID, STRING, "entry")
            .optional(LINE_ID, STRING, "order or invoice line it books, NULL where it books none")
            .optional(ACCOUNT_ID, STRING, "account")
            .required(PERIOD, DAY, "first day of the accounting month")
            .required(GL_ACCOUNT, STRING, "account of the general ledger")
            .required(AMOUNT, ORIGINAL_MONEY, "amount in its currency: revenue positive, refunds negative")
            .required(CURRENCY, STRING, "ISO 4217 currency")
            .required(LEDGER_RATE, decimal(18, 8), "rate to the reporting currency that the ledger used")
            .required(ENTRY_SOURCE, STRING, "billing or manual_journal")
            .required(POSTED_AT, INSTANT, "when it was posted (UTC)")
            .with(ProvenanceColumns.COLUMNS)
            .key(LEDGER_LINE_ID)
            .check("source_known", "source IN ('billing', 'manual_journal')")
            .check("rate_positive", "ledger_rate > 0")
            .build();

    private FinanceLedger() {}
}
