package io.crosslift.report;

import io.crosslift.report.Numbers.Column;
import io.crosslift.schema.OfferConversion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How far offers get, from eligible to kept. */
final class FunnelSection {
    private static final List<String> STAGES = List.of(
            OfferConversion.ELIGIBLE,
            OfferConversion.SENT,
            OfferConversion.PRESENTED,
            OfferConversion.CLICKED,
            OfferConversion.ACCEPTED,
            OfferConversion.PURCHASED,
            OfferConversion.KEPT);

    private final PublishedTables tables;
    private final ReportRun run;

    FunnelSection(PublishedTables tables, ReportRun run) {
        this.tables = tables;
        this.run = run;
    }

    List<Section> sections() {
        List<String> sentences = new ArrayList<>();
        List<Figure> figures = new ArrayList<>();
        for (PublishedRow row : tables.of(OfferConversion.TABLE, row -> row.count(OfferConversion.ELIGIBLE) > 0)) {
            String sellType = Wording.name(row.text(OfferConversion.SELL_TYPE));
            long presented = row.count(OfferConversion.PRESENTED);
            String outcome = Wording.count(presented) + " " + sellType + " offers were presented, "
                    + Wording.count(row.count(OfferConversion.ACCEPTED)) + " ("
                    + of(row.count(OfferConversion.ACCEPTED), presented) + ") accepted and "
                    + Wording.count(row.count(OfferConversion.PURCHASED)) + " bought, worth " + run.currency() + " "
                    + Wording.shortMoney(row.decimal(OfferConversion.REVENUE));
            sentences.add(outcome + ".");
            figures.add(figure(row, sellType, outcome));
        }
        return figures.isEmpty()
                ? List.of()
                : List.of(new Section("offers", "How far do offers get?", sentences, figures));
    }

    private static Figure figure(PublishedRow row, String sellType, String outcome) {
        List<Map<String, Object>> points = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        long presented = row.count(OfferConversion.PRESENTED);
        long before = 0;
        for (String stage : STAGES) {
            long reached = row.count(stage);
            Map<String, Object> point = new LinkedHashMap<>();
            point.put("label", stage);
            point.put("value", reached);
            point.put("note", Wording.count(reached) + " · " + of(reached, presented));
            points.add(point);
            rows.add(List.of(
                    stage,
                    Wording.count(reached),
                    of(reached, presented),
                    before == 0 ? Wording.NOTHING : of(reached, before)));
            before = reached;
        }
        String caption = "Offers by stage reached, " + sellType + ", all offers and channels";
        return new Figure(
                caption,
                new Chart("bars", caption + ". " + outcome + ".", "offers", points),
                new Numbers(
                        List.of(
                                Column.text("stage"),
                                Column.number("offers"),
                                Column.number("of presented", OfferConversion.OFFER_CONVERSION_RATE),
                                Column.number("of the stage before")),
                        rows));
    }

    private static String of(long part, long whole) {
        return whole == 0 ? Wording.NOTHING : Wording.percent((double) part / whole);
    }
}
