package io.crosslift.job;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.config.SettingsLoader;
import io.crosslift.lake.CommitStamp;
import io.crosslift.lake.Lake;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** The context of a run before which nothing was published. */
final class FirstRun {
    private FirstRun() {}

    /** With the settings of a lakehouse and a date, and none besides. */
    static RunContext at(SparkSession spark, Path lakehouse, LocalDate asOf) {
        ResolvedSettings settings = new SettingsLoader()
                .option("--lakehouse", "lake.root", lakehouse.toString())
                .option("--as-of", "run.as-of", asOf.toString())
                .load();
        return of(
                spark,
                settings,
                "run",
                new Lake(spark, settings.settings().lake(), new CommitStamp("run", asOf, "hash", "0")));
    }

    static RunContext of(SparkSession spark, ResolvedSettings settings, String runId, Lake lake) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return new RunContext(
                spark,
                settings,
                runId,
                Instant.EPOCH,
                lake,
                lake.stage(),
                Restatement.whole(null, "no run was published here before"),
                new SliceLedger(lake, null, Map.of()),
                new Console(nowhere, nowhere, true, false));
    }
}
