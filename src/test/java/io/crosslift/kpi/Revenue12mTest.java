package io.crosslift.kpi;

import static io.crosslift.kpi.TestRun.cells;
import static io.crosslift.kpi.TestRun.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.schema.Accounts;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.OfferJourneys;
import io.crosslift.schema.Offers;
import io.crosslift.schema.Products;
import io.crosslift.schema.Revenue12m;
import io.crosslift.testing.SparkSessionExtension;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SparkSessionExtension.class)
final class Revenue12mTest {
    private static final String FOLDER = "16_revenue_12m/";
    private static final KpiTable K11 = new Revenue12mTable();

    @Test
    void theWindowRunsTwelveMonthsFromTheFirstPresentation(SparkSession spark) {
        Map<String, String> found = new TreeMap<>();
        Revenue12mTable.customers(case16(spark).inputs()).collectAsList().forEach(row -> {
            if (text(row, Revenue12m.OFFER).equals("ALL")
                    && text(row, Revenue12m.MONTH_N).equals("12")) {
                found.put(
                        text(row, "account_id"),
                        text(row, IndexedCustomers.INDEX_DAY) + " " + text(row, IndexedCustomers.MATURE) + " "
                                + text(row, Revenue12m.NET_REVENUE));
            }
        });

        Map<String, String> expected = new TreeMap<>();
        Golden.rows(FOLDER + "expected_customer.csv")
                .forEach(row -> expected.put(
                        row.get("customer_id"),
                        row.get("index_date") + " " + row.get("is_mature").equals("1") + " "
                                + row.get("net_revenue_in_window")));
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void onlyMatureCustomersAreInTheHeadlineThoseWithoutRevenueIncluded(SparkSession spark) {
        List<Row> rows = case16(spark)
                .rows(
                        K11,
                        Map.of(
                                "cohort",
                                "ALL",
                                "offer",
                                "ALL",
                                "month_n",
                                "12",
                                "scope",
                                "existing_only",
                                "segment",
                                "ALL"));

        assertThat(rows)
                .filteredOn(row -> !text(row, Revenue12m.GRP).equals("ALL"))
                .extracting(row -> String.join(
                        ",",
                        cells(
                                        row,
                                        Revenue12m.GRP,
                                        Revenue12m.CUSTOMERS,
                                        Revenue12m.IMMATURE,
                                        Revenue12m.NET_REVENUE,
                                        Revenue12m.REVENUE_PER_CUSTOMER)
                                .values()))
                .containsExactlyInAnyOrderElementsOf(Golden.rows(FOLDER + "expected_headline.csv").stream()
                        .map(row -> String.join(",", row.values()))
                        .toList());
        assertThat(rows)
                .filteredOn(row -> text(row, Revenue12m.GRP).equals("ALL"))
                .extracting(row -> text(row, Revenue12m.CUSTOMERS) + " " + text(row, Revenue12m.NET_REVENUE))
                .containsExactly("5 510.00");
    }

    @Test
    void aLateAcceptanceDoesNotMoveACustomerBetweenTheGroups(SparkSession spark) {
        TestRun run = TestRun.asOf(spark, "2025-12-31")
                .with(ClassifiedLines.TABLE, TableRows.of(ClassifiedLines.TABLE))
                .with(Offers.TABLE, TableRows.of(Offers.TABLE))
                .with(
                        OfferJourneys.TABLE,
                        TableRows.of(OfferJourneys.TABLE)
                                .row(journey("i1", "a", "X", "2025-01-10", null))
                                .row(journey("i2", "a", "X", "2025-02-09", "2025-02-09"))
                                .row(journey("i3", "b", "X", "2025-01-10", null))
                                .row(journey("i4", "b", "X", "2025-02-10", "2025-02-10")));

        assertThat(run.rows(K11, Map.of("cohort", "2025-01", "offer", "X", "month_n", "3", "scope", "all")))
                .extracting(row -> text(row, Revenue12m.GRP) + " " + text(row, Revenue12m.CUSTOMERS) + " "
                        + text(row, "period_type") + " " + text(row, "period_start"))
                .containsExactlyInAnyOrder(
                        "acceptor 1 month 2025-01-01", "non_acceptor 1 month 2025-01-01", "ALL 2 month 2025-01-01");
    }

    @Test
    void whatTheOfferItselfSoldIsTakenOut(SparkSession spark) {
        TestRun run = TestRun.asOf(spark, "2025-12-31")
                .with(
                        Offers.TABLE,
                        TableRows.of(Offers.TABLE)
                                .row("offer_id", "X", "offered_product_ids", List.of("p1", "p2"))
                                .row("offer_id", "Y", "offered_families", List.of("tea"))
                                .row("offer_id", "Z", "offered_product_id", "p9"))
                .with(
                        OfferJourneys.TABLE,
                        TableRows.of(OfferJourneys.TABLE)
                                .row(journey("i1", "a", "X", "2025-01-10", null))
                                .row(journey("i2", "a", "Y", "2025-02-10", null)))
                .with(
                        ClassifiedLines.TABLE,
                        TableRows.of(ClassifiedLines.TABLE)
                                .row(line("l1", "2025-03-01", "p1", "coffee", "1.00", null))
                                .row(line("l2", "2025-03-01", "p3", "tea", "2.00", null))
                                .row(line("l3", "2025-03-01", "p9", "milk", "4.00", null))
                                .row(line("l4", "2025-03-01", "p4", "milk", "8.00", "X")));

        assertThat(run.rows(K11, Map.of("cohort", "ALL", "grp", "ALL", "month_n", "3", "scope", "all")))
                .extracting(row -> text(row, Revenue12m.OFFER) + " " + text(row, Revenue12m.NET_REVENUE) + " "
                        + text(row, Revenue12m.EXCL_OFFER_REVENUE))
                .containsExactlyInAnyOrder("ALL 15.00 4.00", "X 15.00 6.00", "Y 15.00 13.00");
    }

    @Test
    void anUnknownAcquisitionCostLeavesTheSumUnknown(SparkSession spark) {
        TestRun run = TestRun.asOf(spark, "2025-12-31")
                .with(ClassifiedLines.TABLE, TableRows.of(ClassifiedLines.TABLE))
                .with(Offers.TABLE, TableRows.of(Offers.TABLE))
                .with(
                        OfferJourneys.TABLE,
                        TableRows.of(OfferJourneys.TABLE)
                                .row(journey("i1", "a", "X", "2025-01-10", null))
                                .row(journey("i2", "b", "Y", "2025-01-10", null)))
                .with(
                        Accounts.TABLE,
                        TableRows.of(Accounts.TABLE)
                                .row("account_id", "a", "currency", "USD", "acquisition_cost", "7.50")
                                .row("account_id", "b", "currency", "EUR", "acquisition_cost", "7.50"));

        assertThat(run.rows(K11, Map.of("cohort", "ALL", "grp", "ALL", "month_n", "3", "scope", "all")))
                .extracting(row -> text(row, Revenue12m.OFFER) + " " + text(row, Revenue12m.ACQUISITION_COST))
                .containsExactlyInAnyOrder("ALL ", "X 7.50", "Y ");
    }

    /**
     * Coffee leaves 40 % until February 2025 and 50 % from then on, tea 10 %. Before the first presentation 100.00 of coffee are bought;
     * in the three months after it 15.00 of coffee and 10.00 of tea; later 1,000.00 of coffee.
     */
    @Test
    void theReturnOnAcquisitionHoldsTheMarginFromTheFirstSaleOn(SparkSession spark) {
        TestRun run = withMargins(spark, "0.10");

        assertThat(run.rows(K11, Map.of("cohort", "ALL", "grp", "ALL", "offer", "X", "month_n", "3", "scope", "all")))
                .extracting(row -> String.join(
                        " ",
                        cells(
                                        row,
                                        Revenue12m.NET_REVENUE,
                                        Revenue12m.MARGIN,
                                        Revenue12m.MARGIN_TO_DATE,
                                        Revenue12m.ACQUISITION_COST,
                                        Revenue12m.RETURN_ON_ACQUISITION)
                                .values()))
                .containsExactly("25.00 8.50 48.50 19.40 2.500000");
    }

    @Test
    void aMarginThatIsNotKnownLeavesTheSumUnknown(SparkSession spark) {
        TestRun run = withMargins(spark, null);

        assertThat(run.rows(K11, Map.of("cohort", "ALL", "grp", "ALL", "offer", "X", "month_n", "3", "scope", "all")))
                .extracting(row -> text(row, Revenue12m.NET_REVENUE) + "|" + text(row, Revenue12m.MARGIN) + "|"
                        + text(row, Revenue12m.MARGIN_TO_DATE) + "|" + text(row, Revenue12m.RETURN_ON_ACQUISITION))
                .containsExactly("25.00|||");
    }

    private static TestRun withMargins(SparkSession spark, @Nullable String marginOfTea) {
        return TestRun.asOf(spark, "2025-12-31")
                .with(Offers.TABLE, TableRows.of(Offers.TABLE).row("offer_id", "X"))
                .with(
                        OfferJourneys.TABLE,
                        TableRows.of(OfferJourneys.TABLE).row(journey("i1", "a", "X", "2025-01-10", null)))
                .with(
                        Products.TABLE,
                        TableRows.of(Products.TABLE)
                                .row(product("coffee", "2024-01-01", "2025-02-01", "0.40"))
                                .row(product("coffee", "2025-02-01", null, "0.50"))
                                .row(product("tea", "2024-01-01", null, marginOfTea)))
                .with(
                        Accounts.TABLE,
                        TableRows.of(Accounts.TABLE)
                                .row("account_id", "a", "currency", "USD", "acquisition_cost", "19.40"))
                .with(
                        ClassifiedLines.TABLE,
                        TableRows.of(ClassifiedLines.TABLE)
                                .row(line("l1", "2025-01-09", "coffee", "coffee", "100.00", null))
                                .row(line("l2", "2025-03-01", "coffee", "coffee", "15.00", null))
                                .row(line("l3", "2025-04-09", "tea", "tea", "10.00", null))
                                .row(line("l4", "2025-04-10", "coffee", "coffee", "1000.00", null)));
    }

    private static Object[] product(
            String product, String validFrom, @Nullable String validTo, @Nullable String margin) {
        return new Object[] {
            "product_id",
            product,
            "valid_from",
            validFrom + " 00:00:00",
            "valid_to",
            validTo == null ? null : validTo + " 00:00:00",
            "gross_margin",
            margin
        };
    }

    private static TestRun case16(SparkSession spark) {
        TableRows journeys = TableRows.of(OfferJourneys.TABLE);
        Golden.rows(FOLDER + "in_customers.csv").forEach(row -> {
            String accepted = row.get("grp").equals("acceptor") ? row.get("index_date") : null;
            journeys.row(journey(
                    "instance " + row.get("customer_id"),
                    row.get("customer_id"),
                    "X",
                    row.get("index_date"),
                    accepted));
        });
        TableRows lines = TableRows.of(ClassifiedLines.TABLE);
        Golden.rows(FOLDER + "in_revenue.csv")
                .forEach(row -> lines.row(
                        "line_id", row.get("line_id"),
                        "account_id", row.get("customer_id"),
                        "line_date", row.get("sale_date"),
                        "gross", row.get("amount"),
                        "refund", row.get("refund_amount"),
                        "net", new BigDecimal(row.get("amount")).subtract(new BigDecimal(row.get("refund_amount")))));
        return TestRun.asOf(spark, "2025-06-30")
                .with(OfferJourneys.TABLE, journeys)
                .with(ClassifiedLines.TABLE, lines)
                .with(Offers.TABLE, TableRows.of(Offers.TABLE).row("offer_id", "X"));
    }

    private static Object[] journey(String instance, String account, String offer, String day, String acceptedDay) {
        return new Object[] {
            "offer_instance_id",
            instance,
            "account_id",
            account,
            "offer_id",
            offer,
            "is_existing",
            true,
            "offer_date",
            day,
            "presented_at",
            day + " 09:00:00",
            "accepted_at",
            acceptedDay == null ? null : acceptedDay + " 10:00:00",
            "presented",
            true,
            "accepted",
            acceptedDay != null
        };
    }

    private static Object[] line(String line, String day, String product, String family, String net, String offer) {
        return new Object[] {
            "line_id",
            line,
            "account_id",
            "a",
            "line_date",
            day,
            "line_ts",
            day + " 12:00:00",
            "product_id",
            product,
            "family",
            family,
            "net",
            net,
            "offer_id",
            offer
        };
    }
}
