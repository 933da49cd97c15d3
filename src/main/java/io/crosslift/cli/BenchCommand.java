package io.crosslift.cli;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.config.ScenarioLoader;
import io.crosslift.config.ScenarioSettings;
import io.crosslift.failure.Failure;
import io.crosslift.job.AttributionBench;
import io.crosslift.job.Console;
import io.crosslift.job.CoverageBench;
import io.crosslift.job.CreditBench;
import io.crosslift.job.JourneyBench;
import io.crosslift.job.LiftBench;
import io.crosslift.job.MovementsBench;
import io.crosslift.job.SparkSessions;
import io.crosslift.job.TruthBench;
import io.crosslift.simulate.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.LongFunction;
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
                    + " models on seeded path files, the moments of an experiment against plain sums of the same columns,"
                    + " movements of recurring revenue against the floor of reading, shuffling and sorting the same versions,"
                    + " or whole runs on made businesses against what is true of them.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  crosslift bench journeys --touches 1000000 --lakehouse bench",
            "  crosslift bench truth --scenario mixed --replicates 20 --accounts 300 --lakehouse bench"
        })
final class BenchCommand extends BaseCommand {
    private static final long DEFAULT_TOUCHES = 1_000_000;
    private static final long DEFAULT_ACCOUNTS = 1_000_000;
    private static final long DEFAULT_UNITS = 50_000_000;
    private static final long DEFAULT_CUSTOMERS = 1_000;
    private static final int DEFAULT_REPLICATES = 2_000;
    private static final int DEFAULT_BUSINESSES = 200;

    enum Subject {
        JOURNEYS,
        ATTRIBUTION,
        LIFT,
        MOVEMENTS,
        TRUTH
    }

    @Parameters(paramLabel = "journeys|attribution|lift|movements|truth", description = "What to measure.")
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
                            + " under --lakehouse, once (default: 1000000); truth: accounts of each business (default: 1000).")
    private @Nullable Long accounts;

    @Option(
            names = "--coverage",
            description =
                    "lift: replay experiments with a known truth instead and count how often each interval holds it.")
    private boolean coverage;

    @Option(
            names = "--replicates",
            paramLabel = "N",
            description = "lift --coverage: experiments to replay (default: 2000); truth: businesses (default: 200).")
    private @Nullable Integer replicates;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "lift --coverage, truth: the same seed gives the same numbers; truth counts on from it (default:"
                            + " ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--scenario",
            paramLabel = "NAME|FILE",
            defaultValue = "saas",
            description =
                    "truth: saas, commerce, services, mixed, or a file like those of conf/scenarios (default: saas).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String scenario;

    @Option(
            names = "--months",
            paramLabel = "M",
            defaultValue = "24",
            description = "truth: months of history (default: ${DEFAULT-VALUE}).")
    private int months;

    @Override
    public Integer call() throws Exception {
        ResolvedSettings settings = options().settings();
        Console console = console();
        switch (subject) {
            case JOURNEYS -> journeys(settings, console);
            case ATTRIBUTION -> attribution(settings, console);
            case LIFT -> lift(settings, console);
            case MOVEMENTS -> movements(settings, console);
            case TRUTH -> truth(settings, console);
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
        long some = atLeastOne("--accounts", accounts == null ? DEFAULT_ACCOUNTS : accounts);
        show(settings);
        try (SparkSession spark =
                SparkSessions.open("crosslift " + name(), options().quiet())) {
            new MovementsBench(spark, settings, console).run(some);
        }
    }

    /** Each business a whole run; scores are kept in the folder of the lakehouse. */
    private void truth(ResolvedSettings settings, Console console) throws IOException {
        long customers = atLeastOne("--accounts", accounts == null ? DEFAULT_CUSTOMERS : accounts);
        int businesses =
                Math.toIntExact(atLeastOne("--replicates", replicates == null ? DEFAULT_BUSINESSES : replicates));
        SimulateCommand.requireMonths(months);
        ScenarioSettings asked = ScenarioLoader.load(scenario, Map.of());
        LongFunction<World> worlds = of -> SimulateCommand.world(asked, settings, months, of);
        try (SparkSession spark =
                SparkSessions.open("crosslift " + name(), options().quiet())) {
            new TruthBench(
                            spark,
                            console,
                            Path.of(settings.settings().lake().root(), "truth"),
                            (source, lakehouse) -> options().settings(source, lakehouse))
                    .run(new TruthBench.Request(worlds, customers, months, seed, businesses));
        }
    }

    private static long atLeastOne(String option, long given) {
        if (given < 1) {
            throw Failure.usage(option + " must be at least 1, was " + given);
        }
        return given;
    }

    private void lift(ResolvedSettings settings, Console console) throws IOException {
        long units = atLeastOne("--accounts", accounts == null ? DEFAULT_UNITS : accounts);
        int experiments =
                Math.toIntExact(atLeastOne("--replicates", replicates == null ? DEFAULT_REPLICATES : replicates));
        if (coverage) {
            new CoverageBench(console).run(experiments, seed);
            return;
        }
        show(settings);
        try (SparkSession spark =
                SparkSessions.open("crosslift " + name(), options().quiet())) {
            new LiftBench(spark, settings, console).run(units);
        }
    }
}
