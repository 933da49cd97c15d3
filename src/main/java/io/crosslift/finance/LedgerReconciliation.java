package io.crosslift.finance;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.crosslift.config.FinanceSettings;
import io.crosslift.finance.ledger.ClosedPeriod;
import io.crosslift.finance.ledger.KpiLine;
import io.crosslift.finance.ledger.LedgerEntry;
import io.crosslift.finance.ledger.LineMatch;
import io.crosslift.finance.ledger.Posting;
import io.crosslift.finance.ledger.Reason;
import io.crosslift.schema.ClosedLines;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.Reconciliation;
import java.math.BigDecimal;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Every line against its entries in the general ledger: {@link LineMatch} line by line. Out: one row per open month, line, account of
 * the ledger and reason, those that agree included; columns of {@link ClosedLines} but for the closing.
 */
public final class LedgerReconciliation {
    /** The columns of a posting. */
    public static final StructType POSTING = new StructType(new StructField[] {
        DataTypes.createStructField(ClosedLines.MONTH, ColumnTypes.DAY, true),
        DataTypes.createStructField(ClosedLines.MEASURE, ColumnTypes.STRING, true),
        DataTypes.createStructField(ClosedLines.LINE_ID, ColumnTypes.STRING, true),
        DataTypes.createStructField(ClosedLines.GL_ACCOUNT, ColumnTypes.STRING, true),
        DataTypes.createStructField(ClosedLines.REASON, ColumnTypes.STRING, true),
        DataTypes.createStructField(ClosedLines.ACCOUNT_ID, ColumnTypes.STRING, true),
        DataTypes.createStructField(ClosedLines.KPI_AMOUNT, ColumnTypes.MONEY, true),
        DataTypes.createStructField(ClosedLines.LEDGER_AMOUNT, ColumnTypes.MONEY, true)
    });

    /**
     * What is compared.
     *
     * @param lines F1
     * @param ledger R18
     * @param billed lines that were billed without an order, see {@link BilledLines}; one that F1 holds too counts there
     * @param invoiced R07, for the lines that are no revenue
     * @param quarantine Q1
     * @param kept what closed months keep, see {@link ClosedLines}
     */
    public record Inputs(
            Dataset<Row> lines,
            Dataset<Row> ledger,
            Dataset<Row> billed,
            Dataset<Row> invoiced,
            Dataset<Row> quarantine,
            Dataset<Row> kept) {}

    private static final List<String> MEASURES = List.of(Reconciliation.NET_REVENUE, Reconciliation.BILLED_REVENUE);

    private LedgerReconciliation() {}

    /**
     * The postings of the months that are open.
     *
     * @param closed the months that are closed, or null
     * @param months first and last month that are compared
     */
    public static Dataset<Row> postings(
            Inputs inputs, FinanceSettings settings, @Nullable ClosedPeriod closed, ClosedPeriod months) {
        FlatMapFunction<Row, Row> match = row -> matched(row, closed);
        return LedgerEvidence.of(inputs, settings)
                .flatMap(match, Encoders.row(POSTING))
                .filter(col(ClosedLines.MONTH)
                        .between(lit(Date.valueOf(months.first())), lit(Date.valueOf(months.last()))));
    }

    private static Iterator<Row> matched(Row row, @Nullable ClosedPeriod closed) {
        String line = row.getAs(LedgerEvidence.LINE_ID);
        String account = row.getAs(LedgerEvidence.ACCOUNT_ID);
        List<Row> evidence = row.getList(row.fieldIndex(LedgerEvidence.EVIDENCE));
        String measure = measure(evidence);
        List<Posting> postings = LineMatch.of(evidence(evidence));
        return MEASURES.stream()
                .flatMap(each -> {
                    List<Posting> now = each.equals(measure) ? postings : List.of();
                    return (closed == null ? now : closed.restated(now, kept(evidence, each)))
                            .stream().map(posting -> posted(each, line, account, posting));
                })
                .iterator();
    }

    /** A line of an order is of that measure, whoever else bills it; what nobody counts is, too. */
    private static String measure(List<Row> evidence) {
        Set<String> kinds = evidence.stream()
                .map(row -> row.<String>getAs(LedgerEvidence.KIND))
                .collect(Collectors.toSet());
        return kinds.contains(LedgerEvidence.BILLED) && !kinds.contains(LedgerEvidence.KPI)
                ? Reconciliation.BILLED_REVENUE
                : Reconciliation.NET_REVENUE;
    }

    private static LineMatch.Evidence evidence(List<Row> rows) {
        KpiLine line = null;
        KpiLine billed = null;
        Reason absence = Reason.UNEXPLAINED;
        boolean refundInQuarantine = false;
        List<LedgerEntry> entries = new ArrayList<>();
        for (Row row : rows) {
            switch (row.<String>getAs(LedgerEvidence.KIND)) {
                case LedgerEvidence.KPI -> line = line(row);
                case LedgerEvidence.BILLED -> billed = line(row);
                case LedgerEvidence.LEDGER -> entries.add(entry(row));
                case LedgerEvidence.ABSENT -> absence = Reason.valueOf(row.getAs(LedgerEvidence.DETAIL));
                case LedgerEvidence.REFUND_IN_QUARANTINE -> refundInQuarantine = true;
                default -> {} // what closed months keep
            }
        }
        return new LineMatch.Evidence(line == null ? billed : line, absence, refundInQuarantine, entries);
    }

    private static KpiLine line(Row row) {
        return new KpiLine(
                day(row),
                LedgerEntry.cents(row.getAs(LedgerEvidence.AMOUNT)),
                row.getAs(LedgerEvidence.SECOND_AMOUNT),
                row.getAs(LedgerEvidence.ORIGINAL),
                row.getAs(LedgerEvidence.CURRENCY),
                row.getAs(LedgerEvidence.RATE));
    }

    private static LedgerEntry entry(Row row) {
        return new LedgerEntry(
                row.getAs(LedgerEvidence.ENTRY),
                day(row),
                row.getAs(LedgerEvidence.GL_ACCOUNT),
                LedgerEntry.Kind.valueOf(row.getAs(LedgerEvidence.DETAIL)),
                row.getAs(LedgerEvidence.AMOUNT),
                row.getAs(LedgerEvidence.CURRENCY),
                row.getAs(LedgerEvidence.RATE));
    }

    private static List<Posting> kept(List<Row> rows, String measure) {
        return rows.stream()
                .filter(row -> row.getAs(LedgerEvidence.KIND).equals(LedgerEvidence.KEPT)
                        && row.getAs(LedgerEvidence.DETAIL).equals(measure))
                .map(row -> new Posting(
                        day(row),
                        row.getAs(LedgerEvidence.GL_ACCOUNT),
                        null,
                        LedgerEntry.cents(row.getAs(LedgerEvidence.AMOUNT)),
                        row.getAs(LedgerEvidence.SECOND_AMOUNT)))
                .toList();
    }

    private static LocalDate day(Row row) {
        return row.<Date>getAs(LedgerEvidence.MONTH).toLocalDate();
    }

    private static Row posted(String measure, String line, @Nullable String account, Posting posting) {
        Reason reason = posting.reason();
        return RowFactory.create(
                Date.valueOf(posting.month()),
                measure,
                line,
                posting.account(),
                reason == null ? null : reason.name(),
                account,
                money(posting.kpi()),
                money(posting.ledger()));
    }

    private static BigDecimal money(BigDecimal amount) {
        return amount.setScale(2);
    }
}
