package io.crosslift.job;

import static io.crosslift.job.TextLayout.left;
import static io.crosslift.job.TextLayout.money;
import static io.crosslift.job.TextLayout.right;
import static org.apache.spark.sql.functions.sum;

import io.crosslift.schema.Bookings;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.Reconciliation;
import io.crosslift.schema.ReconciliationLines;
import java.sql.Date;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;

/** What a run says of the general ledger, the newest months and every older one that is not reconciled, and of contracts. */
final class FinanceHeadline {
    private static final int MONTHS = 4;
    private static final int WIDTH = 100;

    private final RunContext run;

    FinanceHeadline(RunContext run) {
        this.run = run;
    }

    /** A month of K21 as it is written: 2025-03. */
    static String month(Row row) {
        return YearMonth.from(day(row)).toString();
    }

    /** A measure as it is written: sold or billed. */
    static String measure(Row row) {
        return row.getAs(Reconciliation.MEASURE).equals(Reconciliation.BILLED_REVENUE) ? "billed" : "sold";
    }

    private static LocalDate day(Row row) {
        return row.<Date>getAs(KpiColumns.PERIOD_START).toLocalDate();
    }

    void print(Console console) {
        ledger(console);
        contracts(console);
    }

    private void contracts(Console console) {
        List<Row> kinds = run.has(Bookings.TABLE) ? BookingStep.kinds(run) : List.of();
        if (kinds.isEmpty()) {
            return;
        }
        Headline.title(
                console,
                "Contracts and recurring revenue",
                run.settings().reporting().currency());
        console.result("  " + left("kind", 11) + right("contracts", 10) + right("signed ARR", 17)
                + right("ARR brought", 17) + right("unexplained", 15) + right("in contracts", 14));
        for (Row kind : kinds) {
            console.result("  " + left(kind.getAs(Bookings.KIND), 11)
                    + right(Console.grouped(kind.getAs(BookingStep.CONTRACTS)), 10)
                    + right(money(kind.getAs(BookingStep.SIGNED)), 17)
                    + right(money(kind.getAs(BookingStep.BROUGHT)), 17)
                    + right(money(kind.getAs(BookingStep.UNEXPLAINED)), 15)
                    + right(Console.grouped(kind.getAs(BookingStep.UNEXPLAINED_CONTRACTS)), 14));
        }
        console.result("  every contract: kpi.kpi_bookings");
    }

    private void ledger(Console console) {
        if (!run.has(Reconciliation.TABLE)) {
            return;
        }
        List<Row> months = FinanceStep.months(run.read(Reconciliation.TABLE));
        if (months.isEmpty()) {
            return;
        }
        Map<String, String> reasons = reasons();
        Headline.title(
                console,
                "Revenue and general ledger",
                run.settings().reporting().currency());
        console.result("  " + left("month", 9) + left("", 8) + right("revenue", 15) + right("ledger", 15)
                + right("difference", 13) + right("unexplained", 13) + "  status");
        List<LocalDate> distinct =
                months.stream().map(FinanceHeadline::day).distinct().toList();
        int older = Math.max(0, distinct.size() - MONTHS);
        for (Row row : months) {
            String status = row.getAs(Reconciliation.STATUS);
            if (day(row).isBefore(distinct.get(older)) && !status.equals(Reconciliation.UNRECONCILED)) {
                continue;
            }
            console.result("  " + left(month(row), 9) + left(measure(row), 8)
                    + right(money(row.getAs(Reconciliation.KPI_TOTAL)), 15)
                    + right(money(row.getAs(Reconciliation.LEDGER_TOTAL)), 15)
                    + right(money(row.getAs(Reconciliation.DIFFERENCE)), 13)
                    + right(money(row.getAs(Reconciliation.UNEXPLAINED)), 13) + "  "
                    + status.replace('_', ' ') + (row.<Boolean>getAs(Reconciliation.IS_CLOSED) ? ", closed" : ""));
            String because = reasons.get(row.<String>getAs(Reconciliation.MEASURE) + day(row));
            if (because != null) {
                console.result("  " + left("", 9) + TextLayout.cut(because, WIDTH - 11));
            }
        }
        if (older > 0) {
            console.result("  every month: kpi.kpi_reconciliation, every difference: kpi.kpi_reconciliation_lines");
        }
    }

    private Map<String, String> reasons() {
        return run
                .read(ReconciliationLines.TABLE)
                .groupBy(KpiColumns.PERIOD_START, ReconciliationLines.MEASURE, ReconciliationLines.REASON_CODE)
                .agg(sum(ReconciliationLines.DIFFERENCE).as("total"))
                .orderBy(ReconciliationLines.REASON_CODE)
                .collectAsList()
                .stream()
                .collect(Collectors.groupingBy(
                        row -> row.getString(1) + row.getDate(0),
                        Collectors.mapping(
                                row -> row.getString(2) + " " + money(row.getDecimal(3)), Collectors.joining(", "))));
    }
}
