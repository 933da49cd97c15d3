package io.crosslift.expansion;

import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.bool_or;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.crosslift.config.JourneySettings;
import io.crosslift.config.LifecycleSettings;
import io.crosslift.config.OrderSettings;
import io.crosslift.config.ReportingSettings;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.OfferJourneys;
import io.crosslift.schema.Touchpoints;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * What an account had been through when an offer was presented to it (D02, D08, D12, D13), as far as touches, orders and subscriptions
 * tell.
 *
 * <p>{@code path}: the classes of the touches in the lookback before the presentation, in order, repeats in a row taken as one, the
 * last five. {@code stage}: prospect, new, established or lapsed, by the time since the first and the last order, or by paid
 * subscriptions. {@code cooling_off}: the last significant order is not older than the cooling-off days. {@code trigger_code}: {@code second_reorder} where the latest
 * order, at most 30 days old, was the third of one of its families. Usage would tell of value realised and of milestones; orders do not.
 */
public final class OfferSetting {
    private static final int LONGEST_PATH = 5;
    private static final int SECOND_REORDER = 3;
    private static final int TRIGGER_DAYS = 30;

    private static final String ORDER_NET = "order_net";
    private static final String ORDER_TS = "order_ts";
    private static final String ORDER_DATE = "order_date";
    private static final String IS_SIGNIFICANT = "is_significant";
    private static final String IS_SECOND_REORDER = "is_second_reorder";
    private static final String ORDER = "order_of_lines";
    private static final String INSTANCE = "set_instance";
    private static final String PREVIOUS = "previous_class";
    private static final String FROM_LAST = "steps_from_last";
    private static final String STEPS = "steps";
    private static final String PAYS_SINCE = "pays_since";
    private static final String PAYS = "pays";

    private OfferSetting() {}

    /**
     * The rules.
     *
     * @param lifecycle when an account is new, lapsed, or has just bought much
     * @param orders how long an account is active where the lifecycle does not say
     * @param journey lookback of the touches
     * @param reporting the zone whose days count
     */
    public record Rules(
            LifecycleSettings lifecycle, OrderSettings orders, JourneySettings journey, ReportingSettings reporting) {}

    /** Offer journeys and classified lines in, the same journeys with stage, cooling-off and trigger out. */
    public static Dataset<Row> withState(Dataset<Row> journeys, Dataset<Row> lines, Rules rules) {
        Dataset<Row> orders = orders(lines, rules);
        Column presentedOn = PricedLines.localDay(col(OfferJourneys.PRESENTED_AT), rules.reporting());
        Dataset<Row> before = presented(journeys)
                .join(orders, OfferJourneys.ACCOUNT_ID)
                .filter(col(ORDER_TS).lt(col(OfferJourneys.PRESENTED_AT)))
                .groupBy(INSTANCE)
                .agg(
                        min(ORDER_DATE).as("first_order_on"),
                        max(ORDER_DATE).as("last_order_on"),
                        max(when(col(IS_SIGNIFICANT), col(ORDER_DATE))).as("last_significant_on"),
                        max_by(col(IS_SECOND_REORDER), struct(col(ORDER_TS), col(ORDER)))
                                .as(IS_SECOND_REORDER));
        int inactiveAfter = rules.lifecycle().inactiveAfterDays(rules.orders());
        Column stage = when(col("last_order_on").isNull(), "prospect")
                .when(datediff(presentedOn, col("last_order_on")).gt(inactiveAfter), "lapsed")
                .when(
                        datediff(presentedOn, col("first_order_on"))
                                .leq(rules.lifecycle().newForDays()),
                        "new")
                .otherwise("established");
        Column coolingOff = coalesce(
                datediff(presentedOn, col("last_significant_on"))
                        .leq(rules.lifecycle().coolingOffDays()),
                lit(false));
        Column recentReorder = col(IS_SECOND_REORDER)
                .and(datediff(presentedOn, col("last_order_on")).leq(TRIGGER_DAYS));
        Column wasPresented = col(OfferJourneys.PRESENTED_AT).isNotNull();
        return journeys.join(before, col(OfferJourneys.OFFER_INSTANCE_ID).equalTo(col(INSTANCE)), "left")
                .withColumn(OfferJourneys.STAGE, when(wasPresented, stage))
                .withColumn(OfferJourneys.COOLING_OFF, when(wasPresented, coolingOff))
                .withColumn(OfferJourneys.TRIGGER_CODE, when(recentReorder, "second_reorder"))
                .drop(INSTANCE, "first_order_on", "last_order_on", "last_significant_on", IS_SECOND_REORDER);
    }

    /**
     * Offer journeys with their state and times of subscription items in, the same journeys out with what they say: who pays right before
     * the presentation is an existing customer, new or established; who once paid is no prospect.
     *
     * @param items in the columns of {@link ItemSpan}
     */
    public static Dataset<Row> withItems(Dataset<Row> journeys, Dataset<Row> items, Rules rules) {
        Column presentedAt = unix_micros(col(OfferJourneys.PRESENTED_AT));
        Dataset<Row> held = presented(journeys)
                .join(items.select(ItemSpan.ACCOUNT_ID, ItemSpan.FROM, ItemSpan.TO), OfferJourneys.ACCOUNT_ID)
                .filter(col(ItemSpan.FROM).lt(presentedAt))
                .groupBy(INSTANCE)
                .agg(
                        min(ItemSpan.FROM).as(PAYS_SINCE),
                        bool_or(col(ItemSpan.TO).geq(presentedAt)).as(PAYS));
        Column daysSince = datediff(
                PricedLines.localDay(col(OfferJourneys.PRESENTED_AT), rules.reporting()),
                PricedLines.localDay(timestamp_micros(col(PAYS_SINCE)), rules.reporting()));
        Column stage = col(OfferJourneys.STAGE);
        Column isNew = daysSince.leq(rules.lifecycle().newForDays()).and(stage.isin("prospect", "new"));
        return journeys.join(held, col(OfferJourneys.OFFER_INSTANCE_ID).equalTo(col(INSTANCE)), "left")
                .withColumn(
                        OfferJourneys.IS_EXISTING,
                        col(OfferJourneys.IS_EXISTING).or(coalesce(col(PAYS), lit(false))))
                .withColumn(
                        OfferJourneys.STAGE,
                        when(col(PAYS), when(isNew, "new").otherwise("established"))
                                .when(col(PAYS_SINCE).isNotNull().and(stage.equalTo("prospect")), "lapsed")
                                .otherwise(stage))
                .drop(INSTANCE, PAYS_SINCE, PAYS);
    }

    /** Offer journeys and touches in, the same journeys with their path out. */
    public static Dataset<Row> withPath(Dataset<Row> journeys, Dataset<Row> touches, Rules rules) {
        long crossSell = rules.journey().lookbackCrossSell().toSeconds();
        long upSell = rules.journey().lookbackUpSell().toSeconds();
        Column age = col(OfferJourneys.PRESENTED_AT)
                .cast("long")
                .minus(col(Touchpoints.EVENT_TS).cast("long"));
        Column lookback =
                when(col(OfferJourneys.SELL_TYPE).equalTo("up_sell"), upSell).otherwise(crossSell);
        WindowSpec inTime =
                Window.partitionBy(INSTANCE).orderBy(col(Touchpoints.EVENT_TS), col(Touchpoints.TOUCHPOINT_ID));
        WindowSpec lastFirst = Window.partitionBy(INSTANCE)
                .orderBy(
                        col(Touchpoints.EVENT_TS).desc(),
                        col(Touchpoints.TOUCHPOINT_ID).desc());
        Column step = struct(col(FROM_LAST), col(Touchpoints.TOUCH_CLASS));
        Dataset<Row> paths = presented(journeys)
                .join(
                        touches.select(
                                Touchpoints.ACCOUNT_ID,
                                Touchpoints.EVENT_TS,
                                Touchpoints.TOUCHPOINT_ID,
                                Touchpoints.TOUCH_CLASS),
                        OfferJourneys.ACCOUNT_ID)
                .filter(col(Touchpoints.EVENT_TS)
                        .lt(col(OfferJourneys.PRESENTED_AT))
                        .and(age.leq(lookback)))
                .withColumn(PREVIOUS, lag(col(Touchpoints.TOUCH_CLASS), 1).over(inTime))
                .filter(not(col(PREVIOUS).eqNullSafe(col(Touchpoints.TOUCH_CLASS))))
                .withColumn(FROM_LAST, negate(row_number().over(lastFirst)))
                .filter(col(FROM_LAST).geq(-LONGEST_PATH))
                .groupBy(INSTANCE)
                .agg(array_sort(collect_list(step)).as(STEPS))
                .select(
                        col(INSTANCE),
                        array_join(col(STEPS).getField(Touchpoints.TOUCH_CLASS), " > ")
                                .as(OfferJourneys.PATH));
        return journeys.join(paths, col(OfferJourneys.OFFER_INSTANCE_ID).equalTo(col(INSTANCE)), "left")
                .drop(INSTANCE);
    }

    private static Dataset<Row> presented(Dataset<Row> journeys) {
        return journeys.filter(col(OfferJourneys.PRESENTED_AT).isNotNull())
                .select(
                        col(OfferJourneys.OFFER_INSTANCE_ID).as(INSTANCE),
                        col(OfferJourneys.ACCOUNT_ID),
                        col(OfferJourneys.SELL_TYPE),
                        col(OfferJourneys.PRESENTED_AT));
    }

    /** Lines of which something is kept in, one row per order out. */
    private static Dataset<Row> orders(Dataset<Row> lines, Rules rules) {
        List<String> order = List.of(ClassifiedLines.ACCOUNT_ID, ORDER);
        WindowSpec ofFamily = Window.partitionBy(ClassifiedLines.ACCOUNT_ID, ClassifiedLines.FAMILY)
                .orderBy(col(ORDER_TS), col(ORDER));
        WindowSpec earlier = Window.partitionBy(ClassifiedLines.ACCOUNT_ID)
                .orderBy(col(ORDER_TS), col(ORDER))
                .rowsBetween(Window.unboundedPreceding(), -1);
        Column usual = avg(col(ORDER_NET)).over(earlier);
        return lines.filter(col(ClassifiedLines.QTY_NET).gt(0))
                .withColumn(ORDER, coalesce(col(ClassifiedLines.ORDER_ID), col(ClassifiedLines.LINE_ID)))
                .groupBy(col(ClassifiedLines.ACCOUNT_ID), col(ORDER), col(ClassifiedLines.FAMILY))
                .agg(
                        min(ClassifiedLines.LINE_TS).as(ORDER_TS),
                        min(ClassifiedLines.LINE_DATE).as(ORDER_DATE),
                        sum(ClassifiedLines.NET).as(ORDER_NET))
                .withColumn(IS_SECOND_REORDER, row_number().over(ofFamily).equalTo(SECOND_REORDER))
                .groupBy(order.stream().map(name -> col(name)).toArray(Column[]::new))
                .agg(
                        min(ORDER_TS).as(ORDER_TS),
                        min(ORDER_DATE).as(ORDER_DATE),
                        sum(ORDER_NET).as(ORDER_NET),
                        bool_or(col(IS_SECOND_REORDER)).as(IS_SECOND_REORDER))
                .withColumn(
                        IS_SIGNIFICANT,
                        coalesce(
                                col(ORDER_NET)
                                        .geq(usual.multiply(
                                                lit(rules.lifecycle().significantOrder()))),
                                lit(true)));
    }
}
