package io.crosslift.report;

import io.crosslift.report.Numbers.Column;
import io.crosslift.schema.ExperimentLift;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What holding some accounts out has shown: each effect with its interval, and the verdict in words. */
final class ExperimentSection {
    /** Primary estimators, in the order in which one is taken for a metric. */
    private static final List<String> PRIMARY =
            List.of("proportion", "ratio", "welch", "synthetic_control", "wedge_tate");

    private static final int SHOWN = 30;

    private final PublishedTables tables;

    ExperimentSection(PublishedTables tables) {
        this.tables = tables;
    }

    List<Section> sections() {
        List<PublishedRow> effects = primary();
        List<Section> sections = new ArrayList<>();
        List<PublishedRow> tested =
                effects.stream().filter(row -> !isComparison(row)).toList();
        if (!tested.isEmpty()) {
            List<String> sentences = new ArrayList<>();
            sentences.add(summary(tested));
            tested.stream().map(ExperimentSection::verdict).forEach(sentences::add);
            sections.add(new Section(
                    "experiments",
                    "What do experiments show?",
                    sentences,
                    figures(
                            "Effect of each experiment relative to its control group, lines are 95 % intervals",
                            tested)));
        }
        List<PublishedRow> compared =
                effects.stream().filter(ExperimentSection::isComparison).toList();
        if (!compared.isEmpty()) {
            sections.add(new Section(
                    "comparisons",
                    "Compared, but not experiments",
                    List.of(
                            "Who was contacted was not left to chance here. Those contacted may have bought more anyway, so these"
                                    + " differences are no effects and calibrate nothing."),
                    figures("Difference between those contacted and the others, not an effect", compared)));
        }
        return sections;
    }

    /** One row of each experiment, arm and metric: the primary estimator over the longest window. */
    private List<PublishedRow> primary() {
        Map<List<String>, PublishedRow> first = new LinkedHashMap<>();
        tables
                .of(
                        ExperimentLift.TABLE,
                        row -> PRIMARY.contains(row.text(ExperimentLift.ESTIMATOR))
                                && row.number(ExperimentLift.DIFF) != null)
                .stream()
                .sorted(Comparator.comparing((PublishedRow row) -> row.text(ExperimentLift.EXPERIMENT_ID))
                        .thenComparing(row -> row.text(ExperimentLift.METRIC))
                        .thenComparing(row -> row.text(ExperimentLift.ARM))
                        .thenComparing(row -> -row.count(ExperimentLift.WINDOW_DAYS))
                        .thenComparing(row -> PRIMARY.indexOf(row.text(ExperimentLift.ESTIMATOR))))
                .forEach(row -> first.putIfAbsent(
                        List.of(
                                row.text(ExperimentLift.EXPERIMENT_ID),
                                row.text(ExperimentLift.METRIC),
                                row.text(ExperimentLift.ARM)),
                        row));
        return first.values().stream().limit(SHOWN).toList();
    }

    private static boolean isComparison(PublishedRow row) {
        return row.text(ExperimentLift.VERDICT).equals("not_an_experiment");
    }

    private static String summary(List<PublishedRow> effects) {
        long better = effects.stream().filter(row -> isFor(row, false)).count();
        long worse = effects.stream().filter(row -> isFor(row, true)).count();
        return effects.size() + " effects were measured: " + better + " for the better, " + worse + " for the worse, "
                + (effects.size() - better - worse) + " that cannot be told from chance, or are not valid.";
    }

    /** Whether the effect is told from chance and is for the worse, or for the better. */
    private static boolean isFor(PublishedRow row, boolean worse) {
        return row.text(ExperimentLift.VERDICT).equals(worse == moreIsWorse(row) ? "positive" : "negative");
    }

    static String verdict(PublishedRow row) {
        double difference = row.real(ExperimentLift.DIFF);
        String arm = row.text(ExperimentLift.ARM);
        String control = row.text(ExperimentLift.CONTROL_ARM);
        String metric = Wording.name(row.text(ExperimentLift.METRIC));
        String compared = isShare(row)
                ? "of " + arm + ", " + size(row, Math.abs(difference)) + (difference < 0 ? " fewer" : " more")
                        + " ended up " + metric + " than of " + control
                : arm + " had " + size(row, Math.abs(difference)) + (difference < 0 ? " less " : " more ") + metric
                        + " each than " + control;
        String text = row.text(ExperimentLift.EXPERIMENT_ID) + ": " + compared + " within "
                + row.count(ExperimentLift.WINDOW_DAYS) + " days" + interval(row) + ". ";
        return text
                + switch (row.text(ExperimentLift.VERDICT)) {
                    case "positive" -> moreIsWorse(row) ? "It does harm." : "It works.";
                    case "negative" -> moreIsWorse(row) ? "It helps." : "It does harm.";
                    case "inconclusive" ->
                        holdsNoEffect(row)
                                ? "It may be chance."
                                : "It may be chance all the same: several effects were tested.";
                    default -> "Not valid: " + flags(row.texts(ExperimentLift.FLAGS)) + ".";
                };
    }

    /** Whether no effect at all lies inside the interval, which is that of this comparison alone. */
    private static boolean holdsNoEffect(PublishedRow row) {
        Double low = row.number(ExperimentLift.CI_LOW);
        Double high = row.number(ExperimentLift.CI_HIGH);
        return low == null || high == null || (low <= 0 && high >= 0);
    }

    private static boolean moreIsWorse(PublishedRow row) {
        return row.texts(ExperimentLift.WARNINGS).contains("MORE_IS_WORSE");
    }

    private static String flags(List<String> flags) {
        return flags.isEmpty()
                ? "see the flags of kpi.kpi_experiment_lift"
                : Wording.listed(flags.stream().map(Wording::flag).toList());
    }

    /** A share in percentage points, anything else as it is. */
    private static String size(PublishedRow row, double value) {
        return isShare(row) ? String.format(Locale.ROOT, "%.1f percentage points", value * 100) : Wording.figure(value);
    }

    private static boolean isShare(PublishedRow row) {
        return row.text(ExperimentLift.ESTIMATOR).equals("proportion");
    }

    private static String interval(PublishedRow row) {
        Double low = row.number(ExperimentLift.CI_LOW);
        Double high = row.number(ExperimentLift.CI_HIGH);
        if (low == null || high == null) {
            return "";
        }
        double scale = isShare(row) ? 100 : 1;
        return " (95 % interval " + Wording.figure(low * scale) + " to " + Wording.figure(high * scale) + ")";
    }

    private static List<Figure> figures(String caption, List<PublishedRow> effects) {
        List<Map<String, Object>> points = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        for (PublishedRow row : effects) {
            String label = row.text(ExperimentLift.EXPERIMENT_ID) + " · " + row.text(ExperimentLift.ARM) + " · "
                    + Wording.name(row.text(ExperimentLift.METRIC));
            String verdict = Wording.name(row.text(ExperimentLift.VERDICT));
            Double lift = row.number(ExperimentLift.REL_LIFT);
            if (lift != null) {
                Map<String, Object> point = new LinkedHashMap<>();
                point.put("label", label);
                point.put("value", lift);
                bound(point, "low", row.number(ExperimentLift.REL_LOW));
                bound(point, "high", row.number(ExperimentLift.REL_HIGH));
                point.put("kind", verdict);
                point.put("note", label + ": " + Wording.change(lift) + ", " + verdict);
                points.add(point);
            }
            rows.add(List.of(
                    row.text(ExperimentLift.EXPERIMENT_ID),
                    row.text(ExperimentLift.ARM),
                    Wording.name(row.text(ExperimentLift.METRIC)),
                    Wording.count(row.count(ExperimentLift.N)),
                    Wording.count(row.count(ExperimentLift.N_CONTROL)),
                    Wording.figure(row.number(ExperimentLift.DIFF)),
                    Wording.figure(row.number(ExperimentLift.CI_LOW)) + " to "
                            + Wording.figure(row.number(ExperimentLift.CI_HIGH)),
                    lift == null ? Wording.NOTHING : Wording.change(lift),
                    verdict));
        }
        Numbers numbers = new Numbers(
                List.of(
                        Column.text("experiment"),
                        Column.text("arm"),
                        Column.text("metric"),
                        Column.number("units"),
                        Column.number("control units"),
                        Column.number("effect per unit", "lift_diff"),
                        Column.number("95 % interval"),
                        Column.number("relative", ExperimentLift.REL_LIFT),
                        Column.text("verdict")),
                rows);
        Chart chart = points.isEmpty()
                ? null
                : new Chart("forest", caption + ". " + notes(points), "relative to control", points);
        return List.of(new Figure(caption, chart, numbers));
    }

    private static void bound(Map<String, Object> point, String name, @org.jspecify.annotations.Nullable Double value) {
        if (value != null) {
            point.put(name, value);
        }
    }

    private static String notes(List<Map<String, Object>> points) {
        return String.join(
                "; ",
                points.stream()
                        .map(point -> Objects.requireNonNull(point.get("note")).toString())
                        .toList());
    }
}
