package io.crosslift.recurring;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;

import io.crosslift.config.RecurringSettings;
import io.crosslift.config.ReportingSettings;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.FxRates;
import io.crosslift.schema.SubscriptionItems;
import io.crosslift.schema.Subscriptions;
import java.sql.Date;
import java.time.LocalDate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.jspecify.annotations.Nullable;

/**
 * Contract MRR of the items active on one day, straight from their versions: no history is replayed, so that it can tell whether a
 * replay has come out where it should.
 */
public final class ActiveItems {
    /** The item's contract MRR, reporting currency. */
    public static final String MRR = "mrr";

    private ActiveItems() {}

    /** Versions in, one row per item active on the day out: item, account, {@link #MRR}. */
    public static Dataset<Row> on(
            LocalDate day,
            Dataset<Row> subscriptions,
            Dataset<Row> items,
            @Nullable Dataset<Row> fxRates,
            RecurringSettings settings,
            ReportingSettings reporting) {
        Dataset<Row> versions = RecurringEvents.of(subscriptions, items, settings, reporting.timeZone());
        Dataset<Row> statuses = versions.filter(col(RecurringEvents.KIND).equalTo(RecurringEvents.SUBSCRIPTION));
        Dataset<Row> terms = versions.filter(col(RecurringEvents.KIND).equalTo(RecurringEvents.ITEM));
        Column last = lit(Date.valueOf(day));
        Column inForce = col(RecurringEvents.FROM_DAY)
                .leq(last)
                .and(col(RecurringEvents.TO_DAY)
                        .isNull()
                        .or(col(RecurringEvents.TO_DAY).gt(last)));
        Column served = col(RecurringEvents.END_DAY)
                .isNull()
                .or(col(RecurringEvents.END_DAY).gt(last));
        Dataset<Row> active = statuses.filter(
                        inForce.and(served).and(col(Subscriptions.STATUS).isin("active", "past_due", "cancelled")))
                .select(col(Subscriptions.SUBSCRIPTION_ID).as("active_subscription"))
                .distinct();
        Dataset<Row> held = terms.filter(inForce)
                .join(active, col(Subscriptions.SUBSCRIPTION_ID).equalTo(col("active_subscription")), "left_semi");
        Column original = round(year().divide(lit(12)), 2);
        return withRate(withCurrency(held, statuses), fxRates, last, reporting)
                .select(
                        col(SubscriptionItems.SUBSCRIPTION_ITEM_ID),
                        col(Subscriptions.ACCOUNT_ID),
                        round(original.multiply(col(FxRates.RATE)), 2)
                                .cast(ColumnTypes.MONEY)
                                .as(MRR));
    }

    /** What is due in a year, less an open-ended discount. */
    private static Column year() {
        Column openEnded = coalesce(col(SubscriptionItems.DISCOUNT_KIND), lit("forever"))
                .equalTo("forever")
                .and(col(RecurringEvents.UNTIL_DAY).isNull());
        Column percent = when(openEnded, coalesce(col(SubscriptionItems.RECURRING_DISCOUNT_PCT), lit(0)))
                .otherwise(lit(0));
        Column amount = when(openEnded, coalesce(col(SubscriptionItems.RECURRING_DISCOUNT_AMOUNT), lit(0)))
                .otherwise(lit(0));
        Column due = col(SubscriptionItems.QTY)
                .multiply(col(SubscriptionItems.UNIT_PRICE))
                .cast("decimal(24,8)")
                .multiply(lit(100).minus(percent).cast("decimal(9,6)"))
                .divide(lit(100))
                .minus(amount);
        Column unit = col(SubscriptionItems.INTERVAL_UNIT);
        Column perYear = when(unit.equalTo("day"), 365)
                .when(unit.equalTo("week"), 52)
                .when(unit.equalTo("month"), 12)
                .otherwise(1);
        return greatest(due, lit(0))
                .cast("decimal(28,10)")
                .multiply(perYear)
                .divide(col(SubscriptionItems.INTERVAL_COUNT));
    }

    /** The currency of the subscription when the item's version begins, else that of its last version. */
    private static Dataset<Row> withCurrency(Dataset<Row> items, Dataset<Row> statuses) {
        Column at = col(RecurringEvents.FROM_AT);
        Dataset<Row> currencies = statuses.select(
                col(Subscriptions.SUBSCRIPTION_ID).as("billed_subscription"),
                col(Subscriptions.CURRENCY).as("billed_currency"),
                at.as("billed_from"),
                col(RecurringEvents.TO_AT).as("billed_to"));
        Column then = col("billed_from")
                .leq(at)
                .and(col("billed_to").isNull().or(col("billed_to").gt(at)));
        Dataset<Row> both = items.drop(Subscriptions.CURRENCY)
                .join(currencies, col(Subscriptions.SUBSCRIPTION_ID).equalTo(col("billed_subscription")));
        return both.withColumn(
                        "choice",
                        row_number()
                                .over(Window.partitionBy(col(SubscriptionItems.SUBSCRIPTION_ITEM_ID), at)
                                        .orderBy(then.desc(), col("billed_from").desc())))
                .filter(col("choice").equalTo(1))
                .withColumnRenamed("billed_currency", Subscriptions.CURRENCY);
    }

    private static Dataset<Row> withRate(
            Dataset<Row> items, @Nullable Dataset<Row> fxRates, Column day, ReportingSettings reporting) {
        Column one = lit(1).cast(ColumnTypes.decimal(18, 8));
        if (fxRates == null) {
            return items.withColumn(FxRates.RATE, one);
        }
        Dataset<Row> rates = fxRates.filter(col(FxRates.RATE_DATE).equalTo(day))
                .select(
                        col(FxRates.CURRENCY).as("rate_currency"),
                        col(FxRates.RATE).as("day_rate"));
        return items.join(broadcast(rates), col(Subscriptions.CURRENCY).equalTo(col("rate_currency")), "left")
                .withColumn(
                        FxRates.RATE,
                        when(col(Subscriptions.CURRENCY).equalTo(reporting.currency()), one)
                                .otherwise(col("day_rate")));
    }
}
