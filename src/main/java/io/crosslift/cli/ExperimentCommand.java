package io.crosslift.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Plans experiments and assigns accounts to them. */
@Command(
        name = "experiment",
        synopsisSubcommandLabel = "plan|assign",
        description = {
            "Plans an experiment from the lakehouse's own history, or deals its accounts to arms.",
            "crosslift experiment plan --help and experiment assign --help explain the two."
        },
        subcommands = {ExperimentPlanCommand.class, ExperimentAssignCommand.class})
final class ExperimentCommand {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean help;
}
