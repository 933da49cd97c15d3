package io.crosslift.cli;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.job.CloseJob;
import io.crosslift.job.CloseRequest;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Closes accounting months. */
@Command(
        name = "close",
        description = {
            "Closes an accounting month and all open ones before it: later runs keep what the last one published of them, and"
                    + " book corrections in the first open month as RESTATEMENT.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  crosslift close --lakehouse /data/lakehouse --month 2026-03",
            "  crosslift close --lakehouse lake --month 2026-03 --reopen --reason \"late invoices of March\""
        })
final class CloseCommand extends SparkCommand {
    @Option(names = "--month", paramLabel = "MONTH", required = true, description = "The month, such as 2025-03.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String month;

    @Option(names = "--unreconciled", description = "Close it although differences have no reason; needs --reason.")
    private boolean unreconciled;

    @Option(names = "--reopen", description = "Reopen the month that was closed last; needs --reason.")
    private boolean reopen;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, kept in ops.period_close.")
    private @Nullable String reason;

    /** Refuses what can't be closed before a session is started for it. */
    @Override
    ResolvedSettings settings() {
        request();
        return super.settings();
    }

    @Override
    int run(SparkSession spark, ResolvedSettings settings) {
        new CloseJob(spark, settings, console()).run(request());
        return 0;
    }

    private CloseRequest request() {
        return CloseRequest.of(month, reopen, unreconciled, reason);
    }
}
