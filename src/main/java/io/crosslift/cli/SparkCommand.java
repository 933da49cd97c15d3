package io.crosslift.cli;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.job.SparkSessions;
import org.apache.spark.sql.SparkSession;

/** A command that needs Spark: settings are checked and shown before the session starts, and the session is always stopped. */
abstract class SparkCommand extends BaseCommand {
    @Override
    public final Integer call() throws Exception {
        ResolvedSettings settings = settings();
        show(settings);
        try (SparkSession spark =
                SparkSessions.open("crosslift " + name(), options().quiet())) {
            return run(spark, settings);
        }
    }

    /** The settings of this command; a command with defaults of its own overrides it. */
    ResolvedSettings settings() {
        return options().settings();
    }

    /** Runs the job and says the exit code, 0 for done. */
    abstract int run(SparkSession spark, ResolvedSettings settings) throws Exception;
}
