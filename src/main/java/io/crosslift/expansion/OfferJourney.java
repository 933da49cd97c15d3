package io.crosslift.expansion;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.when;

import io.crosslift.config.OfferSettings;
import io.crosslift.config.ReportingSettings;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.OfferEvents;
import io.crosslift.schema.OfferJourneys;
import io.crosslift.schema.Offers;
import java.time.LocalDate;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Offer instances from first event to purchase (F6).
 *
 * <p>Accepted: the first acceptance at or after the presentation and not after the offer's expiry, or inside the acceptance
 * window where it has none. Purchased: a line, still kept in part, paid at or after the presentation and inside the purchase
 * window, that carries the offer's id, or, once the offer was accepted, an offered product; where the acceptance names the
 * products taken at the till, a line of one of them on that day. Windows count local calendar days.
 */
public final class OfferJourney {
    /** Column of {@link #reach}. */
    public static final String REACH = "reach";

    private static final String ACCEPTED_PRODUCTS = "accepted_products";
    private static final String OFFERED_PRODUCTS = "offered_products";
    private static final String WINDOW_END = "window_end";

    private OfferJourney() {}

    /** Offer events, offers and classified lines to one row per offer instance, without stamps. */
    public static Dataset<Row> of(
            Dataset<Row> events,
            Dataset<Row> offers,
            Dataset<Row> classifiedLines,
            LocalDate asOf,
            OfferSettings settings,
            ReportingSettings reporting) {
        Dataset<Row> instances = stages(events, settings, reporting).join(broadcast(offered(offers)), "offer_id");
        Dataset<Row> withWindow = instances
                .withColumn("presented_on", PricedLines.localDay(col(OfferJourneys.PRESENTED_AT), reporting))
                .withColumn(WINDOW_END, date_add(col("presented_on"), settings.purchaseWindowDays()));
        Dataset<Row> lines = keptLines(classifiedLines);
        Dataset<Row> bought = purchases(withWindow, lines, reporting);
        Dataset<Row> before = before(withWindow, lines);
        Column asOfDay = lit(java.sql.Date.valueOf(asOf));
        Column offerDate = coalesce(col("presented_on"), PricedLines.localDay(col("first_event_at"), reporting));
        return withWindow
                .drop(OFFERED_PRODUCTS, ACCEPTED_PRODUCTS)
                .join(before, col(OfferJourneys.OFFER_INSTANCE_ID).equalTo(col("earlier_instance")), "left")
                .join(bought, col(OfferJourneys.OFFER_INSTANCE_ID).equalTo(col("instance")), "left")
                .withColumn(
                        OfferJourneys.PRESENTED, col(OfferJourneys.PRESENTED_AT).isNotNull())
                .withColumn(
                        OfferJourneys.PURCHASED, col(OfferJourneys.PURCHASED_AT).isNotNull())
                .withColumn(
                        OfferJourneys.ACCEPTED,
                        col(OfferJourneys.ACCEPTED_AT).isNotNull().or(col(OfferJourneys.PURCHASED)))
                .withColumn(
                        OfferJourneys.KEPT,
                        col(OfferJourneys.PURCHASED)
                                .and(coalesce(col("kept_lines"), lit(0)).gt(0)))
                .withColumn(
                        OfferJourneys.PURCHASED_NEW_FAMILY,
                        coalesce(col("new_family_lines"), lit(0)).gt(0))
                .withColumn(
                        OfferJourneys.IS_EXISTING,
                        coalesce(col("earlier_lines"), lit(0)).gt(0))
                .withColumn(
                        OfferJourneys.REVENUE,
                        coalesce(col("bought_net"), lit(0)).cast(ColumnTypes.MONEY))
                .withColumn(
                        OfferJourneys.IS_MATURE,
                        coalesce(col(WINDOW_END).leq(asOfDay), lit(true))
                                .and(coalesce(
                                        PricedLines.localDay(
                                                        col(OfferJourneys.EXPIRES_AT)
                                                                .minus(expr("interval 1 microsecond")),
                                                        reporting)
                                                .leq(asOfDay),
                                        lit(true))))
                .withColumn(OfferJourneys.OFFER_DATE, offerDate)
                .withColumn(OfferJourneys.OFFER_MONTH, trunc(offerDate, "month"))
                .withColumn(OfferJourneys.DAYS_SINCE_PURCHASE, datediff(col("presented_on"), col("last_purchase_on")))
                .withColumn(
                        OfferJourneys.TIMING,
                        when(col(OfferJourneys.DAYS_SINCE_PURCHASE).isNull(), lit(null))
                                .when(col(OfferJourneys.DAYS_SINCE_PURCHASE).leq(7), "within_7_days")
                                .when(col(OfferJourneys.DAYS_SINCE_PURCHASE).leq(30), "within_30_days")
                                .when(col(OfferJourneys.DAYS_SINCE_PURCHASE).leq(90), "within_90_days")
                                .otherwise("later"))
                .withColumn(
                        OfferJourneys.PAIR,
                        when(
                                col("last_family")
                                        .isNotNull()
                                        .and(col("offered_label").isNotNull()),
                                concat(col("last_family"), lit(" -> "), col("offered_label"))));
    }

    /** Offer events to one row per instance: its setting and the time of each stage. */
    static Dataset<Row> stages(Dataset<Row> events, OfferSettings settings, ReportingSettings reporting) {
        Dataset<Row> presentations = events.filter(type("presented"))
                .groupBy(col(OfferEvents.OFFER_INSTANCE_ID).as("presented_instance"))
                .agg(min(OfferEvents.EVENT_TS).as(OfferJourneys.PRESENTED_AT));
        Column afterPresentation = col(OfferEvents.EVENT_TS).geq(col(OfferJourneys.PRESENTED_AT));
        Column inAcceptWindow = when(
                        col(OfferEvents.EXPIRES_AT).isNotNull(),
                        col(OfferEvents.EVENT_TS).leq(col(OfferEvents.EXPIRES_AT)))
                .otherwise(datediff(
                                PricedLines.localDay(col(OfferEvents.EVENT_TS), reporting),
                                PricedLines.localDay(col(OfferJourneys.PRESENTED_AT), reporting))
                        .leq(settings.acceptWindowDays()));
        Column accepts = type("accepted").and(afterPresentation).and(inAcceptWindow);
        return events.join(presentations, col(OfferEvents.OFFER_INSTANCE_ID).equalTo(col("presented_instance")), "left")
                .groupBy(OfferEvents.OFFER_INSTANCE_ID)
                .agg(
                        first(OfferEvents.ACCOUNT_ID).as(OfferJourneys.ACCOUNT_ID),
                        first(OfferEvents.OFFER_ID).as(OfferJourneys.OFFER_ID),
                        min(when(type("eligible"), col(OfferEvents.EVENT_TS))).as(OfferJourneys.ELIGIBLE_AT),
                        min(when(type("withheld"), col(OfferEvents.EVENT_TS))).as(OfferJourneys.WITHHELD_AT),
                        min(when(type("sent"), col(OfferEvents.EVENT_TS))).as(OfferJourneys.SENT_AT),
                        first(OfferJourneys.PRESENTED_AT).as(OfferJourneys.PRESENTED_AT),
                        min(when(type("clicked").and(afterPresentation), col(OfferEvents.EVENT_TS)))
                                .as(OfferJourneys.CLICKED_AT),
                        min(when(accepts, col(OfferEvents.EVENT_TS))).as(OfferJourneys.ACCEPTED_AT),
                        min_by(
                                        col(OfferEvents.ACCEPTED_PRODUCT_IDS),
                                        when(accepts, struct(col(OfferEvents.EVENT_TS), col(OfferEvents.EVENT_ID))))
                                .as(ACCEPTED_PRODUCTS),
                        max(OfferEvents.EXPIRES_AT).as(OfferJourneys.EXPIRES_AT),
                        min(OfferEvents.EVENT_TS).as("first_event_at"),
                        byTime(OfferEvents.CHANNEL).as(OfferJourneys.CHANNEL),
                        byTime(OfferEvents.PLACEMENT).as(OfferJourneys.PLACEMENT),
                        byTime(OfferEvents.FRAMING).as(OfferJourneys.FRAMING));
    }

    /**
     * Offer instances to their month and {@link #REACH}, the last local day on which something can belong to them: their latest
     * stage, or the end of the window in which they can be accepted or bought on.
     */
    public static Dataset<Row> reach(Dataset<Row> journeys, OfferSettings settings, ReportingSettings reporting) {
        Column window = date_add(
                PricedLines.localDay(col(OfferJourneys.PRESENTED_AT), reporting),
                Math.max(settings.purchaseWindowDays(), settings.acceptWindowDays()));
        Column[] days = Stream.concat(
                        Stream.of(col(OfferJourneys.OFFER_DATE), window),
                        Stream.of(
                                        OfferJourneys.WITHHELD_AT,
                                        OfferJourneys.SENT_AT,
                                        OfferJourneys.CLICKED_AT,
                                        OfferJourneys.EXPIRES_AT)
                                .map(stage -> PricedLines.localDay(col(stage), reporting)))
                .toArray(Column[]::new);
        return journeys.select(col(OfferJourneys.OFFER_MONTH), greatest(days).as(REACH));
    }

    /** What each account had bought before the presentation: one row per instance that was presented. */
    private static Dataset<Row> before(Dataset<Row> instances, Dataset<Row> lines) {
        return instances
                .filter(col(OfferJourneys.PRESENTED_AT).isNotNull())
                .select(OfferJourneys.OFFER_INSTANCE_ID, OfferJourneys.ACCOUNT_ID, OfferJourneys.PRESENTED_AT)
                .join(lines, col(OfferJourneys.ACCOUNT_ID).equalTo(col("buyer")))
                .filter(col(ClassifiedLines.LINE_TS).lt(col(OfferJourneys.PRESENTED_AT)))
                .groupBy(col(OfferJourneys.OFFER_INSTANCE_ID).as("earlier_instance"))
                .agg(
                        count(lit(1)).as("earlier_lines"),
                        max(ClassifiedLines.LINE_DATE).as("last_purchase_on"),
                        max_by(col("bought_family"), struct(col(ClassifiedLines.LINE_TS), col(ClassifiedLines.LINE_ID)))
                                .as("last_family"));
    }

    /** What was bought on each instance: one row per instance with a purchase. */
    private static Dataset<Row> purchases(Dataset<Row> instances, Dataset<Row> lines, ReportingSettings reporting) {
        Dataset<Row> presented =
                instances.filter(col(OfferJourneys.PRESENTED_AT).isNotNull());
        Column inWindow = col("buyer")
                .equalTo(col(OfferJourneys.ACCOUNT_ID))
                .and(col(ClassifiedLines.LINE_TS).geq(col(OfferJourneys.PRESENTED_AT)))
                .and(col(ClassifiedLines.LINE_DATE)
                        .leq(col(WINDOW_END))
                        .or(coalesce(col(ClassifiedLines.LINE_TS).leq(col(OfferJourneys.EXPIRES_AT)), lit(false))));
        Dataset<Row> withOfferId = presented
                .drop(ACCEPTED_PRODUCTS, OFFERED_PRODUCTS)
                .join(lines, inWindow.and(col("line_offer").equalTo(col(OfferJourneys.OFFER_ID))));
        // One row per product that counts, so that the long lists of products never meet the lines.
        Dataset<Row> products = presented
                .filter(col(OfferJourneys.ACCEPTED_AT).isNotNull())
                .withColumn("at_the_till", col(ACCEPTED_PRODUCTS).isNotNull())
                .withColumn("counts", explode(coalesce(col(ACCEPTED_PRODUCTS), col(OFFERED_PRODUCTS))))
                .drop(ACCEPTED_PRODUCTS, OFFERED_PRODUCTS);
        Column timely = when(
                        col("at_the_till"),
                        col(ClassifiedLines.LINE_DATE)
                                .equalTo(PricedLines.localDay(col(OfferJourneys.ACCEPTED_AT), reporting)))
                .otherwise(col(ClassifiedLines.LINE_TS).geq(col(OfferJourneys.ACCEPTED_AT)));
        Dataset<Row> withProduct = products.join(
                lines,
                inWindow.and(col("counts").equalTo(col("bought_product"))).and(timely));
        Column[] bought = {
            col(OfferJourneys.OFFER_INSTANCE_ID).as("instance"),
            col(ClassifiedLines.LINE_ID),
            col(ClassifiedLines.LINE_TS),
            col(ClassifiedLines.NET),
            col(ClassifiedLines.QTY),
            col(ClassifiedLines.QTY_NET),
            col("line_sell_type")
        };
        return withOfferId
                .select(bought)
                .union(withProduct.select(bought))
                .distinct()
                .groupBy("instance")
                .agg(
                        min(ClassifiedLines.LINE_TS).as(OfferJourneys.PURCHASED_AT),
                        sum(ClassifiedLines.NET).as("bought_net"),
                        count(when(col(ClassifiedLines.QTY_NET).equalTo(col(ClassifiedLines.QTY)), 1))
                                .as("kept_lines"),
                        count(when(col("line_sell_type").equalTo("cross_sell"), 1))
                                .as("new_family_lines"));
    }

    /** Lines of which something is kept. */
    private static Dataset<Row> keptLines(Dataset<Row> classifiedLines) {
        return classifiedLines
                .filter(col(ClassifiedLines.QTY_NET).gt(0))
                .select(
                        col(ClassifiedLines.ACCOUNT_ID).as("buyer"),
                        col(ClassifiedLines.LINE_TS),
                        col(ClassifiedLines.LINE_DATE),
                        col(ClassifiedLines.LINE_ID),
                        col(ClassifiedLines.PRODUCT_ID).as("bought_product"),
                        col(ClassifiedLines.FAMILY).as("bought_family"),
                        col(ClassifiedLines.OFFER_ID).as("line_offer"),
                        col(ClassifiedLines.SELL_TYPE).as("line_sell_type"),
                        col(ClassifiedLines.QTY),
                        col(ClassifiedLines.QTY_NET),
                        col(ClassifiedLines.NET));
    }

    private static Dataset<Row> offered(Dataset<Row> offers) {
        Column products = coalesce(
                col(Offers.OFFERED_PRODUCT_IDS),
                when(col(Offers.OFFERED_PRODUCT_ID).isNotNull(), array(col(Offers.OFFERED_PRODUCT_ID))));
        Column label =
                when(size(col(Offers.OFFERED_FAMILIES)).between(1, 3), array_join(col(Offers.OFFERED_FAMILIES), ", "));
        return offers.select(
                col(Offers.OFFER_ID),
                col(Offers.SELL_TYPE).as(OfferJourneys.SELL_TYPE),
                products.as(OFFERED_PRODUCTS),
                label.as("offered_label"));
    }

    private static Column type(String eventType) {
        return col(OfferEvents.EVENT_TYPE).equalTo(eventType);
    }

    /** The value at the presentation, or at the first event of an instance that was never presented. */
    private static Column byTime(String column) {
        Column order = struct(
                when(type("presented"), lit(0)).otherwise(lit(1)),
                col(OfferEvents.EVENT_TS),
                col(OfferEvents.EVENT_ID));
        return min_by(col(column), order);
    }
}
