package io.crosslift.cli;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.config.ScenarioLoader;
import io.crosslift.job.Console;
import io.crosslift.job.RunJob;
import io.crosslift.job.ScoreJob;
import io.crosslift.job.SimulateJob;
import io.crosslift.simulate.world.World;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the whole graph on the real purchases inside the jar, or on a made business whose truth it is compared with. */
@Command(
        name = "demo",
        description = {
            "Runs every stage on the bundled sample: a year of real grocery purchases of 306 households.",
            "With --scenario it makes a business instead, in the folder beside the lakehouse whose name ends in -simulation, runs"
                    + " every stage on it and says what they got right.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  crosslift demo --lakehouse lakehouse",
            "  crosslift demo --scenario saas --lakehouse saas-lake --quiet"
        })
final class DemoCommand extends SparkCommand {
    private static final int ACCOUNTS = 1_000;
    private static final int MONTHS = 24;

    @Option(
            names = "--scenario",
            paramLabel = "NAME|FILE",
            description = "saas, commerce, services, mixed, or a file like those of conf/scenarios.")
    private @Nullable String scenario;

    @Override
    ResolvedSettings settings() {
        if (scenario == null) {
            options().sourceDefault("complete-journey");
            return super.settings();
        }
        ResolvedSettings settings = super.settings();
        world(scenario, settings);
        return settings;
    }

    @Override
    int run(SparkSession spark, ResolvedSettings settings) {
        Console console = console();
        if (scenario == null) {
            new RunJob(spark, settings, console).run(name());
            return 0;
        }
        String folder = settings.settings().lake().root().replaceFirst("/+$", "") + "-simulation";
        new SimulateJob(spark, new Console(err(), err(), options().quiet(), false))
                .run(new SimulateJob.Request(world(scenario, settings), ACCOUNTS, folder, "parquet", true));
        options().sourceDefault(folder + "/source.conf");
        ResolvedSettings simulated = options().settings();
        new RunJob(spark, simulated, console).run(name());
        new ScoreJob(spark, simulated, console).run(folder);
        return 0;
    }

    private static World world(String scenario, ResolvedSettings settings) {
        return SimulateCommand.world(ScenarioLoader.load(scenario, Map.of()), settings, MONTHS, 1);
    }
}
