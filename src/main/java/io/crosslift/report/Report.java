package io.crosslift.report;

import io.crosslift.schema.MetricRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The report of one run, before it becomes a page.
 *
 * @param run run
 * @param cards headline numbers
 * @param sections questions and answers, in reading order
 * @param definitions definition of each metric by its identifier
 */
public record Report(ReportRun run, List<Card> cards, List<Section> sections, Map<String, Definition> definitions) {
    /**
     * What a metric is.
     *
     * @param name name
     * @param formula formula
     * @param unit unit
     * @param table table that it is published in
     */
    record Definition(String name, String formula, String unit, String table) {}

    /** What the tables say. */
    public static Report of(ReportRun run, PublishedTables tables) {
        List<Section> sections = new ArrayList<>();
        sections.addAll(new CreditSection(tables, run).sections());
        sections.addAll(new IncrementalSection(tables, run).sections());
        sections.addAll(new ExperimentSection(tables).sections());
        sections.addAll(new RecurringSection(tables, run).sections());
        sections.addAll(new FunnelSection(tables, run).sections());
        sections.addAll(new BreadthSection(tables).sections());
        sections.addAll(new QualitySection(tables, run).sections());
        Map<String, Definition> definitions = new LinkedHashMap<>();
        tables.of(MetricRegistry.TABLE)
                .forEach(row -> definitions.put(
                        row.text(MetricRegistry.METRIC_ID),
                        new Definition(
                                row.text(MetricRegistry.NAME),
                                row.text(MetricRegistry.FORMULA),
                                row.text(MetricRegistry.UNIT),
                                row.text(MetricRegistry.TABLE_NAME))));
        return new Report(run, new HeadlineCards(tables, run).all(), sections, definitions);
    }

    /** The whole page: one file that needs nothing else. */
    public String html() {
        return new HtmlPage(this).text();
    }
}
