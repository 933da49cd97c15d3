package io.crosslift.report;

import io.crosslift.report.Numbers.Column;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.MrrBridge;
import io.crosslift.schema.Retention;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How recurring revenue came from where it was to where it is, and how much of it stays. */
final class RecurringSection {
    private static final int MONTHS = 12;
    private static final List<Step> STEPS = List.of(
            new Step(MrrBridge.NEW, "new accounts", 1),
            new Step(MrrBridge.CROSS_SELL, "cross-sell", 1),
            new Step(MrrBridge.UP_SELL_TIER, "up-sell: higher tier", 1),
            new Step(MrrBridge.UP_SELL_SEAT, "up-sell: more seats", 1),
            new Step(MrrBridge.UP_SELL_PRICE, "up-sell: price", 1),
            new Step(MrrBridge.UP_SELL_OTHER, "up-sell: other", 1),
            new Step(MrrBridge.REACTIVATION, "won back", 1),
            new Step(MrrBridge.CONTRACTION, "contraction", -1),
            new Step(MrrBridge.CHURN, "churn", -1),
            new Step(MrrBridge.FX_EFFECT, "exchange rates", 1));

    private final PublishedTables tables;
    private final ReportRun run;

    RecurringSection(PublishedTables tables, ReportRun run) {
        this.tables = tables;
        this.run = run;
    }

    /**
     * One movement of the bridge.
     *
     * @param column column that holds it
     * @param label what people call it
     * @param sign 1 where a positive amount adds, -1 where it takes away
     */
    private record Step(String column, String label, int sign) {}

    List<Section> sections() {
        List<PublishedRow> months = tables.of(MrrBridge.TABLE).stream()
                .filter(row -> !row.day(KpiColumns.PERIOD_START)
                        .plusMonths(1)
                        .isAfter(run.asOf().plusDays(1)))
                .sorted(Comparator.comparing(row -> row.day(KpiColumns.PERIOD_START)))
                .toList();
        if (months.isEmpty()) {
            return List.of();
        }
        List<PublishedRow> year = months.subList(Math.max(0, months.size() - MONTHS), months.size());
        List<String> sentences = new ArrayList<>();
        List<Figure> figures = new ArrayList<>();
        figures.add(bridge(year, sentences));
        retention(figures, sentences);
        return List.of(new Section("recurring", "How did recurring revenue move?", sentences, figures));
    }

    private Figure bridge(List<PublishedRow> year, List<String> sentences) {
        BigDecimal opening = year.get(0).amount(MrrBridge.OPENING);
        BigDecimal closing = year.get(year.size() - 1).amount(MrrBridge.CLOSING);
        List<Map<String, Object>> points = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        String first = "at the start of " + Wording.month(year.get(0).day(KpiColumns.PERIOD_START));
        String last = "at the end of " + Wording.month(year.get(year.size() - 1).day(KpiColumns.PERIOD_START));
        bar(points, rows, first, "total", BigDecimal.ZERO, opening);
        BigDecimal level = opening;
        BigDecimal expansion = BigDecimal.ZERO;
        BigDecimal lost = BigDecimal.ZERO;
        for (Step step : STEPS) {
            BigDecimal moved = sum(year, step.column()).multiply(BigDecimal.valueOf(step.sign()));
            if (moved.signum() != 0) {
                bar(points, rows, step.label(), moved.signum() > 0 ? "gain" : "loss", level, level.add(moved));
                level = level.add(moved);
            }
            if (step.column().equals(MrrBridge.CROSS_SELL) || step.column().startsWith("up_sell")) {
                expansion = expansion.add(moved);
            } else if (step.sign() < 0) {
                lost = lost.add(moved.negate());
            }
        }
        BigDecimal rest = closing.subtract(level);
        if (rest.signum() != 0) {
            bar(points, rows, "transfers", rest.signum() > 0 ? "gain" : "loss", level, closing);
        }
        bar(points, rows, last, "total", BigDecimal.ZERO, closing);
        String money = run.currency() + " ";
        String sentence = "Monthly recurring revenue went from " + money + Wording.shortMoney(opening) + " to " + money
                + Wording.shortMoney(closing) + " in " + year.size() + " months: existing customers added " + money
                + Wording.shortMoney(expansion) + " by cross-sell and up-sell and took away " + money
                + Wording.shortMoney(lost) + " by contraction and churn.";
        sentences.add(sentence);
        String caption = "Monthly recurring revenue, " + run.currency() + ", " + first + " to " + last.substring(3);
        return new Figure(
                caption,
                new Chart("waterfall", sentence, run.currency(), points),
                new Numbers(
                        List.of(
                                Column.text("movement"),
                                Column.number("change, " + run.currency()),
                                Column.number("level after")),
                        rows));
    }

    private static BigDecimal sum(List<PublishedRow> rows, String column) {
        return rows.stream().map(row -> row.amount(column)).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static void bar(
            List<Map<String, Object>> points,
            List<List<String>> rows,
            String label,
            String kind,
            BigDecimal from,
            BigDecimal to) {
        BigDecimal change = to.subtract(from);
        String signed = kind.equals("total")
                ? Wording.shortMoney(to)
                : (change.signum() > 0 ? "+" : "") + Wording.shortMoney(change);
        Map<String, Object> point = new LinkedHashMap<>();
        point.put("label", label);
        point.put("kind", kind);
        point.put("from", from);
        point.put("to", to);
        point.put("note", signed);
        points.add(point);
        rows.add(List.of(label, kind.equals("total") ? Wording.NOTHING : Wording.money(change), Wording.money(to)));
    }

    private void retention(List<Figure> figures, List<String> sentences) {
        List<PublishedRow> months = tables
                .of(
                        Retention.TABLE,
                        row -> row.flag(KpiColumns.IS_MATURE)
                                && row.number(Retention.NRR) != null
                                && row.number(Retention.GRR) != null)
                .stream()
                .sorted(Comparator.comparing(row -> row.day(KpiColumns.PERIOD_START)))
                .toList();
        if (months.isEmpty()) {
            return;
        }
        List<Map<String, Object>> points = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        for (PublishedRow row : months) {
            points.add(point(row, "net", Retention.NRR));
            points.add(point(row, "gross", Retention.GRR));
            rows.add(List.of(
                    Wording.month(row.day(KpiColumns.PERIOD_START)),
                    Wording.percent(row.number(Retention.NRR)),
                    Wording.percent(row.number(Retention.GRR)),
                    Wording.percent(row.number(Retention.LOGO_RETENTION)),
                    Wording.count(row.count(Retention.COHORT_ACCOUNTS))));
        }
        PublishedRow newest = months.get(months.size() - 1);
        String sentence = "Of every 100 that customers paid a year before, " + hundred(newest, Retention.NRR)
                + " is paid today with their expansion, " + hundred(newest, Retention.GRR) + " without it ("
                + Wording.month(newest.day(KpiColumns.PERIOD_START)) + ").";
        sentences.add(sentence);
        figures.add(new Figure(
                "Net and gross revenue retention over the 12 months to each month's end",
                new Chart("lines", "Net and gross revenue retention by month. " + sentence, "retained", points),
                new Numbers(
                        List.of(
                                Column.text("month"),
                                Column.number("net", Retention.NRR),
                                Column.number("gross", Retention.GRR),
                                Column.number("accounts kept", Retention.LOGO_RETENTION),
                                Column.number("accounts a year before")),
                        rows)));
    }

    private static String hundred(PublishedRow row, String column) {
        return String.format(java.util.Locale.ROOT, "%.1f", row.real(column) * 100);
    }

    private static Map<String, Object> point(PublishedRow row, String series, String column) {
        Map<String, Object> point = new LinkedHashMap<>();
        point.put("date", row.day(KpiColumns.PERIOD_START).toString());
        point.put("series", series);
        point.put("value", row.real(column));
        point.put(
                "note",
                Wording.month(row.day(KpiColumns.PERIOD_START)) + ", " + series + ": "
                        + Wording.percent(row.number(column)));
        return point;
    }
}
