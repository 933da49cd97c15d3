package io.crosslift.finance;

import static org.apache.spark.sql.functions.lit;

import io.crosslift.schema.KpiColumns;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Rows of finance as they are published: by month, of all accounts and segments. */
final class Months {
    private Months() {}

    /** Rows with the first day of their month in, the same with all other columns of a KPI but the stamps of the run out. */
    static Dataset<Row> published(Dataset<Row> rows, Column mature, String currency, String definitionVersion) {
        return rows.withColumn(KpiColumns.PERIOD_TYPE, lit("month"))
                .withColumn(KpiColumns.SCOPE, lit("all"))
                .withColumn(KpiColumns.SEGMENT_TYPE, lit("ALL"))
                .withColumn(KpiColumns.SEGMENT, lit("ALL"))
                .withColumn(KpiColumns.CURRENCY, lit(currency))
                .withColumn(KpiColumns.DEFINITION_VERSION, lit(definitionVersion))
                .withColumn(KpiColumns.IS_MATURE, mature)
                .withColumn(KpiColumns.INSUFFICIENT, lit(false));
    }
}
