package io.crosslift.kpi;

import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.TableSpec;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/** Rows of a table for a test: only the columns that matter are named, as text; the others are NULL, or zero, false and "" where required. */
final class TableRows {
    private final TableSpec table;
    private final List<Row> rows = new ArrayList<>();

    private TableRows(TableSpec table) {
        this.table = table;
    }

    static TableRows of(TableSpec table) {
        return new TableRows(table);
    }

    /** Adds a row; columns and their values take turns. An instant is written {@code 2025-07-03 09:00:00}, or as a day. */
    TableRows row(@Nullable Object... columnsAndValues) {
        Map<String, @Nullable Object> values = new HashMap<>();
        for (int i = 0; i < columnsAndValues.length; i += 2) {
            String column = String.valueOf(columnsAndValues[i]);
            if (!table.has(column)) {
                throw new IllegalArgumentException(table.qualifiedName() + " has no column " + column);
            }
            values.put(column, columnsAndValues[i + 1]);
        }
        rows.add(RowFactory.create(List.of(table.columns().fields()).stream()
                .map(field ->
                        values.containsKey(field.name()) ? parsed(field, values.get(field.name())) : absent(field))
                .toArray()));
        return this;
    }

    Dataset<Row> on(SparkSession spark) {
        return spark.createDataFrame(rows, table.columns());
    }

    private static @Nullable Object absent(StructField field) {
        if (field.nullable()) {
            return null;
        }
        DataType type = field.dataType();
        if (type.equals(ColumnTypes.STRING)) {
            return "";
        }
        if (type.equals(ColumnTypes.FLAG)) {
            return false;
        }
        return parsed(field, type.equals(ColumnTypes.DAY) || type.equals(ColumnTypes.INSTANT) ? "2000-01-01" : "0");
    }

    private static @Nullable Object parsed(StructField field, @Nullable Object value) {
        if (value == null || field.dataType().equals(ColumnTypes.FLAG) || value instanceof List) {
            return value;
        }
        String text = String.valueOf(value);
        DataType type = field.dataType();
        if (type instanceof DecimalType) {
            return new BigDecimal(text);
        }
        if (type.equals(ColumnTypes.DAY)) {
            return Date.valueOf(text);
        }
        if (type.equals(ColumnTypes.INSTANT)) {
            return Timestamp.from(instant(text));
        }
        if (type.equals(ColumnTypes.INTEGER)) {
            return Integer.valueOf(text);
        }
        if (type.equals(ColumnTypes.REAL)) {
            return Double.valueOf(text);
        }
        return type.equals(ColumnTypes.COUNT) ? (Object) Long.valueOf(text) : text;
    }

    private static Instant instant(String text) {
        String full = text.length() == 10 ? text + "T00:00:00" : text.replace(' ', 'T');
        return LocalDateTime.parse(full).toInstant(ZoneOffset.UTC);
    }
}
