package io.crosslift.expansion;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.crosslift.config.HistorySettings;
import io.crosslift.config.OrderSettings;
import io.crosslift.config.ReportingSettings;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.InvoiceLines;
import io.crosslift.schema.OwnershipChanges;
import io.crosslift.schema.RefundsReturns;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Replays every account's purchases and returns in order of time, beside what it holds by subscription. In: priced lines, refunds
 * and times of subscription items. Out: one row per line with its label, and one row per change of what is owned by buying;
 * {@link #lines} and {@link #ownershipChanges} take them apart. One shuffle, by account.
 */
public final class ClassifiedLinesStep {
    static final String KIND = "event_kind";
    static final String AT = "at_micros";
    static final String QUANTITY = "quantity_micros";
    static final String VALUE = "value_cents";
    static final String NET_CENTS = "net_cents";
    static final String CHANGED_AT = "changed_micros";
    static final String SINCE = "since_micros";
    static final String OWNED_FAMILY = "owned_family";
    static final String OWNED_TIER = "owned_tier";

    static final int RETURN = 0;
    static final int PURCHASE = 1;
    static final int CHANGE = 2;
    static final int ITEM = 3;

    private final RelationGraph relations;
    private final Map<String, Integer> topTierOfFamily;
    private final long expiresAfter;
    private final long endOfAsOf;

    /**
     * @param relations product relations
     * @param topTierOfFamily highest tier each family has
     * @param orders when ownership expires
     * @param endOfAsOf end of the last day included, microseconds since the epoch
     */
    public ClassifiedLinesStep(
            RelationGraph relations, Map<String, Integer> topTierOfFamily, OrderSettings orders, long endOfAsOf) {
        this.relations = relations;
        this.topTierOfFamily = topTierOfFamily;
        Integer days = orders.ownershipExpiresAfterDays();
        this.expiresAfter =
                days == null ? Long.MAX_VALUE : Duration.ofDays(days).toSeconds() * 1_000_000L;
        this.endOfAsOf = endOfAsOf;
    }

    /**
     * Replays the accounts.
     *
     * @param items times in which subscription items were paid for, in the columns of {@link ItemSpan}, or null without subscriptions
     */
    public Dataset<Row> replay(Dataset<Row> pricedLines, @Nullable Dataset<Row> refunds, @Nullable Dataset<Row> items) {
        Dataset<Row> purchases = pricedLines
                .withColumn(KIND, lit(PURCHASE))
                .withColumn(AT, unix_micros(col(ClassifiedLines.LINE_TS)))
                .withColumn(QUANTITY, col(InvoiceLines.QTY).multiply(1_000_000).cast("bigint"))
                .withColumn(
                        VALUE,
                        col(ClassifiedLines.GROSS)
                                .minus(col(ClassifiedLines.DISCOUNT))
                                .multiply(100)
                                .cast("bigint"))
                .withColumn(NET_CENTS, col(ClassifiedLines.NET).multiply(100).cast("bigint"))
                .withColumn(ItemSpan.FROM, lit(null).cast("bigint"))
                .withColumn(ItemSpan.TO, lit(null).cast("bigint"));
        Dataset<Row> events = Stream.of(
                        Optional.of(purchases),
                        Optional.ofNullable(refunds).map(given -> returns(pricedLines, given)),
                        Optional.ofNullable(items).map(ClassifiedLinesStep::held))
                .flatMap(Optional::stream)
                .reduce((all, more) -> all.unionByName(more, true))
                .orElse(purchases);
        StructType out = nullable(events.schema())
                .add(ClassifiedLines.SELL_TYPE, DataTypes.StringType)
                .add(ClassifiedLines.UPSELL_MODE, DataTypes.StringType)
                .add(ClassifiedLines.IS_EXISTING, DataTypes.BooleanType)
                .add(ClassifiedLines.MOVEMENT_CLASS, DataTypes.StringType)
                .add(ClassifiedLines.REASON, DataTypes.StringType)
                .add(ClassifiedLines.REPLACED_AMOUNT, DataTypes.LongType)
                .add(OWNED_FAMILY, DataTypes.StringType)
                .add(CHANGED_AT, DataTypes.LongType)
                .add(OwnershipChanges.OWNED, DataTypes.BooleanType)
                .add(SINCE, DataTypes.LongType)
                .add(OWNED_TIER, DataTypes.IntegerType)
                .add(OwnershipChanges.BELOW_TOP, DataTypes.BooleanType);
        AccountReplay.Rules rules =
                new AccountReplay.Rules(relations, Map.copyOf(topTierOfFamily), expiresAfter, endOfAsOf);
        int inputWidth = events.schema().length();
        MapPartitionsFunction<Row, Row> replay = rows -> new AccountReplay(rules, inputWidth, rows);
        return events.repartition(col(ClassifiedLines.ACCOUNT_ID))
                .sortWithinPartitions(
                        ClassifiedLines.ACCOUNT_ID, AT, KIND, ClassifiedLines.ORDER_ID, ClassifiedLines.LINE_ID)
                .mapPartitions(replay, Encoders.row(out));
    }

    /** A change of ownership fills none of a line's columns. */
    private static StructType nullable(StructType lines) {
        return new StructType(Arrays.stream(lines.fields())
                .map(field -> DataTypes.createStructField(field.name(), field.dataType(), true))
                .toArray(StructField[]::new));
    }

    /** Times of items, before everything else of their account. */
    private static Dataset<Row> held(Dataset<Row> items) {
        return items.withColumn(KIND, lit(ITEM)).withColumn(AT, lit(Long.MIN_VALUE));
    }

    private static Dataset<Row> returns(Dataset<Row> pricedLines, Dataset<Row> refunds) {
        Column wholeLine =
                col(RefundsReturns.AMOUNT).geq(col(ClassifiedLines.GROSS).minus(col(ClassifiedLines.DISCOUNT)));
        Column quantity = coalesce(
                col("returned_qty"), when(wholeLine, col(InvoiceLines.QTY)).otherwise(lit(0)));
        Dataset<Row> given = refunds.select(
                col(RefundsReturns.LINE_ID),
                col(RefundsReturns.REFUNDED_AT),
                col(RefundsReturns.AMOUNT),
                col(RefundsReturns.QTY).as("returned_qty"));
        return pricedLines
                .join(given, "line_id")
                .select(
                        col(ClassifiedLines.ACCOUNT_ID),
                        col(ClassifiedLines.ORDER_ID),
                        col(ClassifiedLines.LINE_ID),
                        col(ClassifiedLines.PRODUCT_ID),
                        col(ClassifiedLines.FAMILY),
                        col(InvoiceLines.SUBSCRIPTION_ITEM_ID),
                        col(PricedLines.RECURRING),
                        lit(RETURN).as(KIND),
                        unix_micros(col(RefundsReturns.REFUNDED_AT)).as(AT),
                        quantity.multiply(1_000_000).cast("bigint").as(QUANTITY));
    }

    /**
     * The lines among replayed rows, shaped as F1 without its stamps.
     *
     * @param history sales before its start make no conversion
     */
    public static Dataset<Row> lines(Dataset<Row> replayed, HistorySettings history) {
        Column inHistory = history.completeFrom() == null
                ? lit(true)
                : col(ClassifiedLines.LINE_DATE).geq(lit(java.sql.Date.valueOf(history.completeFrom())));
        Column converts = col(ClassifiedLines.IS_EXISTING)
                .and(col(ClassifiedLines.SELL_TYPE).isin("cross_sell", "up_sell"))
                .and(inHistory)
                .and(col(PricedLines.RECURRING).equalTo(false))
                .and(col(InvoiceLines.SUBSCRIPTION_ITEM_ID).isNull());
        return replayed.filter(col(KIND).equalTo(PURCHASE))
                .withColumn(
                        ClassifiedLines.REPLACED_AMOUNT,
                        col(ClassifiedLines.REPLACED_AMOUNT)
                                .cast("decimal(20,0)")
                                .divide(100)
                                .cast(ColumnTypes.MONEY))
                .withColumn(
                        ClassifiedLines.CONVERSION_ID,
                        when(
                                converts,
                                Conversion.id(
                                        col(ClassifiedLines.ORDER_ID),
                                        col(ClassifiedLines.SELL_TYPE),
                                        col(ClassifiedLines.FAMILY))));
    }

    /** The changes of ownership among replayed rows, shaped as {@link OwnershipChanges} without its stamps. */
    public static Dataset<Row> ownershipChanges(Dataset<Row> replayed, ReportingSettings reporting) {
        Column changedAt = timestamp_micros(col(CHANGED_AT));
        return replayed.filter(col(KIND).equalTo(CHANGE))
                .select(
                        col(OwnershipChanges.ACCOUNT_ID),
                        col(OWNED_FAMILY).as(OwnershipChanges.FAMILY),
                        changedAt.as(OwnershipChanges.CHANGED_AT),
                        PricedLines.localDay(changedAt, reporting).as(OwnershipChanges.CHANGE_DATE),
                        trunc(PricedLines.localDay(changedAt, reporting), "month")
                                .as(OwnershipChanges.CHANGE_MONTH),
                        col(OwnershipChanges.OWNED),
                        org.apache
                                .spark
                                .sql
                                .functions
                                .timestamp_micros(col(SINCE))
                                .as(OwnershipChanges.SINCE),
                        col(OWNED_TIER).as(OwnershipChanges.TIER),
                        col(OwnershipChanges.BELOW_TOP));
    }
}
