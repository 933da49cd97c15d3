package io.crosslift.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.crosslift.attribution.AttributionModels;
import io.crosslift.attribution.PathModel;
import io.crosslift.config.Settings;
import io.crosslift.failure.Failure;
import io.crosslift.job.ModelSettings;
import io.crosslift.pathfile.AttributionSummary;
import io.crosslift.pathfile.FittedModel;
import io.crosslift.pathfile.PathAttribution;
import io.crosslift.pathfile.PathFile;
import io.crosslift.pathfile.PathFileContent;
import io.crosslift.pathfile.ReadOptions;
import io.crosslift.pathfile.RequestedModels;
import io.crosslift.pathfile.ResultFiles;
import io.crosslift.pathfile.SideBySide;
import io.crosslift.pathfile.ToolComparison;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the models on a file of paths, without Spark. */
@Command(
        name = "attribute-paths",
        description = {
            "Credits the conversions of a path file to its channels, under several models side by side; needs no Spark.",
            "",
            "FILE is CSV (gzip or not) or Parquet with the columns path, conversions and, if there are, value and nulls;"
                    + " the column names of ChannelAttribution and fractribution are known too.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  crosslift attribute-paths paths.csv --models markov,shapley,last_touch --order 1,2 --out results",
            "  crosslift attribute-paths paths.csv --bootstrap 1000 --json"
        })
final class AttributePathsCommand extends BaseCommand {
    private static final int MOST_RESAMPLES = 100_000;

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "One row per path.")
    private @Nullable String file;

    @Option(
            names = "--models",
            paramLabel = "NAME",
            split = ",",
            splitSynopsisLabel = ",",
            description =
                    "Models in this order (default: attribution.models, without those that need times or classes).")
    private List<String> models = new ArrayList<>();

    @Option(
            names = "--order",
            paramLabel = "N|auto",
            split = ",",
            splitSynopsisLabel = ",",
            description = "Orders of markov, each a model of its own (default: attribution.markov.order).")
    private List<String> orders = new ArrayList<>();

    @Option(
            names = "--goal-column",
            paramLabel = "COLUMN",
            description = "Each of its values has models of its own (default: goal, if there is such a column).")
    private @Nullable String goalColumn;

    @Option(
            names = "--separator",
            paramLabel = "TEXT",
            description = "Stands between the channels of a path (default: \"" + ReadOptions.SEPARATOR + "\").")
    private String separator = ReadOptions.SEPARATOR;

    @Option(
            names = "--bootstrap",
            paramLabel = "N",
            description = "Resamples behind the 95 %% interval of every share (default: 0, no intervals).")
    private int resamples;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for credit.csv, transitions.csv and checks.csv (default: none is written).")
    private @Nullable Path folder;

    @Option(names = "--compare", description = "Say how each model's definition differs from other tools'.")
    private boolean compare;

    @Override
    public Integer call() throws JsonProcessingException {
        Settings settings = options().settings().settings();
        requireUsable();
        List<PathModel> requested = RequestedModels.of(
                stripped(models), stripped(orders), settings.attribution().models(), ModelSettings.of(settings));
        if (file == null) {
            compare(AttributionModels.names());
            return 0;
        }
        try {
            attribute(file, requested, settings);
        } catch (OutOfMemoryError e) {
            throw Failure.data(
                    file + " takes more memory than the "
                            + (Runtime.getRuntime().maxMemory() >> 20)
                            + " MB given, set CROSSLIFT_DRIVER_MEMORY to more, such as 8g",
                    e);
        }
        return 0;
    }

    private void attribute(String paths, List<PathModel> requested, Settings settings) throws JsonProcessingException {
        PathFileContent content = PathFile.read(
                paths, new ReadOptions(separator, goalColumn, settings.journey().maxDistinctPaths()));
        List<FittedModel> fitted = RequestedModels.fit(
                requested, content, resamples, settings.attribution().seed());
        PathAttribution attribution = PathAttribution.of(content, fitted);
        List<Path> files = folder == null ? List.of() : new ResultFiles(folder).write(attribution);
        print(attribution, files);
    }

    private void print(PathAttribution attribution, List<Path> files) throws JsonProcessingException {
        if (!options().quiet()) {
            attribution.notes().forEach(note -> err().println(note));
            err().flush();
        }
        if (options().json()) {
            ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
            out().println(mapper.writeValueAsString(AttributionSummary.of(attribution, files)));
            return;
        }
        out().print(SideBySide.of(attribution));
        if (compare) {
            out().println();
            compare(attribution.models().stream().map(FittedModel::model).toList());
        }
        files.forEach(written -> out().println("wrote " + written));
    }

    private static List<String> stripped(List<String> names) {
        return names.stream().map(String::strip).toList();
    }

    private void compare(Iterable<String> names) {
        LinkedHashSet<String> distinct = new LinkedHashSet<>();
        names.forEach(distinct::add);
        distinct.forEach(name -> out().println(ToolComparison.of(name)));
    }

    private void requireUsable() {
        if (file == null && !compare) {
            throw Failure.usage(
                    "no path file was given, name a CSV or Parquet file (attribute-paths --help says more)");
        }
        if (separator.isEmpty()) {
            throw Failure.usage("--separator is empty, give the text between the channels of a path, such as ' > '");
        }
        if (resamples < 0 || resamples == 1 || resamples > MOST_RESAMPLES) {
            throw Failure.usage("--bootstrap must be 0 or 2 to " + MOST_RESAMPLES + ", was " + resamples);
        }
        if (folder != null && Files.exists(folder) && !Files.isDirectory(folder)) {
            throw Failure.usage("--out: " + folder + " is a file, name a folder");
        }
    }
}
