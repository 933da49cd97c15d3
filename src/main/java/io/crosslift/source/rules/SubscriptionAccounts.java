package io.crosslift.source.rules;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max_by;

import io.crosslift.schema.SubscriptionItems;
import io.crosslift.schema.Subscriptions;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Whose the subscriptions are that items name: an item of an account that is left out is left out too. */
final class SubscriptionAccounts {
    private static final String INTERNAL_ACCOUNT = "_internal_account";
    private static final String LEFT_OUT = "_left_out_subscription";

    private SubscriptionAccounts() {}

    /** Adds the account of an item's subscription, and whether the subscription is left out because its account is internal. */
    static Dataset<Row> ofItems(Dataset<Row> items, Known known) {
        Dataset<Row> found = known.accepted()
                .apply(Subscriptions.TABLE)
                .map(subscriptions -> withAccount(items, subscriptions))
                .orElseGet(() -> items.withColumn(Lookups.ACCOUNT, lit(null).cast("string")));
        return ofInternalAccounts(known)
                .map(leftOut -> withInternal(found, leftOut))
                .orElseGet(() -> found.withColumn(Lookups.INTERNAL, lit(false)));
    }

    private static Dataset<Row> withAccount(Dataset<Row> items, Dataset<Row> subscriptions) {
        Dataset<Row> accounts = subscriptions
                .groupBy(col(Subscriptions.SUBSCRIPTION_ID).as("_subscription"))
                .agg(max_by(col(Subscriptions.ACCOUNT_ID), col(Subscriptions.VALID_FROM))
                        .as(Lookups.ACCOUNT));
        return items.join(accounts, col(SubscriptionItems.SUBSCRIPTION_ID).equalTo(col("_subscription")), "left")
                .drop("_subscription");
    }

    private static Dataset<Row> withInternal(Dataset<Row> items, Dataset<Row> leftOut) {
        return items.join(leftOut, col(SubscriptionItems.SUBSCRIPTION_ID).equalTo(col(LEFT_OUT)), "left")
                .withColumn(
                        Lookups.INTERNAL,
                        col(Lookups.ACCOUNT).isNull().and(col(LEFT_OUT).isNotNull()))
                .drop(LEFT_OUT);
    }

    /** The subscriptions that the source gives internal accounts, which are not among the accepted ones, by id. */
    private static Optional<Dataset<Row>> ofInternalAccounts(Known known) {
        Optional<Dataset<Row>> accounts = Lookups.internalAccounts(known, INTERNAL_ACCOUNT);
        return known.produced()
                .apply(Subscriptions.TABLE)
                .flatMap(produced -> accounts.map(internal -> produced.join(
                                internal, col(Subscriptions.ACCOUNT_ID).equalTo(col(INTERNAL_ACCOUNT)))
                        .select(col(Subscriptions.SUBSCRIPTION_ID).as(LEFT_OUT))
                        .distinct()));
    }
}
