package io.crosslift.cli;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.job.ExperimentPlanJob;
import io.crosslift.job.PlanRequest;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says what an experiment could find out. */
@Command(
        name = "plan",
        description = {
            "Says from the lakehouse's own history what an experiment on these accounts could find out: smallest effect,"
                    + " units and days needed, and what holding accounts out costs. Writes nothing.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  crosslift experiment plan --lakehouse lake --metric net_revenue --window 30,90 --holdout 0.1,0.2",
            "  crosslift experiment plan --lakehouse lake --metric converted --effect 0.05 --power 0.9"
        })
final class ExperimentPlanCommand extends SparkCommand {
    @Option(
            names = "--holdout",
            paramLabel = "SHARE",
            split = ",",
            splitSynopsisLabel = ",",
            description = "Shares of accounts without the programme (default: 0.05,0.1,0.2,0.5).")
    private List<Double> holdouts = new ArrayList<>();

    @Option(names = "--power", paramLabel = "P", description = "Chance of finding the effect (default: 0.8).")
    private double power = 0.8;

    @Option(names = "--alpha", paramLabel = "P", description = "Two-sided error level (default: 0.05).")
    private double alpha = 0.05;

    @Option(
            names = "--effect",
            paramLabel = "SHARE",
            description = "Relative effect to find, such as 0.05 for 5 %% (default: none, only what can be found).")
    private @Nullable Double effect;

    @Mixin
    private AudienceOptions audience = new AudienceOptions();

    /** Refuses what can't be planned before a session is started for it. */
    @Override
    ResolvedSettings settings() {
        request();
        return super.settings();
    }

    @Override
    int run(SparkSession spark, ResolvedSettings settings) {
        new ExperimentPlanJob(spark, settings, console()).run(request());
        return 0;
    }

    private PlanRequest request() {
        return new PlanRequest(
                audience.metrics(),
                audience.windows(),
                holdouts.isEmpty() ? List.of(0.05, 0.1, 0.2, 0.5) : holdouts,
                power,
                alpha,
                effect,
                audience.audience());
    }
}
