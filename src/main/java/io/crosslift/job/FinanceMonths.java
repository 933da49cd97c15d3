package io.crosslift.job;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;

import io.crosslift.config.Settings;
import io.crosslift.finance.LedgerReconciliation;
import io.crosslift.finance.ReconciledMonths;
import io.crosslift.finance.ledger.ClosedPeriod;
import io.crosslift.kpi.KpiCatalogue;
import io.crosslift.lake.Lake;
import io.crosslift.schema.ClosedLines;
import io.crosslift.schema.FinanceLedger;
import io.crosslift.schema.PeriodCloses;
import java.sql.Date;
import java.time.LocalDate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The months that the ledger covers and those that are closed, on one state of the tables.
 *
 * @param closed months that are closed, or null
 * @param months first and last month compared: from the ledger's first, or the first closed one, to its last, or the first open one
 * @param lastBooked last month of which the ledger has an entry
 * @param kept what closed months keep
 */
record FinanceMonths(@Nullable ClosedPeriod closed, ClosedPeriod months, LocalDate lastBooked, Dataset<Row> kept) {
    /** The months of a ledger, or null where it has no entry and no month is closed. */
    static @Nullable FinanceMonths of(Lake lake, Dataset<Row> ledger) {
        Dataset<Row> closes = closes(lake);
        Row bounds =
                closes.agg(min(PeriodCloses.MONTH), max(PeriodCloses.MONTH)).first();
        ClosedPeriod closed = bounds.isNullAt(0) ? null : new ClosedPeriod(day(bounds, 0), day(bounds, 1));
        Row booked =
                ledger.agg(min(FinanceLedger.PERIOD), max(FinanceLedger.PERIOD)).first();
        if (booked.isNullAt(0) && closed == null) {
            return null;
        }
        LocalDate firstBooked = booked.isNullAt(0) ? LocalDate.MAX : day(booked, 0);
        LocalDate lastBooked = booked.isNullAt(1) ? LocalDate.EPOCH : day(booked, 1);
        ClosedPeriod months = closed == null
                ? new ClosedPeriod(firstBooked, lastBooked)
                : new ClosedPeriod(closed.first(), later(lastBooked, closed.open()));
        Dataset<Row> active = closes.select(
                col(PeriodCloses.CLOSE_ID).as("active_close"),
                col(PeriodCloses.MONTH).as("active_month"));
        Dataset<Row> kept = lake.readOrEmpty(ClosedLines.TABLE)
                .join(
                        broadcast(active),
                        col(ClosedLines.CLOSE_ID)
                                .equalTo(col("active_close"))
                                .and(col(ClosedLines.MONTH).equalTo(col("active_month"))),
                        "left_semi")
                .to(LedgerReconciliation.POSTING);
        return new FinanceMonths(closed, months, lastBooked, kept);
    }

    /** The closings that hold: of every month the newest row, where it closes. */
    static Dataset<Row> closes(Lake lake) {
        return lake.readOrEmpty(PeriodCloses.TABLE)
                .groupBy(PeriodCloses.MONTH, PeriodCloses.MEASURE)
                .agg(max_by(struct("*"), struct(col(PeriodCloses.AT), col(PeriodCloses.CLOSE_ID)))
                        .as("newest"))
                .select("newest.*")
                .filter(col(PeriodCloses.ACTION).equalTo(PeriodCloses.CLOSED));
    }

    /** Postings of all months: those of open ones as the tables say now, those of closed ones as they were kept. */
    Dataset<Row> postings(LedgerReconciliation.Inputs inputs, Settings settings) {
        return LedgerReconciliation.postings(inputs, settings.finance(), closed, months)
                .unionByName(kept);
    }

    /** What adds postings up to K21. */
    ReconciledMonths added(Settings settings, LocalDate asOf) {
        return new ReconciledMonths(
                closed == null ? null : closed.last(),
                lastBooked,
                asOf,
                settings.reporting().currency(),
                KpiCatalogue.DEFINITION_VERSION);
    }

    private static LocalDate day(Row row, int index) {
        return row.<Date>getAs(index).toLocalDate();
    }

    private static LocalDate later(LocalDate one, LocalDate other) {
        return one.isAfter(other) ? one : other;
    }
}
