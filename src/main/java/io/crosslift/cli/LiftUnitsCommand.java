package io.crosslift.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.crosslift.config.LiftSettings;
import io.crosslift.failure.Failure;
import io.crosslift.lift.estimate.Validity;
import io.crosslift.unitfile.ArmWeights;
import io.crosslift.unitfile.LiftFiles;
import io.crosslift.unitfile.LiftSummary;
import io.crosslift.unitfile.LiftTable;
import io.crosslift.unitfile.RatioMetric;
import io.crosslift.unitfile.UnitAnalysis;
import io.crosslift.unitfile.UnitLift;
import io.crosslift.unitfile.UnitQuestion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Estimates the lift of an experiment from a file of its units, without Spark. */
@Command(
        name = "lift-units",
        description = {
            "Compares the arms of an experiment from a file with one row per unit; needs no Spark.",
            "",
            "FILE is CSV (gzip or not) or Parquet. Outcomes of 0 and 1 are compared as proportions, others by Welch's t;"
                    + " further options add estimators beside these. The verdict on each outcome and arm is that of its"
                    + " first estimator, by Holm over all outcomes and arms, and INVALID where the arms' sizes aren't"
                    + " those planned.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  crosslift lift-units mails.csv --arm segment --control \"No E-Mail\" --outcome spend --out results",
            "  crosslift lift-units units.csv --arm arm --control a --outcome revenue --pre revenue_before --json"
        })
final class LiftUnitsCommand extends BaseCommand {
    @Parameters(paramLabel = "FILE", arity = "0..1", description = "One row per unit.")
    private @Nullable String file;

    @Option(names = "--arm", paramLabel = "COLUMN", description = "Holds the arm of a unit.")
    private @Nullable String arm;

    @Option(names = "--control", paramLabel = "VALUE", description = "The arm that the others are compared with.")
    private @Nullable String control;

    @Option(
            names = "--outcome",
            paramLabel = "COLUMN",
            split = ",",
            splitSynopsisLabel = ",",
            description = "Numbers per unit, such as spend, or 0 and 1 (true and false), such as converted.")
    private List<String> outcomes = new ArrayList<>();

    @Option(
            names = "--ratio",
            paramLabel = "NAME=A/B",
            split = ",",
            splitSynopsisLabel = ",",
            description = "An outcome that is the sum of column A divided by the sum of column B.")
    private List<String> ratios = new ArrayList<>();

    @Option(
            names = "--pre",
            paramLabel = "COLUMN",
            split = ",",
            splitSynopsisLabel = ",",
            description = "Numbers known before assignment, to adjust for (CUPED); may be empty for some units.")
    private List<String> covariates = new ArrayList<>();

    @Option(
            names = "--exposed",
            paramLabel = "COLUMN",
            description = "1 where the treatment reached the unit, else 0: adds the effect on those it reached (CACE).")
    private @Nullable String exposed;

    @Option(
            names = "--cost",
            paramLabel = "COLUMN",
            description =
                    "What the programme cost for a unit: adds its return and the cost of one more of each outcome.")
    private @Nullable String cost;

    @Option(
            names = "--segment",
            paramLabel = "COLUMN",
            split = ",",
            splitSynopsisLabel = ",",
            description =
                    "Categories known before assignment, each with estimates of its own; A+B joins the values of two columns.")
    private List<String> segments = new ArrayList<>();

    @Option(
            names = "--cluster",
            paramLabel = "COLUMN",
            description = "The unit that was randomised, where rows are smaller, such as the account of an order.")
    private @Nullable String cluster;

    @Option(names = "--unit", paramLabel = "COLUMN", description = "Its values must all differ: one row per unit.")
    private @Nullable String unit;

    @Option(
            names = "--missing",
            paramLabel = "zero",
            description = "Count empty outcomes as 0 (default: they are an error).")
    private @Nullable String missing;

    @Option(
            names = {"--winsorize", "--winsorise"},
            paramLabel = "QUANTILE",
            description = "Adds estimates of outcomes capped at this quantile of all arms, such as 0.999.")
    private @Nullable Double winsorize;

    @Option(
            names = "--weights",
            paramLabel = "ARM=N,...",
            description = "Planned sizes of the arms on any scale (default: equal).")
    private List<String> weights = new ArrayList<>();

    @Option(
            names = "--sequential",
            paramLabel = "anytime",
            description = "The verdict is that of intervals that hold however often they are looked at.")
    private @Nullable String sequential;

    @Option(
            names = "--planned-units",
            paramLabel = "N",
            description = "Units of two arms at which those intervals are narrowest (default: ${DEFAULT-VALUE}).")
    private long plannedUnits = 10_000;

    @Option(
            names = "--alpha",
            paramLabel = "P",
            description = "Error rate of the intervals and of all verdicts together (default: ${DEFAULT-VALUE}).")
    private double alpha = 0.05;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for lift.csv, srm.csv and segments.csv (default: none is written).")
    private @Nullable Path folder;

    @Override
    public Integer call() throws JsonProcessingException {
        if (file == null) {
            throw Failure.usage("no file was given, name a CSV or Parquet file with one row per unit"
                    + " (lift-units --help says more)");
        }
        if (folder != null && Files.exists(folder) && !Files.isDirectory(folder)) {
            throw Failure.usage("--out: " + folder + " is a file, name a folder");
        }
        try {
            UnitLift result = UnitAnalysis.of(file, question());
            print(result, folder == null ? List.of() : new LiftFiles(folder).write(result));
        } catch (OutOfMemoryError e) {
            throw Failure.data(
                    file + " takes more memory than the "
                            + (Runtime.getRuntime().maxMemory() >> 20)
                            + " MB given, set CROSSLIFT_DRIVER_MEMORY to more, such as 8g, or leave out --unit",
                    e);
        }
        return 0;
    }

    private UnitQuestion question() {
        if (arm == null) {
            throw Failure.usage("--arm is missing, name the column that holds the arm of a unit");
        }
        if (missing != null && !missing.equals("zero")) {
            throw Failure.usage("--missing must be zero or left out, was " + missing);
        }
        if (sequential != null && !sequential.equals("anytime")) {
            throw Failure.usage("--sequential must be anytime or left out, was " + sequential);
        }
        if (plannedUnits < 1) {
            throw Failure.usage("--planned-units must be at least 1, was " + plannedUnits);
        }
        return new UnitQuestion(
                arm,
                control,
                stripped(outcomes),
                ratios.stream().map(RatioMetric::parse).toList(),
                stripped(covariates),
                exposed,
                cost,
                stripped(segments),
                cluster,
                unit,
                missing != null,
                ArmWeights.parse(weights),
                winsorize,
                sequential == null ? null : plannedUnits,
                rules());
    }

    private UnitQuestion.JudgementRules rules() {
        if (!options().changeSettings("lift")) {
            return new UnitQuestion.JudgementRules(alpha, Validity.SAMPLE_RATIO_ALERT, Validity.CONTROL_EXPOSURE_LIMIT);
        }
        LiftSettings settings = options().settings().settings().lift();
        return new UnitQuestion.JudgementRules(alpha, settings.sampleRatioAlpha(), settings.maxControlExposure());
    }

    private void print(UnitLift result, List<Path> files) throws JsonProcessingException {
        if (!options().quiet()) {
            result.notes().forEach(note -> err().println(note));
            err().flush();
        }
        if (options().json()) {
            ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
            out().println(mapper.writeValueAsString(LiftSummary.of(result, files)));
            return;
        }
        out().print(LiftTable.of(result));
        files.forEach(written -> out().println("wrote " + written));
    }

    private static List<String> stripped(List<String> names) {
        return names.stream().map(String::strip).toList();
    }
}
