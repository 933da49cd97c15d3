package io.crosslift.kpi;

import static io.crosslift.kpi.TestRun.cells;
import static io.crosslift.kpi.TestRun.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.Attach;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.OwnershipMonths;
import io.crosslift.schema.ProductRelations;
import io.crosslift.schema.Products;
import io.crosslift.testing.SparkSessionExtension;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SparkSessionExtension.class)
final class AttachTableTest {
    private static final String CASE_13 = "13_attach_rate/";
    private static final String CASE_14 = "14_penetration_white_space/";
    private static final KpiTable K06 = new AttachTable();

    @Test
    void theAttachRateNamesItsDenominator(SparkSession spark) {
        Map<String, Row> found = byVariant(case13(spark, false).rows(K06), "2025-05-01", "30");
        Map<String, Row> gross = byVariant(case13(spark, true).rows(K06), "2025-05-01", "30");
        Row orders = found.get("attach_orders");

        for (Map<String, String> expected : Golden.rows(CASE_13 + "expected.csv")) {
            List<String> answer = List.of(expected.get("numerator"), expected.get("denominator"), expected.get("rate"));
            switch (expected.get("variant")) {
                case "orders_same_basket" -> assertThat(rate(orders)).isEqualTo(answer);
                case "orders_same_basket_excl_bundle" ->
                    assertThat(List.of(
                                    number(orders, Attach.NUMERATOR) - number(orders, Attach.VIA_BUNDLE),
                                    number(orders, Attach.DENOMINATOR) - number(orders, Attach.VIA_BUNDLE)))
                            .extracting(String::valueOf)
                            .isEqualTo(answer.subList(0, 2));
                case "accounts_within_30d_of_anchor" ->
                    assertThat(rate(found.get("attach_accounts"))).isEqualTo(answer);
                case "accounts_owners_as_of" ->
                    assertThat(rate(found.get("attach_owners"))).isEqualTo(answer);
                case "units_per_anchor_unit" ->
                    assertThat(rate(found.get("attach_units"))).isEqualTo(answer);
                case "orders_same_basket_gross" ->
                    assertThat(rate(gross.get("attach_orders"))).isEqualTo(answer);
                default -> throw new AssertionError("unknown variant " + expected);
            }
        }
        assertThat(rate(found.get("bundle_adoption")))
                .as("published where bundles exist")
                .containsExactly("1", "7", "0.142857");
    }

    @Test
    void penetrationBreadthAndWhiteSpaceCountActiveAccountsOnly(SparkSession spark) {
        List<Row> rows = case14(spark).rows(K06);
        Map<String, Row> penetration = new HashMap<>();
        rows.stream()
                .filter(row -> text(row, Attach.VARIANT).equals("penetration"))
                .forEach(row -> penetration.put(text(row, Attach.ATTACH), row));
        Map<String, Row> found = byVariant(rows, "2025-05-01", "0");
        Row owners = found.get("attach_owners");

        for (Map<String, String> expected : Golden.rows(CASE_14 + "expected.csv")) {
            List<String> answer =
                    List.of(expected.get("numerator"), expected.get("denominator"), expected.get("value"));
            switch (expected.get("metric")) {
                case "penetration_F1", "penetration_F2", "penetration_F3" ->
                    assertThat(rate(penetration.get(expected.get("metric").substring(12))))
                            .isEqualTo(answer);
                case "multi_product_rate" -> {
                    assertThat(rate(found.get("multi_product"))).isEqualTo(answer);
                    assertThat(text(found.get("multi_product"), Attach.MULTI_PRODUCT_RATE))
                            .isEqualTo(answer.get(2));
                }
                case "products_per_account" -> {
                    assertThat(rate(found.get("products_per_account"))).isEqualTo(answer);
                    assertThat(text(found.get("products_per_account"), Attach.PRODUCTS_PER_ACCOUNT))
                            .isEqualTo(answer.get(2));
                }
                case "attach_F1_F2_on_owners" -> assertThat(rate(owners)).isEqualTo(answer);
                case "attach_F1_F2_on_eligible" ->
                    assertThat(List.of(
                                    number(owners, Attach.NUMERATOR),
                                    number(owners, Attach.NUMERATOR) + number(owners, Attach.WHITE_SPACE)))
                            .extracting(String::valueOf)
                            .isEqualTo(answer.subList(0, 2));
                case "white_space_accounts_F1_F2" ->
                    assertThat(text(owners, Attach.WHITE_SPACE)).isEqualTo(expected.get("numerator"));
                case "white_space_potential_mrr_F1_F2" ->
                    assertThat(new BigDecimal(text(owners, Attach.WHITE_SPACE_MRR)))
                            .isEqualByComparingTo(expected.get("value"));
                default -> throw new AssertionError("unknown metric " + expected);
            }
        }
        // F2 brings 30.00 of the 130.00 + 100.00 + 120.00 + 100.00 that holders of F1 pay in all
        assertThat(text(owners, Attach.MRR_SHARE)).isEqualTo("0.066667");
        assertThat(found).as("no bundle exists").doesNotContainKey("bundle_adoption");
    }

    @Test
    void priorHoldersLeaveBothSidesAndAreCounted(SparkSession spark) {
        TestRun run = TestRun.asOf(spark, "2025-12-31")
                .pair("A", "B")
                .with(OwnershipMonths.TABLE, TableRows.of(OwnershipMonths.TABLE))
                .with(
                        ClassifiedLines.TABLE,
                        TableRows.of(ClassifiedLines.TABLE)
                                .row(line("a", "o1", "2025-01-05", "B"))
                                .row(line("a", "o2", "2025-03-01", "A"))
                                .row(line("b", "o3", "2025-03-01", "A"))
                                .row(line("b", "o4", "2025-04-15", "B"))
                                .row(line("c", "o5", "2025-03-01", "A")));

        List<Row> rows = run.rows(K06);

        assertThat(counts(rows, "attach_accounts"))
                .containsExactlyInAnyOrder("2025-03-01 30 d: 0 of 2, 1 owned", "2025-03-01 90 d: 1 of 2, 1 owned");
        assertThat(counts(rows, "attach_orders")).containsExactly("2025-03-01 0 d: 0 of 2, 1 owned");
    }

    @Test
    void ownershipThatHasExpiredIsNotHeldBefore(SparkSession spark) {
        TestRun run = TestRun.asOf(spark, "2025-12-31")
                .pair("A", "B")
                .ownershipExpiresAfter(30)
                .with(OwnershipMonths.TABLE, TableRows.of(OwnershipMonths.TABLE))
                .with(
                        ClassifiedLines.TABLE,
                        TableRows.of(ClassifiedLines.TABLE)
                                // until 31 January, so on 1 March no longer held; bought again on the 10th
                                .row(line("a", "o1", "2025-01-01", "B"))
                                .row(line("a", "o2", "2025-03-01", "A"))
                                .row(line("a", "o3", "2025-03-10", "B"))
                                // bought again inside the thirty days: still held on 1 March
                                .row(line("b", "o4", "2025-01-10", "B"))
                                .row(line("b", "o5", "2025-02-01", "B"))
                                .row(line("b", "o6", "2025-03-01", "A")));

        assertThat(counts(run.rows(K06), "attach_accounts"))
                .containsExactlyInAnyOrder("2025-03-01 30 d: 1 of 1, 1 owned", "2025-03-01 90 d: 1 of 1, 1 owned");
    }

    @Test
    void pairsComeFromRelationsFromSettingsAndFromWhatIsHeldTogether(SparkSession spark) {
        TableRows ownership = TableRows.of(OwnershipMonths.TABLE);
        for (String account : List.of("a", "b")) {
            for (String family : List.of("F1", "F2")) {
                ownership.row(held(account, family, "2025-05-01", null));
            }
        }
        ownership.row(held("a", "F3", "2025-05-01", null));
        ownership.row(held("c", "F4", "2025-05-01", null));
        TestRun run = TestRun.asOf(spark, "2025-05-31")
                .pair("F4", "F1")
                .topPairs(3)
                .with(ClassifiedLines.TABLE, TableRows.of(ClassifiedLines.TABLE))
                .with(OwnershipMonths.TABLE, ownership)
                .with(
                        Products.TABLE,
                        TableRows.of(Products.TABLE)
                                .row("product_id", "p1", "product_family", "old", "valid_from", "2020-01-01")
                                .row("product_id", "p1", "product_family", "F1", "valid_from", "2024-01-01")
                                .row("product_id", "p3", "product_family", "F3"))
                .with(
                        ProductRelations.TABLE,
                        TableRows.of(ProductRelations.TABLE)
                                .row("from_product", "p3", "to_product", "p1", "relation", "addon_of")
                                .row("from_product", "p1", "to_product", "p3", "relation", "excludes"));

        List<String> pairs = AttachPairs.followed(run.inputs()).collectAsList().stream()
                .map(row -> text(row, Attach.ANCHOR) + ">" + text(row, Attach.ATTACH))
                .toList();

        // F1 and F2 are held by two accounts; of the pairs held by one, F1>F3 is the first by name
        assertThat(pairs).containsExactlyInAnyOrder("F4>F1", "F1>F3", "F1>F2", "F2>F1");
        assertThat(AttachPairs.followed(run.topPairs(0).inputs()).collectAsList())
                .extracting(row -> text(row, Attach.ANCHOR) + ">" + text(row, Attach.ATTACH))
                .containsExactlyInAnyOrder("F4>F1", "F1>F3");
    }

    @Test
    void accountsThatOwnNothingAreActiveByTheirOrders(SparkSession spark) {
        TestRun run = TestRun.asOf(spark, "2025-05-15")
                .with(
                        OwnershipMonths.TABLE,
                        TableRows.of(OwnershipMonths.TABLE).row(held("a", "F1", "2025-05-01", null)))
                .with(
                        ClassifiedLines.TABLE,
                        TableRows.of(ClassifiedLines.TABLE)
                                .row("line_id", "l1", "account_id", "b", "line_date", "2024-05-15")
                                .row("line_id", "l2", "account_id", "c", "line_date", "2024-05-14"));

        // a year before the end of the period is the last day that counts, and May ends at as-of
        assertThat(run.rows(K06, Map.of("variant", "penetration", "period_start", "2025-05-01")))
                .extracting(row -> rate(row) + " " + text(row, "is_mature"))
                .containsExactly("[1, 2, 0.500000] false");
    }

    @Test
    void theMedianIsTakenInTheSegmentItself(SparkSession spark) {
        TableRows ownership = TableRows.of(OwnershipMonths.TABLE)
                .row(held("a", "F1", "2025-05-01", "10.00"))
                .row(held("a", "F2", "2025-05-01", "30.00"))
                .row(held("b", "F1", "2025-05-01", "10.00"))
                .row(held("c", "F1", "2025-05-01", "10.00"))
                .row(held("c", "F2", "2025-05-01", "70.00"));
        TestRun run = TestRun.asOf(spark, "2025-05-31")
                .pair("F1", "F2")
                .with(ClassifiedLines.TABLE, TableRows.of(ClassifiedLines.TABLE))
                .with(OwnershipMonths.TABLE, ownership)
                .with(
                        AccountSegments.TABLE,
                        TableRows.of(AccountSegments.TABLE)
                                .row(segment("a", "small"))
                                .row(segment("b", "small"))
                                .row(segment("c", "large")));

        assertThat(run.rows(K06, Map.of("variant", "attach_owners")))
                .extracting(row -> String.join(
                        " ",
                        cells(row, "segment", "numerator", "denominator", "white_space", "white_space_mrr")
                                .values()))
                .containsExactlyInAnyOrder("ALL 2 3 1 50.00", "small 1 2 1 30.00", "large 1 1 0 0.00");
    }

    private static Object[] segment(String account, String segment) {
        return new Object[] {
            "account_id", account, "segment_type", "size", "segment", segment, "valid_from", "2020-01-01"
        };
    }

    private static List<String> counts(List<Row> rows, String variant) {
        return rows.stream()
                .filter(row -> text(row, "variant").equals(variant)
                        && text(row, "scope").equals("all"))
                .map(row -> text(row, "period_start") + " " + text(row, "window_days") + " d: "
                        + text(row, "numerator") + " of " + text(row, "denominator") + ", "
                        + text(row, "already_owned") + " owned")
                .toList();
    }

    /** Flows of scope all and stocks by variant; attach_accounts of the window given. */
    private static Map<String, Row> byVariant(List<Row> all, String month, String window) {
        Map<String, Row> rows = new HashMap<>();
        all.stream()
                .filter(row -> text(row, "period_start").equals(month))
                .filter(row -> List.of("0", window).contains(text(row, Attach.WINDOW_DAYS)))
                .filter(row -> text(row, "scope").equals("all")
                        == text(row, Attach.VARIANT).matches("attach_(accounts|orders|units)"))
                .forEach(row -> rows.put(text(row, Attach.VARIANT), row));
        return rows;
    }

    private static List<String> rate(Row row) {
        return List.copyOf(
                cells(row, Attach.NUMERATOR, Attach.DENOMINATOR, Attach.RATE).values());
    }

    private static long number(Row row, String column) {
        return row.<Long>getAs(column);
    }

    private static Object[] line(String account, String order, String day, String family) {
        return new Object[] {
            "line_id", order + family,
            "account_id", account,
            "order_id", order,
            "product_id", family,
            "family", family,
            "line_ts", day + " 10:00:00",
            "line_date", day,
            "qty", 1,
            "qty_net", 1
        };
    }

    private static Object[] held(String account, String family, String month, String mrr) {
        return new Object[] {
            "account_id", account,
            "family", family,
            "month", month,
            "owned", true,
            "eligible", true,
            "is_active", true,
            "mrr", mrr
        };
    }

    /** Case 13; gross as if nothing had been returned. */
    private static TestRun case13(SparkSession spark, boolean gross) {
        TableRows lines = TableRows.of(ClassifiedLines.TABLE);
        TableRows ownership = TableRows.of(OwnershipMonths.TABLE);
        TableRows relations = TableRows.of(ProductRelations.TABLE);
        TableRows products = TableRows.of(Products.TABLE);
        Set<String> seen = new TreeSet<>();
        Map<String, List<String>> contents = new HashMap<>();
        Golden.rows(CASE_13 + "in_bundles.csv").forEach(row -> {
            relations.row(
                    "from_product", row.get("bundle"),
                    "to_product", row.get("component"),
                    "relation", "bundle_contains",
                    "qty", row.get("qty"));
            contents.merge(row.get("bundle"), List.of(row.get("component")), (a, b) -> List.of(a.get(0), b.get(0)));
        });
        for (String product : List.of("P", "C", "B")) {
            products.row("product_id", product, "product_family", product);
        }
        for (Map<String, String> row : Golden.rows(CASE_13 + "in_order_lines.csv")) {
            int quantity = Integer.parseInt(row.get("qty"));
            int returned = gross ? 0 : Integer.parseInt(row.get("returned_qty"));
            lines.row(
                    "line_id", row.get("order_id") + row.get("product"),
                    "account_id", row.get("account_id"),
                    "order_id", row.get("order_id"),
                    "product_id", row.get("product"),
                    "family", row.get("product"),
                    "line_ts", row.get("order_date") + " 10:00:00",
                    "line_date", row.get("order_date"),
                    "qty", quantity,
                    "qty_net", quantity - returned);
            List<String> families = contents.getOrDefault(row.get("product"), List.of(row.get("product")));
            for (String family : families) {
                if (quantity > returned && seen.add(row.get("account_id") + family)) {
                    ownership.row(
                            "account_id",
                            row.get("account_id"),
                            "family",
                            family,
                            "month",
                            "2025-05-01",
                            "owned",
                            true,
                            "eligible",
                            true,
                            "is_active",
                            true,
                            "via_bundle",
                            contents.containsKey(row.get("product")));
                }
            }
        }
        return TestRun.asOf(spark, "2025-08-31")
                .pair("P", "C")
                .with(ClassifiedLines.TABLE, lines)
                .with(OwnershipMonths.TABLE, ownership)
                .with(ProductRelations.TABLE, relations)
                .with(Products.TABLE, products);
    }

    private static TestRun case14(SparkSession spark) {
        TableRows ownership = TableRows.of(OwnershipMonths.TABLE);
        Golden.rows(CASE_14 + "in_ownership.csv")
                .forEach(row -> ownership.row(
                        "account_id", row.get("account_id"),
                        "family", row.get("product_family"),
                        "month", "2025-05-01",
                        "owned", true,
                        "eligible", true,
                        "is_active", row.get("active").equals("1"),
                        "mrr", row.get("mrr")));
        Golden.rows(CASE_14 + "in_ineligible.csv")
                .forEach(row -> ownership.row(
                        "account_id",
                        row.get("account_id"),
                        "family",
                        row.get("product_family"),
                        "month",
                        "2025-05-01",
                        "owned",
                        false,
                        "eligible",
                        false,
                        "is_active",
                        true,
                        "ineligible_reason",
                        row.get("reason")));
        return TestRun.asOf(spark, "2025-05-31")
                .pair("F1", "F2")
                .with(ClassifiedLines.TABLE, TableRows.of(ClassifiedLines.TABLE))
                .with(OwnershipMonths.TABLE, ownership);
    }
}
