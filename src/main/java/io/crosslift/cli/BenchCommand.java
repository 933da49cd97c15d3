package io.crosslift.cli;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.job.AttributionBench;
import io.crosslift.job.Console;
import io.crosslift.job.CreditBench;
import io.crosslift.job.JourneyBench;
import io.crosslift.job.SparkSessions;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures a claim on this machine. */
@Command(
        name = "bench",
        description = {
            "Measures journeys against the floor of reading, shuffling and sorting the same touches, or the attribution"
                    + " models on seeded path files."
        })
final class BenchCommand extends BaseCommand {
    private static final long DEFAULT_TOUCHES = 1_000_000;

    enum Subject {
        JOURNEYS,
        ATTRIBUTION
    }

    @Parameters(paramLabel = "journeys|attribution", description = "What to measure.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Subject subject;

    @Option(
            names = "--touches",
            paramLabel = "N",
            description =
                    "Touches to generate under --lakehouse, once (journeys: default 1000000; attribution: measure the"
                            + " credit of these on Spark, not path files).")
    private @Nullable Long touches;

    @Option(names = "--peers", description = "journeys: time the usual windows with collect_list too.")
    private boolean peers;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "attribution: folder for the path files and results (default: bench under --lakehouse).")
    private @Nullable Path folder;

    @Override
    public Integer call() throws Exception {
        ResolvedSettings settings = options().settings();
        Console console = new Console(out(), err(), options().quiet(), options().json());
        switch (subject) {
            case JOURNEYS -> journeys(settings, console);
            case ATTRIBUTION -> attribution(settings, console);
        }
        return 0;
    }

    private void journeys(ResolvedSettings settings, Console console) throws IOException {
        show(settings);
        try (SparkSession spark =
                SparkSessions.open("crosslift " + name(), options().quiet())) {
            new JourneyBench(spark, settings, console).run(touches == null ? DEFAULT_TOUCHES : touches, peers);
        }
    }

    private void attribution(ResolvedSettings settings, Console console) throws IOException {
        if (touches == null) {
            Path files =
                    folder != null ? folder : Path.of(settings.settings().lake().root(), "bench");
            new AttributionBench(files, console).run();
            return;
        }
        show(settings);
        try (SparkSession spark =
                SparkSessions.open("crosslift " + name(), options().quiet())) {
            new CreditBench(spark, settings, console).run(touches);
        }
    }
}
