package io.crosslift.marketfile;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.crosslift.failure.Failure;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.geo.FitQuality;
import io.crosslift.lift.geo.MarketEffect;
import io.crosslift.lift.geo.MarketEvidence;
import io.crosslift.lift.geo.ReturnOnSpend;
import io.crosslift.tablefile.CsvFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The results as CSV in a folder: {@code geo.csv}, one row per method; {@code weights.csv}, one per method and control market; {@code
 * daily.csv}, one per method and day, mean of the treated markets. Numbers have all their digits, an empty cell is none.
 */
public final class MarketFiles {
    private final Path folder;

    /** Writes into this folder, which is made if it isn't there. */
    public MarketFiles(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes all files and returns them.
     *
     * @throws Failure of usage if the folder can't be made or written
     */
    public List<Path> write(MarketLift lift) {
        Map<String, CsvFolder.Content> contents = new LinkedHashMap<>();
        contents.put("geo.csv", csv -> writeEffects(lift, csv));
        contents.put("weights.csv", csv -> writeWeights(lift, csv));
        contents.put("daily.csv", csv -> writeDays(lift, csv));
        return new CsvFolder(folder).write(contents);
    }

    private static void writeEffects(MarketLift lift, CsvWriter csv) {
        csv.writeRecord(
                "outcome",
                "method",
                "from",
                "to",
                "days_before",
                "days",
                "treated_markets",
                "control_markets",
                "effect",
                "std_error",
                "degrees_of_freedom",
                "ci_low",
                "ci_high",
                "p_value",
                "total",
                "total_low",
                "total_high",
                "relative",
                "relative_low",
                "relative_high",
                "p_conformal",
                "p_placebo_markets",
                "p_placebo_markets_effect",
                "p_placebo_markets_relative",
                "placebo_sets",
                "residual_ratio",
                "effect_before",
                "p_before",
                "false_alarm_rate",
                "false_alarm_windows",
                "l2",
                "scaled_l2",
                "effective_markets",
                "largest_weight",
                "verdict",
                "warnings",
                "is_headline",
                "alpha",
                "detectable_lift",
                "spend",
                "return_on_spend",
                "return_low",
                "return_high",
                "design_warnings");
        for (MarketEffect effect : lift.effects()) {
            List<String> cells = new ArrayList<>(List.of(
                    lift.outcome(),
                    effect.method(),
                    lift.from().toString(),
                    lift.to().toString(),
                    Integer.toString(lift.panel().before()),
                    Integer.toString(lift.panel().after()),
                    Integer.toString(lift.panel().treatedMarkets().size()),
                    Integer.toString(lift.panel().controlMarkets().size())));
            addNumbers(cells, effect);
            addEvidence(cells, effect.evidence());
            addFit(cells, effect.fit());
            cells.add(effect.verdict().name().toLowerCase(Locale.ROOT));
            cells.add(String.join(" ", warnings(effect)));
            cells.add(Boolean.toString(effect.equals(lift.headline())));
            cells.add(text(lift.alpha()));
            cells.add(text(lift.detectable().smallest()));
            addReturn(cells, effect.method().equals("tbr") ? lift.onSpend() : null);
            cells.add(String.join(
                    " ", lift.designWarnings().stream().map(Enum::name).toList()));
            csv.writeRecord(cells);
        }
    }

    private static void addNumbers(List<String> cells, MarketEffect effect) {
        Estimate perDay = effect.effect();
        Stream.of(
                        perDay.value(),
                        perDay.standardError(),
                        perDay.degreesOfFreedom(),
                        perDay.low(),
                        perDay.high(),
                        perDay.p(),
                        effect.total().value(),
                        effect.total().low(),
                        effect.total().high(),
                        effect.relative().value(),
                        effect.relative().low(),
                        effect.relative().high())
                .forEach(number -> cells.add(text(number)));
    }

    private static void addEvidence(List<String> cells, MarketEvidence evidence) {
        cells.add(text(evidence.pConformal()));
        cells.add(text(evidence.pMarkets()));
        cells.add(text(evidence.pMarketsEffect()));
        cells.add(text(evidence.pMarketsRelative()));
        cells.add(Integer.toString(evidence.placeboSets()));
        cells.add(text(evidence.residualRatio()));
        cells.add(text(evidence.effectBefore()));
        cells.add(text(evidence.pBefore()));
        cells.add(text(evidence.falseAlarmRate()));
        cells.add(Integer.toString(evidence.falseAlarmWindows()));
    }

    private static void addFit(List<String> cells, @Nullable FitQuality fit) {
        cells.add(fit == null ? "" : text(fit.l2()));
        cells.add(fit == null ? "" : text(fit.scaledL2()));
        cells.add(fit == null ? "" : text(fit.effectiveMarkets()));
        cells.add(fit == null ? "" : text(fit.largestWeight()));
    }

    private static void addReturn(List<String> cells, @Nullable ReturnOnSpend onSpend) {
        cells.add(onSpend == null ? "" : text(onSpend.spend()));
        cells.add(onSpend == null ? "" : text(onSpend.value().value()));
        cells.add(onSpend == null ? "" : text(onSpend.value().low()));
        cells.add(onSpend == null ? "" : text(onSpend.value().high()));
    }

    private static void writeWeights(MarketLift lift, CsvWriter csv) {
        csv.writeRecord("method", "market", "weight");
        for (MarketEffect effect : lift.effects()) {
            effect.weights().forEach((market, weight) -> csv.writeRecord(effect.method(), market, text(weight)));
        }
    }

    private static void writeDays(MarketLift lift, CsvWriter csv) {
        csv.writeRecord("method", "date", "is_test", "observed", "counterfactual", "effect");
        double[] observed = lift.panel().treatedMean();
        for (MarketEffect effect : lift.effects()) {
            for (int t = 0; t < effect.counterfactual().size(); t++) {
                double expected = effect.counterfactual().get(t);
                csv.writeRecord(
                        effect.method(),
                        lift.dates().get(t).toString(),
                        Boolean.toString(t >= lift.panel().before()),
                        text(observed[t]),
                        text(expected),
                        text(observed[t] - expected));
            }
        }
    }

    /** Codes of a method and of its numbers. */
    static List<String> warnings(MarketEffect effect) {
        return Stream.of(
                        effect.warnings().stream().map(Enum::name),
                        effect.effect().warnings().stream().map(Enum::name),
                        effect.relative().warnings().stream().map(Enum::name))
                .flatMap(codes -> codes)
                .distinct()
                .toList();
    }

    private static String text(@Nullable Double number) {
        return number == null ? "" : number.toString();
    }
}
