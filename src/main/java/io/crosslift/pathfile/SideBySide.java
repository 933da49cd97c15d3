package io.crosslift.pathfile;

import static io.crosslift.attribution.CodePointOrder.CODE_POINT_ORDER;

import io.crosslift.attribution.ChannelCredit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The conversions that each model credits to each channel, as a person reads them: at most 100 columns wide. */
public final class SideBySide {
    private static final int WIDTH = 100;
    private static final int WIDEST_CHANNEL = 28;
    private static final int MOST_CHANNELS = 40;

    private final StringBuilder page = new StringBuilder();

    private SideBySide() {}

    /** One table per goal: one row per channel, largest mean credit first, and one column per model. */
    public static String of(PathAttribution attribution) {
        SideBySide tables = new SideBySide();
        attribution.goals().forEach((goal, paths) -> tables.append(attribution, goal, paths));
        return tables.page.toString();
    }

    private void append(PathAttribution attribution, String goal, GoalPaths paths) {
        List<FittedModel> models = attribution.modelsOf(goal);
        page.append(page.isEmpty() ? "" : "\n")
                .append(totals(attribution.content(), goal, paths))
                .append('\n');
        Map<String, double[]> cells = cells(models);
        if (paths.unattributedConversions() > 0) {
            cells.put(PathRows.UNATTRIBUTED, all(models.size(), (double) paths.unattributedConversions()));
        }
        List<String> channels = cells.entrySet().stream()
                .sorted(Comparator.comparingDouble((Map.Entry<String, double[]> row) -> -sum(row.getValue()))
                        .thenComparing(Map.Entry::getKey, CODE_POINT_ORDER))
                .map(Map.Entry::getKey)
                .toList();
        List<String> shown = channels.subList(0, Math.min(MOST_CHANNELS, channels.size()));
        int first = widest(shown);
        int from = 0;
        while (from < models.size()) {
            int to = fitting(models, from, first);
            appendColumns(models.subList(from, to), from, shown, cells, first);
            appendAll(models.subList(from, to), paths.conversions(), first);
            from = to;
        }
        if (shown.size() < channels.size()) {
            page.append("... and ").append(channels.size() - shown.size()).append(" more channels\n");
        }
    }

    private void appendColumns(
            List<FittedModel> models, int from, List<String> channels, Map<String, double[]> cells, int first) {
        page.append('\n').append(padded("conversions", first));
        models.forEach(model -> page.append(right(model.label(), width(model))));
        page.append('\n');
        for (String channel : channels) {
            double[] row = cells.getOrDefault(channel, new double[0]);
            page.append(padded(plain(channel), first));
            for (int j = 0; j < models.size(); j++) {
                page.append(right(rounded(row[from + j]), width(models.get(j))));
            }
            page.append('\n');
        }
    }

    private void appendAll(List<FittedModel> models, double conversions, int first) {
        page.append(padded("all", first));
        models.forEach(model -> page.append(right(rounded(conversions), width(model))));
        page.append('\n');
    }

    private static String rounded(double conversions) {
        return String.format(Locale.ROOT, "%,.1f", conversions);
    }

    private static String totals(PathFileContent content, String goal, GoalPaths paths) {
        StringBuilder line = new StringBuilder(goal.isEmpty() ? "" : plain(goal) + ": ");
        line.append(counted(paths.paths().paths(), "path")).append(", ");
        line.append(counted(paths.paths().channels().size(), "channel")).append(", ");
        line.append(counted(paths.conversions(), "conversion"));
        if (content.hasValue()) {
            String format = " worth %,." + (content.valueDecimals() == 0 ? 0 : 2) + "f";
            line.append(String.format(Locale.ROOT, format, content.inFileUnit(paths.value())));
        }
        if (content.hasNulls()) {
            line.append(", ").append(counted(paths.nulls(), "journey")).append(" without");
        }
        return line.toString();
    }

    private static String counted(double number, String what) {
        return String.format(Locale.ROOT, "%,.0f %s%s", number, what, number == 1 ? "" : "s");
    }

    /** Without characters that move the cursor or change colours. */
    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    private static Map<String, double[]> cells(List<FittedModel> models) {
        Map<String, double[]> cells = new TreeMap<>(CODE_POINT_ORDER);
        for (int i = 0; i < models.size(); i++) {
            for (Map.Entry<String, ChannelCredit> credit :
                    models.get(i).result().channels().entrySet()) {
                cells.computeIfAbsent(credit.getKey(), channel -> new double[models.size()])[i] =
                        credit.getValue().conversions();
            }
        }
        return cells;
    }

    private static int fitting(List<FittedModel> models, int from, int first) {
        int used = first;
        int to = from;
        while (to < models.size() && (to == from || used + width(models.get(to)) <= WIDTH)) {
            used += width(models.get(to));
            to++;
        }
        return to;
    }

    private static int width(FittedModel model) {
        return 2 + Math.max(12, model.label().length());
    }

    private static int widest(List<String> channels) {
        int widest = "conversions".length();
        for (String channel : channels) {
            widest = Math.max(widest, Math.min(WIDEST_CHANNEL, length(channel)));
        }
        return widest;
    }

    private static String padded(String text, int width) {
        String shown = length(text) <= width ? text : text.substring(0, text.offsetByCodePoints(0, width - 1)) + "…";
        return shown + " ".repeat(width - length(shown));
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - length(text))) + text;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static double[] all(int size, double number) {
        double[] row = new double[size];
        Arrays.fill(row, number);
        return row;
    }

    private static double sum(double[] row) {
        double sum = 0;
        for (double cell : row) {
            sum += cell;
        }
        return sum;
    }
}
