package io.crosslift.job;

import io.crosslift.schema.MetricRegistry;
import io.crosslift.schema.TableSpec;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.types.StructField;

/**
 * SQL that shows the tables of a lakehouse as DuckDB views: {@code kpi.kpi_attribution} and so on as they are, and {@code
 * flat.kpi_attribution} with its period, segment and definitions in words.
 */
final class DuckDbScript {
    private static final String REGISTRY = MetricRegistry.TABLE.qualifiedName();

    private final StringBuilder sql = new StringBuilder();
    private final SortedMap<String, RegisteredTable> tables = new TreeMap<>();

    private DuckDbScript(List<RegisteredTable> registered) {
        registered.forEach(each -> tables.put(each.table().qualifiedName(), each));
    }

    /**
     * The script.
     *
     * @param heading lines of comment that it begins with
     * @param registered tables to show
     */
    static String of(List<String> heading, List<RegisteredTable> registered) {
        return new DuckDbScript(registered).text(heading);
    }

    private String text(List<String> heading) {
        heading.forEach(line -> sql.append("-- ").append(line).append("\n"));
        statement("SET TimeZone = 'UTC'");
        tables.values().stream()
                .map(each -> each.table().schema())
                .distinct()
                .forEach(schema -> statement("CREATE SCHEMA IF NOT EXISTS " + schema));
        statement("CREATE SCHEMA IF NOT EXISTS flat");
        tables.values().forEach(this::plain);
        tables.values().stream().filter(RegisteredTable::isKpi).forEach(this::flat);
        return sql.toString();
    }

    private void plain(RegisteredTable each) {
        String name = each.table().qualifiedName();
        sql.append("\n");
        if (each.version() < 0) {
            statement("CREATE OR REPLACE VIEW " + view(name) + " AS SELECT * FROM delta_scan(" + text(each.location())
                    + ")");
        } else {
            String pinned = quoted(name + "@" + each.version());
            statement("ATTACH IF NOT EXISTS " + text(each.location()) + " AS " + pinned + " (TYPE delta, VERSION "
                    + each.version() + ", PIN_SNAPSHOT)");
            statement("CREATE OR REPLACE VIEW " + view(name) + " AS SELECT * FROM " + pinned);
        }
        comments(name, each);
    }

    /** The table's own columns, after them those that say its period, segment and definitions in words. */
    private void flat(RegisteredTable each) {
        TableSpec table = each.table();
        String name = "flat." + table.name();
        boolean dated = FlatColumns.dated(tables.keySet());
        boolean defined = FlatColumns.defined(tables.keySet());
        sql.append("\n");
        statement("CREATE OR REPLACE VIEW " + view(name) + " AS\nSELECT k.*,\n" + PERIOD + ",\n" + SEGMENT
                + (dated ? ",\n" + DATES : "")
                + (defined ? ",\n  r.definitions" : "")
                + "\nFROM " + view(table.qualifiedName()) + " AS k"
                + (dated ? "\nLEFT JOIN kpi.dim_date AS d ON d.date_day = k.period_start" : "")
                + (defined ? definitions(table) : ""));
        comments(name, each);
        FlatColumns.of(tables.keySet()).forEach(added -> comment(name, added.name(), added.comment()));
    }

    private static final String PERIOD = """
              CASE k.period_type
                WHEN 'month' THEN strftime(k.period_start, '%Y-%m')
                WHEN 'quarter' THEN strftime(k.period_start, '%Y') || '-Q' || quarter(k.period_start)
                WHEN 'week' THEN 'week of ' || strftime(k.period_start, '%Y-%m-%d')
                ELSE 'from ' || strftime(k.period_start, '%Y-%m-%d')
              END AS period""".indent(2).stripTrailing();

    private static final String SEGMENT = "  CASE WHEN k.segment_type = 'ALL' THEN 'all accounts'"
            + " ELSE k.segment_type || ': ' || k.segment END AS segment_name";

    private static final String DATES = "  d.year AS period_year, d.quarter AS period_quarter, d.month AS period_month,"
            + " d.month_name AS period_month_name";

    private static String definitions(TableSpec table) {
        return "\nLEFT JOIN (\n  SELECT definition_version,\n"
                + "    string_agg(name || ' = ' || formula, '; ' ORDER BY metric_id) AS definitions\n  FROM " + REGISTRY
                + "\n  WHERE \"table\" = " + text(table.qualifiedName())
                + "\n  GROUP BY definition_version\n) AS r ON r.definition_version = k.definition_version";
    }

    private void comments(String view, RegisteredTable each) {
        TableSpec table = each.table();
        statement("COMMENT ON VIEW " + view(view) + " IS " + text(table.comment()));
        for (StructField field : table.columns().fields()) {
            if (each.columns().contains(field.name())) {
                comment(view, field.name(), DataDictionary.definition(table, field));
            }
        }
    }

    private void comment(String view, String column, String text) {
        statement("COMMENT ON COLUMN " + view(view) + "." + quoted(column) + " IS " + text(text));
    }

    private void statement(String statement) {
        sql.append(statement).append(";\n");
    }

    /** Schema and name, each quoted. */
    private static String view(String qualifiedName) {
        int dot = qualifiedName.indexOf('.');
        return quoted(qualifiedName.substring(0, dot)) + "." + quoted(qualifiedName.substring(dot + 1));
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    private static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
