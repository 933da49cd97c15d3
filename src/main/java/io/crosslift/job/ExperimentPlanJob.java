package io.crosslift.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.failure.Failure;
import io.crosslift.lift.ExperimentHistory;
import io.crosslift.lift.ExperimentHistory.Measure;
import io.crosslift.lift.LiftInputs;
import io.crosslift.lift.LiftRules;
import io.crosslift.lift.power.DesignEffect;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.ExperimentAssignments;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/** Says what an experiment on an audience could find out, from what it did over the last days; writes nothing. */
public final class ExperimentPlanJob {
    /** Days over which accounts that come into the audience are counted. */
    static final int ENTRY_DAYS = 28;

    private final SparkSession spark;
    private final ResolvedSettings settings;
    private final Console console;

    public ExperimentPlanJob(SparkSession spark, ResolvedSettings settings, Console console) {
        this.spark = spark;
        this.settings = settings;
        this.console = console;
    }

    /**
     * Prints the plan.
     *
     * @throws Failure usage: nothing was published, or the audience names what doesn't exist; data: it has fewer than two accounts
     */
    public void run(PlanRequest request) {
        ExperimentLake lake = new ExperimentLake(spark, settings, "experiment-plan");
        LiftInputs inputs = lake.inputs();
        LiftRules rules = lake.rules();
        Dataset<Row> audience = lake.audience(request.audience(), inputs)
                .withColumn(ExperimentAssignments.ARM, lit("all"))
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            Row size = audience.agg(
                            countDistinct(col(ExperimentAssignments.UNIT_ID)),
                            countDistinct(col(ExperimentAssignments.CLUSTER_ID)))
                    .head();
            if (size.getLong(0) < 2) {
                throw Failure.data("the audience has " + size.getLong(0) + " accounts at the end of " + lake.asOf()
                        + ": an experiment needs two at least, widen it with --audience all or another --family");
            }
            List<Measure> history = ExperimentHistory.of(audience, inputs, request.metrics(), request.windows(), rules);
            Map<String, DesignEffect> clusters = request.audience().byCluster()
                    ? ExperimentHistory.clusters(audience, inputs, request.metrics(), request.windows(), rules)
                    : Map.of();
            List<MetricPower> metrics = new ArrayList<>();
            history.forEach(measure -> metrics.add(
                    MetricPower.of(measure, size.getLong(0), clusters.get(measure.metric() + " " + measure.days()))));
            PlanReport report = new PlanReport(
                    request,
                    lake.asOf(),
                    lake.currency(),
                    size.getLong(0),
                    size.getLong(1),
                    entering(request, lake, inputs, size.getLong(0)),
                    metrics,
                    warnings(request, history, metrics, inputs.lines(), rules));
            if (console.json()) {
                console.result(report.json());
            } else {
                report.print(console);
            }
        } finally {
            audience.unpersist();
        }
    }

    /** Accounts that the audience gained per day of late. */
    private static double entering(PlanRequest request, ExperimentLake lake, LiftInputs inputs, long now) {
        long before = request.audience()
                .of(inputs, lake.ownership(), lake.localMidnight(lake.asOf().plusDays(1L - ENTRY_DAYS)))
                .count();
        return (now - before) / (double) ENTRY_DAYS;
    }

    private static List<String> warnings(
            PlanRequest request,
            List<Measure> history,
            List<MetricPower> metrics,
            @Nullable Dataset<Row> lines,
            LiftRules rules) {
        List<String> warnings = new ArrayList<>();
        for (MetricPower metric : metrics) {
            String disagreement = metric.disagreement(rules.lift().buckets());
            if (disagreement != null) {
                warnings.add(disagreement);
            }
        }
        for (String metric : request.metrics()) {
            if (history.stream().noneMatch(measure -> measure.metric().equals(metric))) {
                warnings.add(unplanned(metric, history));
            }
        }
        int longest = request.windows().get(request.windows().size() - 1);
        LocalDate needed = ExperimentHistory.start(longest, rules).minusDays(longest + 1L);
        if (lines != null) {
            Date first = lines.agg(min(col(ClassifiedLines.LINE_DATE))).head().getDate(0);
            if (first == null || first.toLocalDate().isAfter(needed)) {
                warnings.add("Sales are known from " + first + " on, but " + longest
                        + " days and as many before them need " + needed + ": means and correlations are too low.");
            }
        }
        return warnings;
    }

    /** Why a metric isn't planned: where all that was expanded recurs, the metrics of that are planned in its place. */
    static String unplanned(String metric, List<Measure> history) {
        List<String> recurring = history.stream()
                .map(Measure::metric)
                .filter(measured -> metric.equals("expansion_revenue") && measured.startsWith("expansion_"))
                .distinct()
                .toList();
        return recurring.isEmpty()
                ? "No sales are known that give " + metric + "; it isn't planned."
                : "Nothing is sold once, so " + metric + " isn't planned; " + String.join(" and ", recurring)
                        + " holds what recurs.";
    }
}
