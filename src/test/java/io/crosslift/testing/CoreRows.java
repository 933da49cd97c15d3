package io.crosslift.testing;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.crosslift.schema.TableSpec;
import java.util.Arrays;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;

/** Small tables of the contract: a test names the columns it is about, the rest hold harmless values. */
public final class CoreRows {
    private static final Map<String, Object> HARMLESS = Map.ofEntries(
            Map.entry("source_system", "test"),
            Map.entry("record_hash", "0"),
            Map.entry("identity_type", "account"),
            Map.entry("identity_value", "-"),
            Map.entry("currency", "USD"),
            Map.entry("status", "paid"),
            Map.entry("order_discount", 0),
            Map.entry("line_discount", 0),
            Map.entry("tax", 0),
            Map.entry("is_proration", false),
            Map.entry("is_recurring", false),
            Map.entry("is_capture", false),
            Map.entry("line_type", "product"),
            Map.entry("business_model", "ecommerce"),
            Map.entry("offer_kind", "coupon"),
            Map.entry("discount_depth", 0),
            Map.entry("motion", "proactive"),
            Map.entry("channel", "email"),
            Map.entry("placement", "mail"),
            Map.entry("sku", "-"));

    private CoreRows() {}

    /** The rows of a query as rows of the table. */
    public static Dataset<Row> of(SparkSession spark, TableSpec table, String query) {
        return of(table, spark.sql(query));
    }

    /** The rows with every column of the table that they lack. */
    public static Dataset<Row> of(TableSpec table, Dataset<Row> rows) {
        Column[] columns = Arrays.stream(table.shape().fields())
                .map(field -> column(rows, field))
                .toArray(Column[]::new);
        return rows.select(columns);
    }

    /** A worked case's file, every column a string. */
    public static Dataset<Row> golden(SparkSession spark, String file) {
        return spark.read().option("header", true).csv("src/test/resources/golden/" + file);
    }

    private static Column column(Dataset<Row> rows, StructField field) {
        boolean given = Arrays.asList(rows.columns()).contains(field.name());
        Object harmless = HARMLESS.get(field.name());
        Column value = given ? col(field.name()) : lit(harmless);
        return value.cast(field.dataType()).as(field.name());
    }
}
