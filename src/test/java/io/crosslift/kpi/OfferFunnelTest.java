package io.crosslift.kpi;

import static io.crosslift.kpi.TestRun.cells;
import static io.crosslift.kpi.TestRun.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.CrossSellMetrics;
import io.crosslift.schema.OfferConversion;
import io.crosslift.schema.OfferJourneys;
import io.crosslift.testing.SparkSessionExtension;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(SparkSessionExtension.class)
final class OfferFunnelTest {
    private static final String CASE_01 = "01_cross_sell_conversion/";
    private static final String CASE_02 = "02_offer_conversion/";
    private static final KpiTable K01 = new CrossSellMetricsTable();
    private static final KpiTable K02 = new OfferConversionTable();

    @Test
    void oneRowPerExistingCustomerAndDayWithACrossSellOffer(SparkSession spark) {
        List<Row> rows = case01(spark).rows(K01);

        Map<Long, String> customerOfSurrogate = customersBySurrogate(spark);
        assertThat(rows)
                .extracting(row -> customerOfSurrogate.get(row.<Long>getAs(CrossSellMetrics.CUSTOMER_ID)) + " "
                        + text(row, CrossSellMetrics.OFFER_DATE) + " "
                        + text(row, CrossSellMetrics.TOTAL_NUMBER_OF_CROSS_SELL_OFFERS) + " "
                        + text(row, CrossSellMetrics.NUMBER_OF_CROSS_SELL_PURCHASES))
                .containsExactlyInAnyOrderElementsOf(Golden.rows(CASE_01 + "expected_cross_sell_metrics.csv").stream()
                        .map(row -> row.get("customer_id") + " " + row.get("offer_date") + " "
                                + row.get("total_number_of_cross_sell_offers") + " "
                                + row.get("number_of_cross_sell_purchases"))
                        .toList());
        assertThat(rows).extracting(row -> row.getAs(CrossSellMetrics.ID)).doesNotHaveDuplicates();
    }

    @Test
    void periodsCountCustomerDaysAndDistinctCustomersApart(SparkSession spark) {
        Map<String, Row> rows = new TreeMap<>();
        case01(spark)
                .rows(K02, allRow("existing_only", "cross_sell"))
                .forEach(row -> rows.put(text(row, "period_type") + text(row, "period_start"), row));

        for (Map<String, String> expected : Golden.rows(CASE_01 + "expected_period.csv")) {
            String period = expected.get("period");
            Row row = rows.get(period.equals("2025-Q3") ? "quarter2025-07-01" : "month" + period + "-01");
            assertThat(cells(
                            row,
                            OfferConversion.OFFER_CUSTOMER_DAYS,
                            OfferConversion.PURCHASE_CUSTOMER_DAYS,
                            OfferConversion.CUSTOMERS_OFFERED,
                            OfferConversion.CUSTOMERS_PURCHASED))
                    .as(period)
                    .containsExactly(
                            Map.entry(OfferConversion.OFFER_CUSTOMER_DAYS, expected.get("offers_customer_days")),
                            Map.entry(OfferConversion.PURCHASE_CUSTOMER_DAYS, expected.get("purchases_customer_days")),
                            Map.entry(OfferConversion.CUSTOMERS_OFFERED, expected.get("offers_distinct_customers")),
                            Map.entry(
                                    OfferConversion.CUSTOMERS_PURCHASED, expected.get("purchases_distinct_customers")));
            assertThat(percent(row, OfferConversion.CUSTOMER_DAY_RATE))
                    .as(period)
                    .isEqualTo(shortened(expected.get("rate_customer_days_pct")));
            assertThat(percent(row, OfferConversion.CROSS_SELL_CONVERSION_RATE))
                    .as(period)
                    .isEqualTo(shortened(expected.get("rate_distinct_pct")));
        }
    }

    @Test
    void theCubeMeasureIsAHundredTimesTheCustomerDayRateOfTheAllRow(SparkSession spark) {
        TestRun run = case01(spark);
        K01.rows(run.inputs()).createOrReplaceTempView("cross_sell_metrics");
        String measure = spark.sql("SELECT CAST(ROUND(SUM(number_of_cross_sell_purchases) * 100.0"
                        + " / NULLIF(SUM(total_number_of_cross_sell_offers), 0), 4) AS STRING) FROM cross_sell_metrics")
                .head()
                .getString(0);

        Map<String, String> where = allRow("existing_only", "cross_sell");
        where.put("period_type", "all");
        List<Row> all = run.rows(K02, where);

        assertThat(all).hasSize(1);
        assertThat(percent(all.get(0), OfferConversion.CUSTOMER_DAY_RATE))
                .isEqualTo(measure)
                .isEqualTo("50.0000");
    }

    @Test
    void prospectsCountInScopeAllOnlyAndUpSellOffersApart(SparkSession spark) {
        Map<String, String> everyone = allRow("all", "cross_sell");
        everyone.put("period_type", "all");
        Map<String, String> upSell = allRow("existing_only", "up_sell");
        upSell.put("period_type", "all");

        TestRun run = case01(spark);

        assertThat(run.rows(K02, everyone)).singleElement().satisfies(row -> assertThat(
                        text(row, OfferConversion.CUSTOMERS_OFFERED))
                .isEqualTo("6"));
        assertThat(run.rows(K02, upSell)).singleElement().satisfies(row -> assertThat(cells(
                        row,
                        OfferConversion.PRESENTED,
                        OfferConversion.OFFER_CUSTOMER_DAYS,
                        OfferConversion.CROSS_SELL_CONVERSION_RATE))
                .containsValues("1", "0", ""));
    }

    @Test
    void offerConversionCountsInstancesAndIsRecomputedForTheTotal(SparkSession spark) {
        List<Row> rows = case02(spark)
                .rows(
                        K02,
                        Map.of(
                                "period_start", "2025-03-01",
                                "period_type", "month",
                                "scope", "existing_only",
                                "offer", "ALL",
                                "placement", "ALL",
                                "segment", "ALL"));

        assertThat(rows)
                .extracting(row -> String.join(
                        ",",
                        cells(
                                        row,
                                        OfferConversion.CHANNEL,
                                        OfferConversion.PRESENTED,
                                        OfferConversion.ACCEPTED,
                                        OfferConversion.OFFER_CONVERSION_RATE)
                                .values()))
                .containsExactlyInAnyOrderElementsOf(Golden.rows(CASE_02 + "expected.csv").stream()
                        .map(row -> String.join(",", row.values()))
                        .toList());
    }

    @Test
    void aLaterStageImpliesTheEarlierOnesAndObservationsStandBeside(SparkSession spark) {
        Row all = case02(spark)
                .rows(
                        K02,
                        Map.of(
                                "period_start", "2025-03-01",
                                "period_type", "month",
                                "scope", "existing_only",
                                "offer", "ALL",
                                "channel", "ALL",
                                "placement", "ALL",
                                "segment", "ALL"))
                .get(0);

        // I6 was only eligible, I3 and I7 only sent; of the five presented, one had a send.
        assertThat(cells(
                                all,
                                OfferConversion.ELIGIBLE,
                                OfferConversion.SENT,
                                OfferConversion.PRESENTED,
                                OfferConversion.CLICKED,
                                OfferConversion.ACCEPTED,
                                OfferConversion.OBSERVED_ELIGIBLE,
                                OfferConversion.OBSERVED_SENT,
                                OfferConversion.OBSERVED_CLICKED)
                        .values())
                .containsExactly("8", "7", "5", "2", "2", "1", "3", "0");
    }

    @Test
    void segmentsAreThoseValidWhenTheOfferWasPresented(SparkSession spark) {
        TestRun run = TestRun.asOf(spark, "2025-12-31")
                .with(
                        OfferJourneys.TABLE,
                        TableRows.of(OfferJourneys.TABLE)
                                .row(presented("i1", "a", "2025-03-10", false))
                                .row(presented("i2", "a", "2025-05-10", true)))
                .with(
                        AccountSegments.TABLE,
                        TableRows.of(AccountSegments.TABLE)
                                .row(
                                        "account_id",
                                        "a",
                                        "segment_type",
                                        "age",
                                        "segment",
                                        "young",
                                        "valid_from",
                                        "2020-01-01",
                                        "valid_to",
                                        "2025-04-01")
                                .row(
                                        "account_id",
                                        "a",
                                        "segment_type",
                                        "age",
                                        "segment",
                                        "old",
                                        "valid_from",
                                        "2025-04-01"));

        List<Row> rows = run.rows(
                K02,
                Map.of(
                        "period_type",
                        "all",
                        "scope",
                        "existing_only",
                        "offer",
                        "ALL",
                        "channel",
                        "ALL",
                        "placement",
                        "ALL"));

        assertThat(rows)
                .extracting(row -> text(row, "segment") + " " + text(row, OfferConversion.PRESENTED) + " "
                        + text(row, OfferConversion.ACCEPTED) + " " + text(row, OfferConversion.CUSTOMERS_OFFERED))
                .containsExactlyInAnyOrder("ALL 2 1 1", "young 1 0 1", "old 1 1 1");
    }

    @Test
    void offersBeforeCompleteHistoryAreInNoTable(SparkSession spark) {
        TestRun run = TestRun.asOf(spark, "2025-12-31")
                .completeFrom("2025-03-20")
                .with(
                        OfferJourneys.TABLE,
                        TableRows.of(OfferJourneys.TABLE)
                                .row(presented("i1", "a", "2025-03-19", false))
                                .row(presented("i2", "a", "2025-03-20", true))
                                .row(presented("i3", "a", "2025-04-10", true)));

        assertThat(run.rows(K01)).hasSize(2);
        assertThat(run.rows(K02, allRow("existing_only", "cross_sell")))
                .filteredOn(row -> text(row, "period_type").equals("month"))
                .extracting(
                        row -> text(row, "period_start") + " " + text(row, "presented") + " " + text(row, "is_mature"))
                .contains("2025-03-01 1 false", "2025-04-01 1 true")
                .doesNotContain("2025-03-01 2 false");
    }

    @ParameterizedTest
    @CsvSource({
        // n and accepted in April, then in May; z = 2.48, -2.48, 0.67, and 29 observations
        "100, 10, 100, 23, rising",
        "100, 23, 100, 10, falling",
        "100, 10, 100, 13, flat",
        "100, 10, 29, 20, insufficient"
    })
    void theTrendIsATestOfTwoProportions(int n0, int x0, int n1, int x1, String trend, SparkSession spark) {
        TableRows rows = TableRows.of(OfferJourneys.TABLE);
        for (int i = 0; i < n0; i++) {
            rows.row(presented("april" + i, "a" + i, "2025-04-10", i < x0));
        }
        for (int i = 0; i < n1; i++) {
            rows.row(presented("may" + i, "b" + i, "2025-05-10", i < x1));
        }
        Map<String, String> may = allRow("existing_only", "cross_sell");
        may.put("period_start", "2025-05-01");
        may.put("period_type", "month");

        List<Row> found = TestRun.asOf(spark, "2025-12-31")
                .minimumObservations(30)
                .with(OfferJourneys.TABLE, rows)
                .rows(K02, may);

        assertThat(found).singleElement().satisfies(row -> assertThat(text(row, OfferConversion.TREND))
                .isEqualTo(trend));
    }

    @Test
    void aReturnWindowThatIsStillOpenKeepsThePeriodImmature(SparkSession spark) {
        TableRows bought = TableRows.of(OfferJourneys.TABLE)
                .row(
                        "offer_instance_id",
                        "i1",
                        "account_id",
                        "a",
                        "sell_type",
                        "cross_sell",
                        "is_existing",
                        true,
                        "offer_date",
                        "2025-03-05",
                        "presented",
                        true,
                        "accepted",
                        true,
                        "purchased",
                        true,
                        "kept",
                        true,
                        "purchased_at",
                        "2025-04-01 10:00:00",
                        "is_mature",
                        true,
                        "revenue",
                        "5.00");
        Map<String, String> march = allRow("existing_only", "cross_sell");
        march.put("period_start", "2025-03-01");
        march.put("period_type", "month");

        assertThat(TestRun.asOf(spark, "2025-04-30")
                        .with(OfferJourneys.TABLE, bought)
                        .rows(K02, march))
                .extracting(row -> text(row, "is_mature"))
                .containsExactly("false");
        assertThat(TestRun.asOf(spark, "2025-05-01")
                        .with(OfferJourneys.TABLE, bought)
                        .rows(K02, march))
                .extracting(row -> text(row, "is_mature"))
                .containsExactly("true");
    }

    private static Map<String, String> allRow(String scope, String sellType) {
        return new TreeMap<>(Map.of(
                "scope", scope,
                "sell_type", sellType,
                "offer", "ALL",
                "channel", "ALL",
                "placement", "ALL",
                "segment_type", "ALL",
                "segment", "ALL"));
    }

    private static Object[] presented(String instance, String account, String day, boolean bought) {
        return new Object[] {
            "offer_instance_id",
            instance,
            "account_id",
            account,
            "offer_id",
            "X",
            "sell_type",
            "cross_sell",
            "is_existing",
            true,
            "offer_date",
            day,
            "presented_at",
            day + " 12:00:00",
            "channel",
            "email",
            "placement",
            "mail",
            "presented",
            true,
            "accepted",
            bought,
            "purchased",
            bought,
            "kept",
            bought,
            "is_mature",
            true,
            "revenue",
            bought ? "10.00" : "0.00"
        };
    }

    /** Offer journeys of case 01: instances are presentations of a day; windows are those of the case. */
    private static TestRun case01(SparkSession spark) {
        TableRows rows = TableRows.of(OfferJourneys.TABLE);
        List<Map<String, String>> events = Golden.rows(CASE_01 + "in_offer_events.csv");
        List<Map<String, String>> purchases = Golden.rows(CASE_01 + "in_purchases.csv");
        for (Map<String, String> shown : events) {
            if (!shown.get("event_type").equals("presented")) {
                continue;
            }
            String customer = shown.get("customer_id");
            String offer = shown.get("offer_id");
            String day = shown.get("event_ts").substring(0, 10);
            boolean existing = Golden.rows(CASE_01 + "in_accounts.csv").stream()
                    .anyMatch(row -> row.get("customer_id").equals(customer)
                            && !row.get("first_paid_date").isEmpty());
            boolean accepted = events.stream()
                    .anyMatch(event -> event.get("event_type").equals("accepted")
                            && event.get("customer_id").equals(customer)
                            && event.get("event_ts").startsWith(day));
            List<Map<String, String>> bought = purchases.stream()
                    .filter(row -> row.get("customer_id").equals(customer)
                            && row.get("offer_id").equals(offer)
                            && within(30, day, row.get("purchase_ts")))
                    .toList();
            boolean kept = bought.stream().anyMatch(row -> row.get("status").equals("paid"));
            rows.row(
                    "offer_instance_id",
                    shown.get("event_id"),
                    "account_id",
                    customer,
                    "offer_id",
                    offer,
                    "sell_type",
                    shown.get("sell_type"),
                    "is_existing",
                    existing,
                    "offer_date",
                    day,
                    "presented_at",
                    shown.get("event_ts"),
                    "channel",
                    "email",
                    "placement",
                    "mail",
                    "presented",
                    true,
                    "accepted",
                    accepted,
                    "purchased",
                    !bought.isEmpty(),
                    "kept",
                    kept,
                    "is_mature",
                    true,
                    "revenue",
                    kept ? bought.get(0).get("net_amount") : "0.00");
        }
        return TestRun.asOf(spark, "2025-12-31").with(OfferJourneys.TABLE, rows);
    }

    /** Offer journeys of case 02: one per instance, accepted before it expired. */
    private static TestRun case02(SparkSession spark) {
        TableRows rows = TableRows.of(OfferJourneys.TABLE);
        Golden.rows(CASE_02 + "in_offer_events.csv").stream()
                .collect(Collectors.groupingBy(row -> row.get("offer_instance_id")))
                .forEach((instance, events) -> {
                    Map<String, String> at = new TreeMap<>();
                    events.forEach(event -> at.putIfAbsent(event.get("event_type"), event.get("event_ts")));
                    boolean accepted = at.containsKey("accepted")
                            && at.get("accepted").compareTo(events.get(0).get("expires_at")) < 0;
                    rows.row(
                            "offer_instance_id",
                            instance,
                            "account_id",
                            "account of " + instance,
                            "offer_id",
                            "X",
                            "sell_type",
                            "cross_sell",
                            "is_existing",
                            true,
                            "offer_date",
                            events.get(0).get("event_ts").substring(0, 10),
                            "eligible_at",
                            at.get("eligible"),
                            "sent_at",
                            at.get("sent"),
                            "presented_at",
                            at.get("presented"),
                            "accepted_at",
                            accepted ? at.get("accepted") : null,
                            "channel",
                            events.get(0).get("channel"),
                            "placement",
                            "mail",
                            "presented",
                            at.containsKey("presented"),
                            "accepted",
                            accepted,
                            "is_mature",
                            true);
                });
        return TestRun.asOf(spark, "2025-06-30").with(OfferJourneys.TABLE, rows);
    }

    private static boolean within(int days, String from, String to) {
        long apart = ChronoUnit.DAYS.between(LocalDate.parse(from), LocalDate.parse(to.substring(0, 10)));
        return apart >= 0 && apart <= days;
    }

    private static Map<Long, String> customersBySurrogate(SparkSession spark) {
        Map<Long, String> customers = new TreeMap<>();
        Golden.rows(CASE_01 + "in_accounts.csv").forEach(row -> {
            String customer = row.get("customer_id");
            customers.put(
                    spark.sql("SELECT xxhash64('" + customer + "')").head().getLong(0), customer);
        });
        return customers;
    }

    private static String percent(Row row, String rate) {
        BigDecimal value = row.getAs(rate);
        return value == null ? "" : value.movePointRight(2).setScale(4).toPlainString();
    }

    private static String shortened(String percent) {
        return percent.isEmpty()
                ? ""
                : new BigDecimal(percent).setScale(4, RoundingMode.HALF_UP).toPlainString();
    }
}
