package io.crosslift.kpi;

import static io.crosslift.kpi.TestRun.cells;
import static io.crosslift.kpi.TestRun.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.TransactionMix;
import io.crosslift.testing.SparkSessionExtension;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SparkSessionExtension.class)
final class TransactionMixTest {
    private static final KpiTable K03 = new TransactionMixTable();

    @Test
    void anOrderWithBothCountsOnceAndReturnedLinesOnlyGross(SparkSession spark) {
        String folder = "03_upsell_cross_sell_rate/";
        List<String> paid = Golden.rows(folder + "in_orders.csv").stream()
                .filter(order -> order.get("status").equals("paid"))
                .map(order -> order.get("order_id"))
                .toList();
        TableRows lines = TableRows.of(ClassifiedLines.TABLE);
        Golden.rows(folder + "in_lines.csv").stream()
                .filter(line -> paid.contains(line.get("order_id")))
                .forEach(line -> lines.row(
                        "line_id", line.get("order_id") + line.get("line_no"),
                        "account_id", line.get("order_id"),
                        "order_id", line.get("order_id"),
                        "line_date", "2025-05-05",
                        "sell_type", line.get("sell_type"),
                        "qty", line.get("qty"),
                        "qty_net", Integer.parseInt(line.get("qty")) - Integer.parseInt(line.get("returned_qty"))));

        List<Row> months = month(TestRun.asOf(spark, "2025-05-31").with(ClassifiedLines.TABLE, lines), "all");

        assertThat(months)
                .extracting(row -> String.join(
                        ",",
                        cells(
                                        row,
                                        TransactionMix.VIEW,
                                        TransactionMix.TRANSACTIONS,
                                        TransactionMix.WITH_EITHER,
                                        TransactionMix.WITH_CROSS,
                                        TransactionMix.WITH_UP,
                                        TransactionMix.EITHER_RATE,
                                        TransactionMix.CROSS_RATE,
                                        TransactionMix.UP_RATE)
                                .values()))
                .containsExactlyInAnyOrderElementsOf(Golden.rows(folder + "expected.csv").stream()
                        .map(row -> String.join(",", row.values()))
                        .toList());
    }

    @Test
    void theIncreaseOfOrderValueIsRoundedOnceFromUnroundedMeans(SparkSession spark) {
        String folder = "04_aov_increase/";
        TableRows lines = TableRows.of(ClassifiedLines.TABLE);
        TableRows segments = TableRows.of(AccountSegments.TABLE);
        Golden.rows(folder + "in_orders.csv").forEach(order -> {
            String account = "account " + order.get("order_id");
            segments.row(
                    "account_id",
                    account,
                    "segment_type",
                    "tier",
                    "segment",
                    order.get("segment"),
                    "valid_from",
                    "2000-01-01");
            lines.row(
                    "line_id",
                    order.get("order_id"),
                    "account_id",
                    account,
                    "order_id",
                    order.get("order_id"),
                    "line_ts",
                    "2025-05-05 12:00:00",
                    "line_date",
                    "2025-05-05",
                    "sell_type",
                    order.get("has_up_or_cross").equals("1") ? "cross_sell" : "base",
                    "qty",
                    1,
                    "qty_net",
                    1,
                    "gross",
                    order.get("net_order_value"),
                    "net",
                    order.get("net_order_value"));
        });

        List<Row> rows = month(
                TestRun.asOf(spark, "2025-05-31")
                        .with(ClassifiedLines.TABLE, lines)
                        .with(AccountSegments.TABLE, segments),
                "all");

        assertThat(rows)
                .filteredOn(row -> text(row, TransactionMix.VIEW).equals("net"))
                .extracting(row -> String.join(
                        ",",
                        text(row, "segment"),
                        text(row, TransactionMix.WITH_EITHER),
                        String.valueOf(row.<Long>getAs(TransactionMix.TRANSACTIONS)
                                - row.<Long>getAs(TransactionMix.WITH_EITHER)),
                        text(row, TransactionMix.AOV_WITH),
                        text(row, TransactionMix.AOV_WITHOUT),
                        text(row, TransactionMix.AOV_INCREASE),
                        text(row, TransactionMix.RATIO)))
                .containsExactlyInAnyOrderElementsOf(Golden.rows(folder + "expected.csv").stream()
                        .map(row -> String.join(",", row.values()))
                        .toList());
    }

    @Test
    void anUpSellContributesWholeOrOverWhatItReplaced(SparkSession spark) {
        String folder = "05_revenue_contribution/";
        TableRows lines = TableRows.of(ClassifiedLines.TABLE);
        Golden.rows(folder + "in_lines.csv").stream()
                .filter(line -> line.get("order_status").equals("paid")
                        && line.get("line_kind").equals("product"))
                .forEach(line -> {
                    BigDecimal gross = new BigDecimal(line.get("gross_amount"));
                    BigDecimal refund = new BigDecimal(line.get("refunded_amount"));
                    lines.row(
                            "line_id",
                            line.get("line_id"),
                            "order_id",
                            line.get("line_id"),
                            "line_date",
                            "2025-05-05",
                            "sell_type",
                            line.get("sell_type"),
                            "is_existing",
                            true,
                            "qty",
                            1,
                            "qty_net",
                            1,
                            "gross",
                            gross,
                            "refund",
                            refund,
                            "net",
                            gross.subtract(refund),
                            "replaced_amount",
                            line.get("replaced_base_amount").isEmpty() ? null : line.get("replaced_base_amount"));
                });
        Map<String, Map<String, String>> expected = new java.util.HashMap<>();
        Golden.rows(folder + "expected.csv").forEach(row -> expected.put(row.get("basis"), row));

        List<Row> rows = month(TestRun.asOf(spark, "2025-05-31").with(ClassifiedLines.TABLE, lines), "existing_only");

        Row net = rows.stream()
                .filter(row -> text(row, "view").equals("net"))
                .findFirst()
                .orElseThrow();
        Row gross = rows.stream()
                .filter(row -> text(row, "view").equals("gross"))
                .findFirst()
                .orElseThrow();
        assertThat(cells(net, "total_revenue", "cross_revenue", "up_line_revenue", "contribution_whole_line")
                        .values())
                .containsExactlyElementsOf(answers(expected.get("net_line")));
        assertThat(cells(net, "total_revenue", "cross_revenue", "up_incremental", "contribution")
                        .values())
                .containsExactlyElementsOf(answers(expected.get("net_incremental")));
        assertThat(cells(gross, "total_revenue", "cross_revenue", "up_line_revenue", "contribution_whole_line")
                        .values())
                .containsExactlyElementsOf(answers(expected.get("gross_line")));
    }

    @Test
    void theReplacedPartIsNeverMoreThanWhatIsLeftOfTheLine(SparkSession spark) {
        TableRows lines = TableRows.of(ClassifiedLines.TABLE)
                .row(
                        "line_id",
                        "l1",
                        "order_id",
                        "o1",
                        "line_date",
                        "2025-05-05",
                        "sell_type",
                        "up_sell",
                        "qty",
                        1,
                        "qty_net",
                        0,
                        "gross",
                        "80.00",
                        "refund",
                        "80.00",
                        "net",
                        "0.00",
                        "replaced_amount",
                        "50.00");

        Row net = month(TestRun.asOf(spark, "2025-05-31").with(ClassifiedLines.TABLE, lines), "all").stream()
                .filter(row -> text(row, "view").equals("net"))
                .findFirst()
                .orElseThrow();

        assertThat(cells(net, "transactions", "up_incremental", "contribution", "either_rate")
                        .values())
                .containsExactly("0", "0.00", "", "");
    }

    @Test
    void newCustomersAreInScopeAllOnlyAndLinesOfNoOrderAreNoTransactions(SparkSession spark) {
        TableRows lines = TableRows.of(ClassifiedLines.TABLE)
                .row(
                        "line_id",
                        "l1",
                        "order_id",
                        "o1",
                        "line_date",
                        "2025-04-01",
                        "sell_type",
                        "base",
                        "qty",
                        1,
                        "qty_net",
                        1,
                        "gross",
                        "10.00",
                        "net",
                        "10.00")
                .row(
                        "line_id",
                        "l2",
                        "order_id",
                        null,
                        "line_date",
                        "2025-06-30",
                        "sell_type",
                        "base",
                        "qty",
                        1,
                        "qty_net",
                        1,
                        "gross",
                        "5.00",
                        "net",
                        "5.00",
                        "is_existing",
                        true);

        List<Row> quarters = TestRun.asOf(spark, "2025-06-29")
                .completeFrom("2025-04-02")
                .with(ClassifiedLines.TABLE, lines)
                .rows(K03);
        List<Row> whole = TestRun.asOf(spark, "2025-06-30")
                .with(ClassifiedLines.TABLE, lines)
                .rows(K03, Map.of("period_type", "quarter", "view", "net"));

        assertThat(quarters).as("before complete history, and after as-of").isEmpty();
        assertThat(whole)
                .extracting(row -> text(row, "scope") + " " + text(row, "transactions") + " "
                        + text(row, "total_revenue") + " " + text(row, "is_mature"))
                .containsExactlyInAnyOrder("existing_only 0 5.00 true", "all 1 15.00 true");
    }

    private static List<String> answers(Map<String, String> expected) {
        return List.copyOf(expected.values()).subList(1, expected.size());
    }

    private static List<Row> month(TestRun run, String scope) {
        return run.rows(K03, Map.of("period_type", "month", "scope", scope));
    }
}
