package io.crosslift.kpi;

import static io.crosslift.kpi.TestRun.cells;
import static io.crosslift.kpi.TestRun.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.config.RecurringSettings;
import io.crosslift.config.ReportingSettings;
import io.crosslift.expansion.RelationGraph;
import io.crosslift.recurring.RecurringStep;
import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.FamilyMrrMonths;
import io.crosslift.schema.MrrBridge;
import io.crosslift.schema.MrrMovements;
import io.crosslift.schema.Products;
import io.crosslift.schema.Retention;
import io.crosslift.schema.SubscriptionItems;
import io.crosslift.schema.Subscriptions;
import io.crosslift.testing.SparkSessionExtension;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** K04 and K05 against the worked cases, from subscriptions on. */
@ExtendWith(SparkSessionExtension.class)
class RecurringRevenueTest {
    private static final ReportingSettings REPORTING = new ReportingSettings(ZoneOffset.UTC, "USD", 1);
    private static final RecurringSettings RECURRING =
            new RecurringSettings(0, RecurringSettings.SERVICE_END, "arr_delta", List.of(1, 3));

    /** Subscriptions of one item each, told by what they are worth at the end of each month. */
    private static final class Balances {
        private final TableRows subscriptions = TableRows.of(Subscriptions.TABLE);
        private final TableRows items = TableRows.of(SubscriptionItems.TABLE);
        private final TableRows products = TableRows.of(Products.TABLE);

        Balances account(String account, String family, List<String> days, List<String> amounts) {
            String id = account + "-" + family;
            subscriptions.row(
                    "subscription_id",
                    id,
                    "account_id",
                    account,
                    "status",
                    "active",
                    "currency",
                    "USD",
                    "valid_from",
                    "2020-01-01");
            products.row("product_id", family, "product_family", family, "valid_from", "2020-01-01");
            for (int i = 0; i < days.size(); i++) {
                if (!amounts.get(i).equals("0")) {
                    items.row(
                            "subscription_item_id",
                            id,
                            "subscription_id",
                            id,
                            "account_id",
                            account,
                            "product_id",
                            family,
                            "qty",
                            "1",
                            "unit_price",
                            amounts.get(i),
                            "interval_unit",
                            "month",
                            "interval_count",
                            "1",
                            "valid_from",
                            days.get(i),
                            "valid_to",
                            i + 1 < days.size() ? days.get(i + 1) : null);
                }
            }
            return this;
        }

        /** A subscription of one account that another one takes over, at another price from that day on. */
        Balances moving(
                String from, String to, String family, String start, String moved, String price, String newPrice) {
            String id = from + "-" + family;
            products.row("product_id", family, "product_family", family, "valid_from", "2020-01-01");
            for (boolean before : new boolean[] {true, false}) {
                subscriptions.row(
                        "subscription_id",
                        id,
                        "account_id",
                        before ? from : to,
                        "status",
                        "active",
                        "currency",
                        "USD",
                        "valid_from",
                        before ? start : moved,
                        "valid_to",
                        before ? moved : null);
                items.row(
                        "subscription_item_id",
                        id,
                        "subscription_id",
                        id,
                        // The account of an item is that of its subscription's last version.
                        "account_id",
                        to,
                        "product_id",
                        family,
                        "qty",
                        "1",
                        "unit_price",
                        before ? price : newPrice,
                        "interval_unit",
                        "month",
                        "interval_count",
                        "1",
                        "valid_from",
                        before ? start : moved,
                        "valid_to",
                        before ? moved : null);
            }
            return this;
        }

        TestRun run(SparkSession spark, String asOf) {
            Dataset<Row> replayed = RecurringStep.replay(
                    subscriptions.on(spark),
                    items.on(spark),
                    new RecurringStep.Inputs(
                            products.on(spark).dropDuplicates("product_id"),
                            RelationGraph.of(List.of()),
                            null,
                            null,
                            null),
                    RECURRING,
                    REPORTING,
                    LocalDate.parse(asOf));
            return TestRun.asOf(spark, asOf)
                    .with(MrrMovements.TABLE, RecurringStep.movements(replayed).cache())
                    .with(
                            FamilyMrrMonths.TABLE,
                            RecurringStep.familyMonths(replayed).cache());
        }
    }

    @Test
    void retentionKeepsCohortsReturnsAndPathsApart(SparkSession spark) {
        List<String> days = List.of("2023-06-01", "2023-09-01", "2023-12-15", "2024-01-15", "2024-02-15", "2024-03-15");
        Balances balances = new Balances();
        for (Map<String, String> line : Golden.rows("11_nrr_grr/in_balances.csv")) {
            String before = line.get("had_mrr_before_open").equals("1") ? "10" : "0";
            balances.account(
                    line.get("account_id"),
                    "core",
                    days,
                    List.of(before, "0", line.get("m0"), line.get("m1"), line.get("m2"), line.get("m3")));
        }
        TestRun run = balances.run(spark, "2024-03-31");

        Row row = run.rows(
                        new RetentionTable(),
                        Map.of(
                                "window_months", "3",
                                "period_start", "2024-03-01",
                                "cohort", "ALL",
                                "family", "ALL"))
                .get(0);

        Map<String, String> columns = Map.of(
                "opening_cohort_mrr", Retention.OPENING,
                "closing_cohort_mrr", Retention.CLOSING,
                "nrr", Retention.NRR,
                "grr", Retention.GRR,
                "nrr_excl_reactivation", Retention.NRR_EXCL_REACTIVATION,
                "grr_movement_path", Retention.GRR_PATH,
                "logo_retention", Retention.LOGO_RETENTION);
        List<String> checked = new ArrayList<>();
        for (Map<String, String> line : Golden.rows("11_nrr_grr/expected.csv")) {
            String column = columns.get(line.get("metric"));
            if (column != null) {
                assertThat(text(row, column)).as(column).isEqualTo(line.get("value"));
                checked.add(column);
            }
        }
        assertThat(checked).hasSize(columns.size());
        assertThat(run.rows(new RetentionTable())).isNotEmpty().allSatisfy(any -> {
            assertThat(any.<BigDecimal>getAs(Retention.GRR)).isBetween(BigDecimal.ZERO, BigDecimal.ONE);
            assertThat(any.<BigDecimal>getAs(Retention.GRR)).isLessThanOrEqualTo(any.getAs(Retention.NRR));
        });
    }

    @Test
    void theBridgeOfThreeMonthsHasTheSumsOfTheCase(SparkSession spark) {
        List<String> days = List.of("2023-06-01", "2023-09-01", "2023-12-15", "2024-01-15", "2024-02-15", "2024-03-15");
        Balances balances = new Balances();
        Golden.rows("11_nrr_grr/in_balances.csv")
                .forEach(line -> balances.account(
                        line.get("account_id"),
                        "core",
                        days,
                        List.of(
                                line.get("had_mrr_before_open").equals("1") ? "10" : "0",
                                "0",
                                line.get("m0"),
                                line.get("m1"),
                                line.get("m2"),
                                line.get("m3"))));
        TestRun run = balances.run(spark, "2024-03-31").completeFrom("2024-01-01");
        List<Row> months =
                run.rows(new MrrBridgeTable(), Map.of("measure", "mrr", "family", "ALL", "period_type", "month"));

        Map<String, String> expected = new java.util.HashMap<>();
        Golden.rows("11_nrr_grr/expected.csv").forEach(line -> expected.put(line.get("metric"), line.get("value")));
        assertThat(months).hasSize(3);
        assertThat(sum(months, MrrBridge.NEW)).isEqualTo(expected.get("sum_new"));
        assertThat(sum(months, MrrBridge.EXPANSION)).isEqualTo(expected.get("sum_expansion"));
        assertThat(sum(months, MrrBridge.CONTRACTION)).isEqualTo(expected.get("sum_contraction"));
        assertThat(sum(months, MrrBridge.CHURN)).isEqualTo(expected.get("sum_churn"));
        assertThat(new BigDecimal(sum(months, MrrBridge.REACTIVATION)))
                .isEqualTo(new BigDecimal(expected.get("sum_reactivation_in_cohort"))
                        .add(new BigDecimal(expected.get("sum_reactivation_out_of_cohort"))));
        assertThat(months.stream()
                        .filter(row -> text(row, "period_start").equals("2024-03-01"))
                        .map(row -> text(row, MrrBridge.CLOSING)))
                .containsExactly(expected.get("closing_all"));

        Row quarter = run.rows(
                        new MrrBridgeTable(), Map.of("measure", "mrr", "family", "ALL", "period_type", "quarter"))
                .get(0);
        assertThat(cells(quarter, "period_start", "new", "expansion", "contraction", "churn", "closing", "is_mature")
                        .values())
                .containsExactly(
                        "2024-01-01",
                        expected.get("sum_new"),
                        expected.get("sum_expansion"),
                        expected.get("sum_contraction"),
                        expected.get("sum_churn"),
                        expected.get("closing_all"),
                        "true");
        assertThat(text(quarter, MrrBridge.OPENING)).isEqualTo(text(first(months), MrrBridge.OPENING));
        assertThat(text(quarter, MrrBridge.REACTIVATION)).isEqualTo(sum(months, MrrBridge.REACTIVATION));
    }

    private static Row first(List<Row> months) {
        return months.stream()
                .min(java.util.Comparator.comparing(row -> text(row, "period_start")))
                .orElseThrow();
    }

    private static String sum(List<Row> rows, String column) {
        return rows.stream()
                .map(row -> row.<BigDecimal>getAs(column))
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .toPlainString();
    }

    @Test
    void ratiosOfTheBridgeAreNullWithoutLosses(SparkSession spark) {
        TableRows movements = TableRows.of(MrrMovements.TABLE);
        Map<String, String> classes = Map.of(
                "new_mrr", "new",
                "expansion_mrr", "cross_sell",
                "reactivation_mrr", "reactivation",
                "contraction_mrr", "contraction",
                "churn_mrr", "churn");
        for (Map<String, String> line : Golden.rows("12_quick_ratio_churn_offset/in_bridge.csv")) {
            classes.forEach((column, name) -> movements.row(
                    "account_id",
                    "a",
                    "family",
                    "f",
                    "effective_month",
                    line.get("period") + "-01",
                    "effective_at",
                    line.get("period") + "-15",
                    "movement_class",
                    name,
                    "mrr_delta",
                    column.startsWith("contraction") || column.startsWith("churn")
                            ? new BigDecimal(line.get(column)).negate().toPlainString()
                            : line.get(column)));
        }
        List<Row> rows = TestRun.asOf(spark, "2025-03-31")
                .with(MrrMovements.TABLE, movements)
                .with(FamilyMrrMonths.TABLE, TableRows.of(FamilyMrrMonths.TABLE))
                .rows(new MrrBridgeTable(), Map.of("measure", "mrr", "family", "ALL", "period_type", "month"));

        for (Map<String, String> line : Golden.rows("12_quick_ratio_churn_offset/expected.csv")) {
            Row row = rows.stream()
                    .filter(any -> text(any, "period_start").equals(line.get("period") + "-01"))
                    .findFirst()
                    .orElseThrow();
            assertThat(cells(row, "quick_ratio", "quick_ratio_no_react", "churn_offset", "net_expansion")
                            .values())
                    .containsExactly(
                            line.get("quick_ratio"),
                            line.get("quick_ratio_without_reactivation"),
                            line.get("churn_offset_ratio"),
                            line.get("net_expansion_mrr"));
        }
    }

    /** Account a pays 100.00 and b 50.00; on 10 March b takes a's subscription over, whose price rises by 20.00 that day. */
    @Test
    void aSubscriptionThatMovesToAnotherAccountIsNeitherLostNorGained(SparkSession spark) {
        TestRun run = new Balances()
                .account("b", "core", List.of("2024-01-10"), List.of("50"))
                .moving("a", "b", "extras", "2024-01-10", "2024-03-10", "100", "120")
                .run(spark, "2024-03-31");

        assertThat(run.read(MrrMovements.TABLE)
                        .filter("effective_month = DATE'2024-03-01'")
                        .selectExpr("account_id", "movement_class", "reason", "mrr_delta", "is_commercial")
                        .collectAsList())
                .extracting(row -> row.mkString(" "))
                .containsExactlyInAnyOrder(
                        "a transfer_out account_transfer -100.00 false",
                        "b transfer_in account_transfer 100.00 false",
                        "b up_sell price 20.00 false");
        Row march = run.rows(
                        new MrrBridgeTable(),
                        Map.of("measure", "mrr", "family", "ALL", "period_type", "month", "period_start", "2024-03-01"))
                .get(0);
        assertThat(cells(march, "opening", "new", "up_sell_price", "churn", "transfer_in", "transfer_out", "closing")
                        .values())
                .containsExactly("150.00", "0.00", "20.00", "0.00", "100.00", "100.00", "170.00");
        Row retention = run.rows(
                        new RetentionTable(),
                        Map.of(
                                "window_months", "1",
                                "period_start", "2024-03-01",
                                "cohort", "ALL",
                                "family", "ALL"))
                .get(0);
        // a's 100.00 and b's 70.00 of 150.00: nobody left.
        assertThat(cells(retention, "cohort_accounts", "accounts_retained", "closing", "retained_min", "path_losses")
                        .values())
                .containsExactly("2", "2", "170.00", "150.00", "0.00");
    }

    @Test
    void anAccountThatChangesItsSegmentMovesBetweenBridgesAndCancelsOut(SparkSession spark) {
        TestRun run = new Balances()
                .account("a", "core", List.of("2024-01-10"), List.of("100"))
                .account("a", "extras", List.of("2024-02-10"), List.of("30"))
                .run(spark, "2024-03-31")
                .with(
                        AccountSegments.TABLE,
                        TableRows.of(AccountSegments.TABLE)
                                .row(
                                        "account_id",
                                        "a",
                                        "segment_type",
                                        "size",
                                        "segment",
                                        "small",
                                        "valid_from",
                                        "2020-01-01",
                                        "valid_to",
                                        "2024-03-10")
                                .row(
                                        "account_id",
                                        "a",
                                        "segment_type",
                                        "size",
                                        "segment",
                                        "big",
                                        "valid_from",
                                        "2024-03-10"));

        List<String> march =
                run.rows(new MrrBridgeTable(), Map.of("measure", "mrr", "period_start", "2024-03-01")).stream()
                        .filter(row -> text(row, "family").equals("ALL"))
                        .map(row -> String.join(
                                " ",
                                cells(row, "segment", "opening", "transfer_in", "transfer_out", "closing")
                                        .values()))
                        .sorted()
                        .toList();
        Row february = run.rows(
                        new MrrBridgeTable(),
                        Map.of(
                                "measure", "arr",
                                "period_start", "2024-02-01",
                                "family", "extras",
                                "segment", "small"))
                .get(0);

        assertThat(march)
                .containsExactly(
                        "ALL 130.00 0.00 0.00 130.00", "big 0.00 130.00 0.00 130.00", "small 130.00 0.00 130.00 0.00");
        assertThat(cells(february, "opening", "cross_sell", "expansion", "closing", "renewal")
                        .values())
                .containsExactly("0.00", "360.00", "360.00", "360.00", "0.00");
    }
}
