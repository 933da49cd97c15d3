package io.crosslift.job;

import io.crosslift.schema.DimDate;
import io.crosslift.schema.MetricRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What a flat view has beyond the columns of its KPI table: period, segment and definitions in words. */
final class FlatColumns {
    static final String SCHEMA = "flat";
    static final String PERIOD = "period";
    static final String SEGMENT = "segment_name";
    static final String DEFINITIONS = "definitions";

    private static final List<Added> WORDS = List.of(
            new Added(PERIOD, "the period in words, such as 2026-03, 2026-Q1 or week of 2026-03-02"),
            new Added(SEGMENT, "the segment in words, such as region: north, or all accounts"));
    private static final List<Added> DATES = List.of(
            new Added("period_year", "year of the first day of the period"),
            new Added("period_quarter", "its quarter, 1..4"),
            new Added("period_month", "its month, 1..12"),
            new Added("period_month_name", "English name of its month"));
    private static final List<Added> DEFINED =
            List.of(new Added(DEFINITIONS, "every metric of the table with its formula, as published with the row"));

    /**
     * A column of a flat view.
     *
     * @param name its name
     * @param comment what it holds
     */
    record Added(String name, String comment) {}

    private FlatColumns() {}

    /** The added columns in order, those left out whose table is not among the qualified names. */
    static List<Added> of(Collection<String> tables) {
        List<Added> added = new ArrayList<>(WORDS);
        if (dated(tables)) {
            added.addAll(DATES);
        }
        if (defined(tables)) {
            added.addAll(DEFINED);
        }
        return added;
    }

    /** Whether the calendar is there to join. */
    static boolean dated(Collection<String> tables) {
        return tables.contains(DimDate.TABLE.qualifiedName());
    }

    /** Whether the metric registry is there to join. */
    static boolean defined(Collection<String> tables) {
        return tables.contains(MetricRegistry.TABLE.qualifiedName());
    }
}
