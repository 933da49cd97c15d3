package io.crosslift.cli;

import io.crosslift.failure.Failure;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints what makes a shell complete commands and options. */
@Command(
        name = "completion",
        description = {
            "Prints a script that makes bash and zsh complete commands, options and their values after the Tab key;"
                    + " needs no Spark session.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  crosslift completion > ~/.crosslift-completion      # then, in ~/.bashrc or ~/.zshrc:",
            "  source ~/.crosslift-completion",
            "  crosslift completion --program crosslift            # for an alias or a link of that name"
        })
final class CompletionCommand extends BaseCommand {
    @Option(
            names = "--program",
            paramLabel = "NAME",
            defaultValue = "submit.sh",
            description = "The name it is called by, without its folder (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String program;

    @Override
    public Integer call() {
        options().settings(); // nothing depends on a setting, but a wrong one is wrong here too
        if (!program.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw Failure.usage("--program is " + program + ", give the name of the script alone, such as submit.sh");
        }
        out().print(AutoComplete.bash(program, Crosslift.commandLine()));
        return 0;
    }
}
