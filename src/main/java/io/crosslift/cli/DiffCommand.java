package io.crosslift.cli;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.job.DiffJob;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says what changed between two runs. */
@Command(
        name = "diff",
        description = {
            "Says what changed between two published runs by table, month, reason and accounts, and which figures moved."
                    + " Writes nothing.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  crosslift diff --lakehouse /data/lakehouse",
            "  crosslift diff --lakehouse /data/lakehouse --table kpi.kpi_retention --json"
        })
final class DiffCommand extends SparkCommand {
    @Option(
            names = "--run",
            paramLabel = "ID",
            description = "A run_id of ops.run; twice (default: the two runs published last).")
    private List<String> runs = new ArrayList<>();

    @Option(
            names = "--table",
            paramLabel = "TABLE",
            description = "One table, such as kpi.kpi_retention (default: all).")
    private @Nullable String table;

    @Override
    int run(SparkSession spark, ResolvedSettings settings) {
        new DiffJob(spark, settings, console()).run(runs, table);
        return 0;
    }
}
