package io.crosslift.source;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.crosslift.schema.InvoiceLines;
import io.crosslift.schema.ProvenanceColumns;
import io.crosslift.schema.RefundsReturns;
import io.crosslift.schema.TableSpec;
import io.crosslift.source.rules.LocalDays;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The slices of core tables: local months of tables that hold events, the month of its line's order for a refund, and one slice
 * for all of a table that holds none.
 */
final class TableSlices {
    /** Helper column: the slice of a row. */
    static final String SLICE = "_slice";

    /** The slice of tables without events. */
    private static final LocalDate ALL = LocalDate.EPOCH;

    private TableSlices() {}

    /** Whether months of the table can be settled. */
    static boolean areMonths(TableSpec table) {
        return !table.partitionBy().isEmpty() || isRefunds(table);
    }

    /** Whether a table whose slices are months has no column of them, and so is written whole. */
    static boolean isRefunds(TableSpec table) {
        return table.equals(RefundsReturns.TABLE);
    }

    /** Rows with their slice, for any table but refunds. */
    static Dataset<Row> sliced(TableSpec table, Dataset<Row> rows) {
        return rows.withColumn(
                SLICE,
                table.partitionBy().isEmpty()
                        ? lit(java.sql.Date.valueOf(ALL))
                        : col(table.partitionBy().get(0)));
    }

    /** Refunds with the month of their line's order, or of their own day where there is no such line. */
    static Dataset<Row> slicedRefunds(Dataset<Row> refunds, Dataset<Row> lines, ZoneId zone) {
        Dataset<Row> months = lines.select(
                col(InvoiceLines.LINE_ID).as("_slice_line"),
                col(InvoiceLines.ORDERED_MONTH).as("_slice_month"));
        return refunds.join(months, col(RefundsReturns.LINE_ID).equalTo(col("_slice_line")), "left")
                .withColumn(
                        SLICE, coalesce(col("_slice_month"), LocalDays.month(col(RefundsReturns.REFUNDED_AT), zone)))
                .drop("_slice_line", "_slice_month");
    }

    /**
     * The columns by which two states of a row are told apart. Of events: the row as it came, and what the ingest adds to it that
     * other tables decide; of other tables every column but the time of the ingest.
     */
    static List<String> marks(TableSpec table) {
        if (isRefunds(table)) {
            return List.of(
                    RefundsReturns.REFUND_ID,
                    RefundsReturns.LINE_ID,
                    RefundsReturns.QTY,
                    RefundsReturns.AMOUNT,
                    ProvenanceColumns.RECORD_HASH);
        }
        if (areMonths(table)) {
            return List.of(table.key().get(0), InvoiceLines.ACCOUNT_ID, ProvenanceColumns.RECORD_HASH);
        }
        return Arrays.stream(table.columns().fieldNames())
                .filter(column -> !column.equals(ProvenanceColumns.INGESTED_AT))
                .toList();
    }
}
