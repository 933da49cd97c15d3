package io.crosslift.cli;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.job.ScoreJob;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares a run with what is true. */
@Command(
        name = "score",
        description = {
            "Compares the newest run of a lakehouse with the truth of the simulation it took in: conversions, recurring revenue,"
                    + " rejected rows, the credit of each model before and after calibration, and each measured effect.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  crosslift score --lakehouse made-lake --truth made",
            "  crosslift score --lakehouse made-lake --truth made --json"
        })
final class ScoreCommand extends SparkCommand {
    @Option(
            names = "--truth",
            paramLabel = "PATH",
            required = true,
            description = "Folder that simulate --truth has written.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String truth;

    @Override
    int run(SparkSession spark, ResolvedSettings settings) {
        new ScoreJob(spark, settings, console()).run(truth);
        return 0;
    }
}
