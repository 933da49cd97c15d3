package io.crosslift.simulate;

import io.crosslift.schema.TableSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** A small feed that is held in memory: some columns of a contract table. */
final class SharedFeed {
    private final TableSpec table;
    private final String name;
    private final StructType columns;
    private final List<Row> rows = new ArrayList<>();

    SharedFeed(TableSpec table, String name, String... columns) {
        this.table = table;
        this.name = name;
        this.columns = new StructType(Arrays.stream(columns)
                .map(column -> table.shape().apply(column))
                .toArray(StructField[]::new));
    }

    void add(@Nullable Object... values) {
        rows.add(RowFactory.create(values));
    }

    TableSpec table() {
        return table;
    }

    String name() {
        return name;
    }

    List<String> columns() {
        return List.of(columns.fieldNames());
    }

    Dataset<Row> rows(SparkSession spark) {
        return spark.createDataFrame(rows, columns).coalesce(1);
    }
}
