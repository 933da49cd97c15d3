package io.crosslift.cli;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.job.ReportJob;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes the report. */
@Command(
        name = "report",
        description = {
            "Writes what a published run found as one HTML file: headline numbers, credit, what experiments confirm, offers,"
                    + " recurring revenue, data quality and definitions. The file needs no network and may be mailed or printed.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  crosslift report --lakehouse /data/lakehouse",
            "  crosslift report --lakehouse /data/lakehouse --run 2026-06-30-20260701-030012-417 --out june.html"
        })
final class ReportCommand extends SparkCommand {
    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "crosslift-report.html",
            description = "The file; replaced (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String file;

    @Option(
            names = "--run",
            paramLabel = "ID",
            description = "A published run, a run_id of `history` (default: the one published last).")
    private @Nullable String run;

    @Override
    int run(SparkSession spark, ResolvedSettings settings) {
        new ReportJob(spark, settings, console()).run(file, run);
        return 0;
    }
}
