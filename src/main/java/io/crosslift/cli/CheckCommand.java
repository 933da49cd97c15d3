package io.crosslift.cli;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.job.CheckJob;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;

/** Checks settings and feeds. */
@Command(name = "check", description = "Checks settings, files, columns and queries of a source; writes nothing.")
final class CheckCommand extends SparkCommand {
    @Override
    int run(SparkSession spark, ResolvedSettings settings) {
        new CheckJob(spark, settings, console()).run();
        return 0;
    }
}
