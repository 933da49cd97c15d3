package io.crosslift.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.crosslift.failure.Failure;
import io.crosslift.lift.geo.MarketMethods;
import io.crosslift.marketfile.MarketAnalysis;
import io.crosslift.marketfile.MarketFiles;
import io.crosslift.marketfile.MarketLift;
import io.crosslift.marketfile.MarketQuestion;
import io.crosslift.marketfile.MarketSummary;
import io.crosslift.marketfile.MarketText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Estimates a test of markets from a file of markets and days, without Spark. */
@Command(
        name = "lift-geo",
        description = {
            "Estimates what a programme added in the markets that got it; needs no Spark.",
            "",
            "FILE is CSV (gzip or not) or Parquet with one row per market and day. Methods stand side by side; a verdict"
                    + " needs the block conformal test and the placebo markets to agree, and quiet before the test.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  crosslift lift-geo sales.csv --treated chicago,portland --from 2021-04-01 --out results",
            "  crosslift lift-geo sales.csv --treated chicago --from 2021-04-01 --json"
        })
final class LiftGeoCommand extends BaseCommand {
    @Parameters(paramLabel = "FILE", arity = "0..1", description = "One row per market and day.")
    private @Nullable String file;

    @Option(
            names = "--treated",
            paramLabel = "MARKET",
            split = ",",
            splitSynopsisLabel = ",",
            description = "Markets that got the programme; --from says since when, first day of the test.")
    private List<String> treated = new ArrayList<>();

    @Option(names = "--to", paramLabel = "DATE", description = "Last day of the test (default: that of the file).")
    private @Nullable String to;

    @Option(
            names = "--exclude",
            paramLabel = "MARKET",
            split = ",",
            splitSynopsisLabel = ",",
            description = "Markets to leave out, such as those treated elsewhere.")
    private List<String> excluded = new ArrayList<>();

    @Option(names = "--location", paramLabel = "COLUMN", description = "Holds the market (default: ${DEFAULT-VALUE}).")
    private String location = "location";

    @Option(names = "--date", paramLabel = "COLUMN", description = "Holds the day (default: ${DEFAULT-VALUE}).")
    private String date = "date";

    @Option(names = "--outcome", paramLabel = "COLUMN", description = "Holds the outcome (default: ${DEFAULT-VALUE}).")
    private String outcome = "Y";

    @Option(names = "--cost", paramLabel = "COLUMN", description = "Holds the spend: adds the return on it.")
    private @Nullable String cost;

    @Option(
            names = "--pair",
            paramLabel = "COLUMN",
            description =
                    "Holds the pair of a market, one treated and one control each: adds the mean of the pairs with"
                            + " the sign-flip test and, with --cost, the trimmed match.")
    private @Nullable String pair;

    @Option(
            names = "--method",
            paramLabel = "NAME|all",
            split = ",",
            splitSynopsisLabel = ",",
            description = "Methods in this order, the headline first (default: all).")
    private List<String> methods = new ArrayList<>();

    @Option(
            names = "--missing",
            paramLabel = "zero",
            description = "Count a market without a row on a day as 0 (default: it is an error).")
    private @Nullable String missing;

    @Option(
            names = "--alpha",
            paramLabel = "P",
            description = "Error rate of intervals and verdicts (default: ${DEFAULT-VALUE}).")
    private double alpha = 0.05;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for geo.csv, weights.csv and daily.csv (default: none is written).")
    private @Nullable Path folder;

    @Override
    public Integer call() throws JsonProcessingException {
        if (options().changeSettings("lift")) {
            options().settingsWithoutPast(); // none is used, but a wrong one is said
        }
        if (file == null) {
            throw Failure.usage("no file was given, name a CSV or Parquet file with one row per market and day"
                    + " (lift-geo --help says more)");
        }
        if (folder != null && Files.exists(folder) && !Files.isDirectory(folder)) {
            throw Failure.usage("--out: " + folder + " is a file, name a folder");
        }
        MarketLift lift = MarketAnalysis.of(file, question());
        print(lift, folder == null ? List.of() : new MarketFiles(folder).write(lift));
        return 0;
    }

    private MarketQuestion question() {
        if (missing != null && !missing.equals("zero")) {
            throw Failure.usage("--missing must be zero or left out, was " + missing);
        }
        String from = options().from();
        if (from == null) {
            throw Failure.usage("--from is missing, name the first day of the test, such as --from 2021-04-01");
        }
        List<String> named = stripped(methods);
        return new MarketQuestion(
                location,
                date,
                outcome,
                cost,
                pair,
                stripped(treated),
                stripped(excluded),
                day("--from", from),
                to == null ? null : day("--to", to),
                missing != null,
                named.isEmpty() || named.equals(List.of("all")) ? MarketMethods.names() : named,
                alpha);
    }

    private void print(MarketLift lift, List<Path> files) throws JsonProcessingException {
        if (!options().quiet()) {
            lift.notes().forEach(note -> err().println(note));
            err().flush();
        }
        if (options().json()) {
            ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
            out().println(mapper.writeValueAsString(MarketSummary.of(lift, files)));
            return;
        }
        out().print(MarketText.of(lift));
        files.forEach(written -> out().println("wrote " + written));
    }

    private static LocalDate day(String option, String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw Failure.usage(option + " is " + text + ", that is no day, write it as 2021-03-31", e);
        }
    }

    private static List<String> stripped(List<String> names) {
        return names.stream().map(String::strip).toList();
    }
}
