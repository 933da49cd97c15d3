package io.crosslift.lift;

import io.crosslift.schema.TableSpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/** A row of a table made on the driver, column by column; a column that isn't set is NULL. */
final class TableRow {
    private final TableSpec table;
    private final Map<String, Object> values = new HashMap<>();

    TableRow(TableSpec table) {
        this.table = table;
    }

    TableRow set(String column, @Nullable Object value) {
        if (!table.has(column)) {
            throw new IllegalArgumentException(table.qualifiedName() + " has no column " + column);
        }
        if (value != null) {
            values.put(column, value);
        }
        return this;
    }

    Row build() {
        return RowFactory.create(
                Arrays.stream(table.columns().fieldNames()).map(values::get).toArray());
    }
}
