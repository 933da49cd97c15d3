package io.crosslift.cli;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.failure.Failure;
import io.crosslift.job.Console;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * A command: shared options, the console, and an exit code. A {@link Failure} it throws becomes one line on stderr and its exit
 * code; anything else becomes a stack trace and 1.
 */
abstract class BaseCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private SharedOptions options;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Does the work and says the exit code. */
    @Override
    public abstract Integer call() throws Exception;

    /** The options that every command takes. */
    final SharedOptions options() {
        return options;
    }

    /** The name it is called by. */
    final String name() {
        return spec.name();
    }

    /** Where results go. */
    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Where progress and errors go. */
    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Where a job prints, as the options ask for. */
    final Console console() {
        return new Console(out(), err(), options.quiet(), options.json());
    }

    /** Shows the settings that a command works with, unless quiet. */
    final void show(ResolvedSettings settings) {
        if (!options.quiet()) {
            err().println("settings " + settings.hash() + "\n"
                    + settings.rendered().indent(2));
            err().flush();
        }
    }
}
