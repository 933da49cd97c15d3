package io.crosslift.cli;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.config.ScenarioLoader;
import io.crosslift.config.ScenarioSettings;
import io.crosslift.failure.Failure;
import io.crosslift.job.Console;
import io.crosslift.job.SimulateJob;
import io.crosslift.simulate.world.Horizon;
import io.crosslift.simulate.world.World;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a business whose truth is known. */
@Command(
        name = "simulate",
        description = {
            "Writes the raw feeds of a made business whose true effects are known, and a source file that run takes as it is."
                    + " The same seed gives the same rows, whatever the machine.",
            "With --truth it also writes what each account would have done without each channel, without any touch and in each"
                    + " arm of an experiment, for score.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  crosslift simulate --scenario saas --accounts 1000 --months 24 --seed 1 --out made --truth",
            "  crosslift simulate --scenario commerce --with scenario.dirt=0 --out clean --format delta"
        })
final class SimulateCommand extends SparkCommand {
    private static final LocalDate LAST_DAY = LocalDate.of(2025, 12, 31);

    enum Format {
        PARQUET,
        DELTA
    }

    @Option(
            names = "--accounts",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Accounts (default: ${DEFAULT-VALUE}).")
    private long accounts;

    @Option(
            names = "--months",
            paramLabel = "M",
            defaultValue = "24",
            description =
                    "Months of history, up to --as-of or 2025-12-31 (default: ${DEFAULT-VALUE}; at least 3, at most 240).")
    private int months;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Seed (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--scenario",
            paramLabel = "NAME|FILE",
            defaultValue = "saas",
            description = "saas, commerce, services, mixed, or a file like those of conf/scenarios (default: saas).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String scenario;

    @Option(
            names = "--with",
            paramLabel = "KEY=VALUE",
            description = "A value of the scenario, such as scenario.dirt=0; may be repeated.")
    private Map<String, String> changes = new HashMap<>();

    @Option(names = "--out", paramLabel = "PATH", required = true, description = "Folder or URI to write to.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String out;

    @Option(
            names = "--format",
            paramLabel = "parquet|delta",
            defaultValue = "PARQUET",
            description = "Format of the feeds (default: parquet).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Format format;

    @Option(names = "--truth", description = "Write the truth too.")
    private boolean truth;

    /** Refuses what makes no business before a session is started for it. */
    @Override
    ResolvedSettings settings() {
        ResolvedSettings settings = super.settings();
        world(settings);
        return settings;
    }

    @Override
    int run(SparkSession spark, ResolvedSettings settings) {
        Console console = console();
        World world = world(settings);
        console.progress("trap         " + world.scenario().trap());
        new SimulateJob(spark, console)
                .run(new SimulateJob.Request(
                        world, accounts, out, format == Format.DELTA ? "delta" : "parquet", truth));
        return 0;
    }

    private World world(ResolvedSettings settings) {
        if (accounts < 1) {
            throw Failure.usage("--accounts must be at least 1, was " + accounts);
        }
        requireMonths(months);
        return world(ScenarioLoader.load(scenario, changes), settings, months, seed);
    }

    static void requireMonths(int months) {
        if (months < 3 || months > 240) {
            throw Failure.usage("--months must be 3 to 240, was " + months);
        }
    }

    /** The world of a scenario that ends on as-of. */
    static World world(ScenarioSettings scenario, ResolvedSettings settings, int months, long seed) {
        LocalDate asOf = settings.settings().run().asOf();
        Horizon horizon = Horizon.of(asOf == null ? LAST_DAY : asOf, months);
        scenario.programmes().forEach(programme -> {
            if (programme.startsBeforeEnd() >= horizon.days()) {
                throw Failure.usage("--months: the experiment " + programme.name() + " starts "
                        + programme.startsBeforeEnd() + " days before the end, " + months + " months have only "
                        + horizon.days());
            }
        });
        return World.of(scenario, seed, horizon);
    }
}
