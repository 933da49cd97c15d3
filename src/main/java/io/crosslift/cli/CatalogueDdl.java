package io.crosslift.cli;

import io.crosslift.schema.TableSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The catalogue as statements for Spark SQL with Delta, each ended by a semicolon. */
final class CatalogueDdl {
    private CatalogueDdl() {}

    static String of(List<TableSpec> tables) {
        String schemas = tables.stream()
                .map(TableSpec::schema)
                .distinct()
                .map(schema -> "CREATE SCHEMA IF NOT EXISTS " + schema + ";\n")
                .collect(Collectors.joining());
        return schemas + tables.stream().map(CatalogueDdl::of).collect(Collectors.joining());
    }

    private static String of(TableSpec table) {
        StringBuilder statement = new StringBuilder("\nCREATE TABLE IF NOT EXISTS ");
        statement.append(table.qualifiedName()).append(" (\n  ");
        statement.append(columns(table));
        statement.append("\n)\nUSING delta\n");
        if (!table.partitionBy().isEmpty()) {
            statement
                    .append("PARTITIONED BY (")
                    .append(String.join(", ", table.partitionBy()))
                    .append(")\n");
        }
        statement.append("COMMENT ").append(literal(table.comment()));
        // Delta refuses CHECK inside CREATE TABLE, but takes it as a property.
        if (!table.checks().isEmpty()) {
            statement.append("\nTBLPROPERTIES (\n  ");
            statement.append(table.checks().entrySet().stream()
                    .map(CatalogueDdl::property)
                    .collect(Collectors.joining(",\n  ")));
            statement.append("\n)");
        }
        return statement.append(";\n").toString();
    }

    private static String columns(TableSpec table) {
        // Delta refuses NOT NULL inside arrays and maps; the shape has none.
        StructType shape = table.shape();
        return Arrays.stream(table.columns().fields())
                .map(field -> new StructField(
                                field.name(), shape.apply(field.name()).dataType(), field.nullable(), field.metadata())
                        .toDDL())
                .collect(Collectors.joining(",\n  "));
    }

    private static String property(Map.Entry<String, String> check) {
        return literal("delta.constraints." + check.getKey()) + " = " + literal(check.getValue());
    }

    private static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
