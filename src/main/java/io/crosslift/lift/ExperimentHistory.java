package io.crosslift.lift;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.timestamp_micros;

import io.crosslift.lift.assign.ClusterSpread;
import io.crosslift.lift.estimate.Moments;
import io.crosslift.lift.power.DesignEffect;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.ExperimentAssignments;
import io.crosslift.schema.MrrMovements;
import io.crosslift.schema.SupportTickets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the units of a coming experiment did lately: its metrics over the last days that exist, and over as many days before, measured
 * by the very steps that will measure the experiment. Nobody was treated then, so what the arms differ by is chance.
 */
public final class ExperimentHistory {
    private static final String HISTORY = "history";
    private static final String ORDER_VALUE = "order_value";

    private ExperimentHistory() {}

    /**
     * One metric over one window.
     *
     * @param metric as an experiment declares it
     * @param days length of the window
     * @param kind what its columns are: {@link Kind}
     * @param byArm moments of the units by arm
     * @param byBucket moments of the units by hash bucket, whatever their arm
     */
    public record Measure(
            String metric, int days, Kind kind, SortedMap<String, Moments> byArm, List<Moments> byBucket) {
        /** All units, whatever their arm. */
        public Moments all() {
            return Moments.mergeInOrder(List.copyOf(byArm.values()));
        }
    }

    /** What the columns of a {@link Measure} are. */
    public enum Kind {
        /** 0 or 1, then the same before. */
        RATE,
        /** A number, then the same before. */
        MEAN,
        /** Numerator and denominator, then both before. */
        RATIO
    }

    /**
     * Measures units as if they had been assigned so many days before as-of as the longest window has.
     *
     * @param units {@code unit_id, arm}, one row per unit
     * @param metrics names as an experiment declares them
     * @param windows days, at least one
     * @return metrics that sales give, in the order asked for, by ascending window; those that no table gives are left out, and what
     *     recurs stands beside what is sold once
     */
    public static List<Measure> of(
            Dataset<Row> units, LiftInputs inputs, List<String> metrics, List<Integer> windows, LiftRules rules) {
        Past past = Past.of(units, inputs, metrics, windows, rules);
        Experiment experiment = past.experiment();
        ExperimentPlan plan = ExperimentPlan.of(experiment, past.inputs(), StatedMetrics.of(null, rules));
        Dataset<Row> joined = ExperimentJoin.units(past.inputs(), List.of(experiment), rules);
        SortedMap<Integer, ArmTable> buckets = new TreeMap<>();
        ArmMoments.byBucket(
                        LiftStep.outcomes(joined, List.of(experiment), past.inputs(), rules),
                        Map.of(HISTORY, plan),
                        rules.lift().buckets())
                .collectAsList()
                .forEach(row -> buckets.computeIfAbsent(row.getAs(ArmMoments.BUCKET), any -> new ArmTable())
                        .add(row));
        if (buckets.isEmpty()) {
            return List.of();
        }
        List<Measure> measures = new ArrayList<>();
        for (WindowPlan window : plan.windows()) {
            for (Metric metric : window.metrics()) {
                measures.add(measure(metric, window, buckets.values()));
            }
        }
        return measures;
    }

    /** The metrics that sales give. */
    public static List<String> metrics() {
        return Stream.concat(Arrays.stream(SalesMetric.values()).map(SalesMetric::label), Stream.of(ORDER_VALUE))
                .toList();
    }

    /** First day of the longest window: the day n days before as-of, so that it has elapsed. */
    public static LocalDate start(int longestWindow, LiftRules rules) {
        return rules.asOf().minusDays(longestWindow);
    }

    /**
     * How alike the units of one cluster were, per metric and window that is no ratio.
     *
     * @param units {@code unit_id, arm, cluster_id}, one row per unit
     */
    public static Map<String, DesignEffect> clusters(
            Dataset<Row> units, LiftInputs inputs, List<String> metrics, List<Integer> windows, LiftRules rules) {
        Past past = Past.of(units, inputs, metrics, windows, rules);
        List<Integer> ascending = past.experiment().windows();
        int longest = ascending.get(ascending.size() - 1);
        Dataset<Row> joined = ExperimentJoin.units(past.inputs(), List.of(past.experiment()), rules);
        Dataset<Row> outcomes = UnitOutcomes.of(
                        joined,
                        AccountEvents.of(
                                past.inputs(), start(longest, rules).minusDays(longest + 1L), List.of(), rules),
                        past.inputs(),
                        ascending,
                        rules)
                .filter(col(ExperimentJoin.ELIGIBLE))
                .join(
                        units.select(
                                col(ExperimentAssignments.UNIT_ID).as("_unit"), col(ExperimentAssignments.CLUSTER_ID)),
                        col(ExperimentJoin.UNIT_ID).equalTo(col("_unit")));
        Map<String, DesignEffect> spreads = new LinkedHashMap<>();
        for (int window : ascending) {
            for (SalesMetric metric : SalesMetric.values()) {
                if (past.experiment().metrics().contains(metric.label()) && metric.givenBy(past.inputs())) {
                    spreads.put(
                            metric.label() + " " + window,
                            spread(outcomes, metric, window).designEffect());
                }
            }
        }
        return spreads;
    }

    private static ClusterSpread spread(Dataset<Row> outcomes, SalesMetric metric, int window) {
        Column value = col(metric.column(window, false)).cast("double").divide(metric.scale());
        Column sum = col("_sum");
        Column size = col("_size").cast("double");
        Row row = outcomes.groupBy(ExperimentAssignments.CLUSTER_ID)
                .agg(
                        count(lit(1)).as("_size"),
                        sum(value).as("_sum"),
                        sum(value.multiply(value)).as("_squares"))
                .agg(
                        count(lit(1)),
                        coalesce(sum("_size"), lit(0L)),
                        coalesce(sum(size.multiply(size)), lit(0.0)),
                        coalesce(sum(sum), lit(0.0)),
                        coalesce(sum(sum.multiply(sum).divide(size)), lit(0.0)),
                        coalesce(sum("_squares"), lit(0.0)))
                .head();
        return new ClusterSpread(
                row.getLong(0), row.getLong(1), row.getDouble(2), row.getDouble(3), row.getDouble(4), row.getDouble(5));
    }

    /** An experiment on all units that never was, on the last days. */
    private record Past(Experiment experiment, LiftInputs inputs) {
        static Past of(
                Dataset<Row> units, LiftInputs inputs, List<String> metrics, List<Integer> windows, LiftRules rules) {
            List<Integer> ascending = windows.stream().distinct().sorted().toList();
            LocalDate start = start(ascending.get(ascending.size() - 1), rules);
            Instant assigned = start.atStartOfDay(rules.reporting().timeZone()).toInstant();
            Experiment experiment = new Experiment(
                    HISTORY,
                    "ab",
                    "account",
                    HISTORY,
                    new TreeMap<>(),
                    null,
                    metrics,
                    ascending,
                    List.of(),
                    0.05, // not used: moments have no error level
                    new DeclaredTest(null),
                    assigned,
                    rules.end(),
                    assigned);
            LiftInputs read = LiftInputs.of(inputs.experiments(), assignments(units, assigned), inputs.accounts())
                    .with(ClassifiedLines.TABLE, inputs.lines())
                    .with(Conversions.TABLE, inputs.conversions())
                    .with(MrrMovements.TABLE, inputs.movements())
                    .with(SupportTickets.TABLE, inputs.tickets());
            Set<ValueBasis> bases = ValueBasis.matters(experiment) ? ValueBasis.of(inputs.conversions()) : Set.of();
            return new Past(ValueBasis.measured(experiment, bases, any -> false, new ArrayList<>()), read);
        }
    }

    private static Measure measure(Metric metric, WindowPlan window, Collection<ArmTable> buckets) {
        List<VectorColumn> columns = new ArrayList<>(metric.columns());
        columns.addAll(metric.before());
        int[] positions =
                window.positions(columns).stream().mapToInt(Integer::intValue).toArray();
        SortedMap<String, Moments> byArm = new TreeMap<>();
        List<Moments> byBucket = new ArrayList<>();
        for (ArmTable bucket : buckets) {
            Moments all = Moments.empty(positions.length);
            for (String arm : bucket.arms()) {
                Moments part =
                        bucket.of(window, arm, ArmMoments.ALL, ArmMoments.ALL).columns(positions);
                byArm.merge(arm, part, Moments::merge);
                all = all.merge(part);
            }
            byBucket.add(all);
        }
        return new Measure(
                metric.name(), window.days(), Kind.valueOf(metric.kind().name()), byArm, List.copyOf(byBucket));
    }

    private static Dataset<Row> assignments(Dataset<Row> units, Instant assigned) {
        Column at = timestamp_micros(lit(ChronoUnit.MICROS.between(Instant.EPOCH, assigned)));
        return units.select(
                lit(HISTORY).as(ExperimentAssignments.EXPERIMENT_ID),
                col(ExperimentAssignments.UNIT_ID),
                at.as(ExperimentAssignments.VALID_FROM),
                col(ExperimentAssignments.ARM),
                at.as(ExperimentAssignments.ASSIGNED_AT),
                lit(null).cast("timestamp").as(ExperimentAssignments.VALID_TO),
                lit(null).cast("timestamp").as(ExperimentAssignments.EXPOSED_AT));
    }
}
