package io.crosslift.recurring;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import io.crosslift.schema.SubscriptionItems;
import io.crosslift.schema.Subscriptions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Subscriptions that went from one account to another, as by a merge or a split of accounts (taxonomy row 24): a version of one account ends
 * on the instant on which a version of another begins, and both are paid for.
 */
final class MovedSubscriptions {
    static final String MOVED_IN = "moved_in";
    static final String MOVED_OUT = "moved_out";

    private static final String ACCOUNTS = "accounts";

    private MovedSubscriptions() {}

    /** One row per subscription of several accounts, with them. */
    static Dataset<Row> accounts(Dataset<Row> subscriptions) {
        return subscriptions
                .groupBy(Subscriptions.SUBSCRIPTION_ID)
                .agg(
                        min(Subscriptions.ACCOUNT_ID).as("first_account"),
                        max(Subscriptions.ACCOUNT_ID).as("last_account"),
                        collect_set(Subscriptions.ACCOUNT_ID).as(ACCOUNTS))
                .filter(col("first_account").notEqual(col("last_account")))
                .select(Subscriptions.SUBSCRIPTION_ID, ACCOUNTS);
    }

    /** The versions with whether another account paid right before, and pays right after. */
    static Dataset<Row> flagged(Dataset<Row> subscriptions) {
        WindowSpec inTime = Window.partitionBy(Subscriptions.SUBSCRIPTION_ID).orderBy(Subscriptions.VALID_FROM);
        Column paid = isPaid(col(Subscriptions.STATUS));
        Column goesOn = col(Subscriptions.ENDS_AT)
                .isNull()
                .or(col(Subscriptions.ENDS_AT)
                        .gt(coalesce(col(Subscriptions.VALID_TO), col(Subscriptions.VALID_FROM))));
        Column served = col(Subscriptions.ENDS_AT)
                .isNull()
                .or(col(Subscriptions.ENDS_AT).gt(col(Subscriptions.VALID_FROM)));
        Column in = paid.and(served)
                .and(lag(goesOn, 1).over(inTime))
                .and(isPaid(lag(Subscriptions.STATUS, 1).over(inTime)))
                .and(lag(Subscriptions.VALID_TO, 1).over(inTime).equalTo(col(Subscriptions.VALID_FROM)))
                .and(lag(Subscriptions.ACCOUNT_ID, 1).over(inTime).notEqual(col(Subscriptions.ACCOUNT_ID)));
        Column out = paid.and(goesOn)
                .and(lead(served, 1).over(inTime))
                .and(isPaid(lead(Subscriptions.STATUS, 1).over(inTime)))
                .and(lead(Subscriptions.VALID_FROM, 1).over(inTime).equalTo(col(Subscriptions.VALID_TO)))
                .and(lead(Subscriptions.ACCOUNT_ID, 1).over(inTime).notEqual(col(Subscriptions.ACCOUNT_ID)));
        return subscriptions
                .withColumn(MOVED_IN, coalesce(in, lit(false)))
                .withColumn(MOVED_OUT, coalesce(out, lit(false)));
    }

    /** The versions, none of which moved. */
    static Dataset<Row> unmoved(Dataset<Row> subscriptions) {
        return subscriptions.withColumn(MOVED_IN, lit(false)).withColumn(MOVED_OUT, lit(false));
    }

    /** Items once for each account of their subscription: an account has an item while it has the subscription. */
    static Dataset<Row> ofEach(Dataset<Row> items, Dataset<Row> moved) {
        Dataset<Row> accounts = moved.withColumnRenamed(Subscriptions.SUBSCRIPTION_ID, "moved_subscription");
        return items.join(
                        broadcast(accounts),
                        col(SubscriptionItems.SUBSCRIPTION_ID).equalTo(col("moved_subscription")),
                        "left")
                .withColumn(
                        SubscriptionItems.ACCOUNT_ID,
                        explode(coalesce(col(ACCOUNTS), array(col(SubscriptionItems.ACCOUNT_ID)))))
                .drop("moved_subscription", ACCOUNTS);
    }

    private static Column isPaid(Column status) {
        return status.isin("active", "past_due");
    }
}
