package io.crosslift.cli;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.failure.Failure;
import io.crosslift.job.AttributionBench;
import io.crosslift.job.Console;
import io.crosslift.job.CoverageBench;
import io.crosslift.job.CreditBench;
import io.crosslift.job.JourneyBench;
import io.crosslift.job.LiftBench;
import io.crosslift.job.MovementsBench;
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
            "Measures journeys against the floor of reading, shuffling and sorting the same touches, the attribution"
                    + " models on seeded path files, the moments of an experiment against plain sums of the same columns, or"
                    + " movements of recurring revenue against the floor of reading, shuffling and sorting the same versions.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  crosslift bench journeys --touches 1000000 --lakehouse bench",
            "  crosslift bench lift --coverage --replicates 500 --lakehouse bench"
        })
final class BenchCommand extends BaseCommand {
    private static final long DEFAULT_TOUCHES = 1_000_000;
    private static final long DEFAULT_ACCOUNTS = 1_000_000;
    private static final long DEFAULT_UNITS = 50_000_000;

    enum Subject {
        JOURNEYS,
        ATTRIBUTION,
        LIFT,
        MOVEMENTS
    }

    @Parameters(paramLabel = "journeys|attribution|lift|movements", description = "What to measure.")
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

    @Option(
            names = "--accounts",
            paramLabel = "N",
            description =
                    "lift: accounts of the experiment, made in place (default: 50000000); movements: accounts to generate"
                            + " under --lakehouse, once (default: 1000000).")
    private @Nullable Long accounts;

    @Option(
            names = "--coverage",
            description =
                    "lift: replay experiments with a known truth instead and count how often each interval holds it.")
    private boolean coverage;

    @Option(
            names = "--replicates",
            paramLabel = "N",
            defaultValue = "2000",
            description = "lift --coverage: experiments to replay (default: ${DEFAULT-VALUE}).")
    private int replicates;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "lift --coverage: the same seed gives the same numbers (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Override
    public Integer call() throws Exception {
        ResolvedSettings settings = options().settings();
        Console console = console();
        switch (subject) {
            case JOURNEYS -> journeys(settings, console);
            case ATTRIBUTION -> attribution(settings, console);
            case LIFT -> lift(settings, console);
            case MOVEMENTS -> movements(settings, console);
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

    private void movements(ResolvedSettings settings, Console console) throws IOException {
        long some = accounts == null ? DEFAULT_ACCOUNTS : accounts;
        if (some < 1) {
            throw Failure.usage("--accounts must be at least 1, was " + some);
        }
        show(settings);
        try (SparkSession spark =
                SparkSessions.open("crosslift " + name(), options().quiet())) {
            new MovementsBench(spark, settings, console).run(some);
        }
    }

    private void lift(ResolvedSettings settings, Console console) throws IOException {
        long units = accounts == null ? DEFAULT_UNITS : accounts;
        if (units < 1 || replicates < 1) {
            throw Failure.usage("--accounts and --replicates must be at least 1, were " + units + " and " + replicates);
        }
        if (coverage) {
            new CoverageBench(console).run(replicates, seed);
            return;
        }
        show(settings);
        try (SparkSession spark =
                SparkSessions.open("crosslift " + name(), options().quiet())) {
            new LiftBench(spark, settings, console).run(units);
        }
    }
}
