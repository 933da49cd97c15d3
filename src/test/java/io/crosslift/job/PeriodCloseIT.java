package io.crosslift.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.crosslift.config.ResolvedSettings;
import io.crosslift.config.SettingsLoader;
import io.crosslift.failure.Failure;
import io.crosslift.schema.PeriodCloses;
import io.crosslift.schema.Reconciliation;
import io.crosslift.schema.ReconciliationLines;
import io.crosslift.schema.TableSpec;
import io.crosslift.testing.SparkSessionExtension;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A small shop: the ledger of February lacks a sale, February is closed all the same, and then the entry comes, a sale of February turns
 * out to have been dearer and one of January to have been given back.
 */
@ExtendWith(SparkSessionExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PeriodCloseIT {
    private static final String SOURCE = """
            source {
              name = shop
              feeds {
                sales { format = csv, path = sales.csv, time-zone = UTC
                  schema = "order_id STRING, account STRING, at TIMESTAMP, amount DECIMAL(20,4)" }
                refunds { format = csv, path = refunds.csv, time-zone = UTC
                  schema = "id STRING, line STRING, amount DECIMAL(20,4), at TIMESTAMP" }
                ledger { format = csv, path = ledger.csv, time-zone = UTC
                  schema = "id STRING, line STRING, period DATE, amount DECIMAL(20,4), source STRING, at TIMESTAMP" }
              }
              tables {
                accounts = ["SELECT DISTINCT account AS account_id, TIMESTAMP'2020-01-01' AS created_at FROM sales"]
                products = ["SELECT 'p' AS product_id, 'p' AS sku, 'family' AS product_family, 'ecommerce' AS business_model, TIMESTAMP'2020-01-01' AS valid_from"]
                orders = ["SELECT order_id, 'account' AS identity_type, account AS identity_value, at AS ordered_at, at AS paid_at, 'paid' AS status FROM sales"]
                invoice_lines = ["SELECT order_id AS line_id, order_id, 'p' AS product_id, 1 AS qty, amount AS net_amount, at AS posted_at FROM sales"]
                refunds_returns = ["SELECT id AS refund_id, line AS line_id, 'refund' AS kind, amount, at AS refunded_at FROM refunds"]
                finance_ledger = ["SELECT id AS ledger_line_id, line AS line_id, period, '4000' AS gl_account, amount, source, at AS posted_at FROM ledger"]
              }
            }
            """;

    private static final List<Stage> STAGES = List.of(new IngestStage(), new ExpansionStage(), new ReconcileStage());

    private static final List<String> SALES = new ArrayList<>(List.of(
            "o1,a,2025-01-05 10:00:00,10.00", "o2,b,2025-02-10 10:00:00,20.00", "o3,a,2025-02-28 10:00:00,30.00"));
    private static final List<String> REFUNDS = new ArrayList<>();
    private static final List<String> LEDGER = new ArrayList<>(List.of(
            "e1,o1,2025-01-31,10.00,billing,2025-01-31 00:00:00",
            "e2,o2,2025-02-28,20.00,billing,2025-02-28 00:00:00",
            "e3,,2025-02-28,5.00,manual_journal,2025-02-28 00:00:00",
            "bad,,2025-02-28,5.00,oracle,2025-02-28 00:00:00"));

    private static SparkSession session;
    private static Path folder;

    @BeforeAll
    static void begin(SparkSession spark, @TempDir Path temporary) {
        session = spark;
        folder = temporary;
    }

    @Test
    @Order(1)
    void aMonthWithADifferenceThatHasNoReasonIsUnreconciledAndCannotBeClosed() {
        String printed = run("2025-03-05");

        assertThat(printed)
                .contains("unreconciled 2025-02 sold differs from the ledger by -30.00 without a reason, in 1 lines")
                .contains("Revenue and general ledger")
                .contains("2025-02  sold              50.00          25.00       -25.00       -30.00  unreconciled")
                .contains("MANUAL_JOURNAL 5.00, UNEXPLAINED -30.00")
                .contains("UNKNOWN_SOURCE");
        assertThat(months())
                .containsExactly(
                        "2025-01-01 10.00 10.00 0.00 reconciled false",
                        "2025-02-01 50.00 25.00 -30.00 unreconciled false");
        assertThatThrownBy(() -> close("2025-02"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.DATA))
                .hasMessageContaining("2025-02 is unreconciled: -30.00 without a reason in 1 lines (o3 -30.00)");
        assertThatThrownBy(() -> close("2025-03"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.USAGE))
                .hasMessageContaining("it reconciled 2025-01 to 2025-02");
    }

    /** The sums are the same whichever account holds taxes; what they are put down to is not. */
    @Test
    @Order(2)
    void aMonthIsNotClosedBySettingsThatFindOtherReasons() {
        Properties taxes = new Properties();
        taxes.put("finance.tax-accounts", "4000");
        ResolvedSettings others = settings("2025-03-06", taxes);

        assertThatThrownBy(() -> new CloseJob(session, others, console(new StringWriter(), false))
                        .run(CloseRequest.of("2025-02", false, true, "audit")))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.USAGE))
                .hasMessageContaining("2025-01: net_revenue differs from the ledger by 10.00 for TAX_SCOPE by these"
                        + " settings, by 0.00 in the run of 2025-03-05: name the --source and --config of that run");
    }

    @Test
    @Order(3)
    void closingAMonthClosesThoseBeforeItAndIsDoneOnce() {
        assertThat(closed(CloseRequest.of("2025-02", false, true, "audit")))
                .contains("closed 2025-01 sold: revenue 10.00, ledger 10.00, unexplained 0.00")
                .contains("closed 2025-02 sold: revenue 50.00, ledger 25.00, unexplained -30.00");

        assertThatThrownBy(() -> close("2025-02")).hasMessageContaining("2025-02 has been closed since");
        assertThatThrownBy(() -> reopen("2025-01")).hasMessageContaining("reopen 2025-02 first");
    }

    @Test
    @Order(4)
    void correctionsOfClosedMonthsAreBookedInTheFirstOpenOne() {
        SALES.set(1, "o2,b,2025-02-10 10:00:00,22.00");
        REFUNDS.add("r1,o1,4.00,2025-03-03 10:00:00");
        LEDGER.add("e4,o3,2025-02-28,30.00,billing,2025-03-06 00:00:00");
        LEDGER.add("e5,o1,2025-03-31,-4.00,billing,2025-03-03 10:00:00");
        String printed = run("2025-03-06");

        assertThat(months())
                .containsExactly(
                        "2025-01-01 10.00 10.00 0.00 reconciled true",
                        "2025-02-01 50.00 25.00 -30.00 unreconciled true",
                        "2025-03-01 -2.00 26.00 0.00 reconciled false");
        assertThat(lines("2025-03-01"))
                .containsExactlyInAnyOrder(
                        "o2 4000 2.00 0.00 RESTATEMENT",
                        "o1 4000 -4.00 0.00 RESTATEMENT",
                        "o1 4000 0.00 -4.00 REFUND_LAG",
                        "o3 (none) -30.00 0.00 RESTATEMENT",
                        "o3 4000 30.00 30.00 RESTATEMENT");
        assertThat(printed).contains("reconciled, closed");
    }

    @Test
    @Order(5)
    void theDifferenceOfTwoRunsSaysWhatCameInWhatItMeantAndWhichFiguresMoved() throws IOException {
        JsonNode changes = new ObjectMapper().readTree(diff(null, true));

        assertThat(change(changes, "core.invoice_lines", "2025-02")).isEqualTo("- 1 0 0 1 2.0000");
        assertThat(change(changes, "fact.fct_line_classified", "2025-02")).isEqualTo("base purchase 1 0 0 1 2.0000");
        assertThat(change(changes, "fact.fct_line_classified", "2025-01")).isEqualTo("base purchase 1 0 0 1 -4.0000");
        assertThat(change(changes, "kpi.kpi_reconciliation_lines", "2025-03")).isEqualTo("REFUND_LAG 1 1 0 0 0.0000");
        assertThat(diff("kpi_reconciliation", false))
                .contains("Figures that moved", "2025-03   reconciled revenue", "kpi.kpi_reconciliation")
                .doesNotContain("2025-02   reconciled revenue");
    }

    @Test
    @Order(6)
    void theMonthClosedLastCanBeReopenedWithAReason() {
        assertThat(reopen("2025-02")).contains("2025-02 is open again");

        assertThat(read(PeriodCloses.TABLE)
                        .orderBy(PeriodCloses.AT, PeriodCloses.MONTH)
                        .select(PeriodCloses.MONTH, PeriodCloses.ACTION, PeriodCloses.REASON)
                        .collectAsList())
                .extracting(row -> row.mkString(" "))
                .containsExactly(
                        "2025-01-01 closed audit", "2025-02-01 closed audit", "2025-02-01 reopened late invoice");
        assertThatThrownBy(() -> reopen("2025-02")).hasMessageContaining("the last closed month is 2025-01");
    }

    @Test
    @Order(7)
    void whatCannotBeComparedIsSaidInASentence() {
        assertThatThrownBy(() -> new DiffJob(session, settings("2025-03-06"), console(new StringWriter(), false))
                        .run(List.of("x", "y"), null))
                .hasMessageStartingWith(
                        "there is no published run x: give a run_id of ops.run, the newest are 2025-03-06-");
        assertThatThrownBy(() -> new DiffJob(session, settings("2025-03-06"), console(new StringWriter(), false))
                        .run(List.of(), "kpi.kpi_retentoin"))
                .hasMessageContaining("did you mean kpi.kpi_retention?");
    }

    @Test
    @Order(8)
    void aVersionThatIsNoLongerKeptIsNamed() throws IOException {
        Path table = folder.resolve("lake").resolve("kpi").resolve("kpi_reconciliation");
        try (Stream<Path> files = Files.list(table)) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".parquet")).toList()) {
                Files.delete(file);
            }
        }

        assertThatThrownBy(() -> diff("kpi.kpi_reconciliation", false))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.USAGE))
                .hasMessageContaining("of kpi.kpi_reconciliation is no longer kept");
    }

    private static String change(JsonNode diff, String table, String month) {
        for (JsonNode each : diff.path("tables")) {
            if (each.path("table").asText().equals(table)) {
                for (JsonNode change : each.path("changes")) {
                    if (change.path("month").asText().equals(month)) {
                        return String.join(
                                " ",
                                change.path("reason").asText(),
                                change.path("accounts").asText(),
                                change.path("added").asText(),
                                change.path("removed").asText(),
                                change.path("changed").asText(),
                                change.path("amount").decimalValue().setScale(4).toPlainString());
                    }
                }
            }
        }
        return "no change of " + table + " in " + month;
    }

    private static List<String> months() {
        return read(Reconciliation.TABLE)
                .filter("gl_account = 'ALL'")
                .orderBy("period_start")
                .select(
                        "period_start",
                        Reconciliation.KPI_TOTAL,
                        Reconciliation.LEDGER_TOTAL,
                        Reconciliation.UNEXPLAINED,
                        Reconciliation.STATUS,
                        Reconciliation.IS_CLOSED)
                .collectAsList()
                .stream()
                .map(row -> row.mkString(" "))
                .toList();
    }

    private static List<String> lines(String month) {
        return read(ReconciliationLines.TABLE)
                .filter("period_start = DATE'" + month + "'")
                .select(
                        ReconciliationLines.LINE_ID,
                        ReconciliationLines.GL_ACCOUNT,
                        ReconciliationLines.KPI_AMOUNT,
                        ReconciliationLines.LEDGER_AMOUNT,
                        ReconciliationLines.REASON_CODE)
                .collectAsList()
                .stream()
                .map(row -> row.mkString(" "))
                .toList();
    }

    private static Dataset<Row> read(TableSpec table) {
        return session.read()
                .format("delta")
                .load(folder.resolve("lake")
                        .resolve(table.schema())
                        .resolve(table.name())
                        .toString());
    }

    private static String run(String asOf) {
        StringWriter printed = new StringWriter();
        new RunJob(session, settings(asOf), console(printed, false), STAGES).run("run");
        return printed.toString();
    }

    private static String close(String month) {
        return closed(CloseRequest.of(month, false, false, null));
    }

    private static String reopen(String month) {
        return closed(CloseRequest.of(month, true, false, "late invoice"));
    }

    private static String closed(CloseRequest request) {
        StringWriter printed = new StringWriter();
        new CloseJob(session, settings("2025-03-06"), console(printed, false)).run(request);
        return printed.toString();
    }

    private static String diff(@Nullable String table, boolean json) {
        StringWriter printed = new StringWriter();
        new DiffJob(session, settings("2025-03-06"), console(printed, json)).run(List.of(), table);
        return printed.toString();
    }

    private static Console console(StringWriter printed, boolean json) {
        PrintWriter writer = new PrintWriter(printed);
        return new Console(writer, writer, false, json);
    }

    private static ResolvedSettings settings(String asOf) {
        return settings(asOf, new Properties());
    }

    private static ResolvedSettings settings(String asOf, Properties more) {
        write("sales.csv", "order_id,account,at,amount", SALES);
        write("refunds.csv", "id,line,amount,at", REFUNDS);
        write("ledger.csv", "id,line,period,amount,source,at", LEDGER);
        write("shop.conf", SOURCE, List.of());
        return new SettingsLoader()
                .source(folder.resolve("shop.conf").toString())
                .systemProperties(more)
                .option("--input", "source.input", folder.toString())
                .option("--lakehouse", "lake.root", folder.resolve("lake").toString())
                .option("--as-of", "run.as-of", asOf)
                .load();
    }

    private static void write(String name, String header, List<String> lines) {
        try {
            Files.writeString(folder.resolve(name), header + "\n" + String.join("\n", lines) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
