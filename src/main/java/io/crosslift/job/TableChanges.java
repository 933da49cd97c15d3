package io.crosslift.job;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.trunc;

import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.MrrMovements;
import io.crosslift.schema.ProvenanceColumns;
import io.crosslift.schema.ReconciliationLines;
import io.crosslift.schema.RefundsReturns;
import io.crosslift.schema.RunStampColumns;
import io.crosslift.schema.TableSpec;
import java.math.BigDecimal;
import java.sql.Date;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.jspecify.annotations.Nullable;

/** How two states of a table differ: rows by key, counted by month and reason. */
final class TableChanges {
    /** What tells who wrote a row, and when, but not what it says. */
    private static final Set<String> STAMPS = Set.of(
            RunStampColumns.RUN_ID,
            RunStampColumns.AS_OF_DATE,
            ProvenanceColumns.INGESTED_AT,
            ProvenanceColumns.RECORD_HASH);

    /** Columns that say why a row is as it is. */
    private static final Map<String, List<String>> REASONS = Map.of(
            ClassifiedLines.TABLE.qualifiedName(), List.of(ClassifiedLines.SELL_TYPE, ClassifiedLines.REASON),
            MrrMovements.TABLE.qualifiedName(), List.of(MrrMovements.MOVEMENT_CLASS, MrrMovements.REASON),
            Conversions.TABLE.qualifiedName(), List.of(Conversions.SELL_TYPE, Conversions.REASON),
            ReconciliationLines.TABLE.qualifiedName(), List.of(ReconciliationLines.REASON_CODE),
            RefundsReturns.TABLE.qualifiedName(), List.of(RefundsReturns.KIND));

    /** Columns of money of which the first that a table has says what a change is worth. */
    private static final List<String> AMOUNTS = List.of(
            "net",
            "mrr_delta",
            "closing",
            "value",
            "credit",
            "kpi_amount",
            "net_amount",
            "amount",
            "kpi_total",
            "total_revenue",
            "net_credit");

    /** Columns that date a row, where it has no period and no partition. */
    private static final List<String> DATES =
            List.of("month", "period", "refunded_at", "valid_from", "posted_at", "rate_date", "date_day");

    private static final String ACCOUNT = "account_id";

    /**
     * What changed of a month for a reason.
     *
     * @param month month, or null for rows that have none
     * @param reason reason, or "-"
     * @param accounts accounts whose rows changed, 0 for tables without accounts
     * @param added rows that only the later state has
     * @param removed rows that only the earlier state has
     * @param changed rows of which both have the key
     * @param amount what the later state holds more in the table's amount, or null
     */
    record Change(
            @Nullable LocalDate month,
            String reason,
            long accounts,
            long added,
            long removed,
            long changed,
            @Nullable BigDecimal amount) {}

    private TableChanges() {}

    /** The changes of a table, by month and reason. */
    static List<Change> of(TableSpec table, Dataset<Row> before, Dataset<Row> after) {
        Dataset<Row> both =
                side(table, before, "before_").join(side(table, after, "after_"), sameKey(table), "full_outer");
        Column unchanged = coalesce(col("before_row").equalTo(col("after_row")), lit(false));
        Column added = col("before_row").isNull();
        Column removed = col("after_row").isNull();
        return both
                .filter(functions.not(unchanged))
                .groupBy(
                        newest("month").as("month"),
                        coalesce(newest("reason"), lit("-")).as("reason"))
                .agg(
                        countDistinct(newest("account")),
                        count_if(added),
                        count_if(removed),
                        count_if(functions.not(added.or(removed))),
                        sum(coalesce(col("after_amount"), lit(0)).minus(coalesce(col("before_amount"), lit(0)))))
                .orderBy(col("month").asc_nulls_first(), col("reason"))
                .collectAsList()
                .stream()
                .map(row -> new Change(
                        row.isNullAt(0) ? null : row.<Date>getAs(0).toLocalDate(),
                        row.getString(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        amount(table).isEmpty() ? null : row.getDecimal(6)))
                .toList();
    }

    private static Dataset<Row> side(TableSpec table, Dataset<Row> rows, String side) {
        Column[] content = Arrays.stream(table.columns().fieldNames())
                .filter(name -> !STAMPS.contains(name))
                .map(functions::col)
                .toArray(Column[]::new);
        Column reason =
                concat_ws(" ", reasons(table).stream().map(functions::col).toArray(Column[]::new));
        Stream<Column> key = key(table).stream().map(name -> col(name).as(side + "key_" + name));
        Stream<Column> told = Stream.of(
                to_json(struct(content)).as(side + "row"),
                month(table).as(side + "month"),
                (reasons(table).isEmpty() ? lit(null).cast("string") : reason).as(side + "reason"),
                (table.has(ACCOUNT) ? col(ACCOUNT) : lit(null).cast("string")).as(side + "account"),
                amount(table)
                        .map(functions::col)
                        .orElse(lit(0))
                        .cast(DataTypes.createDecimalType(28, 4))
                        .as(side + "amount"));
        return rows.select(Stream.concat(key, told).toArray(Column[]::new));
    }

    private static Column sameKey(TableSpec table) {
        return key(table).stream()
                .map(name -> col("before_key_" + name).eqNullSafe(col("after_key_" + name)))
                .reduce(Column::and)
                .orElseThrow();
    }

    private static List<String> key(TableSpec table) {
        return table.key().isEmpty() ? List.of(table.columns().fieldNames()) : table.key();
    }

    private static List<String> reasons(TableSpec table) {
        return REASONS.getOrDefault(table.qualifiedName(), table.has("reason") ? List.of("reason") : List.of());
    }

    private static Optional<String> amount(TableSpec table) {
        return AMOUNTS.stream()
                .filter(name -> table.has(name) && table.columns().apply(name).dataType() instanceof DecimalType)
                .findFirst();
    }

    private static Column month(TableSpec table) {
        String date = Stream.concat(
                        table.partitionBy().stream(), Stream.concat(Stream.of(KpiColumns.PERIOD_START), DATES.stream()))
                .filter(name -> isTime(table, name))
                .findFirst()
                .orElse(null);
        return date == null ? lit(null).cast("date") : trunc(col(date).cast("date"), "month");
    }

    /** The month of {@code dim_date} is a number, and partitions may be names. */
    private static boolean isTime(TableSpec table, String column) {
        return table.has(column)
                && List.of(ColumnTypes.DAY, ColumnTypes.INSTANT)
                        .contains(table.columns().apply(column).dataType());
    }

    private static Column newest(String column) {
        return coalesce(col("after_" + column), col("before_" + column));
    }
}
