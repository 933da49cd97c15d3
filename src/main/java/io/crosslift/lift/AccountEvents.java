package io.crosslift.lift;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.arrays_overlap;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_utc_timestamp;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.OfferEvents;
import io.crosslift.schema.Offers;
import io.crosslift.schema.Touchpoints;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What accounts did and saw, in one dataset, so that units meet all of it in one shuffle. */
final class AccountEvents {
    static final String ACCOUNT = "event_account";
    static final String KIND = "event_kind";
    /** Order or conversion; NULL for an exposure. */
    static final String SALE = "event_sale";

    static final String AT = "event_at";
    static final String DAY = "event_day";
    static final String NET_CENTS = "net_cents";
    static final String BASE_CENTS = "base_cents";
    static final String CROSS_SELL_CENTS = "cross_sell_cents";
    static final String UP_SELL_CENTS = "up_sell_cents";
    static final String KEPT_QUANTITY = "kept_quantity";
    static final String CROSS_SELL = "cross_sell";
    static final String UP_SELL = "up_sell";
    static final String EXPANSION_CENTS = "expansion_cents";
    /** What an exposure showed: offers, campaigns, plays. */
    static final String SHOWN = "shown";

    static final String ORDER = "order";
    static final String CONVERSION = "conversion";
    static final String EXPOSURE = "exposure";

    private AccountEvents() {}

    /**
     * One row per line, conversion and exposure up to as-of.
     *
     * @param from first local day that any window or pre-period needs
     * @param references offers, campaigns and plays that count as exposure to any experiment
     * @return empty where no table holds events
     */
    static Optional<Dataset<Row>> of(LiftInputs inputs, LocalDate from, List<String> references, LiftRules rules) {
        List<Dataset<Row>> parts = new ArrayList<>();
        if (inputs.lines() != null) {
            parts.add(lines(inputs.lines(), from, rules));
        }
        if (inputs.conversions() != null) {
            parts.add(conversions(inputs.conversions(), from, rules));
        }
        if (inputs.offerEvents() != null && !references.isEmpty()) {
            parts.add(exposures(offersShown(inputs, inputs.offerEvents()), references, rules));
        }
        if (inputs.touchpoints() != null && !references.isEmpty()) {
            Column shown = array_compact(array(col(Touchpoints.CAMPAIGN_ID), col(Touchpoints.PLAY_ID)));
            parts.add(exposures(inputs.touchpoints().withColumn(SHOWN, shown), references, rules));
        }
        return parts.stream().reduce(Dataset::unionByName);
    }

    /** The local day of an instant. */
    static Column localDay(Column instant, LiftRules rules) {
        return to_date(from_utc_timestamp(instant, rules.reporting().timeZone().getId()));
    }

    private static Dataset<Row> lines(Dataset<Row> lines, LocalDate from, LiftRules rules) {
        return lines.filter(inside(ClassifiedLines.LINE_MONTH, ClassifiedLines.LINE_DATE, from, rules))
                .select(
                        col(ClassifiedLines.ACCOUNT_ID).as(ACCOUNT),
                        lit(ORDER).as(KIND),
                        coalesce(col(ClassifiedLines.ORDER_ID), col(ClassifiedLines.LINE_ID))
                                .as(SALE),
                        col(ClassifiedLines.LINE_TS).as(AT),
                        col(ClassifiedLines.LINE_DATE).as(DAY),
                        cents(col(ClassifiedLines.NET)).as(NET_CENTS),
                        ofType("base").as(BASE_CENTS),
                        ofType(CROSS_SELL).as(CROSS_SELL_CENTS),
                        ofType(UP_SELL).as(UP_SELL_CENTS),
                        col(ClassifiedLines.QTY_NET).as(KEPT_QUANTITY),
                        lit(0L).as(CROSS_SELL),
                        lit(0L).as(UP_SELL),
                        lit(0L).as(EXPANSION_CENTS),
                        lit(null).cast(ColumnTypes.STRINGS).as(SHOWN));
    }

    private static Column ofType(String sellType) {
        return when(col(ClassifiedLines.SELL_TYPE).equalTo(sellType), cents(col(ClassifiedLines.NET)))
                .otherwise(0L);
    }

    /** A conversion that was given back whole is none; only one-off values are revenue. */
    private static Dataset<Row> conversions(Dataset<Row> conversions, LocalDate from, LiftRules rules) {
        Column kept = col(Conversions.REFUNDED)
                .lt(col(Conversions.VALUE))
                .or(col(Conversions.VALUE).leq(0));
        Column value = when(
                        col(Conversions.VALUE_BASIS).equalTo("line_net"),
                        cents(col(Conversions.VALUE).minus(col(Conversions.REFUNDED))))
                .otherwise(0L);
        return conversions
                .filter(inside(Conversions.CONVERSION_MONTH, Conversions.CONVERSION_DATE, from, rules))
                .select(
                        col(Conversions.ACCOUNT_ID).as(ACCOUNT),
                        lit(CONVERSION).as(KIND),
                        col(Conversions.CONVERSION_ID).as(SALE),
                        col(Conversions.CONVERTED_AT).as(AT),
                        col(Conversions.CONVERSION_DATE).as(DAY),
                        lit(0L).as(NET_CENTS),
                        lit(0L).as(BASE_CENTS),
                        lit(0L).as(CROSS_SELL_CENTS),
                        lit(0L).as(UP_SELL_CENTS),
                        lit(0).cast("decimal(18,6)").as(KEPT_QUANTITY),
                        one(kept.and(col(Conversions.SELL_TYPE).equalTo(CROSS_SELL)))
                                .as(CROSS_SELL),
                        one(kept.and(col(Conversions.SELL_TYPE).equalTo(UP_SELL)))
                                .as(UP_SELL),
                        value.as(EXPANSION_CENTS),
                        lit(null).cast(ColumnTypes.STRINGS).as(SHOWN));
    }

    /** An offer was seen once it was presented; a click or an acceptance implies that. */
    private static Dataset<Row> offersShown(LiftInputs inputs, Dataset<Row> events) {
        Dataset<Row> seen = events.filter(col(OfferEvents.EVENT_TYPE).isin("presented", "clicked", "accepted"));
        if (inputs.offers() == null) {
            return seen.withColumn(SHOWN, array(col(OfferEvents.OFFER_ID)));
        }
        Dataset<Row> plays = inputs.offers()
                .select(
                        col(Offers.OFFER_ID).as("offer_of_play"),
                        col(Offers.PLAY_ID).as("offer_play"));
        return seen.join(broadcast(plays), col(OfferEvents.OFFER_ID).equalTo(col("offer_of_play")), "left")
                .withColumn(SHOWN, array_compact(array(col(OfferEvents.OFFER_ID), col("offer_play"))));
    }

    private static Dataset<Row> exposures(Dataset<Row> shown, List<String> references, LiftRules rules) {
        Column end = timestamp_micros(lit(rules.endMicros()));
        Column relevant = arrays_overlap(col(SHOWN), strings(references));
        return shown.filter(relevant.and(col(OfferEvents.EVENT_TS).lt(end)))
                .select(
                        col(OfferEvents.ACCOUNT_ID).as(ACCOUNT),
                        lit(EXPOSURE).as(KIND),
                        lit(null).cast("string").as(SALE),
                        col(OfferEvents.EVENT_TS).as(AT),
                        localDay(col(OfferEvents.EVENT_TS), rules).as(DAY),
                        lit(0L).as(NET_CENTS),
                        lit(0L).as(BASE_CENTS),
                        lit(0L).as(CROSS_SELL_CENTS),
                        lit(0L).as(UP_SELL_CENTS),
                        lit(0).cast("decimal(18,6)").as(KEPT_QUANTITY),
                        lit(0L).as(CROSS_SELL),
                        lit(0L).as(UP_SELL),
                        lit(0L).as(EXPANSION_CENTS),
                        col(SHOWN));
    }

    static Column strings(List<String> values) {
        return array(values.stream().map(value -> lit(value)).toArray(Column[]::new));
    }

    private static Column inside(String month, String day, LocalDate from, LiftRules rules) {
        Column first = lit(Date.valueOf(from));
        return col(month).geq(trunc(first, "month")).and(col(day).between(first, lit(Date.valueOf(rules.asOf()))));
    }

    private static Column one(Column condition) {
        return when(condition, 1L).otherwise(0L);
    }

    private static Column cents(Column money) {
        return money.multiply(100).cast("bigint");
    }
}
