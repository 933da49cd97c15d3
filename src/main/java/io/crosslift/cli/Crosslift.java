package io.crosslift.cli;

import io.crosslift.config.BuildVersions;
import java.io.PrintWriter;
import java.util.List;
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
            "Exit codes: 0 done, 1 unexpected failure, 2 usage or settings, 3 data, 4 write conflict.",
            "crosslift COMMAND --help explains a command."
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
            AttributePathsCommand.class,
            LiftUnitsCommand.class,
            LiftGeoCommand.class);

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
        CommandLine commandLine = new CommandLine(new Crosslift());
        for (Class<?> command : commands(args)) { // a method reference would keep picocli out of the class archive
            commandLine.addSubcommand(command);
        }
        commandLine
                .setOut(out)
                .setErr(err)
                .setUsageHelpWidth(100)
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
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
