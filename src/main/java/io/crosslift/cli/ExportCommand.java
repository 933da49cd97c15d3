package io.crosslift.cli;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.job.ExportFormat;
import io.crosslift.job.ExportJob;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes a table into a file. */
@Command(
        name = "export",
        description = {
            "Writes one table into one CSV or Parquet file, sorted by its key, and beside it a data dictionary:"
                    + " every column with type, unit and formula.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  crosslift export --lakehouse /data/lakehouse --table kpi_attribution --out /tmp/files",
            "  crosslift export --lakehouse /data/lakehouse --table fact.path_count --format parquet --out /tmp"
        })
final class ExportCommand extends SparkCommand {
    @Option(
            names = "--table",
            paramLabel = "NAME",
            required = true,
            description = "A table, such as kpi_attribution or fact.path_count; `tables` lists all.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String table;

    @Option(
            names = "--format",
            paramLabel = "csv|parquet",
            description = "CSV with a header, nested columns as JSON; or Parquet (default: csv).")
    private ExportFormat format = ExportFormat.CSV;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Folder or URI; NAME.csv (or .parquet) and NAME.dictionary.csv in it are replaced.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String folder;

    @Option(
            names = "--run",
            paramLabel = "ID",
            description = "The table as this run left it, a run_id of `history` (default: as it is now).")
    private @Nullable String run;

    @Override
    int run(SparkSession spark, ResolvedSettings settings) {
        new ExportJob(spark, settings, console()).run(table, format, folder, run);
        return 0;
    }
}
