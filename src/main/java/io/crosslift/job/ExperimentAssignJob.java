package io.crosslift.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.timestamp_micros;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.crosslift.config.ResolvedSettings;
import io.crosslift.failure.Failure;
import io.crosslift.lake.Slice;
import io.crosslift.lift.DealtUnits;
import io.crosslift.lift.ExperimentHistory;
import io.crosslift.lift.LiftInputs;
import io.crosslift.schema.ExperimentAssignments;
import io.crosslift.schema.Experiments;
import io.crosslift.schema.ProvenanceColumns;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Declares an experiment and deals its accounts to arms, from the tables of the last run.
 *
 * <p>The assignment is known at the end of as-of, before the experiment's first day. Run again it changes nothing; as long as the
 * experiment hasn't started, accounts that came since join it and the others keep their arm.
 */
public final class ExperimentAssignJob {
    private static final String COMMAND = "experiment-assign";

    private final SparkSession spark;
    private final ResolvedSettings settings;
    private final Console console;

    public ExperimentAssignJob(SparkSession spark, ResolvedSettings settings, Console console) {
        this.spark = spark;
        this.settings = settings;
        this.console = console;
    }

    /**
     * Writes {@code core.experiments} and {@code core.experiment_assignments} and prints the balance.
     *
     * @param replace give up an assignment that has not started and deal anew
     * @param dryRun print only
     * @throws Failure usage: it has started, is another feed's, or is declared otherwise; data: an arm would be empty
     */
    public void run(NewExperiment experiment, boolean replace, boolean dryRun) {
        ExperimentLake lake = new ExperimentLake(spark, settings, COMMAND);
        requireFuture(experiment, lake);
        Instant now = Instant.now();
        Dataset<Row> declared = spark.createDataFrame(
                List.of(ExperimentRows.declared(experiment, lake.endOfAsOf(), lake, now)), Experiments.TABLE.shape());
        Optional<Dataset<Row>> stored = stored(experiment, lake);
        boolean keep = stored.isPresent() && !replace;
        if (keep) {
            requireSame(experiment, stored.get(), declared);
        }
        LiftInputs inputs = lake.inputs();
        Dataset<Row> audience = lake.audience(experiment.audience(), inputs);
        Dataset<Row> kept = of(experiment, inputs.assignments());
        Dataset<Row> fresh = keep
                ? audience.join(
                        kept.select(col(ExperimentAssignments.UNIT_ID).as("_kept")),
                        col(ExperimentAssignments.UNIT_ID).equalTo(col("_kept")),
                        "left_anti")
                : audience;
        Dataset<Row> dealt = ExperimentRows.assignments(
                experiment, DealtUnits.of(fresh, experiment.allocation(), experiment.salt()), lake.endOfAsOf(), now);
        Dataset<Row> rows = (keep ? kept.to(ExperimentAssignments.TABLE.shape()).unionByName(dealt) : dealt)
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            BalanceReport report = report(experiment, rows, inputs, lake);
            requireEveryArm(report);
            long joined = dealt.isEmpty() ? 0 : dealt.count();
            if (!dryRun && (!keep || joined > 0)) {
                write(experiment, keep ? stored.get() : declared, rows, lake);
            }
            print(report, outcome(keep, joined, dryRun, lake), lake);
        } finally {
            rows.unpersist();
        }
    }

    private void write(NewExperiment experiment, Dataset<Row> declared, Dataset<Row> rows, ExperimentLake lake) {
        // Units first: an experiment whose units are missing would be measured as an empty one.
        lake.lake()
                .replace(
                        ExperimentAssignments.TABLE,
                        Slice.of(ExperimentAssignments.EXPERIMENT_ID, List.of(experiment.id())),
                        rows.to(ExperimentAssignments.TABLE.shape()));
        lake.lake()
                .replace(
                        Experiments.TABLE,
                        Slice.of(Experiments.EXPERIMENT_ID, List.of(experiment.id())),
                        declared.to(Experiments.TABLE.shape()));
    }

    private static void requireFuture(NewExperiment experiment, ExperimentLake lake) {
        if (!experiment.start().isAfter(lake.asOf())) {
            throw Failure.usage("--start " + experiment.start() + " isn't after " + lake.asOf()
                    + ", the last day known: arms must be fixed before the first day, name a later one");
        }
    }

    private static Optional<Dataset<Row>> stored(NewExperiment experiment, ExperimentLake lake) {
        Dataset<Row> found = lake.lake()
                .readOrEmpty(Experiments.TABLE)
                .filter(col(Experiments.EXPERIMENT_ID).equalTo(experiment.id()));
        List<Row> rows = found.withColumn(
                        "_started", col(Experiments.START_AT).lt(timestamp_micros(lit(lake.endOfKnown()))))
                .withColumn("_ended", col(Experiments.END_AT).leq(timestamp_micros(lit(lake.endOfKnown()))))
                .collectAsList();
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        Row row = rows.get(0);
        String source = row.getAs(ProvenanceColumns.SOURCE_SYSTEM);
        if (!source.equals(ExperimentRows.DECLARED_HERE)) {
            throw Failure.usage("experiment " + experiment.id() + " comes from the feed " + source
                    + ": change it there, or give this one another name");
        }
        if (row.<Boolean>getAs("_started")) {
            throw Failure.usage("experiment " + experiment.id()
                    + (row.<Boolean>getAs("_ended") ? " has ended" : " is running") + " (it started at "
                    + row.<java.sql.Timestamp>getAs(Experiments.START_AT).toInstant()
                    + "): its arms are fixed, give a new experiment another name");
        }
        return Optional.of(found);
    }

    private static void requireSame(NewExperiment experiment, Dataset<Row> stored, Dataset<Row> declared) {
        List<String> differences = ExperimentRows.differences(stored, declared);
        if (!differences.isEmpty()) {
            throw Failure.usage("experiment " + experiment.id() + " is declared otherwise: "
                    + String.join("; ", differences)
                    + ". It hasn't started: deal it anew with --replace, or give another name");
        }
    }

    private static void requireEveryArm(BalanceReport report) {
        for (String arm : report.experiment().allocation().arms()) {
            if (report.units().getOrDefault(arm, 0L) == 0) {
                throw Failure.data("arm " + arm + " of experiment "
                        + report.experiment().id() + " would have no account, as its audience has "
                        + report.units().values().stream()
                                .mapToLong(Long::longValue)
                                .sum()
                        + ": widen the audience or the arm's share");
            }
        }
    }

    private static Dataset<Row> of(NewExperiment experiment, Dataset<Row> assignments) {
        return assignments.filter(col(ExperimentAssignments.EXPERIMENT_ID).equalTo(experiment.id()));
    }

    private static BalanceReport report(
            NewExperiment experiment, Dataset<Row> rows, LiftInputs inputs, ExperimentLake lake) {
        Map<String, Long> units = new HashMap<>();
        Map<String, Long> randomised = new HashMap<>();
        SortedMap<String, Map<String, Long>> strata = new TreeMap<>();
        boolean clusters = experiment.audience().byCluster();
        rows.groupBy(ExperimentAssignments.ARM)
                .agg(
                        count(lit(1)).as("units"),
                        countDistinct(col(clusters ? ExperimentAssignments.CLUSTER_ID : ExperimentAssignments.UNIT_ID))
                                .as("dealt"))
                .collectAsList()
                .forEach(row -> {
                    units.put(row.getString(0), row.getLong(1));
                    randomised.put(row.getString(0), row.getLong(2));
                });
        rows.groupBy(ExperimentAssignments.STRATUM, ExperimentAssignments.ARM)
                .count()
                .collectAsList()
                .forEach(row -> strata.computeIfAbsent(row.getString(0), any -> new TreeMap<>())
                        .put(row.getString(1), row.getLong(2)));
        return new BalanceReport(
                experiment,
                new TreeMap<>(units),
                new TreeMap<>(randomised),
                strata,
                BalanceReport.compare(
                        experiment,
                        ExperimentHistory.of(rows, inputs, experiment.metrics(), experiment.windows(), lake.rules())));
    }

    private static String outcome(boolean keep, long joined, boolean dryRun, ExperimentLake lake) {
        if (dryRun) {
            return "Nothing was written (--dry-run).";
        }
        String where = " in " + lake.lake().pathOf(ExperimentAssignments.TABLE);
        if (!keep) {
            return "Assigned" + where + ".";
        }
        return joined == 0
                ? "Assigned already" + where + "; nothing changed."
                : Console.grouped(joined) + " accounts joined, all others kept their arm" + where + ".";
    }

    private void print(BalanceReport report, String outcome, ExperimentLake lake) {
        NewExperiment experiment = report.experiment();
        if (console.json()) {
            ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
            ObjectNode root = mapper.createObjectNode()
                    .put("experiment_id", experiment.id())
                    .put("as_of", lake.asOf().toString())
                    .put("outcome", outcome);
            report.write(root);
            try {
                console.result(mapper.writeValueAsString(root));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a report is no JSON", e);
            }
            return;
        }
        console.result("Experiment " + experiment.id() + ", " + experiment.design() + ", " + experiment.start() + " to "
                + experiment.end() + ", arms fixed at the end of " + lake.asOf() + ", salt " + experiment.salt());
        new BalanceText(report, console).print();
        console.result("");
        console.result(outcome);
    }
}
