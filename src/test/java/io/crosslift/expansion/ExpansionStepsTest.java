package io.crosslift.expansion;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import com.holdenkarau.spark.testing.JavaDataFrameSuiteBase;
import io.crosslift.config.HistorySettings;
import io.crosslift.config.OfferSettings;
import io.crosslift.config.OrderSettings;
import io.crosslift.config.ReportingSettings;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.InvoiceLines;
import io.crosslift.schema.OfferEvents;
import io.crosslift.schema.Offers;
import io.crosslift.schema.Orders;
import io.crosslift.schema.Products;
import io.crosslift.schema.RefundsReturns;
import io.crosslift.testing.CoreRows;
import io.crosslift.testing.SparkSessionExtension;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SparkSessionExtension.class)
class ExpansionStepsTest {
    private static final ReportingSettings REPORTING = new ReportingSettings(ZoneOffset.UTC, "USD", 30);
    private static final HistorySettings WHOLE_HISTORY = new HistorySettings(null);
    private static final OfferSettings OFFERS = new OfferSettings(30, 30, 30);
    private static final OrderSettings ORDERS = new OrderSettings(null, 365);
    private static final long END =
            LocalDate.of(2025, 12, 31).atStartOfDay(ZoneOffset.UTC).toEpochSecond() * 1_000_000L;

    @Test
    void anOrderDiscountIsSharedOverTheLinesByLargestRemainder(SparkSession spark) {
        Dataset<Row> lines = CoreRows.golden(spark, "kpi/18_multi_product_order/in_lines.csv");
        lines.createOrReplaceTempView("golden_lines");
        Dataset<Row> orders = CoreRows.of(
                spark,
                Orders.TABLE,
                "SELECT 'O1' order_id, 'a' account_id, timestamp'2025-01-01' ordered_at, timestamp'2025-01-01' paid_at, 10.00 order_discount");
        Dataset<Row> invoiceLines = CoreRows.of(
                spark,
                InvoiceLines.TABLE,
                "SELECT line_id, 'O1' order_id, 'a' account_id, product product_id, 1 qty, gross_amount net_amount FROM golden_lines");
        Dataset<Row> products = CoreRows.of(
                spark,
                Products.TABLE,
                "SELECT product product_id, product product_family, timestamp'2020-01-01' valid_from FROM golden_lines");

        Dataset<Row> priced = PricedLines.of(inputs(orders, invoiceLines, products, null), REPORTING)
                .select(
                        col("line_id"),
                        col("discount").as("discount_allocated"),
                        col("net").as("net_amount"))
                .orderBy("line_id");

        Dataset<Row> expected = CoreRows.golden(spark, "kpi/18_multi_product_order/expected_lines.csv")
                .select(
                        col("line_id"),
                        col("discount_allocated").cast("decimal(18,2)"),
                        col("net_amount").cast("decimal(18,2)"))
                .orderBy("line_id");
        new JavaDataFrameSuiteBase().assertDataFrameNoOrderEquals(nullable(spark, expected), nullable(spark, priced));
    }

    @Test
    void anAddOnInTheFirstOrderIsACrossSellOfNewBusiness(SparkSession spark) {
        Dataset<Row> orders = CoreRows.of(
                spark,
                Orders.TABLE,
                "SELECT * FROM VALUES ('O0','e1',timestamp'2024-01-01'),('O1','n1',timestamp'2025-01-01'),('O2','e1',timestamp'2025-01-01') AS t(order_id, account_id, ordered_at)"
                        .replace("SELECT *", "SELECT *, ordered_at AS paid_at"));
        Dataset<Row> lines = CoreRows.of(
                spark,
                InvoiceLines.TABLE,
                "SELECT concat(order_id,'-',product_id) line_id, *, 1 qty FROM VALUES ('O0','e1','Base',50.00),('O1','n1','Base',50.00),('O1','n1','AddOn',10.00),('O2','e1','AddOn',10.00) AS t(order_id, account_id, product_id, net_amount)");
        Dataset<Row> products = CoreRows.of(
                spark,
                Products.TABLE,
                "SELECT *, product_id product_family, true is_recurring, timestamp'2020-01-01' valid_from FROM VALUES ('Base'),('AddOn') AS t(product_id)");
        RelationGraph relations = RelationGraph.of(List.of(new RelationGraph.Relation("AddOn", "Base", "addon_of")));

        List<String> labels = classified(spark, inputs(orders, lines, products, null), relations)
                .select("line_id", "sell_type", "is_existing", "movement_class")
                .orderBy("line_id")
                .collectAsList()
                .stream()
                .map(row -> row.mkString(" "))
                .filter(row -> !row.startsWith("O0"))
                .toList();

        // golden kpi 30: is_existing_customer 0, 0, 1 and movement new, new, cross_sell
        assertThat(labels)
                .containsExactly(
                        "O1-AddOn cross_sell false new",
                        "O1-Base base false new",
                        "O2-AddOn cross_sell true cross_sell");
    }

    @Test
    void whatIsPaidForBySubscriptionIsHeldByItsAccountInTheZoneOfItsDays(SparkSession spark) {
        Dataset<Row> orders = CoreRows.of(
                spark,
                Orders.TABLE,
                "SELECT *, ordered_at paid_at FROM VALUES ('O1','a',timestamp'2025-01-10 12:00:00'),('O2','a',timestamp'2025-02-11 04:00:00'),('O3','b',timestamp'2025-01-10 12:00:00') AS t(order_id, account_id, ordered_at)");
        Dataset<Row> lines = CoreRows.of(
                spark,
                InvoiceLines.TABLE,
                "SELECT concat(order_id,'-',product_id) line_id, *, 1 qty FROM VALUES ('O1','a','Box',NULL,5.00),('O2','a','Extra','i2',9.00),('O3','b','Box',NULL,5.00) AS t(order_id, account_id, product_id, subscription_item_id, net_amount)");
        Dataset<Row> products = CoreRows.of(
                spark,
                Products.TABLE,
                "SELECT *, product_id product_family, timestamp'2020-01-01' valid_from FROM VALUES ('Box'),('Extra') AS t(product_id)");
        // Item i2 began on 10 February in New York, the day of the order that bills it; in UTC it is the 11th.
        Dataset<Row> items = spark.sql(
                        "SELECT 'a' account_id, item subscription_item_id, product product_id, product family, CAST(NULL AS INT) tier, unix_micros(since) paid_from_micros, 9223372036854775807 paid_to_micros FROM VALUES ('i1','Base',timestamp'2025-01-01'),('i2','Extra',timestamp'2025-02-10 23:00:00') AS t(item, product, since)")
                .to(ItemSpan.SCHEMA);
        ReportingSettings newYork = new ReportingSettings(ZoneId.of("America/New_York"), "USD", 30);

        Dataset<Row> replayed = new ClassifiedLinesStep(RelationGraph.of(List.of()), Map.of(), ORDERS, END)
                .replay(PricedLines.of(inputs(orders, lines, products, null), newYork), null, items);

        assertThat(ClassifiedLinesStep.lines(replayed, WHOLE_HISTORY)
                        .select("line_id", "sell_type", "is_existing", "conversion_id")
                        .orderBy("line_id")
                        .collectAsList())
                .extracting(row -> row.mkString(" "))
                .containsExactly(
                        "O1-Box cross_sell true O1|cross_sell|Box",
                        "O2-Extra cross_sell true null",
                        "O3-Box base false null");
        assertThat(ClassifiedLinesStep.ownershipChanges(replayed, newYork)
                        .select("account_id", "family")
                        .orderBy("account_id", "family")
                        .collectAsList())
                .extracting(row -> row.mkString(" "))
                .containsExactly("a Box", "b Box");
    }

    @Test
    void aRefundReducesItsOriginalLineAndLeavesLabelsAlone(SparkSession spark) {
        PricedLines.Inputs inputs = returned(spark);

        List<String> lines = classified(spark, inputs, RelationGraph.of(List.of()))
                .select("line_id", "sell_type", "gross", "refund", "net", "qty_net")
                .orderBy("line_id")
                .collectAsList()
                .stream()
                .map(row -> row.mkString(" "))
                .toList();

        assertThat(lines)
                .containsExactly(
                        "O1-A base 100.00 0.00 100.00 1.000000",
                        "O2-B cross_sell 40.00 40.00 0.00 0.000000",
                        "O3-B cross_sell 40.00 0.00 40.00 1.000000");
    }

    @Test
    void ownershipEndsWithAReturnAndBeginsAnewWithTheNextPurchase(SparkSession spark) {
        PricedLines.Inputs inputs = returned(spark);
        Dataset<Row> replayed = replayed(inputs, RelationGraph.of(List.of()));
        Dataset<Row> changes = ClassifiedLinesStep.ownershipChanges(replayed, REPORTING);

        Dataset<Row> months = OwnershipMonth.of(
                changes,
                ClassifiedLinesStep.lines(replayed, WHOLE_HISTORY),
                LocalDate.of(2025, 4, 15),
                REPORTING,
                WHOLE_HISTORY,
                ORDERS);

        assertThat(months.select("family", "month", "since", "is_active")
                        .orderBy("family", "month")
                        .collectAsList())
                .extracting(row -> row.mkString(" "))
                .containsExactly(
                        "A 2025-01-01 2025-01-05 true",
                        "A 2025-02-01 2025-01-05 true",
                        "A 2025-03-01 2025-01-05 true",
                        "A 2025-04-01 2025-01-05 true",
                        "B 2025-04-01 2025-04-02 true");
    }

    @Test
    void refundDaysOfAConversionAddUpToWhatItRefunded(SparkSession spark) {
        PricedLines.Inputs inputs = returned(spark);
        Dataset<Row> lines = classified(spark, inputs, RelationGraph.of(List.of()));
        Dataset<Row> refunds = inputs.refunds();
        if (refunds == null) {
            throw new AssertionError("the case has refunds");
        }

        assertThat(RefundDays.of(lines, refunds, REPORTING)
                        .orderBy("refunded_on")
                        .collectAsList())
                .extracting(row -> row.mkString(" "))
                .containsExactly("O2|cross_sell|B 2025-02-10 13.34", "O2|cross_sell|B 2025-02-20 26.66");
        assertThat(Conversion.ofOrders(lines)
                        .orderBy("conversion_id")
                        .select("conversion_id", "value", "refunded")
                        .collectAsList())
                .extracting(row -> row.mkString(" "))
                .containsExactly("O2|cross_sell|B 40.00 40.00", "O3|cross_sell|B 40.00 0.00");
    }

    @Test
    void offersAreAcceptedBeforeTheirExpiryOnceAndOnlyAfterTheirPresentation(SparkSession spark) {
        Dataset<Row> golden = CoreRows.golden(spark, "kpi/02_offer_conversion/in_offer_events.csv");
        golden.createOrReplaceTempView("golden_events");
        Dataset<Row> events = CoreRows.of(
                spark,
                OfferEvents.TABLE,
                "SELECT monotonically_increasing_id() event_id, offer_instance_id, 'X' offer_id, 'a' account_id, event_type, event_ts, expires_at, channel FROM golden_events");

        Dataset<Row> stages = OfferJourney.stages(events, OFFERS, REPORTING);

        assertThat(stages.filter("accepted_at IS NOT NULL")
                        .orderBy("offer_instance_id")
                        .select("offer_instance_id")
                        .collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactly("I1", "I5");
        assertThat(stages.filter("presented_at IS NOT NULL").count()).isEqualTo(5);
    }

    @Test
    void aPurchaseNeedsTheAcceptanceTheWindowAndSomethingKept(SparkSession spark) {
        CoreRows.golden(spark, "kpi/01_cross_sell_conversion/in_offer_events.csv")
                .createOrReplaceTempView("golden_events");
        CoreRows.golden(spark, "kpi/01_cross_sell_conversion/in_purchases.csv")
                .createOrReplaceTempView("golden_purchases");
        Dataset<Row> events = CoreRows.of(
                spark,
                OfferEvents.TABLE,
                "SELECT event_id, concat(customer_id, '-', CASE WHEN event_type = 'accepted' AND customer_id = '102' THEN '2025-08-15' ELSE to_date(event_ts) END) offer_instance_id, offer_id, customer_id account_id, event_type, event_ts FROM golden_events WHERE sell_type = 'cross_sell'");
        Dataset<Row> offers = CoreRows.of(
                spark,
                Offers.TABLE,
                "SELECT offer_id, 'cross_sell' sell_type, offer_id offered_product_id, timestamp'2025-01-01' valid_from, timestamp'2026-01-01' valid_to FROM VALUES ('X'),('Y') AS t(offer_id)");
        Dataset<Row> lines = CoreRows.of(
                spark,
                ClassifiedLines.TABLE,
                "SELECT purchase_id line_id, customer_id account_id, offer_id product_id, offer_id, 'f' family, timestamp(purchase_ts) line_ts, to_date(purchase_ts) line_date, 'cross_sell' sell_type, 1 qty, if(status = 'paid', 1, 0) qty_net, net_amount net FROM golden_purchases");

        Dataset<Row> journeys = OfferJourney.of(events, offers, lines, LocalDate.of(2025, 12, 31), OFFERS, REPORTING);

        // golden kpi 01: purchases of 101 on 3 July, 102 on 15 August and 105 on 28 September; p5 was refunded in full
        assertThat(journeys.filter("purchased")
                        .orderBy("offer_instance_id")
                        .select("offer_instance_id")
                        .collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactly("101-2025-07-03", "102-2025-08-15", "105-2025-09-28");
    }

    private static PricedLines.Inputs returned(SparkSession spark) {
        Dataset<Row> orders = CoreRows.of(
                spark,
                Orders.TABLE,
                "SELECT *, 'a' account_id, ordered_at paid_at FROM VALUES ('O1',timestamp'2025-01-05'),('O2',timestamp'2025-02-03'),('O3',timestamp'2025-04-02') AS t(order_id, ordered_at)");
        Dataset<Row> lines = CoreRows.of(
                spark,
                InvoiceLines.TABLE,
                "SELECT concat(order_id,'-',product_id) line_id, *, 'a' account_id, 1 qty FROM VALUES ('O1','A',100.00),('O2','B',40.00),('O3','B',40.00) AS t(order_id, product_id, net_amount)");
        Dataset<Row> products = CoreRows.of(
                spark,
                Products.TABLE,
                "SELECT *, product_id product_family, timestamp'2020-01-01' valid_from FROM VALUES ('A'),('B') AS t(product_id)");
        Dataset<Row> refunds = CoreRows.of(
                spark,
                RefundsReturns.TABLE,
                "SELECT *, 'O2-B' line_id, 'refund' kind FROM VALUES ('R1', 0, 13.3350, timestamp'2025-02-10'),('R2', 1, 26.6650, timestamp'2025-02-20') AS t(refund_id, qty, amount, refunded_at)");
        return inputs(orders, lines, products, refunds);
    }

    private static PricedLines.Inputs inputs(
            Dataset<Row> orders, Dataset<Row> lines, Dataset<Row> products, @Nullable Dataset<Row> refunds) {
        return new PricedLines.Inputs(orders, lines, products, refunds, null, null);
    }

    private static Dataset<Row> replayed(PricedLines.Inputs inputs, RelationGraph relations) {
        return new ClassifiedLinesStep(relations, Map.of(), ORDERS, END)
                .replay(PricedLines.of(inputs, REPORTING), inputs.refunds(), null);
    }

    private static Dataset<Row> classified(SparkSession spark, PricedLines.Inputs inputs, RelationGraph relations) {
        return ClassifiedLinesStep.lines(replayed(inputs, relations), WHOLE_HISTORY);
    }

    private static Dataset<Row> nullable(SparkSession spark, Dataset<Row> rows) {
        return spark.createDataFrame(rows.collectAsList(), rows.schema().asNullable());
    }
}
