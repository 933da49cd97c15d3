package io.crosslift.lake;

import io.crosslift.config.LakeSettings;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.Runs;
import io.crosslift.schema.TableSpec;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/** A small lake: sales by month, and two KPI tables made of them. */
final class Sales {
    static final TableSpec SALES = sales().build();
    static final TableSpec TOTALS = kpi("kpi_total");
    static final TableSpec SHARES = kpi("kpi_share");
    static final LocalDate JANUARY = LocalDate.of(2025, 1, 1);
    static final LocalDate FEBRUARY = LocalDate.of(2025, 2, 1);
    static final LocalDate MARCH = LocalDate.of(2025, 3, 1);

    static TableSpec.Builder sales() {
        return TableSpec.define("fact", "sale", "One row per sale.")
                .required("id", ColumnTypes.STRING, "sale")
                .required("month", ColumnTypes.DAY, "month (partition)")
                .required("amount", ColumnTypes.MONEY, "amount")
                .optional("score", ColumnTypes.REAL, "a statistic")
                .optional("tags", ColumnTypes.STRINGS, "labels")
                .key("id")
                .partitionedBy("month")
                .check("score_finite", "score IS NULL OR (NOT isnan(score) AND abs(score) < 1e308)");
    }

    private static TableSpec kpi(String name) {
        return TableSpec.define("kpi", name, "One row per month.")
                .required("month", ColumnTypes.DAY, "month")
                .required("value", ColumnTypes.COUNT, "value")
                .key("month")
                .build();
    }

    static LakeSettings settings(Path root, int retries) {
        return new LakeSettings(root.toString(), Duration.ofDays(35), Duration.ofDays(35), retries);
    }

    static CommitStamp stamp(String runId) {
        return new CommitStamp(runId, LocalDate.of(2025, 3, 31), "5e771465", "0.1.0");
    }

    static Lake lake(SparkSession spark, Path root, String runId) {
        return new Lake(spark, settings(root, 2), stamp(runId), List.of(SALES, TOTALS, SHARES, Runs.TABLE));
    }

    static Row sale(String id, LocalDate month, String amount, Double score) {
        return RowFactory.create(id, Date.valueOf(month), new BigDecimal(amount), score, new String[] {"a"});
    }

    static Row sale(String id, LocalDate month, String amount) {
        return sale(id, month, amount, null);
    }

    static Dataset<Row> rows(SparkSession spark, TableSpec table, Row... rows) {
        return spark.createDataFrame(Arrays.asList(rows), table.shape());
    }

    static Dataset<Row> values(SparkSession spark, TableSpec kpi, LocalDate month, long value) {
        return rows(spark, kpi, RowFactory.create(Date.valueOf(month), value));
    }

    /** {@code id amount} of each sale, by id. */
    static List<String> sold(Dataset<Row> sales) {
        return sales.orderBy("id").selectExpr("concat(id, ' ', amount)").collectAsList().stream()
                .map(row -> row.getString(0))
                .toList();
    }

    /** {@code month value} of each row, by month. */
    static List<String> valued(Dataset<Row> kpi) {
        return kpi.orderBy("month").selectExpr("concat(month, ' ', value)").collectAsList().stream()
                .map(row -> row.getString(0))
                .toList();
    }

    static Dataset<Row> runRow(SparkSession spark, String runId, String status) {
        Timestamp noon = Timestamp.valueOf("2025-04-01 12:00:00");
        return rows(
                spark,
                Runs.TABLE,
                RowFactory.create(
                        runId,
                        "run",
                        "sales",
                        Date.valueOf("2025-03-31"),
                        status,
                        noon,
                        noon,
                        "5e771465",
                        "0.1.0",
                        "4.1.0",
                        null,
                        null,
                        null,
                        null));
    }

    private Sales() {}
}
