package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;

/** One row per month, measure, line, account of the general ledger and reason for which ledger and KPI differ there (K21). */
public final class ReconciliationLines {
    public static final String MEASURE = "measure";
    public static final String GL_ACCOUNT = "gl_account";
    public static final String LINE_ID = "line_id";
    public static final String REASON_CODE = "reason_code";
    public static final String ACCOUNT_ID = "account_id";
    public static final String KPI_AMOUNT = "kpi_amount";
    public static final String LEDGER_AMOUNT = "ledger_amount";
    public static final String DIFFERENCE = "difference";

    public static final TableSpec TABLE = TableSpec.define(
                    "kpi",
                    "kpi_reconciliation_lines",
                    "One row per month, measure, line, account of the general ledger and reason for which ledger and KPI differ there (K21).")
            .required(MEASURE, STRING, "as in kpi_reconciliation")
            .required(GL_ACCOUNT, STRING, "account of the general ledger, or (none)")
            .required(
                    LINE_ID,
                    STRING,
                    "line, or the ledger's own entry where it names none; (no ledger) for all lines of a month without entries")
            .required(
                    REASON_CODE,
                    STRING,
                    "TIMING_CUTOFF, FX_RATE, REFUND_LAG, MANUAL_JOURNAL, ROUNDING, RESTATEMENT, TAX_SCOPE, EXCLUDED_SCOPE, QUARANTINED, UNEXPLAINED")
            .with(KpiColumns.COLUMNS)
            .optional(ACCOUNT_ID, STRING, "account")
            .required(KPI_AMOUNT, MONEY, "revenue here; the first of a line's reasons carries what agrees")
            .required(
                    LEDGER_AMOUNT,
                    MONEY,
                    "revenue in the ledger, at its own rate; the first of a line's reasons carries what agrees")
            .required(DIFFERENCE, MONEY, "ledger_amount - kpi_amount")
            .key(KpiColumns.key(MEASURE, GL_ACCOUNT, LINE_ID, REASON_CODE))
            .check("difference_adds_up", "ledger_amount - kpi_amount = difference")
            .check(
                    "reason_known",
                    "reason_code IN ('TIMING_CUTOFF', 'FX_RATE', 'REFUND_LAG', 'MANUAL_JOURNAL', 'ROUNDING', 'RESTATEMENT', 'TAX_SCOPE', 'EXCLUDED_SCOPE', 'QUARANTINED', 'UNEXPLAINED')")
            .build();

    private ReconciliationLines() {}
}
