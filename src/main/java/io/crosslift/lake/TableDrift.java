package io.crosslift.lake;

import io.crosslift.schema.TableSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** How a table that exists differs from its declaration. */
final class TableDrift {
    static final String CONSTRAINT = "delta.constraints.";

    /** Each difference as a clause; empty if there is none. Order of columns, comments and nullability inside arrays don't count. */
    static List<String> between(TableSpec declared, TableLog found) {
        List<String> differences = new ArrayList<>(columns(declared.columns(), found.columns()));
        if (!declared.partitionBy().equals(found.partitionColumns())) {
            differences.add("is partitioned by " + found.partitionColumns() + ", declared " + declared.partitionBy());
        }
        differences.addAll(checks(declared.checks(), found.properties()));
        int reader = found.protocol().minReaderVersion();
        if (reader != 1) {
            differences.add("needs reader version " + reader + ", every table must be readable with version 1");
        }
        return differences;
    }

    private static List<String> columns(StructType declared, StructType found) {
        Map<String, StructField> extra = new HashMap<>();
        for (StructField field : found.fields()) {
            extra.put(field.name(), field);
        }
        List<String> differences = new ArrayList<>();
        for (StructField field : declared.fields()) {
            StructField other = extra.remove(field.name());
            if (other == null) {
                differences.add("has no column " + field.name());
                continue;
            }
            String type = field.dataType().catalogString();
            String otherType = other.dataType().catalogString();
            if (!type.equals(otherType)) {
                differences.add("column " + field.name() + " is " + otherType + ", declared " + type);
            }
            if (field.nullable() != other.nullable()) {
                differences.add(
                        "column " + field.name() + " is " + nullability(other) + ", declared " + nullability(field));
            }
        }
        new TreeMap<>(extra)
                .forEach((name, field) -> differences.add("has the undeclared column " + name + " ("
                        + field.dataType().catalogString() + ")"));
        return differences;
    }

    private static String nullability(StructField field) {
        return field.nullable() ? "nullable" : "NOT NULL";
    }

    private static List<String> checks(Map<String, String> declared, Map<String, String> properties) {
        Map<String, String> found = new TreeMap<>();
        properties.forEach((name, expression) -> {
            if (name.startsWith(CONSTRAINT)) {
                found.put(name.substring(CONSTRAINT.length()), expression);
            }
        });
        List<String> differences = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(declared.keySet());
        names.addAll(found.keySet());
        for (String name : names) {
            String difference = check(name, declared.get(name), found.get(name));
            if (difference != null) {
                differences.add(difference);
            }
        }
        return differences;
    }

    private static @Nullable String check(String name, @Nullable String declared, @Nullable String found) {
        if (found == null) {
            return "has no check " + name;
        }
        if (declared == null) {
            return "has the undeclared check " + name + " (" + found + ")";
        }
        return declared.equals(found) ? null : "check " + name + " is (" + found + "), declared (" + declared + ")";
    }

    private TableDrift() {}
}
