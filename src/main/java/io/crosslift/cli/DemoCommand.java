package io.crosslift.cli;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.job.Console;
import io.crosslift.job.RunJob;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;

/** Runs the whole graph on the real purchases inside the jar. */
@Command(
        name = "demo",
        description = "Runs every stage on the bundled sample: a year of real grocery purchases of 306 households.")
final class DemoCommand extends SparkCommand {
    @Override
    ResolvedSettings settings() {
        options().sourceDefault("complete-journey");
        return super.settings();
    }

    @Override
    int run(SparkSession spark, ResolvedSettings settings) {
        new RunJob(
                        spark,
                        settings,
                        new Console(out(), err(), options().quiet(), options().json()))
                .run(name());
        return 0;
    }
}
