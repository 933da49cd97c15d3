package io.crosslift.source.rules;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_except;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.last_day;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.FxRates;
import io.crosslift.schema.PriceBook;
import io.crosslift.schema.Products;
import io.crosslift.schema.ProvenanceColumns;
import io.crosslift.schema.SubscriptionItems;
import io.crosslift.schema.Subscriptions;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/** Rules on list prices, subscriptions and their items. */
final class RecurringRules {
    private static final String PRODUCT = "_product";
    private static final String RATES_MISSING = "_rates_missing";
    private static final String STATUS_BEFORE = "_status_before";
    private static final String REPLACED = "_replaced";
    private static final String REPLACED_OPEN = "_replaced_open";

    static final TableRules PRICES = TableRules.of(PriceBook.TABLE)
            .format(
                    Rule.quarantine(
                            "CURRENCY_UNKNOWN",
                            "no ISO 4217 code",
                            Money.unknown(PriceBook.CURRENCY),
                            PriceBook.CURRENCY),
                    unknownInterval(),
                    negativePrice(),
                    Validity.reversed(PriceBook.VALID_FROM, PriceBook.VALID_TO))
            .step(
                    Validity.overlaps(List.of(
                            PriceBook.PRODUCT_ID,
                            PriceBook.CURRENCY,
                            PriceBook.INTERVAL_UNIT,
                            PriceBook.INTERVAL_COUNT)),
                    Lookups.exists(PRODUCT, col(PriceBook.PRODUCT_ID), Products.TABLE, Products.PRODUCT_ID))
            .defects(
                    Rule.quarantine(
                            "PRICE_OVERLAP",
                            "two prices are valid at once",
                            col(Validity.OVERLAPS),
                            PriceBook.PRODUCT_ID,
                            PriceBook.CURRENCY,
                            PriceBook.VALID_FROM),
                    orphanProduct())
            .build();

    static final TableRules SUBSCRIPTIONS = TableRules.of(Subscriptions.TABLE)
            .event(Subscriptions.VALID_FROM)
            .format(
                    Rule.quarantine(
                            "CURRENCY_UNKNOWN",
                            "no ISO 4217 code",
                            Money.unknown(Subscriptions.CURRENCY),
                            Subscriptions.CURRENCY),
                    Rule.quarantine(
                            "UNKNOWN_STATUS",
                            "status is not trialing, active, past_due, paused, cancelled, unpaid or expired",
                            not(col(Subscriptions.STATUS)
                                    .isin(
                                            "trialing",
                                            "active",
                                            "past_due",
                                            "paused",
                                            "cancelled",
                                            "unpaid",
                                            "expired")),
                            Subscriptions.STATUS),
                    Rule.quarantine(
                            "CANCELLED_BEFORE_START",
                            "the subscription was cancelled before it started",
                            col(Subscriptions.CANCELLED_AT).lt(col(Subscriptions.STARTED_AT)),
                            Subscriptions.STARTED_AT,
                            Subscriptions.CANCELLED_AT),
                    Rule.quarantine(
                            "ENDED_BEFORE_START",
                            "the subscription ends before it starts",
                            col(Subscriptions.ENDS_AT).lt(col(Subscriptions.STARTED_AT)),
                            Subscriptions.STARTED_AT,
                            Subscriptions.ENDS_AT),
                    Validity.reversed(Subscriptions.VALID_FROM, Subscriptions.VALID_TO))
            .step(
                    Validity.overlaps(List.of(Subscriptions.SUBSCRIPTION_ID)),
                    Lookups.account(col(Subscriptions.ACCOUNT_ID)),
                    RecurringRules::withStatusBefore,
                    RecurringRules::withRates)
            .defects(
                    Rule.quarantine(
                            "SCD_OVERLAP",
                            "two versions of the subscription are valid at once",
                            col(Validity.OVERLAPS),
                            Subscriptions.SUBSCRIPTION_ID,
                            Subscriptions.VALID_FROM,
                            Subscriptions.VALID_TO),
                    Rule.quarantine(
                            "ORPHAN_ACCOUNT",
                            "there is no such account",
                            col(Lookups.ACCOUNT).isNull(),
                            Subscriptions.ACCOUNT_ID),
                    Rule.quarantine(
                            "ILLEGAL_TRANSITION",
                            "the status cannot follow the one before it",
                            illegalTransition(),
                            STATUS_BEFORE,
                            Subscriptions.STATUS),
                    Rule.quarantine(
                            "FX_MISSING",
                            "no exchange rate on the last day of some month of the subscription, or on as-of",
                            col(RATES_MISSING),
                            Subscriptions.CURRENCY,
                            Subscriptions.VALID_FROM))
            .exclusions(internalAccount())
            .build();

    static final TableRules ITEMS = TableRules.of(SubscriptionItems.TABLE)
            .event(SubscriptionItems.VALID_FROM)
            .format(
                    unknownInterval(),
                    Rule.quarantine(
                            "NEGATIVE_QUANTITY",
                            "a quantity must not be negative",
                            col(SubscriptionItems.QTY).lt(0),
                            SubscriptionItems.QTY),
                    negativePrice(),
                    Rule.quarantine(
                            "DISCOUNT_RANGE",
                            "a discount must be 0 to 100 percent and no negative amount",
                            abs(col(SubscriptionItems.RECURRING_DISCOUNT_PCT).minus(50))
                                    .gt(50)
                                    .or(col(SubscriptionItems.RECURRING_DISCOUNT_AMOUNT)
                                            .lt(0)),
                            SubscriptionItems.RECURRING_DISCOUNT_PCT,
                            SubscriptionItems.RECURRING_DISCOUNT_AMOUNT),
                    Rule.quarantine(
                            "UNKNOWN_DISCOUNT",
                            "discount_kind is not forever, repeating or once",
                            not(col(SubscriptionItems.DISCOUNT_KIND).isin("forever", "repeating", "once")),
                            SubscriptionItems.DISCOUNT_KIND),
                    Validity.reversed(SubscriptionItems.VALID_FROM, SubscriptionItems.VALID_TO))
            .step(
                    Validity.overlaps(List.of(SubscriptionItems.SUBSCRIPTION_ITEM_ID)),
                    Lookups.exists(PRODUCT, col(SubscriptionItems.PRODUCT_ID), Products.TABLE, Products.PRODUCT_ID),
                    SubscriptionAccounts::ofItems,
                    RecurringRules::withReplaced)
            .defects(
                    Rule.quarantine(
                            "SCD_OVERLAP",
                            "two versions of the item are valid at once",
                            col(Validity.OVERLAPS),
                            SubscriptionItems.SUBSCRIPTION_ITEM_ID,
                            SubscriptionItems.VALID_FROM,
                            SubscriptionItems.VALID_TO),
                    Rule.quarantine(
                            "ORPHAN_SUBSCRIPTION",
                            "there is no such subscription",
                            col(Lookups.ACCOUNT).isNull().and(not(col(Lookups.INTERNAL))),
                            SubscriptionItems.SUBSCRIPTION_ID),
                    orphanProduct(),
                    Rule.quarantine(
                            "REPLACES_UNKNOWN",
                            "the item replaced does not exist",
                            col(SubscriptionItems.REPLACES_ITEM_ID)
                                    .isNotNull()
                                    .and(col(REPLACED).isNull()),
                            SubscriptionItems.REPLACES_ITEM_ID),
                    Rule.quarantine(
                            "REPLACES_OPEN",
                            "the item replaced has not ended",
                            col(REPLACED_OPEN),
                            SubscriptionItems.REPLACES_ITEM_ID))
            .exclusions(internalAccount())
            .build();

    private static Rule internalAccount() {
        return Rule.exclude("internal_account", "internal or test account", col(Lookups.INTERNAL));
    }

    private static Rule unknownInterval() {
        return Rule.quarantine(
                "INTERVAL_UNKNOWN",
                "an interval is so many days, weeks, months or years, at least one",
                not(col(SubscriptionItems.INTERVAL_UNIT).isin("day", "week", "month", "year"))
                        .or(col(SubscriptionItems.INTERVAL_COUNT).leq(0)),
                SubscriptionItems.INTERVAL_UNIT,
                SubscriptionItems.INTERVAL_COUNT);
    }

    private static Rule negativePrice() {
        String price = PriceBook.UNIT_PRICE;
        return Rule.quarantine(
                "NEGATIVE_PRICE", "a price must not be negative", col(price).lt(0), price);
    }

    private static Rule orphanProduct() {
        return Rule.quarantine("ORPHAN_PRODUCT", "there is no such product", not(col(PRODUCT)), PriceBook.PRODUCT_ID);
    }

    /** A trial begins a subscription; nothing but a new start follows an end. */
    private static Column illegalTransition() {
        Column before = col(STATUS_BEFORE);
        Column status = col(Subscriptions.STATUS);
        Column afterEnd = before.isin("cancelled", "expired", "unpaid").and(status.isin("past_due", "paused"));
        return status.equalTo("trialing").and(before.notEqual("trialing")).or(afterEnd);
    }

    private static Dataset<Row> withStatusBefore(Dataset<Row> rows, Known known) {
        Column undecided = when(Verdicts.open(), lit(null)).otherwise(col(ProvenanceColumns.RECORD_HASH));
        return rows.withColumn(
                STATUS_BEFORE,
                lag(Subscriptions.STATUS, 1)
                        .over(Window.partitionBy(col(Subscriptions.SUBSCRIPTION_ID), undecided)
                                .orderBy(col(Subscriptions.VALID_FROM), col(ProvenanceColumns.RECORD_HASH))));
    }

    /** Adds whether a month of the subscription opens or closes on a day without a rate; none is needed of the reporting currency. */
    private static Dataset<Row> withRates(Dataset<Row> subscriptions, Known known) {
        Column foreign = col(Subscriptions.CURRENCY).notEqual(known.currency());
        Optional<Dataset<Row>> rates = known.accepted().apply(FxRates.TABLE);
        if (rates.isEmpty()) {
            return subscriptions.withColumn(RATES_MISSING, foreign);
        }
        LocalDate asOf = known.end().atZone(known.zone()).toLocalDate().minusDays(1);
        Column last = lit(java.sql.Date.valueOf(asOf));
        Column from = LocalDays.day(col(Subscriptions.VALID_FROM), known.zone());
        Column to = coalesce(least(LocalDays.day(col(Subscriptions.VALID_TO), known.zone()), last), last);
        Column openings = transform(
                sequence(trunc(from, "month"), trunc(to, "month"), expr("INTERVAL 1 MONTH")),
                month -> date_sub(month, 1));
        Column needed = concat(openings, array(least(last_day(to), last)));
        Dataset<Row> days = rates.get()
                .filter(col(FxRates.RATE_DATE)
                        .equalTo(last_day(col(FxRates.RATE_DATE)))
                        .or(col(FxRates.RATE_DATE).equalTo(last)))
                .groupBy(col(FxRates.CURRENCY).as("_rate_currency"))
                .agg(collect_set(FxRates.RATE_DATE).as("_rate_days"));
        Column incomplete = size(array_except(
                        needed, coalesce(col("_rate_days"), expr("CAST(array() AS ARRAY<DATE>)"))))
                .gt(0);
        return subscriptions
                .join(broadcast(days), col(Subscriptions.CURRENCY).equalTo(col("_rate_currency")), "left")
                .withColumn(
                        RATES_MISSING,
                        when(foreign.and(from.leq(last)).and(from.leq(to)), incomplete)
                                .otherwise(false))
                .drop("_rate_currency", "_rate_days");
    }

    /** Adds whether the item that a row replaces exists among those produced, and whether it goes on. */
    private static Dataset<Row> withReplaced(Dataset<Row> items, Known known) {
        if (!known.supplies(SubscriptionItems.TABLE, SubscriptionItems.REPLACES_ITEM_ID)) {
            return items.withColumn(REPLACED, lit(null).cast("string")).withColumn(REPLACED_OPEN, lit(false));
        }
        Dataset<Row> ends = known.produced()
                .apply(SubscriptionItems.TABLE)
                .orElse(items)
                .groupBy(col(SubscriptionItems.SUBSCRIPTION_ITEM_ID).as(REPLACED))
                .agg(max(col(SubscriptionItems.VALID_TO).isNull()).as(REPLACED_OPEN));
        return items.join(ends, col(SubscriptionItems.REPLACES_ITEM_ID).equalTo(col(REPLACED)), "left");
    }

    private RecurringRules() {}
}
