package io.crosslift.kpi;

import static io.crosslift.kpi.TestRun.cells;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.finance.Identities;
import io.crosslift.schema.AcceptorRetention;
import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.Contracts;
import io.crosslift.schema.MrrMovements;
import io.crosslift.schema.OfferEvents;
import io.crosslift.schema.OfferJourneys;
import io.crosslift.schema.Offers;
import io.crosslift.schema.Products;
import io.crosslift.schema.Revenue12m;
import io.crosslift.schema.TableSpec;
import io.crosslift.testing.SparkSessionExtension;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Customers buy every ten days and are gone after ten days without an order, so that the day of a churn can be set. */
@ExtendWith(SparkSessionExtension.class)
final class AcceptorRetentionTest {
    private static final int SILENCE = 10;
    private static final AcceptorRetentionTable TABLE = new AcceptorRetentionTable();
    private static final Map<String, String> WHOLE =
            Map.of("offer", "ALL", "motion", "ALL", "period_type", "all", "scope", "existing_only", "segment", "ALL");

    @ParameterizedTest
    @CsvSource({"naive_ever_accepted, naive_ever_accepted", "landmark_30d_horizon_180d, landmark"})
    void theWorkedCaseIsReproduced(String golden, String method, SparkSession spark) {
        Row row = only(worked(spark).rows(TABLE, where("method", method, "horizon_days", "180")));

        Map<String, String> expected = new HashMap<>(Golden.rows("21_acceptor_retention/expected.csv").stream()
                .filter(each -> each.get("method").equals(golden))
                .findFirst()
                .orElseThrow());
        expected.remove("method");
        assertThat(cells(row, expected.keySet().toArray(String[]::new))).isEqualTo(expected);
        assertThat(cells(row, "gone", "immature").values()).containsExactly(method.equals("landmark") ? "2" : "0", "0");
    }

    @Test
    void theLandmarkHasNewcombesIntervalAndTheNaiveComparisonNone(SparkSession spark) {
        TestRun run = worked(spark);
        Row landmark = only(run.rows(TABLE, where("method", "landmark", "horizon_days", "180")));
        Row naive = only(run.rows(TABLE, where("method", "naive_ever_accepted", "horizon_days", "180")));

        // Newcombe's method 10 of 3/4 and 4/5, worked out apart
        assertThat(landmark.<Double>getAs("ci_low")).isCloseTo(-0.5282732443185391, within(1e-9));
        assertThat(landmark.<Double>getAs("ci_high")).isCloseTo(0.421121447690633, within(1e-9));
        assertThat(naive.isNullAt(naive.fieldIndex("ci_low"))).isTrue();
        assertThat(naive.isNullAt(naive.fieldIndex("ci_high"))).isTrue();
    }

    /**
     * Up for renewal on 1 May: r1 and r2 hold a cross-sold item, r2 leaves that day; r3, r4 and r5 hold none, r3 having given its own back;
     * r4 leaves that day, r5 a day later. r6 left before. The amendment of r1, and what is up after as-of, count nothing.
     */
    @Test
    void contractsWithACrossSoldItemAreRenewedAsOftenAsTheSubscriptionsSay(SparkSession spark) {
        TableRows contracts = TableRows.of(Contracts.TABLE);
        TableRows movements = TableRows.of(MrrMovements.TABLE);
        for (String account : List.of("r1", "r2", "r3", "r4", "r5", "r6")) {
            contracts.row(contract("c-" + account, account, "new", "2024-05-01"));
            movements.row(moved(account, "base", "new", "2023-05-01", "100.00"));
        }
        contracts.row(contract("amended", "r1", "expansion", "2024-05-01"));
        contracts.row(contract("ahead", "r1", "renewal", "2025-05-01"));
        for (String account : List.of("r1", "r2", "r3")) {
            movements.row(moved(account, "addon", "cross_sell", "2023-09-01", "20.00"));
        }
        movements
                .row(moved("r3", "addon", "contraction", "2024-02-01", "-20.00"))
                .row(moved("r2", "base", "churn", "2024-05-01", "-100.00"))
                .row(moved("r2", "addon", "churn", "2024-05-01", "-20.00"))
                .row(moved("r4", "base", "churn", "2024-05-01", "-100.00"))
                .row(moved("r5", "base", "churn", "2024-05-02", "-100.00"))
                .row(moved("r6", "base", "churn", "2024-04-30", "-100.00"));

        TestRun run = TestRun.asOf(spark, "2024-07-31")
                .with(Contracts.TABLE, contracts)
                .with(MrrMovements.TABLE, movements);

        assertThat(TABLE.missing(run.inputs())).isEmpty();
        Row row = only(run.rows(TABLE, quarter("method", "renewal", "period_start", "2024-04-01")));
        assertThat(cells(
                                row,
                                "acceptors_at_risk",
                                "acceptors_retained",
                                "acceptor_retention",
                                "non_acceptors_at_risk",
                                "non_acceptors_retained",
                                "non_acceptor_retention",
                                "difference",
                                "gone",
                                "is_mature")
                        .values())
                .containsExactly("2", "1", "0.500000", "3", "2", "0.666667", "-0.166667", "1", "true");
    }

    private static Object[] contract(String contract, String account, String kind, String renewal) {
        return new Object[] {"contract_id", contract, "account_id", account, "kind", kind, "next_renewal_date", renewal
        };
    }

    private static Object[] moved(String account, String item, String movement, String day, String mrr) {
        return new Object[] {
            "account_id", account,
            "subscription_item_id", item,
            "movement_class", movement,
            "effective_date", day,
            "mrr_delta", mrr
        };
    }

    @Test
    void whoComesBackIsRetainedAndWhoseHorizonIsAheadIsImmature(SparkSession spark) {
        TestRun run = run(
                spark,
                "2024-12-31",
                // a pause of 50 days between landmark and horizon
                customer("back", "2024-01-01", "2024-01-02")
                        .buys("2023-12-20", "2024-02-20")
                        .buys("2024-04-10", "2024-12-31"),
                customer("late", "2024-08-01", null).buys("2024-07-15", "2024-12-31"));

        Row row = only(run.rows(TABLE, where("method", "landmark", "horizon_days", "180")));
        assertThat(cells(
                                row,
                                "acceptors_at_risk",
                                "acceptors_retained",
                                "non_acceptors_at_risk",
                                "immature",
                                "is_mature")
                        .values())
                .containsExactly("1", "1", "0", "1", "true");
        assertThat(cells(row, "difference", "non_acceptor_retention").values()).containsExactly("", "");
        // the quarter that sold waits for its last customer
        assertThat(run.rows(TABLE, quarter("method", "landmark", "horizon_days", "180")))
                .extracting(each ->
                        cells(each, "period_start", "is_mature").values().toString())
                .containsExactlyInAnyOrder("[2024-01-01, true]", "[2024-07-01, false]");
    }

    @Test
    void theHazardCountsCustomersForAsLongAsTheyWereSeen(SparkSession spark) {
        TestRun run = run(
                spark,
                "2024-10-31",
                // landmark 2024-01-31; churns 40 and 150 days after it, and none
                customer("a1", "2024-01-01", "2024-01-03").churnsOn("2024-03-11"),
                customer("a2", "2024-01-01", "2024-01-03").churnsOn("2024-06-29"),
                customer("a3", "2024-01-01", "2024-01-03").buys("2023-12-20", "2024-10-31"),
                // landmark 2024-08-23: seen for 69 days
                customer("n1", "2024-07-24", null).buys("2024-07-10", "2024-10-31"),
                customer("n2", "2024-01-01", null).churnsOn("2024-03-11"),
                customer("n3", "2024-01-01", null).buys("2023-12-20", "2024-10-31"),
                customer("n4", "2024-01-01", null).churnsOn("2024-05-10"),
                // gone before its landmark
                customer("n5", "2024-01-01", null).churnsOn("2024-01-20"));

        Row row = only(run.rows(TABLE, where("method", "survival", "horizon_days", "120")));
        assertThat(cells(row, "acceptors_at_risk", "acceptors_retained", "acceptors_churned", "acceptor_retention")
                        .values())
                .containsExactly("3", "2", "1", "0.666667");
        // 3/4 on day 40, then n1 is out of sight, then 1/2 on day 100
        assertThat(cells(
                                row,
                                "non_acceptors_at_risk",
                                "non_acceptors_retained",
                                "non_acceptors_churned",
                                "non_acceptor_retention",
                                "difference",
                                "gone",
                                "immature")
                        .values())
                .containsExactly("4", "1", "2", "0.375000", "0.291667", "1", "1");
        // (40 + 120 + 120) / 30 and (69 + 40 + 120 + 100) / 30 months
        assertThat(cells(row, "acceptor_months", "non_acceptor_months", "acceptor_hazard", "non_acceptor_hazard")
                        .values())
                .containsExactly("9.333333", "10.966667", "0.107143", "0.182371");
        double ratio = (1 / (280 / 30.0)) / (2 / (329 / 30.0));
        double spread = Math.exp(1.959963984540054 * Math.sqrt(1 + 0.5));
        assertThat(cells(row, "hazard_ratio").values()).containsExactly("0.587500");
        assertThat(row.<Double>getAs("hazard_ratio_low")).isCloseTo(ratio / spread, within(1e-9));
        assertThat(row.<Double>getAs("hazard_ratio_high")).isCloseTo(ratio * spread, within(1e-9));
        // Greenwood: (2/3)^2 (1/6) and (3/8)^2 (1/12 + 1/2)
        double half = 1.959963984540054 * Math.sqrt(4.0 / 9 / 6 + 9.0 / 64 * (1.0 / 12 + 0.5));
        assertThat(row.<Double>getAs("ci_high")).isCloseTo(2.0 / 3 - 0.375 + half, within(1e-9));
        assertThat(run.rows(TABLE, where("method", "survival"))).hasSize(6);
    }

    @Test
    void proposalsOfServicesAreFollowedFromTheAnswerByMotion(SparkSession spark) {
        TestRun run = run(
                        spark,
                        "2024-12-31",
                        customer("yes", "2024-01-01", "2024-01-20").of("audit").buys("2023-12-20", "2024-12-31"),
                        customer("no", "2024-01-01", null).of("audit").churnsOn("2024-03-01"),
                        customer("later", "2024-01-01", "2024-02-20")
                                .of("audit")
                                .buys("2023-12-20", "2024-12-31"),
                        customer("silent", "2024-01-01", null).of("audit").buys("2023-12-20", "2024-12-31"),
                        customer("goods", "2024-01-01", "2024-01-02")
                                .of("filters")
                                .buys("2023-12-20", "2024-12-31"))
                .with(
                        Products.TABLE,
                        TableRows.of(Products.TABLE)
                                .row("product_id", "audit", "product_family", "advice", "business_model", "services")
                                .row("product_id", "filter", "product_family", "parts", "business_model", "ecommerce"))
                .with(
                        Offers.TABLE,
                        TableRows.of(Offers.TABLE)
                                .row("offer_id", "audit", "offered_product_id", "audit", "motion", "proactive")
                                .row(
                                        "offer_id",
                                        "filters",
                                        "offered_families",
                                        List.of("parts"),
                                        "motion",
                                        "requested"))
                .with(
                        OfferEvents.TABLE,
                        TableRows.of(OfferEvents.TABLE)
                                .row("offer_instance_id", "i-no", "event_type", "declined", "event_ts", "2024-01-15")
                                .row(
                                        "offer_instance_id",
                                        "i-later",
                                        "event_type",
                                        "declined",
                                        "event_ts",
                                        "2024-01-10"));

        Map<String, String> proactive = new HashMap<>(where("method", "proposal", "horizon_days", "90"));
        proactive.put("motion", "proactive");
        Row row = only(run.rows(TABLE, proactive));
        // who declined and accepted later declined; who never answered is in neither group
        assertThat(cells(
                                row,
                                "acceptors_at_risk",
                                "acceptors_retained",
                                "non_acceptors_at_risk",
                                "non_acceptors_retained",
                                "difference")
                        .values())
                .containsExactly("1", "1", "2", "1", "0.500000");
        assertThat(run.rows(TABLE, Map.of("method", "proposal", "offer", "filters")))
                .isEmpty();
    }

    @Test
    void aSegmentIsThatOfTheFirstPresentation(SparkSession spark) {
        TestRun run = run(spark, "2024-12-31", customer("a", "2024-01-01", null).buys("2023-12-20", "2024-12-31"))
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
                                        "2023-01-01",
                                        "valid_to",
                                        "2024-01-02")
                                .row(
                                        "account_id",
                                        "a",
                                        "segment_type",
                                        "size",
                                        "segment",
                                        "large",
                                        "valid_from",
                                        "2024-01-02"));

        assertThat(run.rows(
                        TABLE,
                        Map.of(
                                "method",
                                "landmark",
                                "horizon_days",
                                "90",
                                "period_type",
                                "all",
                                "offer",
                                "ALL",
                                "scope",
                                "all")))
                .extracting(row -> row.<String>getAs("segment"))
                .containsExactlyInAnyOrder("ALL", "small");
    }

    @Test
    void nobodyWhoWasPresentedWithAnOfferIsLost(SparkSession spark) {
        TestRun run =
                worked(spark).with(Offers.TABLE, TableRows.of(Offers.TABLE).row("offer_id", "X"));
        Dataset<Row> retention = TABLE.rows(run.inputs());
        Dataset<Row> revenue = new Revenue12mTable().rows(run.inputs());

        assertThat(identity(retention, revenue))
                .extracting(row -> cells(row, "identity_id", "slice", "left", "right", "passed")
                        .values()
                        .toString())
                // eleven customers, of one offer and of any, in two scopes
                .containsExactlyInAnyOrder(
                        "[I14, customers of K12 followed for 90 days, against K11, 44.000000, 44.000000, true]",
                        "[I14, customers of K12 followed for 180 days, against K11, 44.000000, 44.000000, true]");
        assertThat(identity(retention.filter("scope = 'all' OR horizon_days = 90"), revenue))
                .extracting(row -> row.<Boolean>getAs("passed"))
                .containsExactlyInAnyOrder(true, false);
    }

    private static List<Row> identity(Dataset<Row> retention, Dataset<Row> revenue) {
        Map<TableSpec, Dataset<Row>> tables = Map.of(AcceptorRetention.TABLE, retention, Revenue12m.TABLE, revenue);
        return Identities.of(tables::containsKey, tables::get, null)
                .orElseThrow()
                .collectAsList();
    }

    private static TestRun worked(SparkSession spark) {
        Customer[] customers = Golden.rows("21_acceptor_retention/in_customers.csv").stream()
                .map(row -> {
                    String accepted = row.get("accepted_date");
                    Customer customer = customer(
                            row.get("customer_id"), row.get("presented_date"), accepted.isEmpty() ? null : accepted);
                    String churn = row.get("churn_date");
                    return churn.isEmpty() ? customer.buys("2023-12-20", "2024-12-31") : customer.churnsOn(churn);
                })
                .toArray(Customer[]::new);
        return run(spark, "2024-12-31", customers);
    }

    private static TestRun run(SparkSession spark, String asOf, Customer... customers) {
        TableRows journeys = TableRows.of(OfferJourneys.TABLE);
        TableRows lines = TableRows.of(ClassifiedLines.TABLE);
        for (Customer customer : customers) {
            journeys.row(
                    "offer_instance_id",
                    "i-" + customer.id,
                    "account_id",
                    customer.id,
                    "offer_id",
                    customer.offer,
                    "is_existing",
                    true,
                    "offer_date",
                    customer.presented,
                    "presented_at",
                    customer.presented + " 09:00:00",
                    "presented",
                    true,
                    "accepted",
                    customer.accepted != null,
                    "accepted_at",
                    customer.accepted);
            for (LocalDate day : customer.days) {
                lines.row("account_id", customer.id, "line_date", day, "qty_net", "1");
            }
        }
        return TestRun.asOf(spark, asOf)
                .inactiveAfter(SILENCE)
                .with(OfferJourneys.TABLE, journeys)
                .with(ClassifiedLines.TABLE, lines);
    }

    private static Customer customer(String id, String presented, @Nullable String accepted) {
        return new Customer(id, presented, accepted);
    }

    /** What is asked of, with the roll-up of everything else. */
    private static Map<String, String> where(String... columnsAndValues) {
        Map<String, String> where = new HashMap<>(WHOLE);
        for (int i = 0; i < columnsAndValues.length; i += 2) {
            where.put(columnsAndValues[i], columnsAndValues[i + 1]);
        }
        return where;
    }

    private static Map<String, String> quarter(String... columnsAndValues) {
        Map<String, String> where = new HashMap<>(where(columnsAndValues));
        where.put("period_type", "quarter");
        return where;
    }

    private static Row only(List<Row> rows) {
        assertThat(rows).hasSize(1);
        return rows.get(0);
    }

    private static final class Customer {
        private final String id;
        private final String presented;
        private final @Nullable String accepted;
        private final List<LocalDate> days = new ArrayList<>();
        private String offer = "X";

        private Customer(String id, String presented, @Nullable String accepted) {
            this.id = id;
            this.presented = presented;
            this.accepted = accepted;
        }

        Customer of(String otherOffer) {
            offer = otherOffer;
            return this;
        }

        /** An order on the last day and every ten days before it, from the first day on. */
        Customer buys(String first, String last) {
            for (LocalDate day = LocalDate.parse(last);
                    !day.isBefore(LocalDate.parse(first));
                    day = day.minusDays(10)) {
                days.add(day);
            }
            return this;
        }

        /** The day after the silence that follows the last order. */
        Customer churnsOn(String day) {
            return buys(
                    "2023-12-20", LocalDate.parse(day).minusDays(SILENCE + 1).toString());
        }
    }
}
