package io.crosslift.cli;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.job.ExplainJob;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Explains one conversion. */
@Command(
        name = "explain",
        description = {"Shows the journey of one conversion, touch by touch, and how each model splits its value.", ""},
        footer = {
            "",
            "Examples:",
            "  crosslift explain --lakehouse lakehouse --conversion \"32811995789|up_sell|BEEF\"",
            "  crosslift explain --lakehouse lakehouse --conversion \"a300|2025-02-01|up_sell|core\" --all --json"
        })
final class ExplainCommand extends SparkCommand {
    @Option(
            names = "--conversion",
            paramLabel = "ID",
            required = true,
            description = "A conversion_id of fact.fct_conversion.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String conversion;

    @Option(names = "--all", description = "List also the touches that promote other families or are too old.")
    private boolean everyTouch;

    @Override
    int run(SparkSession spark, ResolvedSettings settings) {
        new ExplainJob(spark, settings, console()).run(conversion, everyTouch);
        return 0;
    }
}
