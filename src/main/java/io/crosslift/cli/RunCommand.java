package io.crosslift.cli;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.job.RunJob;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;

/** Runs the whole graph on a source. */
@Command(
        name = "run",
        description = {"Runs every stage on a source and publishes the KPI tables.", ""},
        footer = {
            "",
            "Examples:",
            "  crosslift run --source shop --input /data/shop --lakehouse /data/lakehouse --as-of 2026-06-30",
            "  crosslift run --source online-retail --input /data --lakehouse lake --from 2011-06-01 --json"
        })
final class RunCommand extends SparkCommand {
    @Override
    int run(SparkSession spark, ResolvedSettings settings) {
        new RunJob(spark, settings, console()).run(name());
        return 0;
    }
}
