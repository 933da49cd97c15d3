package io.crosslift.cli;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.job.HistoryJob;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the runs of a lakehouse. */
@Command(
        name = "history",
        description = {
            "Lists the runs of a lakehouse, the newest first: as-of, start, seconds, status, tables, and what failed."
                    + " Writes nothing.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  crosslift history --lakehouse /data/lakehouse",
            "  crosslift history --lakehouse /data/lakehouse --run 2026-06-30-20260701-030012-417 --json"
        })
final class HistoryCommand extends SparkCommand {
    @Option(
            names = "--last",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many runs (default: ${DEFAULT-VALUE}).")
    private int newest;

    @Option(
            names = "--run",
            paramLabel = "ID",
            description = "One run only, with what it skipped and the version of every table after it.")
    private @Nullable String run;

    @Override
    int run(SparkSession spark, ResolvedSettings settings) {
        new HistoryJob(spark, settings, console()).run(newest, run);
        return 0;
    }
}
