package io.crosslift.job;

import io.crosslift.schema.MetricRegistry;
import io.crosslift.schema.TableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.StructField;

/**
 * Spark SQL that shows the tables of a lakehouse as views: each as it is, and each KPI table with its period, segment and
 * definitions in words. Views, because JDBC shows no columns of a table that is only named by its location.
 */
final class SparkSqlScript {
    /** What a Hive metastore keeps of the comment of a column; a longer one it refuses. */
    private static final int LONGEST_COMMENT = 256;

    private static final String CUT = "...";

    private final List<String> statements = new ArrayList<>();
    private final SortedMap<String, RegisteredTable> tables = new TreeMap<>();
    private final String prefix;

    private SparkSqlScript(String prefix, List<RegisteredTable> registered) {
        this.prefix = prefix;
        registered.forEach(each -> tables.put(each.table().qualifiedName(), each));
    }

    /**
     * The statements, in the order in which they are to be run; each may be run again.
     *
     * @param prefix what the name of every database begins with, may be empty
     * @param registered tables to show
     */
    static List<String> of(String prefix, List<RegisteredTable> registered) {
        return new SparkSqlScript(prefix, registered).all();
    }

    private List<String> all() {
        tables.values().stream()
                .map(each -> each.table().schema())
                .distinct()
                .forEach(schema -> database(schema, "Crosslift: the " + schema + " tables"));
        database(FlatColumns.SCHEMA, "Crosslift: the KPI tables with period, segment and definitions in words");
        tables.values().forEach(this::plain);
        tables.values().stream().filter(RegisteredTable::isKpi).forEach(this::flat);
        return statements;
    }

    private void database(String schema, String comment) {
        statements.add("CREATE DATABASE IF NOT EXISTS " + quoted(prefix + schema) + " COMMENT " + text(comment));
    }

    private void plain(RegisteredTable each) {
        TableSpec table = each.table();
        statements.add(view(table.schema(), table.name(), each, List.of()) + "\nAS SELECT "
                + each.columns().stream().map(SparkSqlScript::quoted).collect(Collectors.joining(", "))
                + "\nFROM delta."
                + quoted(each.location()) + (each.version() < 0 ? "" : " VERSION AS OF " + each.version()));
    }

    private void flat(RegisteredTable each) {
        TableSpec table = each.table();
        boolean dated = FlatColumns.dated(tables.keySet());
        boolean defined = FlatColumns.defined(tables.keySet());
        statements.add(view(FlatColumns.SCHEMA, table.name(), each, FlatColumns.of(tables.keySet())) + "\nAS SELECT "
                + each.columns().stream().map(column -> "k." + quoted(column)).collect(Collectors.joining(", "))
                + ",\n" + PERIOD + ",\n" + SEGMENT
                + (dated ? ",\n  d.year, d.quarter, d.month, d.month_name" : "")
                + (defined ? ",\n  r.definitions" : "")
                + "\nFROM " + name(table.schema(), table.name()) + " AS k"
                + (dated ? "\nLEFT JOIN " + name("kpi", "dim_date") + " AS d ON d.date_day = k.period_start" : "")
                + (defined ? definitions(table) : ""));
    }

    private static final String PERIOD = """
              CASE k.period_type
                WHEN 'month' THEN date_format(k.period_start, 'yyyy-MM')
                WHEN 'quarter' THEN concat(date_format(k.period_start, 'yyyy'), '-Q', quarter(k.period_start))
                WHEN 'week' THEN concat('week of ', date_format(k.period_start, 'yyyy-MM-dd'))
                ELSE concat('from ', date_format(k.period_start, 'yyyy-MM-dd'))
              END AS period""".indent(2).stripTrailing();

    private static final String SEGMENT =
            "  CASE WHEN k.segment_type = 'ALL' THEN 'all accounts' ELSE concat(k.segment_type, ': ', k.segment) END"
                    + " AS segment_name";

    private String definitions(TableSpec table) {
        return "\nLEFT JOIN (\n  SELECT definition_version,\n"
                + "    array_join(transform(sort_array(collect_list(struct(metric_id, name, formula))),"
                + " m -> concat(m.name, ' = ', m.formula)), '; ') AS definitions\n  FROM "
                + name(MetricRegistry.TABLE.schema(), MetricRegistry.TABLE.name()) + "\n  WHERE `table` = "
                + text(table.qualifiedName())
                + "\n  GROUP BY definition_version\n) AS r ON r.definition_version = k.definition_version";
    }

    /** How the view begins: its name, the names and comments of its columns, and its own comment. */
    private String view(String schema, String view, RegisteredTable each, List<FlatColumns.Added> added) {
        TableSpec table = each.table();
        List<String> columns = new ArrayList<>();
        for (String column : each.columns()) {
            StructField field = table.has(column) ? table.columns().apply(column) : null;
            columns.add(quoted(column)
                    + (field == null ? "" : " COMMENT " + comment(DataDictionary.definition(table, field))));
        }
        added.forEach(column -> columns.add(quoted(column.name()) + " COMMENT " + comment(column.comment())));
        return "CREATE OR REPLACE VIEW " + name(schema, view) + " (\n  " + String.join(",\n  ", columns) + ")\nCOMMENT "
                + text(table.comment());
    }

    private String name(String schema, String table) {
        return quoted(prefix + schema) + "." + quoted(table);
    }

    private static String comment(String text) {
        return text(text.length() <= LONGEST_COMMENT ? text : text.substring(0, LONGEST_COMMENT - CUT.length()) + CUT);
    }

    private static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    private static String text(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
