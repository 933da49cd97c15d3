package io.crosslift.job;

import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.TableSpec;
import java.util.List;

/**
 * A table to show to a tool that speaks SQL.
 *
 * @param table table
 * @param columns columns that it has in that version
 * @param location path or URI as the tool takes it
 * @param version version to show, or -1 for the newest one at any time
 */
record RegisteredTable(TableSpec table, List<String> columns, String location, long version) {
    /** Whether it is a KPI with period and segment, of which there is a flat view. */
    boolean isKpi() {
        return table.schema().equals("kpi") && table.has(KpiColumns.PERIOD_TYPE) && table.has(KpiColumns.SEGMENT_TYPE);
    }
}
