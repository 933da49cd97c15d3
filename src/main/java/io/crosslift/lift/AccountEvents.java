package io.crosslift.lift;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.arrays_overlap;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.from_utc_timestamp;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.MrrMovements;
import io.crosslift.schema.OfferEvents;
import io.crosslift.schema.Offers;
import io.crosslift.schema.Products;
import io.crosslift.schema.SupportTickets;
import io.crosslift.schema.Touchpoints;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** What accounts did and saw, in one dataset, so that units meet all of it in one shuffle. */
final class AccountEvents {
    static final String ACCOUNT = "event_account";
    static final String KIND = "event_kind";
    /** Order, conversion, what a change set gained a family towards a goal, change set or ticket; NULL for an exposure. */
    static final String SALE = "event_sale";

    static final String AT = "event_at";
    static final String DAY = "event_day";
    static final String NET_CENTS = "net_cents";
    static final String BASE_CENTS = "base_cents";
    static final String CROSS_SELL_CENTS = "cross_sell_cents";
    static final String UP_SELL_CENTS = "up_sell_cents";
    static final String MARGIN_CENTS = "margin_cents";
    static final String KEPT_QUANTITY = "kept_quantity";
    static final String GIVEN_BACK = "given_back";
    static final String CROSS_SELL = "cross_sell";
    static final String UP_SELL = "up_sell";
    static final String EXPANSION_CENTS = "expansion_cents";
    static final String ARR_CENTS = "arr_cents";
    static final String MRR_CENTS = "mrr_cents";
    /** What an exposure showed: offers, campaigns, plays. */
    static final String SHOWN = "shown";

    static final String ORDER = "order";
    static final String CONVERSION = "conversion";
    static final String RECURRING = "recurring";
    static final String CANCELLATION = "cancellation";
    static final String TICKET = "ticket";
    static final String EXPOSURE = "exposure";

    private static final String MARGIN = "line_margin";
    /** What each kind of event has its own of; an event has 0 of the others. */
    private static final List<String> NUMBERS = List.of(
            NET_CENTS,
            BASE_CENTS,
            CROSS_SELL_CENTS,
            UP_SELL_CENTS,
            MARGIN_CENTS,
            GIVEN_BACK,
            CROSS_SELL,
            UP_SELL,
            EXPANSION_CENTS,
            ARR_CENTS,
            MRR_CENTS);

    private AccountEvents() {}

    /**
     * One row per line, conversion, recurring gain, cancelled item, ticket and exposure up to as-of.
     *
     * @param from first local day that any window or pre-period needs
     * @param references offers, campaigns and plays that count as exposure to any experiment
     * @return empty where no table holds events
     */
    static Optional<Dataset<Row>> of(LiftInputs inputs, LocalDate from, List<String> references, LiftRules rules) {
        List<Dataset<Row>> parts = new ArrayList<>();
        if (inputs.lines() != null) {
            parts.add(lines(withMargin(inputs.lines(), inputs.products()), from, rules));
        }
        if (inputs.conversions() != null) {
            parts.add(conversions(inputs.conversions(), from, rules));
        }
        if (inputs.movements() != null) {
            parts.add(recurringGains(inputs.movements(), from, rules));
            parts.add(cancellations(inputs.movements(), from, rules));
        }
        if (inputs.tickets() != null) {
            parts.add(tickets(inputs.tickets(), from, rules));
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

    /** Lines with the gross margin of their product's version at the time, 0 where it isn't known. */
    private static Dataset<Row> withMargin(Dataset<Row> lines, @Nullable Dataset<Row> products) {
        if (products == null) {
            return lines.withColumn(MARGIN, lit(0).cast("decimal(9,6)"));
        }
        Dataset<Row> versions = products.select(
                col(Products.PRODUCT_ID).as("margin_product"),
                col(Products.VALID_FROM).as("margin_from"),
                col(Products.VALID_TO).as("margin_to"),
                col(Products.GROSS_MARGIN).as(MARGIN));
        Column valid = col(ClassifiedLines.PRODUCT_ID)
                .equalTo(col("margin_product"))
                .and(col(ClassifiedLines.LINE_TS).geq(col("margin_from")))
                .and(col("margin_to").isNull().or(col(ClassifiedLines.LINE_TS).lt(col("margin_to"))));
        return lines.join(broadcast(versions), valid, "left")
                .withColumn(MARGIN, coalesce(col(MARGIN), lit(0).cast("decimal(9,6)")));
    }

    private static Dataset<Row> lines(Dataset<Row> lines, LocalDate from, LiftRules rules) {
        Dataset<Row> theirs = lines.filter(inside(ClassifiedLines.LINE_MONTH, ClassifiedLines.LINE_DATE, from, rules));
        return events(
                theirs,
                ORDER,
                Map.ofEntries(
                        Map.entry(ACCOUNT, col(ClassifiedLines.ACCOUNT_ID)),
                        Map.entry(SALE, coalesce(col(ClassifiedLines.ORDER_ID), col(ClassifiedLines.LINE_ID))),
                        Map.entry(AT, col(ClassifiedLines.LINE_TS)),
                        Map.entry(DAY, col(ClassifiedLines.LINE_DATE)),
                        Map.entry(NET_CENTS, cents(col(ClassifiedLines.NET))),
                        Map.entry(BASE_CENTS, ofType("base")),
                        Map.entry(CROSS_SELL_CENTS, ofType(CROSS_SELL)),
                        Map.entry(UP_SELL_CENTS, ofType(UP_SELL)),
                        Map.entry(
                                MARGIN_CENTS,
                                cents(round(col(ClassifiedLines.NET).multiply(col(MARGIN)), 2))),
                        Map.entry(KEPT_QUANTITY, col(ClassifiedLines.QTY_NET)),
                        Map.entry(GIVEN_BACK, one(col(ClassifiedLines.QTY_NET).lt(col(ClassifiedLines.QTY))))));
    }

    private static Column ofType(String sellType) {
        return when(col(ClassifiedLines.SELL_TYPE).equalTo(sellType), cents(col(ClassifiedLines.NET)))
                .otherwise(0L);
    }

    /** A conversion that was given back whole is none; what recurs is worth what its movements gain, see {@link #recurringGains}. */
    private static Dataset<Row> conversions(Dataset<Row> conversions, LocalDate from, LiftRules rules) {
        Column kept = col(Conversions.REFUNDED)
                .lt(col(Conversions.VALUE))
                .or(col(Conversions.VALUE).leq(0));
        Column value = when(
                        col(Conversions.VALUE_BASIS).equalTo(ValueBasis.SOLD_ONCE),
                        cents(col(Conversions.VALUE).minus(col(Conversions.REFUNDED))))
                .otherwise(0L);
        return events(
                conversions.filter(inside(Conversions.CONVERSION_MONTH, Conversions.CONVERSION_DATE, from, rules)),
                CONVERSION,
                Map.of(
                        ACCOUNT,
                        col(Conversions.ACCOUNT_ID),
                        SALE,
                        col(Conversions.CONVERSION_ID),
                        AT,
                        col(Conversions.CONVERTED_AT),
                        DAY,
                        col(Conversions.CONVERSION_DATE),
                        CROSS_SELL,
                        one(kept.and(col(Conversions.SELL_TYPE).equalTo(CROSS_SELL))),
                        UP_SELL,
                        one(kept.and(col(Conversions.SELL_TYPE).equalTo(UP_SELL))),
                        EXPANSION_CENTS,
                        value));
    }

    /**
     * What change sets gained by cross-sells and up-sells that touches may earn: the movements that recurring conversions (F4) are made
     * of, by the year and by the month, of which F4 holds one.
     */
    private static Dataset<Row> recurringGains(Dataset<Row> movements, LocalDate from, LiftRules rules) {
        Column expansion = col(MrrMovements.IS_COMMERCIAL)
                .and(col(MrrMovements.MOVEMENT_CLASS).isin(CROSS_SELL, UP_SELL));
        Column known = inside(MrrMovements.EFFECTIVE_MONTH, MrrMovements.EFFECTIVE_DATE, from, rules);
        return events(
                movements.filter(expansion.and(known)),
                RECURRING,
                Map.of(
                        ACCOUNT,
                        col(MrrMovements.ACCOUNT_ID),
                        SALE,
                        concat_ws(
                                "|",
                                col(MrrMovements.CHANGE_SET_ID),
                                col(MrrMovements.MOVEMENT_CLASS),
                                col(MrrMovements.FAMILY)),
                        AT,
                        col(MrrMovements.EFFECTIVE_AT),
                        DAY,
                        col(MrrMovements.EFFECTIVE_DATE),
                        ARR_CENTS,
                        cents(col(MrrMovements.ARR_DELTA)),
                        MRR_CENTS,
                        cents(col(MrrMovements.MRR_DELTA))));
    }

    /** Items that accounts ended, and accounts that ended all of them; who pauses, or hands over, cancels nothing. */
    private static Dataset<Row> cancellations(Dataset<Row> movements, LocalDate from, LiftRules rules) {
        Column reason = col(MrrMovements.REASON);
        Column left = col(MrrMovements.MOVEMENT_CLASS).equalTo("churn").and(reason.notEqual("pause"));
        Column removed = col(MrrMovements.MOVEMENT_CLASS).equalTo("contraction").and(reason.equalTo("item_removed"));
        Column known = inside(MrrMovements.EFFECTIVE_MONTH, MrrMovements.EFFECTIVE_DATE, from, rules);
        return events(
                movements.filter(left.or(removed).and(known)),
                CANCELLATION,
                Map.of(
                        ACCOUNT,
                        col(MrrMovements.ACCOUNT_ID),
                        SALE,
                        col(MrrMovements.CHANGE_SET_ID),
                        AT,
                        col(MrrMovements.EFFECTIVE_AT),
                        DAY,
                        col(MrrMovements.EFFECTIVE_DATE)));
    }

    private static Dataset<Row> tickets(Dataset<Row> tickets, LocalDate from, LiftRules rules) {
        Column day = localDay(col(SupportTickets.OPENED_AT), rules);
        return events(
                tickets.filter(day.between(lit(Date.valueOf(from)), lit(Date.valueOf(rules.asOf())))),
                TICKET,
                Map.of(
                        ACCOUNT,
                        col(SupportTickets.ACCOUNT_ID),
                        SALE,
                        col(SupportTickets.TICKET_ID),
                        AT,
                        col(SupportTickets.OPENED_AT),
                        DAY,
                        day));
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
        return events(
                shown.filter(relevant.and(col(OfferEvents.EVENT_TS).lt(end))),
                EXPOSURE,
                Map.of(
                        ACCOUNT,
                        col(OfferEvents.ACCOUNT_ID),
                        AT,
                        col(OfferEvents.EVENT_TS),
                        DAY,
                        localDay(col(OfferEvents.EVENT_TS), rules),
                        SHOWN,
                        col(SHOWN)));
    }

    /** Rows to events of a kind: what it has, and nothing of what it hasn't. */
    private static Dataset<Row> events(Dataset<Row> rows, String kind, Map<String, Column> known) {
        List<Column> columns = new ArrayList<>();
        for (String name : List.of(ACCOUNT, AT, DAY)) {
            columns.add(Objects.requireNonNull(known.get(name)).as(name));
        }
        columns.add(lit(kind).as(KIND));
        columns.add(known.getOrDefault(SALE, lit(null).cast("string")).as(SALE));
        columns.add(
                known.getOrDefault(KEPT_QUANTITY, lit(0).cast("decimal(18,6)")).as(KEPT_QUANTITY));
        columns.add(
                known.getOrDefault(SHOWN, lit(null).cast(ColumnTypes.STRINGS)).as(SHOWN));
        for (String name : NUMBERS) {
            columns.add(known.getOrDefault(name, lit(0L)).as(name));
        }
        return rows.select(columns.toArray(Column[]::new));
    }

    static Column strings(List<String> values) {
        return array(values.stream().map(value -> lit(value)).toArray(Column[]::new));
    }

    private static Column inside(String month, String day, LocalDate from, LiftRules rules) {
        Column first = lit(Date.valueOf(from));
        return col(month).geq(trunc(first, "month")).and(col(day).between(first, lit(Date.valueOf(rules.asOf()))));
    }

    /** Whether a sale, its lines added up, is one of those that a metric counts. */
    static Column counts(SalesMetric metric) {
        Column kind = col(KIND);
        return switch (metric) {
            case ORDERS -> kind.equalTo(ORDER).and(col(KEPT_QUANTITY).gt(0));
            case RETURNS -> kind.equalTo(ORDER).and(col(GIVEN_BACK).gt(0));
            case CANCELLATIONS -> kind.equalTo(CANCELLATION);
            case TICKETS -> kind.equalTo(TICKET);
            default -> throw new IllegalArgumentException(metric + " counts no sales");
        };
    }

    private static Column one(Column condition) {
        return when(condition, 1L).otherwise(0L);
    }

    private static Column cents(Column money) {
        return money.multiply(100).cast("bigint");
    }
}
