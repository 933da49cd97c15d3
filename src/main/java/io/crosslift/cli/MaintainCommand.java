package io.crosslift.cli;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.job.MaintainJob;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tidies the files of a lakehouse. */
@Command(
        name = "maintain",
        description = {
            "Joins small files (OPTIMIZE) and deletes those that no version still kept needs (VACUUM). Says what it would"
                    + " do; --apply does it. Run it weekly, and not while a run is going on.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  crosslift maintain --lakehouse /data/lakehouse",
            "  crosslift maintain --lakehouse /data/lakehouse --table kpi_attribution --apply"
        })
final class MaintainCommand extends SparkCommand {
    @Option(names = "--table", paramLabel = "NAME", description = "One table, such as kpi_attach (default: all).")
    private @Nullable String table;

    @Option(names = "--apply", description = "Join and delete; without it nothing is changed.")
    private boolean apply;

    @Override
    int run(SparkSession spark, ResolvedSettings settings) {
        new MaintainJob(spark, settings, console()).run(table, apply);
        return 0;
    }
}
