package io.crosslift.job;

import io.crosslift.attribution.AttributionModels;
import io.crosslift.config.BuildVersions;
import io.crosslift.config.ResolvedSettings;
import io.crosslift.failure.Failure;
import io.crosslift.lake.CommitStamp;
import io.crosslift.lake.Lake;
import io.crosslift.lake.Recovered;
import io.crosslift.lake.Slice;
import io.crosslift.lake.Staging;
import io.crosslift.lake.Written;
import io.crosslift.schema.RunStages;
import io.crosslift.schema.Runs;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole graph: every stage in order, then gates, then the publish; {@code ops.run} is written last. */
public final class RunJob {
    private static final Logger LOG = LoggerFactory.getLogger(RunJob.class);
    private static final DateTimeFormatter RUN_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final double NANOS = 1e9;

    private final SparkSession spark;
    private final ResolvedSettings settings;
    private final Console console;
    private final List<Stage> stages;
    private final TaskMetrics metrics = new TaskMetrics();
    private Map<String, StageRecord> last = Map.of();

    public RunJob(SparkSession spark, ResolvedSettings settings, Console console) {
        this(spark, settings, console, JobGraph.STAGES);
    }

    RunJob(SparkSession spark, ResolvedSettings settings, Console console, List<Stage> stages) {
        this.stages = stages;
        this.spark = spark;
        this.settings = settings;
        this.console = console;
    }

    /**
     * Runs all stages, publishes, and prints what was found.
     *
     * @param command command to record
     * @throws Failure if the run can't be published; readers of the published tables see nothing of it
     */
    public void run(String command) {
        publish(command).print(console);
    }

    /** Runs and publishes as {@link #run} does, and leaves it to the caller to print what was found. */
    Headline publish(String command) {
        Instant startedAt = Instant.now();
        String runId = settings.asOf() + "-" + RUN_TIME.format(startedAt);
        CommitStamp stamp = new CommitStamp(
                runId, settings.asOf(), settings.hash(), BuildVersions.read().project());
        refuseUnknownModels();
        Lake lake = new Lake(spark, settings.settings().lake(), stamp);
        for (Recovered recovered : lake.recover()) {
            console.progress("recovered    " + recovered);
        }
        refuseRewind(lake);
        Staging staging = lake.stage();
        RunContext run = context(runId, startedAt, stamp, lake, staging);
        spark.sparkContext().addSparkListener(metrics);
        List<StageRecord> records = new ArrayList<>();
        try {
            for (Stage stage : stages) {
                records.add(timed(stage, records.size() + 1, run));
            }
            run.ledger().write(spark, runId);
            records.add(publish(command, records.size() + 1, run, staging));
            run.published();
        } catch (RuntimeException | Error failure) {
            recordFailure(command, run, staging, failure);
            throw failure;
        } finally {
            spark.sparkContext().removeSparkListener(metrics);
        }
        lake.append(RunStages.TABLE, RunRecords.stages(run, records, last).to(RunStages.TABLE.shape()));
        return new Headline(run, records);
    }

    private RunContext context(String runId, Instant startedAt, CommitStamp stamp, Lake lake, Staging staging) {
        Restatement planned = Restatement.of(lake, settings, stamp.codeVersion());
        RecordedRun before = planned.last();
        last = RunRecords.stagesOf(lake, before);
        UndoneRuns undone = planned.whole() || before == null ? UndoneRuns.NONE : UndoneRuns.since(before, lake);
        undone.tables()
                .forEach((table, version) -> console.progress(
                        "undone       what a run that was not published" + " had written to " + table));
        Restatement restatement = undone.mixed().isEmpty()
                ? planned
                : Restatement.whole(
                        before,
                        undone.mixed() + " was written by a run that was not published, and changed by others since");
        SliceLedger ledger = new SliceLedger(lake, before, undone.tables());
        return new RunContext(spark, settings, runId, startedAt, lake, staging, restatement, ledger, console);
    }

    private StageRecord timed(Stage stage, int ordinal, RunContext run) {
        spark.sparkContext().setJobDescription(stage.name());
        TaskMetrics.Read before = metrics.read(spark);
        long start = System.nanoTime();
        stage.run(run);
        return record(stage.name(), ordinal, start, before, run.takeWritten());
    }

    private StageRecord publish(String command, int ordinal, RunContext run, Staging staging) {
        spark.sparkContext().setJobDescription("publish");
        TaskMetrics.Read before = metrics.read(spark);
        long start = System.nanoTime();
        staging.seal(RunRecords.run(run, command, RunRecords.PUBLISHED, null));
        return record("publish", ordinal, start, before, staging.publish());
    }

    private StageRecord record(String stage, int ordinal, long start, TaskMetrics.Read before, List<Written> written) {
        double seconds = (System.nanoTime() - start) / NANOS;
        TaskMetrics.Read read = metrics.read(spark).minus(before);
        long rows = written.stream().mapToLong(Written::rows).sum();
        long bytes = written.stream().mapToLong(Written::bytes).sum();
        StageRecord record = new StageRecord(stage, ordinal, read.rows(), read.bytes(), rows, bytes, seconds);
        console.progress(String.format(
                        Locale.ROOT,
                        "%-12s %11s rows read, %8s, %11s written to %2d tables, %8s  %6.1f s",
                        stage,
                        Console.grouped(read.rows()),
                        Console.bytes(read.bytes()),
                        Console.grouped(rows),
                        written.size(),
                        Console.bytes(bytes),
                        seconds)
                + before(last.get(stage)));
        return record;
    }

    private static String before(@Nullable StageRecord last) {
        return last == null
                ? ""
                : String.format(
                        Locale.ROOT,
                        " (last run %s, %s, %.1f s)",
                        Console.bytes(last.bytesRead()),
                        Console.bytes(last.bytesWritten()),
                        last.seconds());
    }

    private void refuseUnknownModels() {
        List<String> unknown = settings.settings().attribution().models().stream()
                .filter(model -> !AttributionModels.names().contains(model))
                .toList();
        if (!unknown.isEmpty()) {
            throw Failure.usage("attribution.models names " + String.join(", ", unknown) + ", the models are "
                    + String.join(", ", AttributionModels.names()));
        }
    }

    private void refuseRewind(Lake lake) {
        Optional<LocalDate> newest = RunRecords.newestPublished(lake);
        LocalDate asOf = settings.asOf();
        boolean allowed = settings.settings().run().allowRewind()
                || settings.settings().run().from() != null;
        if (newest.isPresent() && asOf.isBefore(newest.get()) && !allowed) {
            throw Failure.usage("as-of " + asOf + " is older than the newest published run of " + newest.get()
                    + ", restate a past day with --from DATE or publish it all the same with --allow-rewind");
        }
    }

    /** Records the failure; if even that fails, the run's own error is the one to report. */
    private void recordFailure(String command, RunContext run, Staging staging, Throwable failure) {
        try {
            staging.discard();
            run.lake()
                    .replace(
                            Runs.TABLE,
                            Slice.of(Runs.RUN_ID, List.of(run.runId())),
                            RunRecords.run(run, command, RunRecords.FAILED, String.valueOf(failure.getMessage()))
                                    .to(Runs.TABLE.shape()));
        } catch (RuntimeException second) {
            LOG.warn("the failed run could not be recorded in ops.run: {}", second.getMessage());
        }
    }
}
