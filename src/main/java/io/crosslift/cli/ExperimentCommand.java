package io.crosslift.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Plans experiments and assigns accounts to them. */
@Command(
        name = "experiment",
        synopsisSubcommandLabel = "plan|assign",
        description = {
            "Plans an experiment from the lakehouse's own history, or deals its accounts to arms.",
            "crosslift experiment plan --help and experiment assign --help explain the two.",
            ""
        },
        subcommands = {ExperimentPlanCommand.class, ExperimentAssignCommand.class},
        footer = {
            "",
            "Examples:",
            "  crosslift experiment plan --lakehouse lake --metric net_revenue --holdout 0.1",
            "  crosslift experiment assign --lakehouse lake --experiment spring --arms control=0.1,treated=0.9 \\",
            "        --start 2026-07-01 --end 2026-07-31"
        })
final class ExperimentCommand {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean help;
}
