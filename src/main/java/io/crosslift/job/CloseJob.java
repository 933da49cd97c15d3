package io.crosslift.job;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.crosslift.config.BuildVersions;
import io.crosslift.config.ResolvedSettings;
import io.crosslift.failure.Failure;
import io.crosslift.lake.CommitStamp;
import io.crosslift.lake.Lake;
import io.crosslift.schema.ClosedLines;
import io.crosslift.schema.FinanceLedger;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.PeriodCloses;
import io.crosslift.schema.Reconciliation;
import io.crosslift.schema.ReconciliationLines;
import io.crosslift.schema.TableSpec;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Closes accounting months, or reopens the newest closed one. A closed month keeps in every later run what the run published last
 * says of it; what changes in it afterwards is booked in the first open month as RESTATEMENT. Closing a month closes all open ones
 * before it, as a ledger is locked up to a day.
 */
public final class CloseJob {
    private static final int LINES_NAMED = 3;
    private static final DateTimeFormatter CLOSE_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final SparkSession spark;
    private final ResolvedSettings settings;
    private final Console console;
    private final Instant now;

    public CloseJob(SparkSession spark, ResolvedSettings settings, Console console) {
        this.spark = spark;
        this.settings = settings;
        this.console = console;
        this.now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * Does what is asked.
     *
     * @throws Failure usage: no such month, or it is closed or open already; data: the month is not over or not reconciled
     */
    public void run(CloseRequest request) {
        String closeId = "close-" + request.month() + "-" + CLOSE_TIME.format(now);
        CommitStamp stamp = new CommitStamp(
                closeId, request.day(), settings.hash(), BuildVersions.read().project());
        Lake lake = new Lake(spark, settings.settings().lake(), stamp);
        RecordedRun last = RunRecords.lastPublished(lake)
                .orElseThrow(() -> Failure.usage("the lakehouse "
                        + settings.settings().lake().root()
                        + " holds no published run, whose figures a closed month keeps: start `run` first or name"
                        + " another folder with --lakehouse"));
        if (request.reopen()) {
            reopen(lake, request, closeId);
        } else {
            close(lake, last, request, closeId);
        }
    }

    private void reopen(Lake lake, CloseRequest request, String closeId) {
        List<Row> closes = FinanceMonths.closes(lake)
                .orderBy(col(PeriodCloses.MONTH).desc())
                .collectAsList();
        List<Row> found = closes.stream()
                .filter(row -> day(row, PeriodCloses.MONTH).equals(request.day()))
                .toList();
        if (found.isEmpty()) {
            throw Failure.usage(request.month() + " is not closed, so it can't be reopened" + closed(closes));
        }
        Row newest = closes.get(0);
        if (day(newest, PeriodCloses.MONTH).isAfter(request.day())) {
            throw Failure.usage(request.month() + " is followed by closed months, to which corrections of it were"
                    + " booked: reopen " + month(newest, PeriodCloses.MONTH) + " first");
        }
        lake.append(
                PeriodCloses.TABLE,
                spark.createDataFrame(
                        found.stream()
                                .map(row -> RowFactory.create(
                                        closeId,
                                        row.getAs(PeriodCloses.MONTH),
                                        row.getAs(PeriodCloses.MEASURE),
                                        PeriodCloses.REOPENED,
                                        Timestamp.from(now),
                                        request.reason(),
                                        row.getAs(PeriodCloses.STATUS),
                                        row.getAs(PeriodCloses.KPI_TOTAL),
                                        row.getAs(PeriodCloses.LEDGER_TOTAL),
                                        row.getAs(PeriodCloses.UNEXPLAINED),
                                        row.getAs(PeriodCloses.RUN_ID)))
                                .toList(),
                        PeriodCloses.TABLE.shape()));
        console.result(request.month() + " is open again: the next run reconciles it anew");
    }

    private static String closed(List<Row> closes) {
        return closes.isEmpty()
                ? ": no month is"
                : ": the last closed month is " + month(closes.get(0), PeriodCloses.MONTH);
    }

    private void close(Lake lake, RecordedRun last, CloseRequest request, String closeId) {
        List<Row> months = FinanceStep.months(published(lake, last, Reconciliation.TABLE));
        Row asked = months.stream()
                .filter(row -> day(row, KpiColumns.PERIOD_START).equals(request.day()))
                .findFirst()
                .orElseThrow(() -> Failure.usage("the run of " + last.asOf() + " did not reconcile " + request.month()
                        + ", it reconciled " + range(months) + ": name one of these, or feed the ledger's entries of "
                        + request.month() + " and run again"));
        refuseClosed(lake, request);
        if (!asked.<Boolean>getAs(KpiColumns.IS_MATURE)) {
            throw Failure.data(request.month() + " is not over on " + last.asOf()
                    + ", the as-of of the run published last: close it after a run of its last day");
        }
        LocalDate open = FinanceMonths.closes(lake).collectAsList().stream()
                .map(row -> day(row, PeriodCloses.MONTH))
                .max(LocalDate::compareTo)
                .map(newest -> newest.plusMonths(1))
                .orElse(day(months.get(0), KpiColumns.PERIOD_START));
        List<Row> closing = months.stream()
                .filter(row -> !day(row, KpiColumns.PERIOD_START).isBefore(open)
                        && !day(row, KpiColumns.PERIOD_START).isAfter(request.day()))
                .toList();
        if (!request.unreconciled()) {
            refuseUnreconciled(lake, last, closing);
        }
        keep(lake, last, closing, closeId);
        lake.append(PeriodCloses.TABLE, closes(closing, request, closeId, last));
        closing.forEach(row -> console.result(
                "closed " + FinanceHeadline.month(row) + " " + FinanceHeadline.measure(row) + ": revenue "
                        + TextLayout.money(row.getAs(Reconciliation.KPI_TOTAL)) + ", ledger "
                        + TextLayout.money(row.getAs(Reconciliation.LEDGER_TOTAL)) + ", unexplained "
                        + TextLayout.money(row.getAs(Reconciliation.UNEXPLAINED))));
    }

    private void refuseClosed(Lake lake, CloseRequest request) {
        FinanceMonths.closes(lake)
                .filter(col(PeriodCloses.MONTH).equalTo(lit(Date.valueOf(request.day()))))
                .collectAsList()
                .forEach(row -> {
                    throw Failure.usage(request.month() + " has been closed since " + row.getAs(PeriodCloses.AT)
                            + ": later corrections are booked in the first open month; --reopen with --reason TEXT"
                            + " opens it again");
                });
    }

    private static void refuseUnreconciled(Lake lake, RecordedRun last, List<Row> closing) {
        for (Row row : closing) {
            if (row.getAs(Reconciliation.STATUS).equals(Reconciliation.RECONCILED)) {
                continue;
            }
            LocalDate month = day(row, KpiColumns.PERIOD_START);
            String lines = published(lake, last, ReconciliationLines.TABLE)
                    .filter(col(KpiColumns.PERIOD_START)
                            .equalTo(lit(Date.valueOf(month)))
                            .and(col(ReconciliationLines.MEASURE).equalTo(row.getAs(Reconciliation.MEASURE)))
                            .and(col(ReconciliationLines.REASON_CODE).equalTo("UNEXPLAINED")))
                    .orderBy(abs(col(ReconciliationLines.DIFFERENCE)).desc(), col(ReconciliationLines.LINE_ID))
                    .limit(LINES_NAMED)
                    .collectAsList()
                    .stream()
                    .map(line -> line.getAs(ReconciliationLines.LINE_ID) + " "
                            + TextLayout.money(line.getAs(ReconciliationLines.DIFFERENCE)))
                    .collect(Collectors.joining(", "));
            throw Failure.data(FinanceHeadline.month(row) + " is "
                    + row.<String>getAs(Reconciliation.STATUS).replace('_', ' ') + ": "
                    + TextLayout.money(row.getAs(Reconciliation.UNEXPLAINED)) + " without a reason in "
                    + row.getAs(Reconciliation.UNEXPLAINED_LINES) + " lines (" + lines
                    + "): mend the ledger or the feed and run again, or close it all the same with --unreconciled"
                    + " --reason TEXT");
        }
    }

    /** Keeps the postings of the months, which must add up to what was published of them. */
    private void keep(Lake lake, RecordedRun last, List<Row> closing, String closeId) {
        Dataset<Row> ledger = published(lake, last, FinanceLedger.TABLE);
        FinanceMonths months = FinanceMonths.of(lake, ledger);
        if (months == null) {
            throw Failure.data("core.finance_ledger holds no entry: nothing can be closed");
        }
        LocalDate first = day(closing.get(0), KpiColumns.PERIOD_START);
        LocalDate end = day(closing.get(closing.size() - 1), KpiColumns.PERIOD_START);
        Dataset<Row> kept = months.postings(
                        FinanceStep.inputs(
                                table -> last.versions().containsKey(table.qualifiedName()),
                                table -> published(lake, last, table),
                                settings.settings(),
                                months),
                        settings.settings())
                .filter(col(ClosedLines.MONTH).between(lit(Date.valueOf(first)), lit(Date.valueOf(end))))
                .withColumn(ClosedLines.CLOSE_ID, lit(closeId))
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            Row sums = kept.agg(sum(ClosedLines.KPI_AMOUNT), sum(ClosedLines.LEDGER_AMOUNT))
                    .first();
            refuseOthers(closing, Reconciliation.KPI_TOTAL, sums.getDecimal(0));
            refuseOthers(closing, Reconciliation.LEDGER_TOTAL, sums.getDecimal(1));
            refuseOtherReasons(published(lake, last, ReconciliationLines.TABLE), kept, last);
            lake.append(ClosedLines.TABLE, kept);
        } finally {
            kept.unpersist();
        }
    }

    private static void refuseOthers(List<Row> closing, String total, BigDecimal kept) {
        BigDecimal published =
                closing.stream().map(row -> row.<BigDecimal>getAs(total)).reduce(BigDecimal.ZERO, BigDecimal::add);
        if (published.compareTo(kept) != 0) {
            throw Failure.data("the lines add up to " + kept + " where " + total + " was published as " + published
                    + ": settings of finance or a closing have changed since, run again, then close");
        }
    }

    /** Which account of the ledger holds taxes, say, is no part of the tables: other settings find other reasons for the same sums. */
    private static void refuseOtherReasons(Dataset<Row> published, Dataset<Row> kept, RecordedRun last) {
        Dataset<Row> now = kept.groupBy(
                        col(ClosedLines.MONTH).as("month"),
                        col(ClosedLines.MEASURE).as("measure"),
                        col(ClosedLines.REASON).as("reason"))
                .agg(sum(col(ClosedLines.LEDGER_AMOUNT).minus(col(ClosedLines.KPI_AMOUNT)))
                        .as("now"));
        Dataset<Row> then = published
                .groupBy(
                        col(KpiColumns.PERIOD_START).as("month"),
                        col(ReconciliationLines.MEASURE).as("measure"),
                        col(ReconciliationLines.REASON_CODE).as("reason"))
                .agg(sum(ReconciliationLines.DIFFERENCE).as("then"))
                .join(kept.select(col(ClosedLines.MONTH).as("month")).distinct(), "month");
        Column found = coalesce(col("now"), lit(BigDecimal.ZERO));
        Column said = coalesce(col("then"), lit(BigDecimal.ZERO));
        now.filter(col("reason").isNotNull())
                .join(then, new String[] {"month", "measure", "reason"}, "full")
                .filter(found.notEqual(said))
                .orderBy("month", "measure", "reason")
                .select(col("month"), col("measure"), col("reason"), found, said)
                .limit(1)
                .collectAsList()
                .forEach(row -> {
                    throw Failure.usage(month(row, "month") + ": " + row.getString(1) + " differs from the ledger by "
                            + TextLayout.money(row.getDecimal(3)) + " for " + row.getString(2)
                            + " by these settings, by " + TextLayout.money(row.getDecimal(4)) + " in the run of "
                            + last.asOf() + ": name the --source and --config of that run");
                });
    }

    private Dataset<Row> closes(List<Row> closing, CloseRequest request, String closeId, RecordedRun last) {
        return spark.createDataFrame(
                closing.stream()
                        .map(row -> RowFactory.create(
                                closeId,
                                row.getAs(KpiColumns.PERIOD_START),
                                row.getAs(Reconciliation.MEASURE),
                                PeriodCloses.CLOSED,
                                Timestamp.from(now),
                                request.reason(),
                                row.getAs(Reconciliation.STATUS),
                                row.getAs(Reconciliation.KPI_TOTAL),
                                row.getAs(Reconciliation.LEDGER_TOTAL),
                                row.getAs(Reconciliation.UNEXPLAINED),
                                last.runId()))
                        .toList(),
                PeriodCloses.TABLE.shape());
    }

    /** A table as the run that was published last left it. */
    private static Dataset<Row> published(Lake lake, RecordedRun last, TableSpec table) {
        Long version = last.versions().get(table.qualifiedName());
        if (version == null) {
            throw Failure.usage("the run of " + last.asOf() + " published no " + table.qualifiedName()
                    + ": feed core.finance_ledger in the source file and run again");
        }
        return lake.readAt(table, version);
    }

    private static String range(List<Row> months) {
        return months.isEmpty()
                ? "none"
                : FinanceHeadline.month(months.get(0)) + " to " + FinanceHeadline.month(months.get(months.size() - 1));
    }

    private static String month(Row row, String column) {
        return YearMonth.from(day(row, column)).toString();
    }

    private static LocalDate day(Row row, String column) {
        return row.<Date>getAs(column).toLocalDate();
    }
}
