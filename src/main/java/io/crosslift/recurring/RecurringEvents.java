package io.crosslift.recurring;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_utc_timestamp;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.crosslift.config.RecurringSettings;
import io.crosslift.schema.SubscriptionItems;
import io.crosslift.schema.Subscriptions;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Versions of subscriptions and of their items in one stream, so that one shuffle brings an account's together. */
final class RecurringEvents {
    static final String KIND = "kind";
    static final String FROM_DAY = "from_day";
    static final String TO_DAY = "to_day";
    static final String FROM_AT = "from_at";
    static final String TO_AT = "to_at";
    static final String END_DAY = "end_day";
    static final String END_AT = "end_at";
    static final String UNTIL_DAY = "until_day";

    static final int SUBSCRIPTION = 0;
    static final int ITEM = 1;
    static final int BOUGHT = 2;

    private RecurringEvents() {}

    /** One row per version, in the order of {@link Cells}. */
    static Dataset<Row> of(Dataset<Row> subscriptions, Dataset<Row> items, RecurringSettings settings, ZoneId zone) {
        Column cancelled = col(Subscriptions.CANCELLED_AT);
        Column isCancelled = col(Subscriptions.STATUS).equalTo("cancelled");
        Column serviceEnd = coalesce(
                col(Subscriptions.ENDS_AT), when(isCancelled, coalesce(cancelled, col(Subscriptions.VALID_FROM))));
        Column end = settings.endsAtCancellation() ? least(serviceEnd, cancelled) : serviceEnd;
        Dataset<Row> moved = MovedSubscriptions.accounts(subscriptions);
        boolean anyMoved = !moved.isEmpty();
        Dataset<Row> statuses = versions(
                        anyMoved
                                ? MovedSubscriptions.flagged(subscriptions)
                                : MovedSubscriptions.unmoved(subscriptions),
                        zone)
                .withColumn(KIND, lit(SUBSCRIPTION))
                .withColumn(END_DAY, day(end, zone))
                .withColumn(END_AT, unix_micros(end));
        Dataset<Row> terms = versions(anyMoved ? MovedSubscriptions.ofEach(items, moved) : items, zone)
                .withColumn(KIND, lit(ITEM))
                .withColumn(UNTIL_DAY, day(col(SubscriptionItems.DISCOUNT_UNTIL), zone));
        return statuses.unionByName(terms, true)
                .select(Cells.NAMES.stream().map(name -> col(name)).toArray(Column[]::new));
    }

    /** Rows with {@code valid_from} and {@code valid_to}, and both in local days and in microseconds. */
    static Dataset<Row> versions(Dataset<Row> rows, ZoneId zone) {
        Column from = col(Subscriptions.VALID_FROM);
        Column to = col(Subscriptions.VALID_TO);
        return rows.withColumn(FROM_DAY, day(from, zone))
                .withColumn(TO_DAY, day(to, zone))
                .withColumn(FROM_AT, unix_micros(from))
                .withColumn(TO_AT, unix_micros(to));
    }

    private static Column day(Column instant, ZoneId zone) {
        return to_date(from_utc_timestamp(instant, zone.getId()));
    }

    /** Positions of the columns of the stream. */
    static final class Cells {
        static final List<String> NAMES = new ArrayList<>();
        static final int ACCOUNT = at(Subscriptions.ACCOUNT_ID);
        static final int KIND_AT = at(KIND);
        static final int SUBSCRIPTION_ID = at(Subscriptions.SUBSCRIPTION_ID);
        static final int FROM = at(FROM_DAY);
        static final int TO = at(TO_DAY);
        static final int FROM_MICROS = at(FROM_AT);
        static final int TO_MICROS = at(TO_AT);
        static final int STATUS = at(Subscriptions.STATUS);
        static final int CURRENCY = at(Subscriptions.CURRENCY);
        static final int MOVED_IN_AT = at(MovedSubscriptions.MOVED_IN);
        static final int MOVED_OUT_AT = at(MovedSubscriptions.MOVED_OUT);
        static final int END = at(END_DAY);
        static final int END_MICROS = at(END_AT);
        static final int ITEM_ID = at(SubscriptionItems.SUBSCRIPTION_ITEM_ID);
        static final int PRODUCT = at(SubscriptionItems.PRODUCT_ID);
        static final int QUANTITY = at(SubscriptionItems.QTY);
        static final int PRICE = at(SubscriptionItems.UNIT_PRICE);
        static final int UNIT = at(SubscriptionItems.INTERVAL_UNIT);
        static final int COUNT = at(SubscriptionItems.INTERVAL_COUNT);
        static final int PERCENT = at(SubscriptionItems.RECURRING_DISCOUNT_PCT);
        static final int AMOUNT = at(SubscriptionItems.RECURRING_DISCOUNT_AMOUNT);
        static final int DISCOUNT_KIND = at(SubscriptionItems.DISCOUNT_KIND);
        static final int UNTIL = at(UNTIL_DAY);
        static final int REPLACES = at(SubscriptionItems.REPLACES_ITEM_ID);
        static final int INITIATED_BY = at(SubscriptionItems.INITIATED_BY);

        private Cells() {}

        private static int at(String name) {
            NAMES.add(name);
            return NAMES.size() - 1;
        }
    }
}
