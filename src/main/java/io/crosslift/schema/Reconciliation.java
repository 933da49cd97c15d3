package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.COUNT;
import static io.crosslift.schema.ColumnTypes.FLAG;
import static io.crosslift.schema.ColumnTypes.FRACTION;
import static io.crosslift.schema.ColumnTypes.MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;

/** One row per month, measure and account of the general ledger: revenue here against revenue there (K21). */
public final class Reconciliation {
    public static final String MEASURE = "measure";
    public static final String GL_ACCOUNT = "gl_account";
    public static final String KPI_TOTAL = "kpi_total";
    public static final String LEDGER_TOTAL = "ledger_total";
    public static final String DIFFERENCE = "difference";
    public static final String EXPLAINED = "explained";
    public static final String UNEXPLAINED = "unexplained";
    public static final String EXPLAINED_RATIO = "explained_ratio";
    public static final String UNEXPLAINED_LINES = "unexplained_lines";
    public static final String STATUS = "status";
    public static final String IS_CLOSED = "is_closed";

    /** Net revenue of lines of orders, by the month they were sold in; entries of no line count here too. */
    public static final String NET_REVENUE = "net_revenue";
    /** What was billed without an order, as subscriptions are, by the month it was posted in. */
    public static final String BILLED_REVENUE = "billed_revenue";
    /** Every account of the general ledger together. */
    public static final String ALL_ACCOUNTS = "ALL";

    public static final String RECONCILED = "reconciled";
    public static final String UNRECONCILED = "unreconciled";
    public static final String NO_LEDGER = "no_ledger";

    public static final TableSpec TABLE = TableSpec.define(
                    "kpi",
                    "kpi_reconciliation",
                    "One row per month, measure and account of the general ledger: revenue here against revenue there (K21).")
            .required(
                    MEASURE,
                    STRING,
                    "net_revenue: lines of orders less discounts and refunds, and what the ledger books for no line; billed_revenue: lines billed without an order, less refunds")
            .required(
                    GL_ACCOUNT,
                    STRING,
                    "account of the general ledger, ALL of them, or (none) for revenue that it does not hold")
            .with(KpiColumns.COLUMNS)
            .required(KPI_TOTAL, MONEY, "revenue of the month's lines, and what restates closed months")
            .required(LEDGER_TOTAL, MONEY, "entries of the month, at the ledger's own rates")
            .required(DIFFERENCE, MONEY, "ledger_total - kpi_total")
            .required(EXPLAINED, MONEY, "sum of the differences with another reason than UNEXPLAINED")
            .required(UNEXPLAINED, MONEY, "difference - explained")
            .optional(EXPLAINED_RATIO, FRACTION, "explained / difference, NULL without a difference")
            .required(UNEXPLAINED_LINES, COUNT, "lines with an unexplained difference, however they add up")
            .required(
                    STATUS,
                    STRING,
                    "reconciled: no line is unexplained; unreconciled; no_ledger: the ledger has no entry of the month yet")
            .required(IS_CLOSED, FLAG, "the month is closed: the row holds what it held then")
            .key(KpiColumns.key(MEASURE, GL_ACCOUNT))
            .check("status_known", "status IN ('reconciled', 'unreconciled', 'no_ledger')")
            .check("difference_adds_up", "ledger_total - kpi_total = difference")
            .check("explained_adds_up", "explained + unexplained = difference")
            .build();

    private Reconciliation() {}
}
