package io.crosslift.lift;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.every;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.crosslift.failure.Failure;
import io.crosslift.schema.ExperimentOutcomes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Which metrics the outcomes table (R28) states for which experiment, and over how many days. */
final class StatedMetrics {
    /**
     * A metric as it was stated.
     *
     * @param days local days from the start of its measurement to the end, the longest of all units
     * @param rate whether every value is 0 or 1
     * @param end when the last measurement ended
     */
    record Stated(int days, boolean rate, Instant end) {}

    private static final String NOT_FINITE = "not_finite";
    private static final double LARGEST = 1e308;

    private final Map<String, Map<String, Stated>> byExperiment = new TreeMap<>();

    private StatedMetrics() {}

    /**
     * Outcomes to what they state.
     *
     * @throws Failure if a value isn't a finite number
     */
    static StatedMetrics of(@Nullable Dataset<Row> outcomes, LiftRules rules) {
        StatedMetrics stated = new StatedMetrics();
        if (outcomes == null) {
            return stated;
        }
        Column value = col(ExperimentOutcomes.VALUE);
        Column days = datediff(
                AccountEvents.localDay(col(ExperimentOutcomes.MEASURED_TO), rules),
                AccountEvents.localDay(col(ExperimentOutcomes.MEASURED_FROM), rules));
        known(outcomes, rules)
                .groupBy(ExperimentOutcomes.EXPERIMENT_ID, ExperimentOutcomes.METRIC)
                .agg(
                        max(days).as("days"),
                        max(unix_micros(col(ExperimentOutcomes.MEASURED_TO))).as("end"),
                        every(value.isin(0.0, 1.0)).as("rate"),
                        sum(when(isnan(value).or(abs(value).gt(LARGEST)), lit(1L))
                                        .otherwise(lit(0L)))
                                .as(NOT_FINITE))
                .collectAsList()
                .forEach(stated::add);
        return stated;
    }

    /** The outcomes whose measurement had ended by as-of. */
    static Dataset<Row> known(Dataset<Row> outcomes, LiftRules rules) {
        return outcomes.filter(col(ExperimentOutcomes.MEASURED_TO).leq(timestamp_micros(lit(rules.endMicros()))));
    }

    /** The metric of an experiment as it was stated, or null. */
    @Nullable
    Stated find(Experiment experiment, String metric) {
        return byExperiment.getOrDefault(experiment.id(), Map.of()).get(metric);
    }

    /** Metrics that were measured before the experiment began and that it doesn't declare: covariates, by name. */
    List<String> before(Experiment experiment) {
        return byExperiment.getOrDefault(experiment.id(), Map.of()).entrySet().stream()
                .filter(stated -> !stated.getValue().end().isAfter(experiment.startAt()))
                .map(Map.Entry::getKey)
                .filter(name -> !experiment.metrics().contains(name))
                .toList();
    }

    /** Whether the metric is measured over the window: its measurement fits, and fits into no shorter one; or none is long enough. */
    boolean fits(Experiment experiment, String metric, int window) {
        Stated stated = find(experiment, metric);
        return stated != null
                && window
                        == experiment.windows().stream()
                                .filter(candidate -> candidate >= stated.days())
                                .findFirst()
                                .orElse(experiment.longestWindow());
    }

    private void add(Row row) {
        String experiment = row.getAs(ExperimentOutcomes.EXPERIMENT_ID);
        String metric = row.getAs(ExperimentOutcomes.METRIC);
        long notFinite = row.<Long>getAs(NOT_FINITE);
        if (notFinite > 0) {
            throw Failure.data(
                    ExperimentOutcomes.TABLE.qualifiedName() + " states " + notFinite + " values of metric "
                            + metric + " in experiment " + experiment
                            + " that aren't finite numbers; correct them in the feed, or leave the rows out where there is no outcome.");
        }
        byExperiment
                .computeIfAbsent(experiment, any -> new TreeMap<>())
                .put(
                        metric,
                        new Stated(
                                row.<Integer>getAs("days"),
                                row.<Boolean>getAs("rate"),
                                Instant.EPOCH.plus(row.<Long>getAs("end"), ChronoUnit.MICROS)));
    }
}
