package io.crosslift.kpi;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.crosslift.kpi.statistics.SurvivalCurve;
import io.crosslift.lift.estimate.Confidence;
import io.crosslift.schema.AcceptorRetention;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Churn in months 1 to 6 after the landmark (M76), of acceptors and the others: Kaplan-Meier with Greenwood's variance, so that
 * customers still under observation count for as long as they were seen, and churns per customer and month.
 */
final class SurvivalAfterLandmark {
    static final String METHOD = "survival";

    private static final int LAST_DAY = 180;
    private static final int[] HORIZONS =
            IntStream.rangeClosed(1, 6).map(month -> 30 * month).toArray();

    private static final String STARTED = "landmark_reached";
    private static final String ACTIVE = "active_at_landmark";
    private static final String LAST_SEEN = "last_seen_day";
    private static final String CHURNED = "has_churned";
    private static final String ACCEPTORS = "acceptors_by_day";
    private static final String OTHERS = "non_acceptors_by_day";
    private static final String LANDMARKS_TO_COME = "landmarks_to_come";
    private static final String DAYS = "days_after_landmark";

    private static final StructType MEASURES = Computed.columns(
            AcceptorRetention.TABLE,
            AcceptorRetention.ACCEPTORS_AT_RISK,
            AcceptorRetention.ACCEPTORS_RETAINED,
            AcceptorRetention.ACCEPTOR_RETENTION,
            AcceptorRetention.NON_ACCEPTORS_AT_RISK,
            AcceptorRetention.NON_ACCEPTORS_RETAINED,
            AcceptorRetention.NON_ACCEPTOR_RETENTION,
            AcceptorRetention.DIFFERENCE,
            AcceptorRetention.CI_LOW,
            AcceptorRetention.CI_HIGH,
            AcceptorRetention.IMMATURE,
            AcceptorRetention.ACCEPTORS_CHURNED,
            AcceptorRetention.NON_ACCEPTORS_CHURNED,
            AcceptorRetention.ACCEPTOR_MONTHS,
            AcceptorRetention.NON_ACCEPTOR_MONTHS,
            AcceptorRetention.ACCEPTOR_HAZARD,
            AcceptorRetention.NON_ACCEPTOR_HAZARD,
            AcceptorRetention.HAZARD_RATIO,
            AcceptorRetention.HAZARD_RATIO_LOW,
            AcceptorRetention.HAZARD_RATIO_HIGH);

    private SurvivalAfterLandmark() {}

    /** Indexed customers with their spells in, the same rows with what was seen of them after the landmark out. */
    static Dataset<Row> watched(Dataset<Row> customers, Column landmark, LocalDate asOf) {
        Column churn = CustomerSpells.churnAfter(landmark);
        Column lastSeen = datediff(coalesce(churn, lit(asOf)), landmark);
        return customers
                .withColumn(STARTED, landmark.leq(lit(asOf)))
                .withColumn(ACTIVE, CustomerSpells.activeOn(landmark))
                .withColumn(CHURNED, churn.isNotNull().and(lastSeen.leq(LAST_DAY)))
                .withColumn(LAST_SEEN, when(col(STARTED).and(col(ACTIVE)), least(lastSeen, lit(LAST_DAY))));
    }

    /** Watched customers, sliced, in; one row per offer, slice and month after the landmark out. */
    static Dataset<Row> rows(Dataset<Row> watched) {
        List<String> keys = List.of(AcceptorRetention.OFFER, AcceptorRetention.MOTION);
        Column acceptor = col(IndexedCustomers.ACCEPTOR);
        Dataset<Row> byDay = watched.groupBy(Published.columns(keys, Slices.KEYS, List.of(LAST_SEEN)))
                .agg(
                        count_if(acceptor.and(col(CHURNED))).as("churned_1"),
                        count_if(acceptor.and(col(CHURNED).equalTo(false))).as("censored_1"),
                        count_if(acceptor.equalTo(false).and(col(CHURNED))).as("churned_0"),
                        count_if(acceptor.equalTo(false).and(col(CHURNED).equalTo(false)))
                                .as("censored_0"),
                        count_if(col(STARTED).equalTo(false)).as(LANDMARKS_TO_COME),
                        count_if(col(STARTED).and(col(ACTIVE).equalTo(false))).as(AcceptorRetention.GONE));
        Dataset<Row> curves = byDay.groupBy(Published.columns(keys, Slices.KEYS))
                .agg(
                        days("churned_1", "censored_1").as(ACCEPTORS),
                        days("churned_0", "censored_0").as(OTHERS),
                        sum(LANDMARKS_TO_COME).as(LANDMARKS_TO_COME),
                        sum(AcceptorRetention.GONE).as(AcceptorRetention.GONE))
                .withColumn(AcceptorRetention.METHOD, lit(METHOD))
                .withColumn(AcceptorRetention.HORIZON_DAYS, explode(lit(HORIZONS)));
        return Computed.with(curves, MEASURES, SurvivalAfterLandmark::measures)
                .drop(ACCEPTORS, OTHERS, LANDMARKS_TO_COME);
    }

    private static Column days(String churned, String censored) {
        // Rows without a last day are customers who were not at risk.
        return array_sort(collect_list(when(
                col(LAST_SEEN).isNotNull(),
                struct(
                        col(LAST_SEEN).as(DAYS),
                        col(churned).as("churned"),
                        col(censored).as("censored")))));
    }

    private static Object[] measures(Row row) {
        SurvivalCurve acceptors = curve(row.getList(row.fieldIndex(ACCEPTORS)));
        SurvivalCurve others = curve(row.getList(row.fieldIndex(OTHERS)));
        int horizon = row.getInt(row.fieldIndex(AcceptorRetention.HORIZON_DAYS));
        SurvivalCurve.At one = acceptors.at(horizon);
        SurvivalCurve.At other = others.at(horizon);
        boolean comparable = acceptors.customers() > 0 && others.customers() > 0;
        double difference = one.survival() - other.survival();
        Double half = comparable && one.variance() > 0 && other.variance() > 0
                ? z() * Math.sqrt(one.variance() + other.variance())
                : null;
        Double ratio = comparable ? one.hazard() / other.hazard() : null;
        Double spread = comparable && one.churned() > 0 && other.churned() > 0
                ? Math.exp(z() * Math.sqrt(1.0 / one.churned() + 1.0 / other.churned()))
                : null;
        long unfinished = acceptors.customers()
                - one.churned()
                - one.retained()
                + others.customers()
                - other.churned()
                - other.retained();
        return new Object[] {
            acceptors.customers(),
            one.retained(),
            acceptors.customers() > 0 ? Computed.fraction(one.survival()) : null,
            others.customers(),
            other.retained(),
            others.customers() > 0 ? Computed.fraction(other.survival()) : null,
            comparable ? Computed.fraction(difference) : null,
            half == null ? null : difference - half,
            half == null ? null : difference + half,
            row.getLong(row.fieldIndex(LANDMARKS_TO_COME)) + unfinished,
            one.churned(),
            other.churned(),
            Computed.fraction(one.months()),
            Computed.fraction(other.months()),
            Computed.fraction(one.hazard()),
            Computed.fraction(other.hazard()),
            Computed.fraction(ratio),
            ratio == null || spread == null ? null : ratio / spread,
            ratio == null || spread == null ? null : ratio * spread
        };
    }

    private static SurvivalCurve curve(List<Row> days) {
        return SurvivalCurve.of(days.stream()
                .map(day -> new SurvivalCurve.Day(day.getInt(0), day.getLong(1), day.getLong(2)))
                .toList());
    }

    private static double z() {
        return Confidence.TWO_SIDED_95.critical(null);
    }
}
