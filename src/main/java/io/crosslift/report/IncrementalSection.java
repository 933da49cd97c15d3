package io.crosslift.report;

import io.crosslift.report.Numbers.Column;
import io.crosslift.schema.AttributionKpi;
import io.crosslift.schema.Calibrations;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What of the credit experiments confirm: credited money beside what is left of it after calibration. */
final class IncrementalSection {
    private final PublishedTables tables;
    private final ReportRun run;

    IncrementalSection(PublishedTables tables, ReportRun run) {
        this.tables = tables;
        this.run = run;
    }

    List<Section> sections() {
        if (!tables.has(AttributionKpi.TABLE)) {
            return List.of();
        }
        List<String> sentences = new ArrayList<>();
        List<Figure> figures = new ArrayList<>();
        for (String goal : CreditSection.goals(tables)) {
            Map<String, Map<String, BigDecimal>> calibrated =
                    CreditSection.credit(tables, goal, AttributionKpi.CALIBRATED);
            if (!calibrated.isEmpty()) {
                add(sentences, figures, goal, calibrated);
            }
        }
        if (figures.isEmpty()) {
            sentences.add(
                    "Not known yet: no valid experiment has measured touches that were credited, so nobody can say how much"
                            + " of the credit would have been sold anyway. Hold some accounts out of the next programme at random"
                            + " (crosslift experiment plan) to find out.");
        }
        refusals(figures);
        return List.of(new Section("incremental", "How much of it was caused?", sentences, figures));
    }

    private void add(
            List<String> sentences,
            List<Figure> figures,
            String goal,
            Map<String, Map<String, BigDecimal>> calibrated) {
        Map<String, Map<String, BigDecimal>> credit = CreditSection.credit(tables, goal, AttributionKpi.NET_CREDIT);
        String model = CreditSection.models(calibrated).get(0);
        List<Map<String, Object>> points = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        BigDecimal credited = BigDecimal.ZERO;
        BigDecimal caused = BigDecimal.ZERO;
        for (String channel : credit.keySet()) {
            BigDecimal left = calibrated.getOrDefault(channel, Map.of()).get(model);
            BigDecimal earned = credit.get(channel).get(model);
            if (left != null && earned != null && !channel.equals(Calibrations.UNATTRIBUTED_CHANNEL)) {
                points.add(bar(channel, "credited", earned));
                points.add(bar(channel, "incremental", left));
                rows.add(List.of(channel, Wording.money(earned), Wording.money(left), ratio(left, earned)));
                credited = credited.add(earned);
                caused = caused.add(left);
            }
        }
        if (points.isEmpty()) {
            return;
        }
        sentences.add(Wording.capital(Wording.name(goal)) + ": of " + run.currency() + " "
                + Wording.shortMoney(credited)
                + " credited to touches under " + Wording.name(model) + ", experiments leave " + run.currency() + " "
                + Wording.shortMoney(caused) + " (" + ratio(caused, credited)
                + "); the rest would have been sold anyway.");
        String caption = "Credited and incremental " + Wording.name(goal) + " by channel, " + Wording.name(model);
        figures.add(new Figure(
                caption,
                new Chart(
                        "pairs",
                        caption + ". In all " + Wording.shortMoney(credited) + " credited, "
                                + Wording.shortMoney(caused) + " incremental.",
                        run.currency(),
                        points),
                new Numbers(
                        List.of(
                                Column.text("channel"),
                                Column.number("credited, " + run.currency(), AttributionKpi.NET_CREDIT),
                                Column.number("incremental, " + run.currency(), AttributionKpi.CALIBRATED),
                                Column.number("incremental of credited", Calibrations.KAPPA)),
                        rows)));
    }

    private static Map<String, Object> bar(String channel, String kind, BigDecimal amount) {
        Map<String, Object> point = new LinkedHashMap<>();
        point.put("channel", channel);
        point.put("kind", kind);
        point.put("value", amount);
        point.put("note", Wording.shortMoney(amount));
        return point;
    }

    private static String ratio(BigDecimal part, BigDecimal whole) {
        return whole.signum() == 0 ? Wording.NOTHING : Wording.percent(part.doubleValue() / whole.doubleValue());
    }

    private void refusals(List<Figure> figures) {
        List<List<String>> rows = tables.of(Calibrations.TABLE).stream()
                .filter(row -> !row.flag(Calibrations.IS_APPLIED)
                        && !row.text(Calibrations.EXPERIMENT_ID).equals("(none)")
                        && !row.texts(Calibrations.FLAGS).isEmpty())
                .map(row -> List.of(
                        row.text(Calibrations.EXPERIMENT_ID),
                        row.text(Calibrations.CHANNEL),
                        row.texts(Calibrations.FLAGS).stream()
                                .map(Wording::flag)
                                .reduce((left, right) -> left + ", " + right)
                                .orElse("")))
                .distinct()
                .limit(20)
                .toList();
        if (!rows.isEmpty()) {
            figures.add(new Figure(
                    "Experiments that calibrate nothing, and why",
                    null,
                    new Numbers(
                            List.of(Column.text("experiment"), Column.text("channel"), Column.text("why not")), rows)));
        }
    }
}
