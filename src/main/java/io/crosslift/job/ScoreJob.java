package io.crosslift.job;

import static org.apache.spark.sql.functions.col;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.failure.Failure;
import io.crosslift.lake.Lake;
import io.crosslift.lake.Slice;
import io.crosslift.schema.AccountMrrMonths;
import io.crosslift.schema.AttributionKpi;
import io.crosslift.schema.Calibrations;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.IngestCounts;
import io.crosslift.schema.OfferJourneys;
import io.crosslift.schema.ReconciliationLines;
import io.crosslift.schema.Runs;
import io.crosslift.schema.Scores;
import io.crosslift.schema.TableSpec;
import io.crosslift.simulate.ScoredCredit;
import io.crosslift.simulate.ScoredRun;
import io.crosslift.simulate.Simulation;
import io.crosslift.simulate.score.ScoreRow;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/** Compares the published run with the truth of the simulation that it ran on; prints the comparison and keeps it. */
public final class ScoreJob {
    private final SparkSession spark;
    private final Console console;
    private final Lake lake;

    public ScoreJob(SparkSession spark, ResolvedSettings settings, Console console) {
        this.spark = spark;
        this.console = console;
        this.lake = CommandLake.open(spark, settings, "score");
    }

    /**
     * Scores the newest published run.
     *
     * @param folder of the simulation
     * @throws Failure usage: no run is published, the folder holds no truth, or that of another business
     */
    public void run(String folder) {
        compare(folder).print(console);
    }

    /** Compares and keeps, as {@link #run} does. */
    ScoreText compare(String folder) {
        RecordedRun run = newestRun();
        String truth = truthOf(folder, run);
        String runId = run.runId();
        List<ScoreRow> rows = new ArrayList<>();
        Dataset<Row> channels = truth(truth, Simulation.CHANNEL_EFFECT);
        rows.addAll(ScoredCredit.conversions(lake.readOrEmpty(Conversions.TABLE), channels));
        if (lake.exists(AttributionKpi.TABLE)) {
            rows.addAll(ScoredCredit.channels(
                    lake.read(AttributionKpi.TABLE), lake.readOrEmpty(Calibrations.TABLE), channels));
        }
        if (lake.exists(ExperimentLift.TABLE)) {
            rows.addAll(ScoredRun.lift(lake.read(ExperimentLift.TABLE), truth(truth, Simulation.PROGRAMME_EFFECT)));
        }
        rows.addAll(ScoredRun.rejections(
                lake.read(IngestCounts.TABLE).filter(col(IngestCounts.RUN_ID).equalTo(runId)),
                truth(truth, Simulation.REJECTION)));
        if (lake.exists(AccountMrrMonths.TABLE)) {
            rows.addAll(
                    ScoredRun.recurring(lake.read(AccountMrrMonths.TABLE), truth(truth, Simulation.MONTHLY_REVENUE)));
        }
        if (lake.exists(OfferJourneys.TABLE)) {
            rows.addAll(ScoredRun.offers(lake.read(OfferJourneys.TABLE), truth(truth, Simulation.OFFER_FUNNEL)));
        }
        if (lake.exists(ReconciliationLines.TABLE)) {
            rows.addAll(
                    ScoredRun.ledger(lake.read(ReconciliationLines.TABLE), truth(truth, Simulation.LEDGER_DIFFERENCE)));
        }
        keep(runId, rows);
        return new ScoreText(runId, rows);
    }

    private RecordedRun newestRun() {
        return RunRecords.lastPublished(lake)
                .orElseThrow(() -> Failure.usage("no run is published in " + lake.pathOf(Runs.TABLE)
                        + ": run the simulation's source first, or name another folder with --lakehouse"));
    }

    /** The folder of the truth, which must be that of the run's source. */
    private String truthOf(String folder, RecordedRun run) {
        Path truth = new Path(folder, Simulation.TRUTH);
        try {
            FileSystem files = truth.getFileSystem(spark.sparkContext().hadoopConfiguration());
            if (!files.exists(new Path(truth, Simulation.REJECTION))) {
                throw Failure.usage("--truth: " + folder
                        + " holds no truth, make it with simulate --truth and name the same folder");
            }
            String source = run.source();
            String simulated;
            try (InputStream mark = files.open(new Path(folder, SimulateJob.MARK))) {
                simulated = new String(mark.readAllBytes(), StandardCharsets.UTF_8);
            }
            if (!source.equals(simulated)) {
                throw Failure.usage("--truth: the newest run took in " + source + ", but " + folder + " is " + simulated
                        + ": run " + folder + "/source.conf first");
            }
        } catch (IOException e) {
            throw Failure.usage("--truth: " + folder + " cannot be read: " + e.getMessage(), e);
        }
        return truth.toString();
    }

    private Dataset<Row> truth(String folder, String name) {
        Path path = new Path(folder, name);
        try {
            FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
            String format = files.exists(new Path(path, "_delta_log")) ? "delta" : "parquet";
            return spark.read().format(format).load(path.toString());
        } catch (IOException e) {
            throw Failure.usage("--truth: " + path + " cannot be read: " + e.getMessage(), e);
        }
    }

    private void keep(String runId, List<ScoreRow> rows) {
        TableSpec table = Scores.TABLE;
        List<Row> content = rows.stream()
                .map(row -> RowFactory.create(
                        runId,
                        row.part(),
                        row.subject(),
                        row.item(),
                        row.measure(),
                        row.found(),
                        row.truth(),
                        row.error(),
                        row.covered()))
                .toList();
        lake.replace(table, Slice.of(Scores.RUN_ID, List.of(runId)), spark.createDataFrame(content, table.shape()));
    }
}
