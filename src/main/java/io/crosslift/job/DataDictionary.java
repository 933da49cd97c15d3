package io.crosslift.job;

import io.crosslift.kpi.Metric;
import io.crosslift.kpi.MetricCatalogue;
import io.crosslift.schema.TableSpec;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.apache.spark.sql.types.StructField;

/** What the columns of a table mean, as its declaration and the metric registry say. */
final class DataDictionary {
    private DataDictionary() {}

    /** One CSV line per column, below a header. */
    static String csv(TableSpec table) {
        StringBuilder text = new StringBuilder("column,type,nullable,key,comment,metric,unit,additive\n");
        for (StructField field : table.columns().fields()) {
            Optional<Metric> metric = metric(table, field.name());
            StringJoiner line = new StringJoiner(",", "", "\n");
            line.add(cell(field.name()));
            line.add(cell(table.shape().apply(field.name()).dataType().sql()));
            line.add(field.nullable() ? "yes" : "no");
            line.add(table.key().contains(field.name()) ? "yes" : "no");
            line.add(cell(comment(field)));
            line.add(cell(metric.map(Metric::name).orElse("")));
            line.add(cell(metric.map(Metric::unit).orElse("")));
            line.add(metric.map(found -> found.additive() ? "yes" : "no").orElse(""));
            text.append(line);
        }
        return text.toString();
    }

    /** What a column means: its comment, then what the registry adds. */
    static String definition(TableSpec table, StructField field) {
        String comment = comment(field);
        return metric(table, field.name())
                .map(metric -> metric.name() + ": " + metric.formula() + " (" + metric.unit()
                        + (metric.additive() ? "" : ", not additive") + ")")
                .filter(text -> !text.equals(comment))
                .orElse(comment);
    }

    static String comment(StructField field) {
        return field.getComment().getOrElse(() -> "");
    }

    /** The metric that a column holds; several variants of one column share no metric. */
    private static Optional<Metric> metric(TableSpec table, String column) {
        List<Metric> found = MetricCatalogue.METRICS.stream()
                .filter(metric -> metric.table().qualifiedName().equals(table.qualifiedName())
                        && metric.column().equals(column))
                .toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    private static String cell(String text) {
        return text.contains(",") || text.contains("\"") || text.contains("\n")
                ? "\"" + text.replace("\"", "\"\"") + "\""
                : text;
    }
}
