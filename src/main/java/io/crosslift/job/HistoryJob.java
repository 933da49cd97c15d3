package io.crosslift.job;

import static org.apache.spark.sql.functions.col;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.failure.Failure;
import io.crosslift.lake.Lake;
import io.crosslift.schema.Runs;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Lists the runs of a lakehouse, or tells all of one. Writes nothing. */
public final class HistoryJob {
    private final Console console;
    private final Lake lake;

    public HistoryJob(SparkSession spark, ResolvedSettings settings, Console console) {
        this.console = console;
        this.lake = CommandLake.open(spark, settings, "history");
    }

    /**
     * Prints the runs that ended last, the newest first.
     *
     * @param newest how many
     * @param runId the only run to tell of, with its versions, or null
     * @throws Failure usage: no run has ended here, or none of that name
     */
    public void run(int newest, @Nullable String runId) {
        if (newest < 1) {
            throw Failure.usage("--last must be 1 or more, was " + newest);
        }
        List<RecordedRun> runs = lake
                .read(Runs.TABLE)
                .filter(
                        runId == null
                                ? col(Runs.RUN_ID).isNotNull()
                                : col(Runs.RUN_ID).equalTo(runId))
                .orderBy(col(Runs.FINISHED_AT).desc(), col(Runs.RUN_ID).desc())
                .limit(newest)
                .collectAsList()
                .stream()
                .map(RecordedRun::of)
                .toList();
        if (runs.isEmpty() && runId != null) {
            throw Failure.usage("there is no run " + runId + " in " + lake.pathOf(Runs.TABLE)
                    + ": give a run_id that `history` lists");
        }
        if (console.json()) {
            console.result(HistoryText.json(runs));
        } else if (runId == null) {
            HistoryText.table(runs).forEach(console::result);
        } else {
            HistoryText.whole(runs.get(0)).forEach(console::result);
        }
    }
}
