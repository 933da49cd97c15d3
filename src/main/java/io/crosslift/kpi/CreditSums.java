package io.crosslift.kpi;

import static org.apache.spark.sql.functions.bool_and;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.AttributionCredits;
import io.crosslift.schema.AttributionKpi;
import io.crosslift.schema.Calibrations;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.KpiColumns;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Postings per touch in, one row per model, goal, value basis, dimensions, period and segment out. A posting is dated by its
 * conversion, clawbacks included.
 *
 * @param dimensions columns of {@code fct_attribution_credit} that rows are told apart by, under their published names
 */
record CreditSums(List<String> dimensions) {
    private static final List<String> PERIOD_TYPES = List.of(Periods.MONTH, Periods.QUARTER);
    private static final List<String> TOTALS =
            List.of(AttributionKpi.MODEL, AttributionKpi.GOAL, AttributionKpi.VALUE_BASIS);

    CreditSums {
        dimensions = List.copyOf(dimensions);
    }

    /** All sums, with their share of the model's total and their flags. */
    Dataset<Row> of(KpiInputs inputs) {
        Periods periods = Periods.of(inputs);
        Dataset<Row> perConversion = dated(perConversion(postings(inputs)), inputs.read(Conversions.TABLE));
        Dataset<Row> segmented = Slices.withSegments(
                perConversion, inputs.readIfPresent(AccountSegments.TABLE), col(Conversions.CONVERTED_AT));
        Dataset<Row> sliced = periods.by(segmented, col(Conversions.CONVERSION_DATE), PERIOD_TYPES)
                .withColumn(KpiColumns.SCOPE, lit(Slices.EXISTING_ONLY));
        return judged(summed(sliced), periods, inputs);
    }

    /** The baseline was credited nothing and isn't counted where channels aren't told apart. */
    private Dataset<Row> postings(KpiInputs inputs) {
        Dataset<Row> credits = inputs.read(AttributionCredits.TABLE);
        return dimensions.contains(AttributionCredits.CHANNEL)
                ? credits
                : credits.filter(col(AttributionCredits.CHANNEL).notEqual(Calibrations.BASELINE_CHANNEL));
    }

    /** Postings in, one row per conversion and row of the table out: what is left to count is conversions. */
    private Dataset<Row> perConversion(Dataset<Row> credits) {
        Column conversion = col(AttributionCredits.POSTING_KIND).equalTo("conversion");
        Column credit = col(AttributionCredits.CREDIT);
        return credits.withColumnRenamed(AttributionCredits.SELL_TYPE, AttributionKpi.GOAL)
                .withColumnRenamed(AttributionCredits.CAMPAIGN_ID, AttributionKpi.CAMPAIGN)
                .groupBy(Published.columns(List.of(AttributionCredits.CONVERSION_ID), TOTALS, dimensions))
                .agg(
                        sum(when(conversion, col(AttributionCredits.WEIGHT))).as(AttributionKpi.CREDITED_CONVERSIONS),
                        sum(when(conversion, credit)).as(AttributionKpi.CREDIT),
                        sum(when(conversion.equalTo(false), credit)).as(AttributionKpi.CLAWBACK),
                        sum(AttributionCredits.CALIBRATED_CREDIT).as(AttributionKpi.CALIBRATED),
                        bool_and(col(AttributionCredits.IS_CAPTURE)).as(AttributionKpi.IS_CAPTURE));
    }

    private static Dataset<Row> dated(Dataset<Row> perConversion, Dataset<Row> conversions) {
        Dataset<Row> dates = conversions.select(
                Conversions.CONVERSION_ID,
                Conversions.ACCOUNT_ID,
                Conversions.CONVERSION_DATE,
                Conversions.CONVERTED_AT);
        return perConversion.join(dates, Conversions.CONVERSION_ID);
    }

    private Dataset<Row> summed(Dataset<Row> perConversion) {
        return perConversion
                .groupBy(Published.columns(TOTALS, dimensions, Slices.KEYS))
                .agg(
                        round(coalesce(sum(AttributionKpi.CREDITED_CONVERSIONS), lit(0)), 6)
                                .cast(ColumnTypes.decimal(28, 6))
                                .as(AttributionKpi.CREDITED_CONVERSIONS),
                        count(lit(1)).as(AttributionKpi.TOUCHED_CONVERSIONS),
                        money(coalesce(sum(AttributionKpi.CREDIT), lit(0)), AttributionKpi.CREDIT),
                        money(coalesce(sum(AttributionKpi.CLAWBACK), lit(0)), AttributionKpi.CLAWBACK),
                        money(sum(AttributionKpi.CALIBRATED), AttributionKpi.CALIBRATED),
                        bool_and(col(AttributionKpi.IS_CAPTURE)).as(AttributionKpi.IS_CAPTURE));
    }

    private static Column money(Column amount, String name) {
        return amount.cast(ColumnTypes.MONEY).as(name);
    }

    private static Dataset<Row> judged(Dataset<Row> sums, Periods periods, KpiInputs inputs) {
        Column net = col(AttributionKpi.NET_CREDIT);
        Column ofModel = sum(net).over(Window.partitionBy(Published.columns(TOTALS, Slices.KEYS)));
        return sums.withColumn(
                        AttributionKpi.NET_CREDIT,
                        money(col(AttributionKpi.CREDIT).plus(col(AttributionKpi.CLAWBACK)), AttributionKpi.NET_CREDIT))
                .withColumns(Map.of(
                        AttributionKpi.SHARE, Ratios.ofMoney(net, ofModel),
                        KpiColumns.IS_MATURE, periods.complete(),
                        KpiColumns.INSUFFICIENT,
                                Published.insufficient(col(AttributionKpi.TOUCHED_CONVERSIONS), inputs)));
    }
}
