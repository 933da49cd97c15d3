package io.crosslift.cli;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.job.CheckJob;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;

/** Checks settings and feeds. */
@Command(
        name = "check",
        description = {"Checks settings, files, columns and queries of a source; writes nothing.", ""},
        footer = {
            "",
            "Examples:",
            "  crosslift check --source conf/sources/shop.conf --input /data/shop",
            "  crosslift check --source hillstrom --input /data/hillstrom --config conf/cluster.conf --json"
        })
final class CheckCommand extends SparkCommand {
    @Override
    int run(SparkSession spark, ResolvedSettings settings) {
        new CheckJob(spark, settings, console()).run();
        return 0;
    }
}
