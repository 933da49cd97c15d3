package io.crosslift.kpi;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.bool_and;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sqrt;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.OfferConversion;
import io.crosslift.schema.OfferJourneys;
import io.crosslift.schema.TableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * K02: offer instances in, one row per sell type, offer, channel, placement, period, scope and segment out, with every roll-up
 * (M03, M04, M05, M11, M60). Instances, account-days and accounts are counted in turn, so each distinct count is exact; a period
 * without any offer is a row of zeros whose rates are NULL.
 */
final class OfferConversionTable implements KpiTable {
    private static final List<String> PERIOD_TYPES = List.of(Periods.WEEK, Periods.MONTH, Periods.QUARTER, Periods.ALL);
    private static final List<String> DIMENSIONS = List.of(
            OfferConversion.SELL_TYPE, OfferConversion.OFFER, OfferConversion.CHANNEL, OfferConversion.PLACEMENT);

    /** z of a two-sided test at 95 %. */
    private static final double CRITICAL_Z = 1.959963984540054;

    private static final String OFFERED = "offered_that_day";
    private static final String CONVERTED = "converted_that_day";

    @Override
    public TableSpec table() {
        return OfferConversion.TABLE;
    }

    @Override
    public List<TableSpec> reads() {
        return List.of(OfferJourneys.TABLE);
    }

    @Override
    public List<TableSpec> optionalReads() {
        return List.of(AccountSegments.TABLE);
    }

    @Override
    public Dataset<Row> rows(KpiInputs inputs) {
        Periods periods = Periods.of(inputs);
        Dataset<Row> stages = OfferStages.reached(
                inputs.read(OfferJourneys.TABLE), periods, inputs.settings().offers());
        // By account once: segments, days and accounts then need no exchange of the exploded rows.
        Dataset<Row> segmented = Slices.withSegments(
                stages.repartition(col(OfferJourneys.ACCOUNT_ID)),
                inputs.readIfPresent(AccountSegments.TABLE),
                presentation(periods));
        Dataset<Row> sliced = Slices.withScopes(
                periods.by(segmented, col(OfferJourneys.OFFER_DATE), PERIOD_TYPES), col(OfferJourneys.IS_EXISTING));
        Dataset<Row> counts = counted(perAccount(rolledUp(sliced)).unionByName(nothingHappened(stages, periods), true));
        return Published.as(OfferConversion.TABLE, judged(counts, periods, inputs), inputs);
    }

    /** When the segment of an instance is taken: at its presentation, or at the end of its day where it never was. */
    private static Column presentation(Periods periods) {
        return coalesce(col(OfferJourneys.PRESENTED_AT), periods.lastInstant(col(OfferJourneys.OFFER_DATE)));
    }

    private static Dataset<Row> rolledUp(Dataset<Row> instances) {
        return instances
                .select(col("*"), explode(withAll(OfferJourneys.OFFER_ID)).as(OfferConversion.OFFER))
                .withColumn(OfferConversion.CHANNEL, explode(withAll(OfferJourneys.CHANNEL)))
                .withColumn(OfferConversion.PLACEMENT, explode(withAll(OfferJourneys.PLACEMENT)));
    }

    private static Column withAll(String dimension) {
        return array(col(dimension), lit(Slices.ALL));
    }

    private static Dataset<Row> perAccount(Dataset<Row> instances) {
        List<String> account = List.of(OfferJourneys.ACCOUNT_ID);
        Column crossSell = OfferStages.crossSellPresented().cast("int");
        Dataset<Row> days = aggregated(
                instances,
                Published.columns(DIMENSIONS, Slices.KEYS, account, List.of(OfferJourneys.OFFER_DATE)),
                max(OfferConversion.PRESENTED).as(OFFERED),
                max(OfferStages.CONVERTED).as(CONVERTED),
                max(crossSell).as(OfferConversion.OFFER_CUSTOMER_DAYS),
                max(crossSell.multiply(col(OfferStages.CONVERTED))).as(OfferConversion.PURCHASE_CUSTOMER_DAYS));
        return aggregated(
                days,
                Published.columns(DIMENSIONS, Slices.KEYS, account),
                max(OFFERED).as(OfferConversion.CUSTOMERS_OFFERED),
                max(CONVERTED).as(OfferConversion.CUSTOMERS_PURCHASED),
                sum(OfferConversion.OFFER_CUSTOMER_DAYS).as(OfferConversion.OFFER_CUSTOMER_DAYS),
                sum(OfferConversion.PURCHASE_CUSTOMER_DAYS).as(OfferConversion.PURCHASE_CUSTOMER_DAYS));
    }

    private static Dataset<Row> counted(Dataset<Row> accounts) {
        List<Column> sums = new ArrayList<>();
        for (String count : List.of(
                OfferConversion.CUSTOMERS_OFFERED,
                OfferConversion.CUSTOMERS_PURCHASED,
                OfferConversion.OFFER_CUSTOMER_DAYS,
                OfferConversion.PURCHASE_CUSTOMER_DAYS)) {
            sums.add(sum(count).as(count));
        }
        return aggregated(accounts, Published.columns(DIMENSIONS, Slices.KEYS), sums.toArray(Column[]::new))
                .na()
                .fill(0);
    }

    /** Sums what is additive, together with the aggregates given. */
    private static Dataset<Row> aggregated(Dataset<Row> rows, Column[] keys, Column... others) {
        List<Column> aggregates = new ArrayList<>(List.of(others));
        OfferStages.COUNTED.forEach(stage -> aggregates.add(sum(stage).as(stage)));
        aggregates.add(sum(OfferJourneys.REVENUE).as(OfferConversion.REVENUE));
        return rows.groupBy(keys)
                .agg(bool_and(col(OfferStages.SETTLED)).as(OfferStages.SETTLED), aggregates.toArray(Column[]::new));
    }

    /** One ALL row per sell type, scope and period since its first offer: what is missing in it becomes zero. */
    private static Dataset<Row> nothingHappened(Dataset<Row> stages, Periods periods) {
        Dataset<Row> first = stages.groupBy(col(OfferConversion.SELL_TYPE))
                .agg(min(OfferJourneys.OFFER_DATE).as(OfferJourneys.OFFER_DATE));
        Dataset<Row> sincePeriods = periods.since(first, col(OfferJourneys.OFFER_DATE), PERIOD_TYPES);
        return Slices.withScopes(sincePeriods.drop(OfferJourneys.OFFER_DATE), lit(true))
                .withColumns(Map.of(
                        OfferConversion.OFFER, lit(Slices.ALL),
                        OfferConversion.CHANNEL, lit(Slices.ALL),
                        OfferConversion.PLACEMENT, lit(Slices.ALL),
                        KpiColumns.SEGMENT_TYPE, lit(Slices.ALL),
                        KpiColumns.SEGMENT, lit(Slices.ALL),
                        OfferStages.SETTLED, lit(true)));
    }

    private static Dataset<Row> judged(Dataset<Row> counts, Periods periods, KpiInputs inputs) {
        Column offered = col(OfferConversion.CUSTOMERS_OFFERED);
        Column crossSell = col(OfferConversion.SELL_TYPE).equalTo(OfferStages.CROSS_SELL);
        return counts.withColumn(KpiColumns.IS_MATURE, col(OfferStages.SETTLED).and(periods.complete()))
                .withColumns(Map.of(
                        KpiColumns.INSUFFICIENT, Published.insufficient(offered, inputs),
                        OfferConversion.REVENUE, col(OfferConversion.REVENUE).cast(ColumnTypes.MONEY),
                        OfferConversion.CROSS_SELL_CONVERSION_RATE,
                                when(crossSell, Ratios.ofCounts(col(OfferConversion.CUSTOMERS_PURCHASED), offered)),
                        OfferConversion.CUSTOMER_DAY_RATE,
                                Ratios.ofCounts(
                                        col(OfferConversion.PURCHASE_CUSTOMER_DAYS),
                                        col(OfferConversion.OFFER_CUSTOMER_DAYS)),
                        OfferConversion.OFFER_CONVERSION_RATE,
                                Ratios.ofCounts(col(OfferConversion.ACCEPTED), col(OfferConversion.PRESENTED)),
                        OfferConversion.REVENUE_PER_PRESENTED_CUSTOMER,
                                Ratios.moneyPer(col(OfferConversion.REVENUE), offered),
                        OfferConversion.TREND,
                                trend(periods, inputs.settings().reporting().minimumObservations())));
    }

    /**
     * Two-proportion z-test with pooled variance of customers_purchased / customers_offered against the period before:
     * z = (p1 - p0) / sqrt(p (1 - p) (1/n1 + 1/n0)). A period before without a row has n0 = 0. NULL for {@code all}, and
     * while either period is not mature: an unfinished period always seems to fall.
     */
    private static Column trend(Periods periods, int minimumObservations) {
        List<String> otherKeys = new ArrayList<>(DIMENSIONS);
        otherKeys.addAll(Slices.KEYS);
        otherKeys.remove(KpiColumns.PERIOD_START);
        WindowSpec inTime = Window.partitionBy(Published.columns(otherKeys)).orderBy(col(KpiColumns.PERIOD_START));
        Column adjacent = lag(col(KpiColumns.PERIOD_START), 1).over(inTime).equalTo(periods.previousStart());
        Column n1 = col(OfferConversion.CUSTOMERS_OFFERED).cast("double");
        Column x1 = col(OfferConversion.CUSTOMERS_PURCHASED).cast("double");
        Column n0 = when(adjacent, lag(n1, 1).over(inTime)).otherwise(0.0);
        Column x0 = when(adjacent, lag(x1, 1).over(inTime)).otherwise(0.0);
        Column pooled = try_divide(x1.plus(x0), n1.plus(n0));
        Column spread = try_divide(lit(1.0), n1).plus(try_divide(lit(1.0), n0));
        Column deviation = sqrt(pooled.multiply(lit(1.0).minus(pooled)).multiply(spread));
        Column z = try_divide(try_divide(x1, n1).minus(try_divide(x0, n0)), deviation);
        Column mature = col(KpiColumns.IS_MATURE)
                .and(when(adjacent, lag(col(KpiColumns.IS_MATURE), 1).over(inTime))
                        .otherwise(true));
        Column few = n1.lt(minimumObservations).or(n0.lt(minimumObservations));
        Column verdict = when(few, "insufficient")
                .when(z.isNull().or(abs(z).leq(CRITICAL_Z)), "flat")
                .when(z.gt(0), "rising")
                .otherwise("falling");
        return when(periods.previousStart().isNotNull().and(mature), verdict);
    }
}
