package io.crosslift.job;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.date_trunc;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.hash;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.timestamp_seconds;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import io.crosslift.config.BuildVersions;
import io.crosslift.config.JourneySettings;
import io.crosslift.config.ResolvedSettings;
import io.crosslift.journey.JourneyRules;
import io.crosslift.lake.CommitStamp;
import io.crosslift.lake.Lake;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.OwnershipChanges;
import io.crosslift.schema.Touchpoints;
import java.time.LocalDate;
import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Touches, conversions and acquisitions made from row numbers by hashes, the same on every machine: ten touches per account in a
 * year, one account with 5 % of all, a conversion for every second account.
 */
final class SeededTouches {
    private static final LocalDate AS_OF = LocalDate.of(2025, 12, 31);
    private static final long START = AS_OF.minusDays(365).toEpochDay() * 86_400L;
    private static final long SECONDS_OF_YEAR = 365L * 86_400L;
    private static final int TOUCHES_PER_ACCOUNT = 10;
    private static final int FAMILIES = 40;

    private final SparkSession spark;
    private final Lake lake;
    private final Console console;

    SeededTouches(SparkSession spark, Lake lake, Console console) {
        this.spark = spark;
        this.lake = lake;
        this.console = console;
    }

    static Lake lake(SparkSession spark, ResolvedSettings settings) {
        return new Lake(
                spark,
                settings.settings().lake(),
                new CommitStamp(
                        "bench", AS_OF, settings.hash(), BuildVersions.read().project()));
    }

    static JourneyRules rules(JourneySettings settings) {
        return JourneyRules.of(settings, Long.MIN_VALUE, AS_OF.plusDays(1).toEpochDay() * 86_400_000_000L);
    }

    /** Writes the tables if they are not there. */
    void generate(long touches) {
        if (lake.exists(Touchpoints.TABLE)) {
            return;
        }
        long accounts = Math.max(1, touches / TOUCHES_PER_ACCOUNT);
        console.progress(
                "generating " + Console.grouped(touches) + " touches of " + Console.grouped(accounts) + " accounts");
        SeededRows.write(lake, Touchpoints.TABLE, touchpoints(touches, accounts), AS_OF);
        SeededRows.write(lake, Conversions.TABLE, conversions(accounts), AS_OF);
        SeededRows.write(lake, OwnershipChanges.TABLE, acquisitions(accounts), AS_OF);
    }

    private Dataset<Row> touchpoints(long touches, long accounts) {
        Column account = when(pmod(col("id"), lit(20)).equalTo(0), lit(0L))
                .otherwise(pmod(hash(col("id"), lit(1)).cast("bigint"), lit(accounts)));
        Column at = lit(START).plus(pmod(hash(col("id"), lit(2)).cast("bigint"), lit(SECONDS_OF_YEAR)));
        Column[] channels = Arrays.stream(new String[] {
                    "email", "in_app", "paid_search", "display", "sales", "success", "webinar", "referral"
                })
                .map(org.apache.spark.sql.functions::lit)
                .toArray(Column[]::new);
        Column family = concat(lit("family-"), pmod(hash(col("id"), lit(4)), lit(FAMILIES)));
        return spark.range(touches)
                .select(
                        concat(lit("touch-"), col("id")).as(Touchpoints.TOUCHPOINT_ID),
                        concat(lit("account-"), account).as(Touchpoints.ACCOUNT_ID),
                        lit("account").as(Touchpoints.IDENTITY_TYPE),
                        lit("-").as(Touchpoints.IDENTITY_VALUE),
                        timestamp_seconds(at).as(Touchpoints.EVENT_TS),
                        lit("campaign").as(Touchpoints.TOUCH_CLASS),
                        element_at(
                                        array(channels),
                                        pmod(hash(col("id"), lit(3)), lit(8)).plus(1))
                                .as(Touchpoints.CHANNEL),
                        when(pmod(abs(hash(col("id"), lit(5))), lit(5)).notEqual(0), array(family))
                                .as(Touchpoints.PROMOTED_FAMILIES),
                        lit(false).as(Touchpoints.IS_CAPTURE))
                .withColumn(Touchpoints.EVENT_MONTH, month(col(Touchpoints.EVENT_TS)));
    }

    /** One conversion for every second account, and many for the one with 5 % of the touches. */
    private Dataset<Row> conversions(long accounts) {
        Column account = when(pmod(col("id"), lit(100)).equalTo(0), lit(0L))
                .otherwise(col("id").multiply(2));
        Column at = lit(START).plus(pmod(hash(col("id"), lit(7)).cast("bigint"), lit(SECONDS_OF_YEAR)));
        Column family = concat(lit("family-"), pmod(hash(col("id"), lit(8)), lit(FAMILIES)));
        return spark.range(Math.max(1, accounts / 2))
                .select(
                        concat(lit("conversion-"), col("id")).as(Conversions.CONVERSION_ID),
                        concat(lit("account-"), account).as(Conversions.ACCOUNT_ID),
                        lit("cross_sell").as(Conversions.SELL_TYPE),
                        family.as(Conversions.FAMILY),
                        lit("other_product").as(Conversions.REASON),
                        timestamp_seconds(at).as(Conversions.CONVERTED_AT),
                        lit(10).cast("decimal(18,2)").as(Conversions.VALUE),
                        lit("line_net").as(Conversions.VALUE_BASIS),
                        concat(lit("order-"), col("id")).as(Conversions.SOURCE_ID),
                        lit(0).cast("decimal(18,2)").as(Conversions.REFUNDED))
                .withColumn(Conversions.CONVERSION_DATE, to_date(col(Conversions.CONVERTED_AT)))
                .withColumn(Conversions.CONVERSION_MONTH, month(col(Conversions.CONVERTED_AT)));
    }

    private Dataset<Row> acquisitions(long accounts) {
        Column at = timestamp_seconds(lit(START - 86_400L));
        return spark.range(accounts)
                .select(
                        concat(lit("account-"), col("id")).as(OwnershipChanges.ACCOUNT_ID),
                        lit("first").as(OwnershipChanges.FAMILY),
                        at.as(OwnershipChanges.CHANGED_AT),
                        to_date(at).as(OwnershipChanges.CHANGE_DATE),
                        month(at).as(OwnershipChanges.CHANGE_MONTH),
                        lit(true).as(OwnershipChanges.OWNED),
                        at.as(OwnershipChanges.SINCE),
                        lit(false).as(OwnershipChanges.BELOW_TOP));
    }

    private static Column month(Column instant) {
        return to_date(date_trunc("month", instant));
    }
}
