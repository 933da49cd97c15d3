package io.crosslift.schema;

import static io.crosslift.schema.ColumnTypes.DAY;
import static io.crosslift.schema.ColumnTypes.INSTANT;
import static io.crosslift.schema.ColumnTypes.MONEY;
import static io.crosslift.schema.ColumnTypes.STRING;

/** One row per month, measure and time it was closed or reopened; rows are only ever added. */
public final class PeriodCloses {
    public static final String CLOSE_ID = "close_id";
    public static final String MONTH = "month";
    public static final String MEASURE = "measure";
    public static final String ACTION = "action";
    public static final String AT = "at";
    public static final String REASON = "reason";
    public static final String STATUS = "status";
    public static final String KPI_TOTAL = "kpi_total";
    public static final String LEDGER_TOTAL = "ledger_total";
    public static final String UNEXPLAINED = "unexplained";
    public static final String RUN_ID = "run_id";

    public static final String CLOSED = "closed";
    public static final String REOPENED = "reopened";

    public static final TableSpec TABLE = TableSpec.define(
                    "ops",
                    "period_close",
                    "One row per month, measure and time it was closed or reopened; rows are only ever added, the newest of a month counts.")
            .required(CLOSE_ID, STRING, "the closing or reopening")
            .required(MONTH, DAY, "first day of the accounting month")
            .required(MEASURE, STRING, "measure of kpi.kpi_reconciliation")
            .required(ACTION, STRING, "closed or reopened")
            .required(AT, INSTANT, "when (UTC, wall clock)")
            .optional(REASON, STRING, "why it was reopened, or closed although it was unreconciled")
            .required(STATUS, STRING, "status of the month in kpi.kpi_reconciliation then")
            .required(KPI_TOTAL, MONEY, "kpi_total then")
            .required(LEDGER_TOTAL, MONEY, "ledger_total then")
            .required(UNEXPLAINED, MONEY, "unexplained then")
            .required(RUN_ID, STRING, "published run that the month was closed on")
            .key(CLOSE_ID, MONTH, MEASURE)
            .check("action_known", "action IN ('closed', 'reopened')")
            .build();

    private PeriodCloses() {}
}
