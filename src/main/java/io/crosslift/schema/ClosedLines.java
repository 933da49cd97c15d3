package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;

/** One row per closing, month, measure, line, account of the general ledger and reason: what a closed month keeps. */
public final class ClosedLines {
    public static final String CLOSE_ID = "close_id";
    public static final String MONTH = "month";
    public static final String MEASURE = "measure";
    public static final String LINE_ID = "line_id";
    public static final String GL_ACCOUNT = "gl_account";
    public static final String REASON = "reason_code";
    public static final String ACCOUNT_ID = "account_id";
    public static final String KPI_AMOUNT = "kpi_amount";
    public static final String LEDGER_AMOUNT = "ledger_amount";

    public static final TableSpec TABLE = TableSpec.define(
                    "ops",
                    "closed_line",
                    "One row per closing, month, measure, line, account of the general ledger and reason: what a closed month keeps; rows are only ever added.")
            .required(CLOSE_ID, STRING, "closing of ops.period_close; without one there the rows don't count")
            .required(MONTH, DAY, "accounting month (partition)")
            .required(MEASURE, STRING, "measure of kpi.kpi_reconciliation")
            .required(LINE_ID, STRING, "line, or the ledger's own entry")
            .required(GL_ACCOUNT, STRING, "account of the general ledger, or (none)")
            .optional(REASON, STRING, "reason for which ledger and KPI differ, NULL where they agree")
            .optional(ACCOUNT_ID, STRING, "account")
            .required(KPI_AMOUNT, MONEY, "revenue here")
            .required(LEDGER_AMOUNT, MONEY, "revenue in the ledger")
            .partitionedBy(MONTH)
            .build();

    private ClosedLines() {}
}
