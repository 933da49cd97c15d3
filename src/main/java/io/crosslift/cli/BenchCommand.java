package io.crosslift.cli;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.job.AttributionBench;
import io.crosslift.job.Console;
import io.crosslift.job.JourneyBench;
import io.crosslift.job.SparkSessions;
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
            description = "journeys: touches to generate under --lakehouse, once (default: 1000000).")
    private long touches = 1_000_000;

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
            case ATTRIBUTION ->
                new AttributionBench(
                                folder != null
                                        ? folder
                                        : Path.of(settings.settings().lake().root(), "bench"),
                                console)
                        .run();
        }
        return 0;
    }

    private void journeys(ResolvedSettings settings, Console console) throws Exception {
        show(settings);
        try (SparkSession spark =
                SparkSessions.open("crosslift " + name(), options().quiet())) {
            new JourneyBench(spark, settings, console).run(touches);
        }
    }
}
