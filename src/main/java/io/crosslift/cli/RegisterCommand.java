package io.crosslift.cli;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.job.RegisterJob;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the tables known to tools that speak SQL. */
@Command(
        name = "register",
        description = {
            "Writes a file that opens the published tables as views in DuckDB, with a comment on every column; and per KPI"
                    + " table a flat view with period, segment and definitions in words.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  crosslift register --lakehouse /data/lakehouse --duckdb crosslift.sql",
            "  crosslift register --lakehouse /data/lakehouse --duckdb crosslift.sql --newest",
            "  duckdb -init crosslift.sql -c \"SELECT period, sum(net_credit) FROM flat.kpi_attribution GROUP BY ALL\""
        })
final class RegisterCommand extends SparkCommand {
    @Option(
            names = "--duckdb",
            paramLabel = "FILE",
            required = true,
            description = "The file, ending with .sql; replaced. Open it with duckdb -init FILE.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String duckDb;

    @Option(
            names = "--run",
            paramLabel = "ID",
            description =
                    "Show the tables as this run left them, a run_id of `history` (default: the one published last).")
    private @Nullable String run;

    @Option(names = "--newest", description = "Follow the newest version of each table instead of one run's.")
    private boolean newest;

    @Override
    int run(SparkSession spark, ResolvedSettings settings) {
        new RegisterJob(spark, settings, console()).duckDb(duckDb, run, newest);
        return 0;
    }
}
