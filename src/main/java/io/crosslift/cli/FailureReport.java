package io.crosslift.cli;

import io.crosslift.failure.Failure;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says what failed: the last line is {@code crosslift:} and one sentence; details, if any, stand above it. Handles picocli's exceptions
 * itself: lambdas of its interfaces would keep its largest class out of the archive of quick starts.
 */
final class FailureReport implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private static final int UNEXPECTED = 1;

    private final PrintWriter err;

    FailureReport(PrintWriter err) {
        this.err = err;
    }

    @Override
    public int handleParseException(ParameterException exception, String[] arguments) {
        return usage(exception);
    }

    @Override
    public int handleExecutionException(Exception exception, CommandLine command, ParseResult result) {
        return failure(exception);
    }

    /** Reports a failed command and returns its exit code. */
    int failure(Throwable thrown) {
        Failure failure = failureIn(thrown);
        if (failure != null) {
            print(Objects.requireNonNullElse(failure.getMessage(), "failed"));
            return failure.kind().exitCode();
        }
        err.flush();
        // Asked for here and not in a constant: starting the logging system takes longer than all of a small command.
        LoggerFactory.getLogger(FailureReport.class).error("unexpected failure", thrown);
        String message = Objects.requireNonNullElse(thrown.getMessage(), "no message");
        print("an unexpected " + thrown.getClass().getSimpleName() + " ended the command ("
                + message.strip().split("\\R", 2)[0] + "), the stack trace above says where");
        return UNEXPECTED;
    }

    /** Reports arguments that make no command and returns the exit code of usage errors. */
    int usage(ParameterException exception) {
        CommandLine command = exception.getCommandLine();
        String sentence = sentence(exception, command);
        print(sentence + (sentence.endsWith("?") ? " See " : ", see ")
                + command.getCommandSpec().qualifiedName() + " --help");
        return Failure.Kind.USAGE.exitCode();
    }

    private void print(String message) {
        String[] lines = message.split("\n", 2);
        if (lines.length == 2) {
            err.println(lines[1].indent(2).stripTrailing());
        }
        err.println("crosslift: " + lines[0]);
        err.flush();
    }

    private static String sentence(ParameterException exception, CommandLine command) {
        String known = String.join(", ", command.getSubcommands().keySet());
        if (exception instanceof UnmatchedArgumentException unmatched) {
            String argument = unmatched.getUnmatched().get(0);
            if (argument.startsWith("-")) {
                return "there is no option " + argument + suggestion(unmatched);
            }
            return known.isEmpty()
                    ? command.getCommandName() + " takes no argument " + argument
                    : "there is no command " + argument + " (known: " + known + ")" + suggestion(unmatched);
        }
        String message = Objects.requireNonNullElse(exception.getMessage(), "wrong arguments");
        if (message.startsWith("Missing required subcommand")) {
            return "no command was given, name one of " + known;
        }
        return message.substring(0, 1).toLowerCase(Locale.ROOT)
                + message.substring(1).replaceAll("\\s+", " ");
    }

    private static String suggestion(UnmatchedArgumentException unmatched) {
        List<String> suggestions = unmatched.getSuggestions();
        return suggestions.isEmpty() ? "" : ", did you mean " + suggestions.get(0) + "?";
    }

    /** The failure among the causes: Spark wraps what its tasks throw. */
    private static @Nullable Failure failureIn(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof Failure failure) {
                return failure;
            }
        }
        return null;
    }
}
