package io.crosslift.job;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.lake.Lake;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Instant;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** The context of a run before which nothing was published. */
final class FirstRun {
    private FirstRun() {}

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
