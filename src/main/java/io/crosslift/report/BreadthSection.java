package io.crosslift.report;

import io.crosslift.report.Numbers.Column;
import io.crosslift.schema.Attach;
import io.crosslift.schema.KpiColumns;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What accounts hold together, and how widely each family is held, at the end of the newest month. */
final class BreadthSection {
    private static final int SHOWN = 10;

    private final PublishedTables tables;

    BreadthSection(PublishedTables tables) {
        this.tables = tables;
    }

    List<Section> sections() {
        if (!tables.has(Attach.TABLE)) {
            return List.of();
        }
        List<String> sentences = new ArrayList<>();
        List<Figure> figures = new ArrayList<>();
        add(
                "attach_owners",
                "Of the holders of one family, the share that also holds another",
                "pair",
                "hold both",
                "hold the first",
                row -> row.text(Attach.ANCHOR) + " → " + row.text(Attach.ATTACH),
                figures);
        add(
                "penetration",
                "Share of active accounts that hold a family",
                "family",
                "hold it",
                "active accounts",
                row -> row.text(Attach.ATTACH),
                figures);
        if (figures.isEmpty()) {
            return List.of();
        }
        newest("products_per_account").stream()
                .findFirst()
                .ifPresent(row -> sentences.add("An active account holds "
                        + Wording.figure(row.number(Attach.RATE)) + " families on average at the end of "
                        + Wording.month(row.day(KpiColumns.PERIOD_START)) + "."));
        sentences.add(
                "A high share of a big family says little: most accounts hold it anyway. Look for pairs with many holders of"
                        + " the first and few of the second.");
        return List.of(new Section("breadth", "What do customers hold together?", sentences, figures));
    }

    private void add(
            String variant,
            String caption,
            String what,
            String above,
            String below,
            Function<PublishedRow, String> label,
            List<Figure> figures) {
        List<PublishedRow> rows = newest(variant).stream()
                .sorted(Comparator.comparing((PublishedRow row) -> -row.count(Attach.NUMERATOR))
                        .thenComparing(label))
                .limit(SHOWN)
                .toList();
        if (rows.isEmpty()) {
            return;
        }
        List<Map<String, Object>> points = new ArrayList<>();
        List<List<String>> cells = new ArrayList<>();
        for (PublishedRow row : rows) {
            String rate = Wording.percent(row.number(Attach.RATE));
            Map<String, Object> point = new LinkedHashMap<>();
            point.put("label", label.apply(row));
            point.put("value", row.real(Attach.RATE));
            point.put("note", rate);
            points.add(point);
            cells.add(List.of(
                    label.apply(row),
                    Wording.count(row.count(Attach.NUMERATOR)),
                    Wording.count(row.count(Attach.DENOMINATOR)),
                    rate));
        }
        String whole = caption + ", " + Wording.month(rows.get(0).day(KpiColumns.PERIOD_START)) + ", the " + rows.size()
                + " most held";
        figures.add(new Figure(
                whole,
                new Chart(
                        "bars",
                        whole + ". First: " + points.get(0).get("label") + " "
                                + points.get(0).get("note") + ".",
                        "share",
                        points),
                new Numbers(
                        List.of(
                                Column.text(what),
                                Column.number(above),
                                Column.number(below),
                                Column.number("share", variant)),
                        cells)));
    }

    private List<PublishedRow> newest(String variant) {
        List<PublishedRow> all = tables.of(
                Attach.TABLE,
                row -> row.text(Attach.VARIANT).equals(variant)
                        && row.number(Attach.RATE) != null
                        && !row.flag(KpiColumns.INSUFFICIENT));
        LocalDate newest = all.stream()
                .map(row -> row.day(KpiColumns.PERIOD_START))
                .max(Comparator.naturalOrder())
                .orElse(LocalDate.MIN);
        return all.stream()
                .filter(row -> row.day(KpiColumns.PERIOD_START).equals(newest))
                .toList();
    }
}
