package io.crosslift.finance;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.config.FinanceSettings;
import io.crosslift.config.ReportingSettings;
import io.crosslift.finance.ledger.ClosedPeriod;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.FinanceLedger;
import io.crosslift.schema.IdentityChecks;
import io.crosslift.schema.InvoiceLines;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.Quarantine;
import io.crosslift.schema.Reconciliation;
import io.crosslift.schema.ReconciliationLines;
import io.crosslift.schema.TableSpec;
import io.crosslift.testing.CoreRows;
import io.crosslift.testing.CsvResource;
import io.crosslift.testing.SparkSessionExtension;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SparkSessionExtension.class)
class LedgerReconciliationTest {
    private static final String CASE = "/golden/kpi/25_finance_true_up/";
    private static final LocalDate MARCH = LocalDate.of(2025, 3, 1);
    private static final LocalDate APRIL = LocalDate.of(2025, 4, 1);
    private static final FinanceSettings EVERY_ACCOUNT = new FinanceSettings(List.of(), List.of(), 31);

    /** The worked case, its flags being entries: what is posted next month stands there, a refund is an entry of its own. */
    @Test
    void theWorkedCaseIsExplainedToTheCent(SparkSession spark) {
        Reconciled found = reconciled(spark, goldenLines(), goldenEntries(), null);

        assertThat(found.lines(MARCH))
                .containsExactlyInAnyOrderElementsOf(CsvResource.rows(CASE + "expected_lines.csv").stream()
                        .map(row -> String.join(
                                " ",
                                row.get("line_id"),
                                row.get("kpi_amount"),
                                row.get("ledger_amount"),
                                row.get("difference"),
                                row.get("reason_code")))
                        .toList());
        assertThat(CsvResource.rows(CASE + "expected_total.csv"))
                .singleElement()
                .satisfies(total -> assertThat(found.total(MARCH))
                        .isEqualTo(String.join(
                                " ",
                                total.get("kpi_total"),
                                total.get("ledger_total"),
                                total.get("difference"),
                                total.get("explained"),
                                total.get("unexplained"),
                                total.get("explained_ratio"),
                                "reconciled")));
        assertThat(found.total(APRIL)).isEqualTo("0.00 200.00 200.00 200.00 0.00 1.000000 reconciled");
        assertThat(found.checks()).hasSize(7).allMatch(check -> check.endsWith("true"));
    }

    @Test
    void differencesThatCancelEachOtherAreUnexplainedAllTheSame(SparkSession spark) {
        Reconciled found = reconciled(
                spark,
                "('a', 100.00, 0.00), ('b', 100.00, 0.00)",
                "('1', 'a', DATE'2025-03-01', '4000', 130.00, 'billing'),"
                        + " ('2', 'b', DATE'2025-03-01', '4000', 70.00, 'billing')",
                null);

        assertThat(found.total(MARCH)).isEqualTo("200.00 200.00 0.00 0.00 0.00 null unreconciled");
    }

    @Test
    void accountsOfTaxesAndOutsideRevenueAreSettings(SparkSession spark) {
        String entries = "('1', 'a', DATE'2025-03-01', '4000', 100.00, 'billing'),"
                + " ('2', 'a', DATE'2025-03-01', '2200', 19.00, 'billing'),"
                + " ('3', 'a', DATE'2025-03-01', '1000', 5.00, 'billing')";

        assertThat(reconciled(
                                spark,
                                "('a', 100.00, 0.00)",
                                entries,
                                new FinanceSettings(List.of("4000"), List.of("2200"), 31))
                        .lines(MARCH))
                .containsExactlyInAnyOrder("a 0.00 19.00 19.00 TAX_SCOPE", "a 0.00 5.00 5.00 EXCLUDED_SCOPE");
    }

    @Test
    void aLineThatLiesInQuarantineOrIsShippingSaysSo(SparkSession spark) {
        String entries = "('1', 'q', DATE'2025-03-01', '4000', 10.00, 'billing'),"
                + " ('2', 's', DATE'2025-03-01', '4000', 20.00, 'billing'),"
                + " ('3', 't', DATE'2025-03-01', '4000', 30.00, 'billing'),"
                + " ('4', 'u', DATE'2025-03-01', '4000', 40.00, 'billing')";

        assertThat(reconciled(spark, "('a', 100.00, 0.00)", entries, null).lines(MARCH))
                .containsExactlyInAnyOrder(
                        "a 100.00 0.00 -100.00 UNEXPLAINED",
                        "q 0.00 10.00 10.00 QUARANTINED",
                        "s 0.00 20.00 20.00 EXCLUDED_SCOPE",
                        "t 0.00 30.00 30.00 TAX_SCOPE",
                        "u 0.00 40.00 40.00 UNEXPLAINED");
    }

    @Test
    void whatIsBilledWithoutAnOrderIsAMeasureOfItsOwn(SparkSession spark) {
        String entries = "('1', 'a', DATE'2025-03-01', '4000', 100.00, 'billing'),"
                + " ('2', 'i', DATE'2025-03-01', '4010', 7.00, 'billing')";

        Reconciled found = reconciled(spark, "('a', 100.00, 0.00)", entries, null);

        assertThat(found.total(MARCH, Reconciliation.BILLED_REVENUE))
                .isEqualTo("7.00 7.00 0.00 0.00 0.00 null reconciled");
        assertThat(found.total(MARCH))
                .as("the line of an order counts once")
                .isEqualTo("100.00 100.00 0.00 0.00 0.00 null reconciled");
    }

    private static String goldenLines() {
        List<String> rows = new ArrayList<>();
        for (Map<String, String> row : CsvResource.rows(CASE + "in_kpi_lines.csv")) {
            rows.add("('" + row.get("line_id") + "', " + row.get("kpi_amount") + ", 0.00, " + row.get("amount_orig")
                    + ", '" + row.get("currency") + "', " + row.get("kpi_rate") + ")");
        }
        return String.join(", ", rows);
    }

    private static String goldenEntries() {
        List<String> rows = new ArrayList<>();
        for (Map<String, String> row : CsvResource.rows(CASE + "in_kpi_lines.csv")) {
            if (row.get("posted_in_next_period").equals("1")) {
                rows.add(entry(
                        "n-" + row.get("line_id"), row, "DATE'2025-04-01'", row.get("amount_orig"), "1", "billing"));
            }
            if (!row.get("refund_known_to_ledger_only").equals("0.00")) {
                String refund = row.get("refund_known_to_ledger_only");
                rows.add(entry("r-" + row.get("line_id"), row, "DATE'2025-03-01'", "-" + refund, "1", "billing"));
                rows.add(entry(
                        "c-" + row.get("line_id"), row, "DATE'2025-03-01'", row.get("amount_orig"), "1", "billing"));
            }
        }
        for (Map<String, String> row : CsvResource.rows(CASE + "in_ledger_lines.csv")) {
            if (!row.get("line_id").equals("l4")) { // net of its refund, which is an entry of its own above
                String amount = row.get("ledger_amount") + " / " + row.get("ledger_rate");
                rows.add(entry(
                        row.get("line_id"),
                        row,
                        "DATE'2025-03-01'",
                        amount,
                        row.get("ledger_rate"),
                        row.get("source")));
            }
        }
        return String.join(", ", rows);
    }

    private static String entry(
            String id, Map<String, String> row, String period, String amount, String rate, String source) {
        String line = source.equals("billing") ? "'" + row.get("line_id") + "'" : "NULL";
        return "('" + id + "', " + line + ", " + period + ", '4000', " + amount + ", '" + source + "', '"
                + row.get("currency") + "', " + rate + ")";
    }

    /** Lines of March as (id, value, refund) with or without (original, currency, rate); entries likewise. */
    private static Reconciled reconciled(
            SparkSession spark, String lines, String entries, @Nullable FinanceSettings settings) {
        boolean foreign = lines.startsWith("('l1'");
        Dataset<Row> classified = CoreRows.of(
                spark,
                ClassifiedLines.TABLE,
                "SELECT id AS line_id, DATE'2025-03-01' AS line_month, value AS gross, 0 AS discount, refund, value - refund AS net, "
                        + (foreign
                                ? "original AS orig_amount, currency AS orig_ccy, rate AS fx_rate"
                                : "value AS orig_amount, 'USD' AS orig_ccy, 1 AS fx_rate")
                        + " FROM VALUES " + lines + " AS t(id, value, refund"
                        + (foreign ? ", original, currency, rate)" : ")"));
        Dataset<Row> ledger = CoreRows.of(
                spark,
                FinanceLedger.TABLE,
                "SELECT id AS ledger_line_id, line AS line_id, period, gl AS gl_account, amount, source, "
                        + (foreign ? "currency, rate AS ledger_rate" : "'USD' AS currency, 1 AS ledger_rate")
                        + " FROM VALUES " + entries + " AS t(id, line, period, gl, amount, source"
                        + (foreign ? ", currency, rate)" : ")"));
        Dataset<Row> invoiced = CoreRows.of(
                spark,
                InvoiceLines.TABLE,
                "SELECT id AS line_id, type AS line_type, orders AS order_id, amount AS net_amount, timestamp'2025-03-31 20:00:00' AS posted_at"
                        + " FROM VALUES ('a', 'product', 'o', 100), ('s', 'shipping', 'o', 5), ('t', 'tax', 'o', 5), ('i', 'service', NULL, 7), ('a', 'service', NULL, 8) AS t(id, type, orders, amount)");
        Dataset<Row> quarantine = CoreRows.of(
                spark,
                Quarantine.TABLE,
                "SELECT 'core.invoice_lines' AS `table`, '{\"line_id\":\"q\",\"qty\":1}' AS raw_json");
        ClosedPeriod months = new ClosedPeriod(MARCH, APRIL);
        Dataset<Row> postings = LedgerReconciliation.postings(
                new LedgerReconciliation.Inputs(
                        classified,
                        ledger,
                        BilledLines.of(invoiced, null, null, new ReportingSettings(ZoneId.of("UTC"), "USD", 30)),
                        invoiced,
                        quarantine,
                        spark.createDataFrame(List.of(), LedgerReconciliation.POSTING)),
                settings == null ? EVERY_ACCOUNT : settings,
                null,
                months);
        ReconciledMonths added = new ReconciledMonths(null, APRIL, LocalDate.of(2025, 4, 30), "USD", "1");
        return new Reconciled(classified, ledger, added.totals(postings), added.lines(postings));
    }

    private record Reconciled(Dataset<Row> classified, Dataset<Row> ledger, Dataset<Row> totals, Dataset<Row> lines) {
        List<String> lines(LocalDate month) {
            return lines
                    .filter(lines.col(KpiColumns.PERIOD_START)
                            .equalTo(java.sql.Date.valueOf(month))
                            .and(lines.col(ReconciliationLines.MEASURE).equalTo(Reconciliation.NET_REVENUE)))
                    .select(
                            ReconciliationLines.LINE_ID,
                            ReconciliationLines.KPI_AMOUNT,
                            ReconciliationLines.LEDGER_AMOUNT,
                            ReconciliationLines.DIFFERENCE,
                            ReconciliationLines.REASON_CODE)
                    .collectAsList()
                    .stream()
                    .map(row -> row.mkString(" "))
                    .toList();
        }

        String total(LocalDate month) {
            return total(month, "net_revenue");
        }

        String total(LocalDate month, String measure) {
            return totals
                    .filter(totals.col(KpiColumns.PERIOD_START)
                            .equalTo(java.sql.Date.valueOf(month))
                            .and(totals.col(Reconciliation.MEASURE).equalTo(measure))
                            .and(totals.col(Reconciliation.GL_ACCOUNT).equalTo("ALL")))
                    .select(
                            Reconciliation.KPI_TOTAL,
                            Reconciliation.LEDGER_TOTAL,
                            Reconciliation.DIFFERENCE,
                            Reconciliation.EXPLAINED,
                            Reconciliation.UNEXPLAINED,
                            Reconciliation.EXPLAINED_RATIO,
                            Reconciliation.STATUS)
                    .collectAsList()
                    .stream()
                    .map(row -> row.mkString(" "))
                    .reduce("", String::concat);
        }

        List<String> checks() {
            Map<TableSpec, Dataset<Row>> tables = Map.of(
                    ClassifiedLines.TABLE, classified,
                    FinanceLedger.TABLE, ledger,
                    Reconciliation.TABLE, totals,
                    ReconciliationLines.TABLE, lines);
            return Identities.of(tables::containsKey, tables::get, null)
                    .orElseThrow()
                    .filter("identity_id IN ('I11', 'I12')")
                    .select(IdentityChecks.IDENTITY_ID, IdentityChecks.SLICE, IdentityChecks.PASSED)
                    .collectAsList()
                    .stream()
                    .map(row -> row.mkString(" "))
                    .toList();
        }
    }
}
