package io.crosslift.job;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.hash;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.timestamp_seconds;
import static org.apache.spark.sql.functions.when;

import io.crosslift.lake.Lake;
import io.crosslift.schema.Products;
import io.crosslift.schema.SubscriptionItems;
import io.crosslift.schema.Subscriptions;
import java.time.LocalDate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Subscriptions made from row numbers by hashes, the same on every machine: accounts that pay for 36 months, each with a base item of seven
 * versions, in which its tier, seats or price change, and three add-ons, of which every second one ends.
 */
final class SeededSubscriptions {
    static final LocalDate AS_OF = LocalDate.of(2025, 12, 31);
    static final int VERSIONS = 10;

    private static final int BASE_VERSIONS = 7;
    private static final int DAYS_BETWEEN = 150;
    private static final long DAY = 86_400L;
    private static final long START = LocalDate.of(2023, 1, 1).toEpochDay() * DAY;

    private final SparkSession spark;
    private final Lake lake;
    private final String currency;
    private final Console console;

    SeededSubscriptions(SparkSession spark, Lake lake, String currency, Console console) {
        this.spark = spark;
        this.lake = lake;
        this.currency = currency;
        this.console = console;
    }

    /** Writes the tables if they are not there. */
    void generate(long accounts) {
        if (lake.exists(SubscriptionItems.TABLE)) {
            return;
        }
        console.progress("generating " + Console.grouped(accounts * VERSIONS) + " item versions of "
                + Console.grouped(accounts) + " accounts");
        SeededRows.write(lake, Products.TABLE, products(), AS_OF);
        SeededRows.write(lake, Subscriptions.TABLE, subscriptions(accounts), AS_OF);
        SeededRows.write(lake, SubscriptionItems.TABLE, items(accounts), AS_OF);
    }

    private Dataset<Row> products() {
        return spark.range(6)
                .select(
                        product(col("id")).as(Products.PRODUCT_ID),
                        timestamp_seconds(lit(0)).as(Products.VALID_FROM),
                        product(col("id")).as(Products.SKU),
                        when(col("id").lt(3), "core")
                                .otherwise(concat(lit("add-on-"), col("id")))
                                .as(Products.PRODUCT_FAMILY),
                        when(col("id").lt(3), col("id").cast("int")).as(Products.TIER_RANK),
                        lit(true).as(Products.IS_RECURRING),
                        lit("saas").as(Products.BUSINESS_MODEL));
    }

    private Dataset<Row> subscriptions(long accounts) {
        return spark.range(accounts)
                .select(
                        concat(lit("subscription-"), col("id")).as(Subscriptions.SUBSCRIPTION_ID),
                        concat(lit("account-"), col("id")).as(Subscriptions.ACCOUNT_ID),
                        lit("active").as(Subscriptions.STATUS),
                        timestamp_seconds(lit(START)).as(Subscriptions.STARTED_AT),
                        lit(currency).as(Subscriptions.CURRENCY),
                        timestamp_seconds(lit(START)).as(Subscriptions.VALID_FROM));
    }

    private Dataset<Row> items(long accounts) {
        Column k = col("k");
        Column isBase = k.lt(BASE_VERSIONS);
        Column addOnFrom = day(pmod(drawn(11), lit(700)));
        Column from = when(isBase, day(k.multiply(DAYS_BETWEEN).plus(pmod(drawn(12), lit(100)))))
                .otherwise(addOnFrom);
        Column nextOfBase =
                day(k.plus(1).multiply(DAYS_BETWEEN).plus(pmod(hash(col("id"), k.plus(1), lit(12)), lit(100))));
        Column to = when(isBase, when(k.lt(BASE_VERSIONS - 1), nextOfBase))
                .otherwise(when(pmod(drawn(13), lit(2)).equalTo(0), addOnFrom.plus(lit(300 * DAY))));
        Column tier = pmod(drawn(14), lit(3));
        return spark.range(accounts)
                .withColumn("k", explode(sequence(lit(0), lit(VERSIONS - 1))))
                .select(
                        concat(lit("item-"), col("id"), when(isBase, "").otherwise(concat(lit("-"), k)))
                                .as(SubscriptionItems.SUBSCRIPTION_ITEM_ID),
                        concat(lit("subscription-"), col("id")).as(SubscriptionItems.SUBSCRIPTION_ID),
                        concat(lit("account-"), col("id")).as(SubscriptionItems.ACCOUNT_ID),
                        product(when(isBase, tier).otherwise(k.minus(BASE_VERSIONS - 3)))
                                .as(SubscriptionItems.PRODUCT_ID),
                        pmod(drawn(15), lit(20)).plus(1).cast("decimal(18,6)").as(SubscriptionItems.QTY),
                        element_at(array(lit(10), lit(25), lit(40)), tier.plus(1))
                                .cast("decimal(20,4)")
                                .as(SubscriptionItems.UNIT_PRICE),
                        lit("month").as(SubscriptionItems.INTERVAL_UNIT),
                        lit(1).as(SubscriptionItems.INTERVAL_COUNT),
                        timestamp_seconds(from).as(SubscriptionItems.VALID_FROM),
                        timestamp_seconds(to).as(SubscriptionItems.VALID_TO));
    }

    private static Column product(Column number) {
        return concat(lit("product-"), number.cast("int"));
    }

    private static Column day(Column number) {
        return lit(START).plus(number.cast("bigint").multiply(DAY));
    }

    private static Column drawn(int purpose) {
        return hash(col("id"), col("k"), lit(purpose));
    }
}
