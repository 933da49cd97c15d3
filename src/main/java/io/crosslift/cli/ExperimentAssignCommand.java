package io.crosslift.cli;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.failure.Failure;
import io.crosslift.job.ExperimentAssignJob;
import io.crosslift.job.NewExperiment;
import io.crosslift.lift.assign.Allocation;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Deals accounts to the arms of an experiment. */
@Command(
        name = "assign",
        description = {
            "Declares an experiment in core.experiments and deals its accounts to arms in core.experiment_assignments, by a"
                    + " salted hash; prints the balance of the arms and what they did before.",
            "Run again it changes nothing; an experiment that has started is never touched.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  crosslift experiment assign --lakehouse lake --experiment spring --arms control=0.1,treated=0.9 \\",
            "        --start 2026-07-01 --end 2026-07-31 --dry-run",
            "  crosslift experiment assign --lakehouse lake --experiment layouts --arms control=1,a=1,b=1 \\",
            "        --start 2026-07-01 --end 2026-07-31 --design ab"
        })
final class ExperimentAssignCommand extends SparkCommand {
    @Option(names = "--experiment", paramLabel = "NAME", required = true, description = "Its name, for ever.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String experiment;

    @Option(
            names = "--arms",
            paramLabel = "ARM=WEIGHT,...",
            required = true,
            description = "Arms with their weights, such as control=0.1,treated=0.9.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String arms;

    @Option(
            names = "--control",
            paramLabel = "ARM",
            description = "The arm that the others are compared with (default: control, else the first).")
    private @Nullable String control;

    @Option(
            names = "--start",
            paramLabel = "DATE",
            required = true,
            converter = Day.class,
            description = "First day, after the last one known.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private LocalDate start;

    @Option(names = "--end", paramLabel = "DATE", required = true, converter = Day.class, description = "Last day.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private LocalDate end;

    @Option(names = "--design", paramLabel = "holdout|ab", description = "What it is (default: holdout).")
    private String design = "holdout";

    @Option(names = "--alpha", paramLabel = "P", description = "Two-sided error level (default: 0.05).")
    private BigDecimal alpha = new BigDecimal("0.05");

    @Option(names = "--sequential", paramLabel = "PLAN", description = "Sequential plan (default: fixed horizon).")
    private @Nullable String sequential;

    @Option(names = "--salt", paramLabel = "TEXT", description = "Salt of the hash (default: the experiment's name).")
    private @Nullable String salt;

    @Option(
            names = "--exposure",
            paramLabel = "ID",
            split = ",",
            splitSynopsisLabel = ",",
            description = "Offers, campaigns and plays that count as exposure.")
    private List<String> exposure = new ArrayList<>();

    @Option(names = "--replace", description = "Deal anew what was assigned but has not started.")
    private boolean replace;

    @Option(names = "--dry-run", description = "Print the balance, write nothing.")
    private boolean dryRun;

    @Mixin
    private AudienceOptions audience = new AudienceOptions();

    /** Refuses what makes no experiment before a session is started for it. */
    @Override
    ResolvedSettings settings() {
        declared();
        return super.settings();
    }

    @Override
    int run(SparkSession spark, ResolvedSettings settings) {
        new ExperimentAssignJob(spark, settings, console()).run(declared(), replace, dryRun);
        return 0;
    }

    private NewExperiment declared() {
        Allocation allocation = allocation();
        String first = allocation.arms().contains("control")
                ? "control"
                : allocation.arms().get(0);
        return new NewExperiment(
                experiment,
                design,
                allocation,
                control == null ? first : control,
                audience.family(),
                exposure,
                audience.metrics(),
                audience.windows(),
                alpha,
                sequential,
                salt == null ? experiment : salt,
                start,
                end,
                audience.audience());
    }

    private Allocation allocation() {
        try {
            return Allocation.parse(arms);
        } catch (IllegalArgumentException e) {
            throw Failure.usage("--arms: " + e.getMessage(), e);
        }
    }

    private static final class Day implements ITypeConverter<LocalDate> {
        @Override
        public LocalDate convert(String text) {
            try {
                return LocalDate.parse(text);
            } catch (DateTimeException e) {
                throw new TypeConversionException(text + " is no day, write it as 2026-07-01");
            }
        }
    }
}
