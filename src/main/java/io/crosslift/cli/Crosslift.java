package io.crosslift.cli;

import io.crosslift.config.BuildVersions;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command line: the commands it knows, and how their outcomes become exit codes. */
@Command(
        name = "crosslift",
        mixinStandardHelpOptions = true,
        versionProvider = Crosslift.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Which touches, offers and programmes made existing customers buy more.",
        footer = {
            "",
            "crosslift COMMAND --help explains a command.",
            "",
            "Examples:",
            "  crosslift demo --lakehouse lakehouse",
            "  crosslift run --source shop --input /data/shop --lakehouse lakehouse --as-of 2026-06-30"
        })
public final class Crosslift {
    private static final List<Class<?>> COMMANDS = List.of(
            RunCommand.class,
            DemoCommand.class,
            CheckCommand.class,
            ExplainCommand.class,
            CloseCommand.class,
            DiffCommand.class,
            HistoryCommand.class,
            ExportCommand.class,
            RegisterCommand.class,
            ServeCommand.class,
            ReportCommand.class,
            MaintainCommand.class,
            PlanCommand.class,
            ExperimentCommand.class,
            SimulateCommand.class,
            ScoreCommand.class,
            BenchCommand.class,
            TablesCommand.class,
            TaxonomyCommand.class,
            CompletionCommand.class,
            AttributePathsCommand.class,
            LiftUnitsCommand.class,
            LiftGeoCommand.class);

    /** What each exit code says, in every command's help. */
    private static final Map<String, String> EXIT_CODES = exitCodes();

    /** Commands that run where the classes of the others, Spark's among them, may not even be there. */
    private static final List<Class<?>> QUICK =
            List.of(AttributePathsCommand.class, LiftUnitsCommand.class, LiftGeoCommand.class);

    /**
     * Runs one command.
     *
     * @param args the command and its options
     * @param out where results go
     * @param err where progress and errors go; on failure its last line is {@code crosslift:} and one sentence
     * @return the exit code
     */
    public static int run(String[] args, PrintWriter out, PrintWriter err) {
        FailureReport report = new FailureReport(err);
        CommandLine commandLine = commandLine(args)
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(report)
                .setExecutionExceptionHandler(report);
        try {
            return commandLine.execute(args);
        } catch (Throwable e) { // errors pass picocli's handlers by; this is the last place that can say what happened
            return report.failure(e);
        } finally {
            out.flush();
            err.flush();
        }
    }

    /** The command line for these arguments: all commands, or the quick one that is asked for. */
    static CommandLine commandLine(String... args) {
        CommandLine commandLine = new CommandLine(new Crosslift());
        for (Class<?> command : commands(args)) { // a method reference would keep picocli out of the class archive
            commandLine.addSubcommand(command);
        }
        explainExitCodes(commandLine);
        return commandLine.setUsageHelpWidth(100).setExpandAtFiles(false).setCaseInsensitiveEnumValuesAllowed(true);
    }

    private static void explainExitCodes(CommandLine commandLine) {
        commandLine
                .getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(EXIT_CODES);
        for (CommandLine subcommand : commandLine.getSubcommands().values()) {
            explainExitCodes(subcommand);
        }
    }

    /** All commands; or the only one asked for, where that is a quick one. */
    private static List<Class<?>> commands(String[] args) {
        for (Class<?> command : QUICK) {
            if (args.length > 0
                    && args[0].equals(command.getAnnotation(Command.class).name())) {
                return List.of(command);
            }
        }
        return COMMANDS;
    }

    private static Map<String, String> exitCodes() {
        Map<String, String> codes = new LinkedHashMap<>();
        codes.put("0", "done");
        codes.put("1", "unexpected failure; the stack trace says where, and a new start may succeed");
        codes.put("2", "usage or settings; the last line says what to correct");
        codes.put("3", "data: a file, column, rule or identity; the last line says which");
        codes.put("4", "another run wrote the same table; start again");
        return codes;
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            BuildVersions versions = BuildVersions.read();
            return new String[] {
                "crosslift " + versions.project() + " (Spark " + versions.spark() + ", Delta " + versions.delta() + ")"
            };
        }
    }
}
