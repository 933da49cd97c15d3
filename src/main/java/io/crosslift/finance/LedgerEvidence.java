package io.crosslift.finance;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.get_json_object;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.crosslift.config.FinanceSettings;
import io.crosslift.finance.ledger.LedgerEntry;
import io.crosslift.finance.ledger.Reason;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.ClosedLines;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.FinanceLedger;
import io.crosslift.schema.InvoiceLines;
import io.crosslift.schema.Quarantine;
import io.crosslift.schema.RefundsReturns;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;

/** All that is known of a line on either side, brought together by one shuffle: one row per line id with its evidence. */
final class LedgerEvidence {
    static final String LINE_ID = "line_id";
    static final String ACCOUNT_ID = "account_id";
    static final String EVIDENCE = "evidence";

    static final String KIND = "kind";
    static final String DETAIL = "detail";
    static final String MONTH = "month";
    static final String GL_ACCOUNT = "gl_account";
    static final String ENTRY = "entry";
    static final String AMOUNT = "amount";
    static final String SECOND_AMOUNT = "second_amount";
    static final String ORIGINAL = "original";
    static final String CURRENCY = "currency";
    static final String RATE = "rate";

    /** Kinds of evidence. */
    static final String KPI = "kpi";

    static final String BILLED = "billed";

    static final String LEDGER = "ledger";
    static final String KEPT = "kept";
    static final String ABSENT = "absent";
    static final String REFUND_IN_QUARANTINE = "refund_in_quarantine";

    private static final DataType MONEY = ColumnTypes.MONEY;
    private static final Map<String, DataType> TYPES = Map.ofEntries(
            Map.entry(LINE_ID, ColumnTypes.STRING),
            Map.entry(ACCOUNT_ID, ColumnTypes.STRING),
            Map.entry(KIND, ColumnTypes.STRING),
            Map.entry(DETAIL, ColumnTypes.STRING),
            Map.entry(MONTH, ColumnTypes.DAY),
            Map.entry(GL_ACCOUNT, ColumnTypes.STRING),
            Map.entry(ENTRY, ColumnTypes.STRING),
            Map.entry(AMOUNT, ColumnTypes.ORIGINAL_MONEY),
            Map.entry(SECOND_AMOUNT, MONEY),
            Map.entry(ORIGINAL, ColumnTypes.ORIGINAL_MONEY),
            Map.entry(CURRENCY, ColumnTypes.STRING),
            Map.entry(RATE, ColumnTypes.decimal(18, 8)));

    private LedgerEvidence() {}

    /** One row per line id: account and evidence. */
    static Dataset<Row> of(LedgerReconciliation.Inputs inputs, FinanceSettings settings) {
        Column[] fields = TYPES.keySet().stream()
                .filter(name -> !name.equals(LINE_ID) && !name.equals(ACCOUNT_ID))
                .sorted()
                .map(functions::col)
                .toArray(Column[]::new);
        return lines(inputs.lines(), KPI)
                .unionByName(lines(inputs.billed(), BILLED))
                .unionByName(entries(inputs.ledger(), settings))
                .unionByName(kept(inputs.kept()))
                .unionByName(outside(inputs.invoiced()))
                .unionByName(quarantined(inputs.quarantine()))
                .groupBy(LINE_ID)
                .agg(
                        max(ACCOUNT_ID).as(ACCOUNT_ID),
                        collect_list(struct(fields)).as(EVIDENCE));
    }

    private static Dataset<Row> lines(Dataset<Row> lines, String kind) {
        return evidence(
                lines,
                Map.of(
                        LINE_ID, col(ClassifiedLines.LINE_ID),
                        ACCOUNT_ID, col(ClassifiedLines.ACCOUNT_ID),
                        KIND, lit(kind),
                        MONTH, col(ClassifiedLines.LINE_MONTH),
                        AMOUNT, col(ClassifiedLines.GROSS).minus(col(ClassifiedLines.DISCOUNT)),
                        SECOND_AMOUNT, col(ClassifiedLines.REFUND),
                        ORIGINAL, col(ClassifiedLines.ORIG_AMOUNT),
                        CURRENCY, col(ClassifiedLines.ORIG_CCY),
                        RATE, col(ClassifiedLines.FX_RATE)));
    }

    private static Dataset<Row> entries(Dataset<Row> ledger, FinanceSettings settings) {
        Column account = col(FinanceLedger.GL_ACCOUNT);
        Column outside = settings.revenueAccounts().isEmpty()
                ? lit(false)
                : functions.not(account.isin(settings.revenueAccounts().toArray()));
        Column kind = when(
                        col(FinanceLedger.ENTRY_SOURCE).equalTo(FinanceLedger.MANUAL_JOURNAL),
                        LedgerEntry.Kind.MANUAL.name())
                .when(account.isin(settings.taxAccounts().toArray()), LedgerEntry.Kind.TAX.name())
                .when(outside, LedgerEntry.Kind.OTHER_ACCOUNT.name())
                .when(col(FinanceLedger.LINE_ID).isNull(), LedgerEntry.Kind.UNLINKED.name())
                .otherwise(LedgerEntry.Kind.REVENUE.name());
        return evidence(
                ledger,
                Map.of(
                        LINE_ID, coalesce(col(FinanceLedger.LINE_ID), col(FinanceLedger.LEDGER_LINE_ID)),
                        ACCOUNT_ID, col(FinanceLedger.ACCOUNT_ID),
                        KIND, lit(LEDGER),
                        DETAIL, kind,
                        MONTH, col(FinanceLedger.PERIOD),
                        GL_ACCOUNT, account,
                        ENTRY, col(FinanceLedger.LEDGER_LINE_ID),
                        AMOUNT, col(FinanceLedger.AMOUNT),
                        CURRENCY, col(FinanceLedger.CURRENCY),
                        RATE, col(FinanceLedger.LEDGER_RATE)));
    }

    private static Dataset<Row> kept(Dataset<Row> kept) {
        return evidence(
                kept,
                Map.of(
                        LINE_ID, col(ClosedLines.LINE_ID),
                        ACCOUNT_ID, col(ClosedLines.ACCOUNT_ID),
                        KIND, lit(KEPT),
                        DETAIL, col(ClosedLines.MEASURE),
                        MONTH, col(ClosedLines.MONTH),
                        GL_ACCOUNT, col(ClosedLines.GL_ACCOUNT),
                        AMOUNT, col(ClosedLines.KPI_AMOUNT),
                        SECOND_AMOUNT, col(ClosedLines.LEDGER_AMOUNT)));
    }

    /** Lines taken in that are no revenue here: taxes, shipping, fees. */
    private static Dataset<Row> outside(Dataset<Row> invoiced) {
        Column type = col(InvoiceLines.LINE_TYPE);
        Dataset<Row> others = invoiced.filter(type.isin("tax", "shipping", "fee"));
        Column reason = when(type.equalTo("tax"), Reason.TAX_SCOPE.name()).otherwise(Reason.EXCLUDED_SCOPE.name());
        return evidence(
                others,
                Map.of(
                        LINE_ID, col(InvoiceLines.LINE_ID),
                        ACCOUNT_ID, col(InvoiceLines.ACCOUNT_ID),
                        KIND, lit(ABSENT),
                        DETAIL, reason));
    }

    private static Dataset<Row> quarantined(Dataset<Row> quarantine) {
        String refunds = RefundsReturns.TABLE.qualifiedName();
        Column table = col(Quarantine.TABLE_NAME);
        Dataset<Row> waiting = quarantine.filter(table.isin(InvoiceLines.TABLE.qualifiedName(), refunds)
                .and(col(Quarantine.RESOLVED_AT).isNull()));
        Column line = get_json_object(col(Quarantine.RAW_JSON), "$." + InvoiceLines.LINE_ID);
        return evidence(
                        waiting,
                        Map.of(
                                LINE_ID, line,
                                KIND,
                                        when(table.equalTo(refunds), REFUND_IN_QUARANTINE)
                                                .otherwise(ABSENT),
                                DETAIL, lit(Reason.QUARANTINED.name())))
                .filter(col(LINE_ID).isNotNull());
    }

    private static Dataset<Row> evidence(Dataset<Row> rows, Map<String, Column> values) {
        return rows.select(TYPES.keySet().stream()
                .sorted()
                .map(name -> values.getOrDefault(name, lit(null))
                        .cast(TYPES.get(name))
                        .as(name))
                .toArray(Column[]::new));
    }
}
