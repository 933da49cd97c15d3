package io.crosslift.cli;

import io.crosslift.kpi.Metric;
import io.crosslift.kpi.MetricCatalogue;
import io.crosslift.schema.AttributionKpi;
import io.crosslift.schema.ChannelEconomics;
import io.crosslift.schema.CrossSellMetrics;
import io.crosslift.schema.DimDate;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.TableCatalogue;
import io.crosslift.schema.TableSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.TimestampType;

/**
 * The KPI tables as cubes of the semantic layer Cube, in YAML: what may be added up as sums, ratios as one sum over another, all
 * else as dimensions.
 *
 * <p>Rows of a KPI table overlap: months and quarters, segments and the total, one model beside another. So every measure is NULL
 * unless it is asked of rows that don't: {@link #PARTS} may be added up, every other key column needs a filter or a grouping.
 */
final class CatalogueCube {
    /** Key columns whose rows add up, those of the total, ALL, being kept apart from the others. */
    private static final Set<String> PARTS = Set.of(
            KpiColumns.PERIOD_START,
            KpiColumns.SEGMENT,
            "channel",
            "campaign",
            "team",
            "touch_class",
            "offer",
            "placement",
            "family",
            "cohort",
            "program",
            AttributionKpi.GOAL);

    private static final String NOT_ADDITIVE = "(not additive)";
    private static final int MONEY_SCALE = 2;
    private static final int SUM_OF_WEIGHTS_PRECISION = 28;
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]*");
    private static final Pattern TIMES = Pattern.compile(" x ");

    private final TableSpec table;
    private final List<Metric> metrics;
    private final Map<String, Measure> measures = new LinkedHashMap<>();
    private final List<String> kept = new ArrayList<>();
    private final StringBuilder yaml = new StringBuilder();

    /** A measure: hidden ones are the parts that public ones are made of. */
    private record Measure(String type, String sql, String title, String description, boolean shown) {}

    private CatalogueCube(TableSpec table) {
        this.table = table;
        this.metrics = MetricCatalogue.METRICS.stream()
                .filter(metric -> metric.table().qualifiedName().equals(table.qualifiedName()))
                .toList();
    }

    /** The model file: all KPI tables but the one whose cube has names of its own. */
    static String ofKpiTables() {
        return "# Generated: crosslift tables --format cube > conf/cube/model/kpi.yml\ncubes:\n"
                + TableCatalogue.ofSchema("kpi")
                        .filter(table -> !table.name().equals(CrossSellMetrics.TABLE.name()))
                        .map(table -> new CatalogueCube(table).cube())
                        .collect(Collectors.joining("\n"));
    }

    private String cube() {
        collect();
        line(2, "- name: " + table.name());
        line(4, "sql_table: " + quoted(table.qualifiedName()));
        line(4, "description: " + quoted(description()));
        if (table.has(KpiColumns.PERIOD_START)) {
            line(4, "joins:");
            line(6, "- name: " + DimDate.TABLE.name());
            line(8, "relationship: many_to_one");
            line(8, "sql: " + quoted("{CUBE}.period_start = {dim_date}.date_day"));
        }
        if (!measures.isEmpty()) {
            line(4, "measures:");
            measures.forEach(this::measure);
        }
        line(4, "dimensions:");
        for (StructField field : table.columns().fields()) {
            if (!measures.containsKey(field.name())) {
                dimensionType(field.dataType()).ifPresent(type -> dimension(field, type));
            }
        }
        return yaml.toString();
    }

    private String description() {
        if (measures.isEmpty()) {
            return table.comment();
        }
        return table.comment() + " Measures are NULL unless "
                + exclusive().stream().collect(Collectors.joining(", "))
                + " each have one value: filter or group by them."
                + (kept.isEmpty() ? "" : " As published, not to be added up: " + String.join(", ", kept) + ".");
    }

    private void collect() {
        for (Metric metric : metrics) {
            if (metric.additive() && metric.numerator() == null) {
                sum(metric.column(), metric.name() + " (" + metric.unit() + "): " + metric.formula());
            }
        }
        Map<String, List<Metric>> ratios = metrics.stream()
                .filter(metric -> metric.numerator() != null && metric.denominator() != null)
                .collect(Collectors.groupingBy(Metric::column, LinkedHashMap::new, Collectors.toList()));
        Set<String> quotients = new HashSet<>();
        ratios.forEach((column, variants) -> {
            Metric first = variants.get(0);
            if (quotients.add(first.numerator() + " / " + first.denominator())) { // else another column says the same
                ratio(column, variants);
            }
        });
        metrics.stream()
                .map(Metric::column)
                .distinct()
                .filter(column -> !measures.containsKey(column))
                .forEach(kept::add);
        if (!measures.isEmpty()) {
            measures.put(
                    "slices", new Measure("count_distinct", slices(), "Slices", "kinds of rows that overlap", false));
        }
    }

    private void sum(String column, String description) {
        measures.putIfAbsent(
                column + "_sum", new Measure("sum", "{CUBE}." + column, title(column), comment(column), false));
        measures.putIfAbsent(
                column,
                new Measure(
                        "number",
                        "CASE WHEN {CUBE.slices} = 1 THEN {CUBE." + column + "_sum} END",
                        title(column),
                        description,
                        true));
    }

    /** One ratio, or several variants that share column and parts. */
    private void ratio(String column, List<Metric> variants) {
        Metric first = variants.get(0);
        String numerator = String.valueOf(first.numerator());
        String denominator = String.valueOf(first.denominator());
        List<String> parts = NAME.matcher(
                        TIMES.matcher(numerator + " + " + denominator).replaceAll(" * "))
                .results()
                .map(found -> found.group())
                .distinct()
                .toList();
        if (!parts.stream().allMatch(this::addsUp)) {
            return;
        }
        List<String> gaps = parts.stream()
                .filter(part -> table.columns().apply(part).nullable())
                .toList();
        // Where a part may be unknown, the others are added up over the rows where all are known.
        String suffix = gaps.isEmpty() ? "_sum" : "_where_" + column + "_is_known";
        for (String part : parts) {
            if (gaps.isEmpty()) {
                sum(part, comment(part));
            } else {
                String known = gaps.stream()
                        .map(gap -> "{CUBE}." + gap + " IS NOT NULL")
                        .collect(Collectors.joining(" AND "));
                measures.put(
                        part + suffix,
                        new Measure(
                                "sum",
                                "CASE WHEN " + known + " THEN {CUBE}." + part + " END",
                                title(part),
                                comment(part),
                                false));
            }
        }
        String description = variants.size() == 1
                ? first.name() + " (" + first.unit() + "): " + first.formula()
                : variants.stream()
                        .map(metric -> metric.id() + ": " + metric.formula())
                        .collect(Collectors.joining("; "));
        String quotient =
                "1.0 * (" + expression(numerator, suffix) + ") / NULLIF(" + expression(denominator, suffix) + ", 0)";
        measures.put(
                column,
                new Measure(
                        "number",
                        "CASE WHEN {CUBE.slices} = 1 THEN " + quotient + " END",
                        title(column),
                        description,
                        true));
    }

    private static String expression(String text, String suffix) {
        return NAME.matcher(TIMES.matcher(text).replaceAll(" * "))
                .replaceAll(found -> "{CUBE." + found.group() + suffix + "}");
    }

    /** Whether a part of a ratio is a column whose sum over rows that don't overlap is that of their union. */
    private boolean addsUp(String part) {
        if (!table.has(part)) {
            return false;
        }
        StructField field = table.columns().apply(part);
        boolean amount = field.dataType() instanceof LongType
                || field.dataType() instanceof IntegerType
                || (field.dataType() instanceof DecimalType decimal
                        && (decimal.scale() == MONEY_SCALE || decimal.precision() == SUM_OF_WEIGHTS_PRECISION))
                || metrics.stream().anyMatch(metric -> metric.column().equals(part) && metric.additive());
        boolean derived =
                metrics.stream().anyMatch(metric -> metric.column().equals(part) && metric.numerator() != null);
        return amount && !derived && !comment(part).contains(NOT_ADDITIVE);
    }

    /** Key columns that tell overlapping rows apart. */
    private List<String> exclusive() {
        return table.key().stream().filter(column -> !isPart(column)).toList();
    }

    /** Whether rows add up over a key column; what touches cost is the same for every goal. */
    private boolean isPart(String column) {
        return PARTS.contains(column)
                && !(column.equals(ChannelEconomics.GOAL) && table.name().equals(ChannelEconomics.TABLE.name()));
    }

    private String slices() {
        List<String> parts = new ArrayList<>();
        for (String column : table.key()) {
            DataType type = table.columns().apply(column).dataType();
            if (!isPart(column)) {
                parts.add(type instanceof StringType ? "{CUBE}." + column : "CAST({CUBE}." + column + " AS VARCHAR)");
            } else if (comment(column).contains("ALL")) {
                parts.add("CASE WHEN {CUBE}." + column + " = 'ALL' THEN 'ALL' ELSE '' END");
            }
        }
        return "CONCAT(" + String.join(", '|', ", parts) + ")";
    }

    private void measure(String name, Measure measure) {
        line(6, "- name: " + name);
        line(8, "type: " + measure.type());
        line(8, "sql: " + quoted(measure.sql()));
        line(8, "title: " + quoted(measure.title()));
        line(8, "description: " + quoted(measure.description()));
        if (!measure.shown()) {
            line(8, "public: false");
        }
    }

    private void dimension(StructField field, String type) {
        line(6, "- name: " + field.name());
        line(8, "type: " + type);
        line(8, "sql: " + quoted("{CUBE}." + field.name()));
        line(8, "title: " + quoted(title(field.name())));
        line(8, "description: " + quoted(comment(field.name())));
        if (table.key().contains(field.name())) {
            line(8, "primary_key: true");
            line(8, "public: true");
        }
    }

    private static Optional<String> dimensionType(DataType type) {
        if (type instanceof StringType) {
            return Optional.of("string");
        }
        if (type instanceof BooleanType) {
            return Optional.of("boolean");
        }
        if (type instanceof DateType || type instanceof TimestampType) {
            return Optional.of("time");
        }
        return type instanceof NumericType ? Optional.of("number") : Optional.empty();
    }

    private String comment(String column) {
        return table.columns().apply(column).getComment().getOrElse(() -> "");
    }

    private static String title(String column) {
        String words = column.replace('_', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    private void line(int indent, String text) {
        yaml.append(" ".repeat(indent)).append(text).append("\n");
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
