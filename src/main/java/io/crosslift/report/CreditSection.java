package io.crosslift.report;

import io.crosslift.report.Numbers.Column;
import io.crosslift.schema.AttributionKpi;
import io.crosslift.schema.AttributionModelShares;
import io.crosslift.schema.Calibrations;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Who touched the accounts that bought more: credit by channel, every model beside the others. */
final class CreditSection {
    /** Models as they are shown where there are several, the rest after them. */
    static final List<String> ORDER = List.of("markov", "shapley", "w_shaped", "last_touch");

    private final PublishedTables tables;
    private final ReportRun run;

    CreditSection(PublishedTables tables, ReportRun run) {
        this.tables = tables;
        this.run = run;
    }

    List<Section> sections() {
        if (!tables.has(AttributionKpi.TABLE)) {
            return List.of();
        }
        List<String> sentences = new ArrayList<>();
        List<Figure> figures = new ArrayList<>();
        for (String goal : goals(tables)) {
            Map<String, Map<String, BigDecimal>> credit = credit(tables, goal, AttributionKpi.NET_CREDIT);
            sentences.add(sentence(goal, credit));
            figures.add(figure(goal, credit));
        }
        sentences.add(
                "Every model splits the same money; they differ in whom they give it to. Where their marks lie apart, the"
                        + " data does not settle the question. The money of record is split sale by sale, so its shares differ"
                        + " from those that a model gives its channels as a whole. Credit says which touches were there, not what they"
                        + " caused: see the experiments.");
        return List.of(new Section("credit", "Which channels earn the credit?", sentences, figures));
    }

    static List<String> goals(PublishedTables tables) {
        return tables.of(AttributionKpi.TABLE).stream()
                .map(row -> row.text(AttributionKpi.GOAL))
                .distinct()
                .sorted()
                .toList();
    }

    /** A column's sum over all months by channel, the most credited first, and model. */
    static Map<String, Map<String, BigDecimal>> credit(PublishedTables tables, String goal, String column) {
        Map<String, Map<String, BigDecimal>> sums = new TreeMap<>();
        for (PublishedRow row : tables.of(
                AttributionKpi.TABLE,
                row -> row.text(AttributionKpi.GOAL).equals(goal) && row.decimal(column) != null)) {
            sums.computeIfAbsent(row.text(AttributionKpi.CHANNEL), channel -> new LinkedHashMap<>())
                    .merge(row.text(AttributionKpi.MODEL), row.amount(column), BigDecimal::add);
        }
        String first = models(sums).stream().findFirst().orElse("");
        Map<String, Map<String, BigDecimal>> sorted = new LinkedHashMap<>();
        sums.entrySet().stream()
                .filter(channel -> !channel.getKey().equals(Calibrations.BASELINE_CHANNEL)
                        || !column.equals(AttributionKpi.NET_CREDIT))
                .sorted(Comparator.comparing(channel ->
                        channel.getValue().getOrDefault(first, BigDecimal.ZERO).negate()))
                .forEach(channel -> sorted.put(channel.getKey(), channel.getValue()));
        return sorted;
    }

    /** The models of a table by channel, in the order in which they are shown. */
    static List<String> models(Map<String, Map<String, BigDecimal>> byChannel) {
        return byChannel.values().stream()
                .flatMap(models -> models.keySet().stream())
                .distinct()
                .sorted(Comparator.comparing(
                                (String model) -> ORDER.contains(model) ? ORDER.indexOf(model) : ORDER.size())
                        .thenComparing(model -> model))
                .toList();
    }

    private String sentence(String goal, Map<String, Map<String, BigDecimal>> credit) {
        String model = models(credit).get(0);
        BigDecimal total = credit.values().stream()
                .map(models -> models.getOrDefault(model, BigDecimal.ZERO))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal untouched =
                credit.getOrDefault(Calibrations.UNATTRIBUTED_CHANNEL, Map.of()).getOrDefault(model, BigDecimal.ZERO);
        String most = credit.keySet().stream()
                .filter(channel -> !channel.equals(Calibrations.UNATTRIBUTED_CHANNEL))
                .findFirst()
                .orElse("");
        String start = Wording.capital(Wording.name(goal)) + ": " + run.currency() + " " + Wording.shortMoney(total)
                + " in all, ";
        if (most.isEmpty()) {
            return start + "none of it after a touch.";
        }
        List<BigDecimal> earned =
                credit.getOrDefault(most, Map.of()).values().stream().sorted().toList();
        return start + Wording.percent(share(untouched, total)) + " of it without any touch before; " + most
                + " earns the most, "
                + (earned.size() > 1
                        ? run.currency() + " " + Wording.shortMoney(earned.get(0)) + " to "
                                + Wording.shortMoney(earned.get(earned.size() - 1)) + " depending on the model."
                        : run.currency() + " " + Wording.shortMoney(earned.get(0)) + ".");
    }

    private static double share(@Nullable BigDecimal part, BigDecimal whole) {
        return part == null || whole.signum() == 0 ? 0 : part.doubleValue() / whole.doubleValue();
    }

    private Figure figure(String goal, Map<String, Map<String, BigDecimal>> credit) {
        List<String> models = models(credit);
        List<String> channels = credit.keySet().stream()
                .filter(channel -> !channel.equals(Calibrations.UNATTRIBUTED_CHANNEL))
                .toList();
        Map<List<String>, PublishedRow> shares = new LinkedHashMap<>();
        tables.of(
                        AttributionModelShares.TABLE,
                        row -> row.text(AttributionModelShares.GOAL).equals(goal)
                                && row.number(AttributionModelShares.SHARE) != null)
                .forEach(row -> shares.put(
                        List.of(row.text(AttributionModelShares.CHANNEL), row.text(AttributionModelShares.MODEL)),
                        row));
        List<Map<String, Object>> points = new ArrayList<>();
        for (String channel : channels) {
            for (String model : models) {
                PublishedRow row = shares.get(List.of(channel, model));
                if (row != null) {
                    points.add(point(channel, model, row));
                }
            }
        }
        String caption =
                "Share of " + Wording.name(goal) + " that each model gives a channel, lines are 95 % intervals";
        Chart chart = points.isEmpty()
                ? null
                : new Chart(
                        "shares",
                        caption + ". " + inWords(channels, models, shares),
                        "share of sales after a touch",
                        points);
        return new Figure(caption, chart, numbers(models, credit, shares));
    }

    private static Map<String, Object> point(String channel, String model, PublishedRow row) {
        Map<String, Object> point = new LinkedHashMap<>();
        point.put("channel", channel);
        point.put("model", Wording.name(model));
        point.put("value", row.real(AttributionModelShares.SHARE));
        Double low = row.number(AttributionModelShares.LOW);
        Double high = row.number(AttributionModelShares.HIGH);
        if (low != null && high != null) {
            point.put("low", low);
            point.put("high", high);
        }
        point.put("note", channel + ", " + Wording.name(model) + ": " + shareText(row));
        return point;
    }

    private static String inWords(List<String> channels, List<String> models, Map<List<String>, PublishedRow> shares) {
        List<String> parts = new ArrayList<>();
        for (String channel : channels) {
            PublishedRow row = shares.get(List.of(channel, models.get(0)));
            if (row != null) {
                parts.add(channel + " " + Wording.percent(row.number(AttributionModelShares.SHARE)));
            }
        }
        return "Under " + Wording.name(models.get(0)) + ": " + Wording.listed(parts) + ".";
    }

    private static String shareText(PublishedRow row) {
        Double low = row.number(AttributionModelShares.LOW);
        Double high = row.number(AttributionModelShares.HIGH);
        return Wording.percent(row.number(AttributionModelShares.SHARE))
                + (low == null || high == null
                        ? ""
                        : " (" + Wording.percent(low) + " to " + Wording.percent(high) + ")");
    }

    private Numbers numbers(
            List<String> models, Map<String, Map<String, BigDecimal>> credit, Map<List<String>, PublishedRow> shares) {
        List<Column> columns = new ArrayList<>(List.of(Column.text("channel")));
        models.forEach(model -> {
            columns.add(Column.number(Wording.name(model) + ", " + run.currency(), AttributionKpi.NET_CREDIT));
            columns.add(Column.number(Wording.name(model) + ", model's share", "model_share"));
        });
        List<List<String>> rows = new ArrayList<>();
        credit.forEach((channel, byModel) -> {
            List<String> row = new ArrayList<>(List.of(Wording.name(channel)));
            models.forEach(model -> {
                row.add(Wording.money(byModel.get(model)));
                PublishedRow share = shares.get(List.of(channel, model));
                row.add(share == null ? Wording.NOTHING : shareText(share));
            });
            rows.add(row);
        });
        return new Numbers(columns, rows);
    }
}
