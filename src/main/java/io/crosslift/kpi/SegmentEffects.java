package io.crosslift.kpi;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;

import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.Moments;
import io.crosslift.lift.estimate.ProportionDifference;
import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.OfferConversion;
import io.crosslift.schema.OfferJourneys;
import io.crosslift.schema.SegmentPerformance;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.StructType;

/** What a programme does in each segment: measured by an experiment, or, without one, compared between segments. */
final class SegmentEffects {
    private static final List<String> EXPERIMENT = List.of(
            ExperimentLift.EXPERIMENT_ID,
            ExperimentLift.METRIC,
            ExperimentLift.WINDOW_DAYS,
            ExperimentLift.ARM,
            KpiColumns.PERIOD_TYPE,
            KpiColumns.PERIOD_START,
            KpiColumns.SCOPE,
            KpiColumns.SEGMENT_TYPE,
            KpiColumns.SEGMENT);
    private static final List<String> OFFER = List.of(SegmentPerformance.OFFER, OfferJourneys.SELL_TYPE);

    /** Estimators whose test can be that of the family, the sequential ones where one is declared. */
    private static final Object[] TESTS = {"welch", "proportion", "ratio", "anytime", "msprt"};

    private static final String INSTANT = "first_presented_at";
    private static final String DAY = "first_offer_date";

    private static final StructType COMPARED = Computed.columns(
            SegmentPerformance.TABLE,
            SegmentPerformance.MEAN,
            SegmentPerformance.MEAN_CONTROL,
            SegmentPerformance.EFFECT,
            SegmentPerformance.CI_LOW,
            SegmentPerformance.CI_HIGH,
            SegmentPerformance.P_VALUE);

    private SegmentEffects() {}

    /** Rows of K19 in, one row per experiment, metric, window, arm and segment out; comparisons nobody randomised left out. */
    static Dataset<Row> ofExperiments(Dataset<Row> lift) {
        String best = "test_of_family";
        Column row = struct(
                col(ExperimentLift.N),
                col(ExperimentLift.MEAN),
                col(ExperimentLift.N_CONTROL),
                col(ExperimentLift.MEAN_CONTROL),
                col(ExperimentLift.DIFF).as(SegmentPerformance.EFFECT),
                col(ExperimentLift.CI_LOW),
                col(ExperimentLift.CI_HIGH),
                col(ExperimentLift.P_VALUE),
                col(ExperimentLift.IS_VALID),
                col(KpiColumns.IS_MATURE),
                col(KpiColumns.INSUFFICIENT));
        Column order = struct(col(ExperimentLift.P_ADJUSTED).isNotNull(), col(ExperimentLift.ESTIMATOR));
        return lift.filter(col(KpiColumns.SEGMENT_TYPE)
                        .notEqual(Slices.ALL)
                        .and(col(KpiColumns.SEGMENT).notEqual(Slices.ALL))
                        .and(col(ExperimentLift.VERDICT).notEqual("not_an_experiment"))
                        .and(col(ExperimentLift.ESTIMATOR).isin(TESTS)))
                .groupBy(Published.columns(EXPERIMENT))
                .agg(max_by(row, order).as(best))
                .select(Published.with(EXPERIMENT, col(best + ".*")))
                .withColumns(Map.of(
                        SegmentPerformance.BASIS, lit("experiment"),
                        SegmentPerformance.OFFER, lit(SegmentPerformanceTable.NONE),
                        SegmentPerformance.GUARDRAIL_STATUS, lit(SegmentPerformanceTable.NO_GUARDRAIL)));
    }

    /**
     * Offer instances whose windows have elapsed in, one row per offer or ALL, scope and segment out. A customer counts once per
     * offer, in the segment of the first presentation.
     */
    static Dataset<Row> ofOffers(KpiInputs inputs) {
        Periods periods = Periods.of(inputs);
        Column order = struct(col(OfferJourneys.PRESENTED_AT), col(OfferJourneys.OFFER_DATE));
        Dataset<Row> customers = OfferStages.reached(
                        inputs.read(OfferJourneys.TABLE),
                        periods,
                        inputs.settings().offers())
                .filter(col(OfferConversion.PRESENTED).equalTo(1).and(col(OfferStages.SETTLED)))
                .withColumn(SegmentPerformance.OFFER, explode(array(col(OfferJourneys.OFFER_ID), lit(Slices.ALL))))
                .groupBy(Published.columns(OFFER, List.of(OfferJourneys.ACCOUNT_ID)))
                .agg(
                        max(OfferStages.CONVERTED).as(OfferStages.CONVERTED),
                        min(OfferJourneys.PRESENTED_AT).as(INSTANT),
                        min(OfferJourneys.OFFER_DATE).as(DAY),
                        min_by(col(OfferJourneys.IS_EXISTING), order).as(OfferJourneys.IS_EXISTING));
        Dataset<Row> segmented = Slices.withSegments(
                customers,
                inputs.readIfPresent(AccountSegments.TABLE),
                coalesce(col(INSTANT), periods.lastInstant(col(DAY))));
        Dataset<Row> counts = Slices.withScopes(
                        periods.by(segmented, col(DAY), List.of(Periods.ALL)), col(OfferJourneys.IS_EXISTING))
                .filter(col(KpiColumns.SEGMENT_TYPE).notEqual(Slices.ALL))
                .groupBy(Published.columns(OFFER, Slices.KEYS))
                .agg(
                        count(lit(1)).as(SegmentPerformance.N),
                        sum(OfferStages.CONVERTED).as(SegmentPerformance.CONVERTED));
        return compared(counts, inputs);
    }

    /** Each segment against the other segments of its type; customers without one are in neither. */
    private static Dataset<Row> compared(Dataset<Row> counts, KpiInputs inputs) {
        WindowSpec type = Window.partitionBy(Published.columns(
                OFFER,
                List.of(KpiColumns.PERIOD_TYPE, KpiColumns.PERIOD_START, KpiColumns.SCOPE, KpiColumns.SEGMENT_TYPE)));
        Column n = col(SegmentPerformance.N);
        Column converted = col(SegmentPerformance.CONVERTED);
        Dataset<Row> against = counts.withColumns(Map.of(
                SegmentPerformance.N_CONTROL, sum(n).over(type).minus(n),
                SegmentPerformance.CONVERTED_CONTROL, sum(converted).over(type).minus(converted)));
        Dataset<Row> described = Computed.with(against, COMPARED, SegmentEffects::difference)
                .withColumns(Map.of(
                        SegmentPerformance.BASIS,
                        lit("conversion_rate"),
                        SegmentPerformance.EXPERIMENT_ID,
                        lit(SegmentPerformanceTable.NONE),
                        SegmentPerformance.ARM,
                        lit(SegmentPerformanceTable.NONE),
                        SegmentPerformance.METRIC,
                        concat(col(OfferJourneys.SELL_TYPE), lit("_conversion")),
                        SegmentPerformance.WINDOW_DAYS,
                        lit(inputs.settings().offers().purchaseWindowDays()),
                        SegmentPerformance.IS_VALID,
                        lit(true),
                        KpiColumns.IS_MATURE,
                        lit(true),
                        KpiColumns.INSUFFICIENT,
                        Published.insufficient(least(n, col(SegmentPerformance.N_CONTROL)), inputs)))
                .drop(OfferJourneys.SELL_TYPE);
        return ReturnGuardrail.withStatus(described, inputs);
    }

    private static Object[] difference(Row row) {
        long n = row.getLong(row.fieldIndex(SegmentPerformance.N));
        long others = row.getLong(row.fieldIndex(SegmentPerformance.N_CONTROL));
        long converted = row.getLong(row.fieldIndex(SegmentPerformance.CONVERTED));
        long othersConverted = row.getLong(row.fieldIndex(SegmentPerformance.CONVERTED_CONTROL));
        double rate = (double) converted / n;
        if (others == 0) {
            return new Object[] {rate, null, null, null, null, null};
        }
        Estimate difference = new ProportionDifference(0)
                .estimate(Moments.ofCounts(converted, n), Moments.ofCounts(othersConverted, others))
                .difference();
        return new Object[] {
            rate,
            (double) othersConverted / others,
            difference.value(),
            difference.low(),
            difference.high(),
            difference.p()
        };
    }
}
