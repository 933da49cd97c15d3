package io.crosslift.kpi;

import io.crosslift.schema.TableSpec;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Columns that Spark has no expression for, such as the p of a test: computed in Java, row by row. */
final class Computed {
    private static final int FRACTION_SCALE = 6;

    private Computed() {}

    /** The values of the added columns of a row, in their order. */
    interface Values extends Serializable {
        Object[] of(Row row);
    }

    /** Columns of a table, as they are added. */
    static StructType columns(TableSpec table, String... names) {
        StructType shape = table.shape();
        StructType columns = new StructType();
        for (String name : names) {
            columns = columns.add(shape.apply(name));
        }
        return columns;
    }

    /** Rows in, the same rows with more columns out. */
    static Dataset<Row> with(Dataset<Row> rows, StructType added, Values values) {
        StructType schema = rows.schema();
        for (StructField field : added.fields()) {
            schema = schema.add(field);
        }
        return rows.map(
                (MapFunction<Row, Row>) row -> RowFactory.create(
                        Stream.concat(columns(row), Stream.of(values.of(row))).toArray()),
                Encoders.row(schema));
    }

    /** A number as a published fraction, rounded once, half up. */
    static @Nullable BigDecimal fraction(@Nullable Double number) {
        return number == null || !Double.isFinite(number)
                ? null
                : BigDecimal.valueOf(number).setScale(FRACTION_SCALE, RoundingMode.HALF_UP);
    }

    private static Stream<Object> columns(Row row) {
        Stream.Builder<Object> columns = Stream.builder();
        for (int i = 0; i < row.size(); i++) {
            columns.add(row.get(i));
        }
        return columns.build();
    }
}
