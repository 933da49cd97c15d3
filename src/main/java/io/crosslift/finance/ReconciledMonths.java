package io.crosslift.finance;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.last_day;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;

import io.crosslift.finance.ledger.Reason;
import io.crosslift.schema.ClosedLines;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.Reconciliation;
import io.crosslift.schema.ReconciliationLines;
import java.sql.Date;
import java.time.LocalDate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** K21 and its lines: postings of {@link LedgerReconciliation}, those that closed months keep among them, added up. */
public final class ReconciledMonths {
    /** Stands for all lines of a month of which the ledger has no entry. */
    public static final String NO_LEDGER_YET = "(no ledger)";

    private static final String DIFFERENCE = "posting_difference";

    private final @Nullable LocalDate lastClosed;
    private final LocalDate lastBooked;
    private final LocalDate asOf;
    private final String currency;
    private final String definitionVersion;

    /**
     * @param lastClosed last closed month, or null
     * @param lastBooked last month of which the ledger has an entry
     */
    public ReconciledMonths(
            @Nullable LocalDate lastClosed,
            LocalDate lastBooked,
            LocalDate asOf,
            String currency,
            String definitionVersion) {
        this.lastClosed = lastClosed;
        this.lastBooked = lastBooked;
        this.asOf = asOf;
        this.currency = currency;
        this.definitionVersion = definitionVersion;
    }

    /** One row per month and account of the ledger, and one per month for all: K21 without the stamps of the run. */
    public Dataset<Row> totals(Dataset<Row> postings) {
        Column unexplained = col(ClosedLines.REASON).equalTo(Reason.UNEXPLAINED.name());
        Dataset<Row> sums = withDifference(postings)
                .withColumn(
                        Reconciliation.GL_ACCOUNT,
                        explode(array(col(ClosedLines.GL_ACCOUNT), lit(Reconciliation.ALL_ACCOUNTS))))
                .groupBy(
                        col(ClosedLines.MONTH).as(KpiColumns.PERIOD_START),
                        col(ClosedLines.MEASURE).as(Reconciliation.MEASURE),
                        col(Reconciliation.GL_ACCOUNT))
                .agg(
                        money(sum(ClosedLines.KPI_AMOUNT)).as(Reconciliation.KPI_TOTAL),
                        money(sum(ClosedLines.LEDGER_AMOUNT)).as(Reconciliation.LEDGER_TOTAL),
                        money(sum(DIFFERENCE)).as(Reconciliation.DIFFERENCE),
                        money(sum(when(unexplained, col(DIFFERENCE)).otherwise(lit(0))))
                                .as(Reconciliation.UNEXPLAINED),
                        countDistinct(when(unexplained, col(ClosedLines.LINE_ID)))
                                .as(Reconciliation.UNEXPLAINED_LINES));
        Column explained = money(col(Reconciliation.DIFFERENCE).minus(col(Reconciliation.UNEXPLAINED)));
        Column status = when(col(KpiColumns.PERIOD_START).gt(lit(Date.valueOf(lastBooked))), Reconciliation.NO_LEDGER)
                .when(col(Reconciliation.UNEXPLAINED_LINES).gt(0), Reconciliation.UNRECONCILED)
                .otherwise(Reconciliation.RECONCILED);
        Column closed =
                lastClosed == null ? lit(false) : col(KpiColumns.PERIOD_START).leq(lit(Date.valueOf(lastClosed)));
        return dated(sums)
                .withColumn(Reconciliation.EXPLAINED, explained)
                .withColumn(
                        Reconciliation.EXPLAINED_RATIO,
                        try_divide(col(Reconciliation.EXPLAINED), col(Reconciliation.DIFFERENCE))
                                .cast(ColumnTypes.FRACTION))
                .withColumn(Reconciliation.STATUS, status)
                .withColumn(Reconciliation.IS_CLOSED, closed);
    }

    /** One row per month, line, account and reason where ledger and KPI differ, or a closed month is restated. */
    public Dataset<Row> lines(Dataset<Row> postings) {
        Column waiting = col(ClosedLines.MONTH)
                .gt(lit(Date.valueOf(lastBooked)))
                .and(col(ClosedLines.REASON).equalTo(Reason.UNEXPLAINED.name()));
        Dataset<Row> sums = withDifference(postings)
                .filter(col(ClosedLines.REASON).isNotNull())
                .withColumn(ClosedLines.ACCOUNT_ID, when(waiting, lit(null)).otherwise(col(ClosedLines.ACCOUNT_ID)))
                .withColumn(
                        ClosedLines.LINE_ID, when(waiting, lit(NO_LEDGER_YET)).otherwise(col(ClosedLines.LINE_ID)))
                .groupBy(
                        col(ClosedLines.MONTH).as(KpiColumns.PERIOD_START),
                        col(ClosedLines.MEASURE).as(ReconciliationLines.MEASURE),
                        col(ClosedLines.GL_ACCOUNT).as(ReconciliationLines.GL_ACCOUNT),
                        col(ClosedLines.LINE_ID).as(ReconciliationLines.LINE_ID),
                        col(ClosedLines.REASON).as(ReconciliationLines.REASON_CODE))
                .agg(
                        max(ClosedLines.ACCOUNT_ID).as(ReconciliationLines.ACCOUNT_ID),
                        money(sum(ClosedLines.KPI_AMOUNT)).as(ReconciliationLines.KPI_AMOUNT),
                        money(sum(ClosedLines.LEDGER_AMOUNT)).as(ReconciliationLines.LEDGER_AMOUNT),
                        money(sum(DIFFERENCE)).as(ReconciliationLines.DIFFERENCE));
        return dated(sums);
    }

    private static Dataset<Row> withDifference(Dataset<Row> postings) {
        return postings.withColumn(
                DIFFERENCE,
                coalesce(col(ClosedLines.LEDGER_AMOUNT), lit(0)).minus(coalesce(col(ClosedLines.KPI_AMOUNT), lit(0))));
    }

    private Dataset<Row> dated(Dataset<Row> rows) {
        Column mature = last_day(col(KpiColumns.PERIOD_START)).leq(lit(Date.valueOf(asOf)));
        return Months.published(rows, mature, currency, definitionVersion);
    }

    private static Column money(Column amount) {
        return amount.cast(ColumnTypes.MONEY);
    }
}
