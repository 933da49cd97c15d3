package io.crosslift.cli;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.config.SettingsLoader;
import io.crosslift.failure.Failure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command takes, and the settings they lead to. */
public final class SharedOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings of the deployment: a path or URI (default: the one inside the jar).")
    private @Nullable String config;

    @Option(
            names = "--source",
            paramLabel = "NAME|FILE",
            description = "The data set: a name of conf/sources, or a file.")
    private @Nullable String source;

    @Option(
            names = "--input",
            paramLabel = "PATH",
            description = "Folder or URI that relative paths of the source start from.")
    private @Nullable String input;

    @Option(
            names = "--lakehouse",
            paramLabel = "PATH",
            description = "Folder or URI of the lakehouse; tables lie at PATH/SCHEMA/TABLE.")
    private @Nullable String lakehouse;

    @Option(names = "--as-of", paramLabel = "DATE", description = "Last day included, such as 2017-12-31.")
    private @Nullable String asOf;

    @Option(
            names = "--from",
            paramLabel = "DATE",
            description =
                    "Restate all months from this day's on (default: those that changed since the last run, inside"
                            + " run.restate-window), which allows an older --as-of; for lift-geo the first day of the test.")
    private @Nullable String from;

    @Option(names = "--allow-rewind", description = "Publish an as-of older than the newest published one.")
    private boolean allowRewind;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Any setting, such as journey.session-gap=1h; may be repeated.")
    private List<String> assignments = new ArrayList<>();

    @Option(names = "--quiet", description = "Print results and errors only.")
    private boolean quiet;

    @Option(names = "--json", description = "Print results as JSON.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean help;

    /**
     * The settings that these options ask for.
     *
     * @throws Failure listing all that is wrong
     */
    public ResolvedSettings settings() {
        return settings(from);
    }

    /**
     * The settings for a command to which {@code --from} means something else.
     *
     * @throws Failure listing all that is wrong
     */
    ResolvedSettings settingsWithoutPast() {
        return settings(null);
    }

    private ResolvedSettings settings(@Nullable String pastFrom) {
        return load(loader(pastFrom, source, lakehouse));
    }

    /** The settings of a run of a made business into a lakehouse of its own; whatever it was planted to refuse, it refuses. */
    ResolvedSettings settings(Path madeSource, Path itsLakehouse) {
        return load(loader(from, madeSource.toString(), itsLakehouse.toString())
                .option("--set", "quality.max-quarantined-revenue", "1"));
    }

    private ResolvedSettings load(SettingsLoader loader) {
        assignments.forEach(loader::set);
        return loader.load();
    }

    private SettingsLoader loader(
            @Nullable String pastFrom, @Nullable String ofSource, @Nullable String intoLakehouse) {
        return new SettingsLoader()
                .config(config)
                .source(ofSource)
                .systemProperties(System.getProperties())
                .option("--input", "source.input", input)
                .option("--lakehouse", "lake.root", intoLakehouse)
                .option("--as-of", "run.as-of", asOf)
                .option("--from", "run.from", pastFrom)
                .option("--allow-rewind", "run.allow-rewind", allowRewind ? "true" : null);
    }

    /** The first day that was named, as it was written. */
    @Nullable
    String from() {
        return from;
    }

    /**
     * Whether settings may differ from their defaults: a command that needs little of them saves the time of reading them where they
     * don't.
     *
     * @param block of the settings that the command needs, such as {@code lift}
     */
    boolean changeSettings(String block) {
        return config != null
                || source != null
                || !assignments.isEmpty()
                || System.getProperties().stringPropertyNames().stream().anyMatch(key -> key.startsWith(block + "."));
    }

    /** Whether only results and errors are printed. */
    public boolean quiet() {
        return quiet;
    }

    /** Whether results are printed as JSON. */
    public boolean json() {
        return json;
    }

    /** Uses this source where none is named. */
    void sourceDefault(String name) {
        if (source == null) {
            source = name;
        }
    }
}
