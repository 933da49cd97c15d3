package io.crosslift.source;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.RefundsReturns;
import io.crosslift.schema.TableSpec;
import io.crosslift.source.rules.Outcome;
import java.sql.Date;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;

/**
 * Finds the accepted rows that would change a settled month: new ones, changed ones, and those that have moved out of it. Only
 * months whose digests differ are compared row by row.
 */
final class Settlement {
    static final String REASON = "BEYOND_WINDOW";

    private static final String MARK = "_mark";
    private static final String HELD_MARK = "_held_mark";
    private static final String BEYOND = "_beyond";

    private final TablePast past;
    private final TableSpec table;

    Settlement(TablePast past) {
        this.past = past;
        this.table = past.table();
    }

    /** Keys of the accepted rows, given with their slices, that lie beyond the window; kept, to be released by the caller. */
    Optional<Dataset<Row>> beyond(Dataset<Row> accepted) {
        Optional<LocalDate> first = past.settled().firstRestated();
        if (first.isEmpty() || !TableSlices.areMonths(table)) {
            return Optional.empty();
        }
        Column isSettled = col(TableSlices.SLICE).lt(lit(Date.valueOf(first.get())));
        Column doubtful = isSettled;
        Optional<Map<LocalDate, SliceDigest>> held = past.settled().held(table);
        if (!past.append() && held.isPresent()) {
            List<LocalDate> months = doubtfulMonths(accepted, held.get(), first.get());
            if (months.isEmpty()) {
                return Optional.empty();
            }
            doubtful = col(TableSlices.SLICE)
                    .isin(months.stream().map(Date::valueOf).toArray());
        }
        Dataset<Row> found = compared(accepted, isSettled, doubtful).persist(StorageLevel.MEMORY_AND_DISK());
        if (found.isEmpty()) {
            found.unpersist(false);
            return Optional.empty();
        }
        return Optional.of(found);
    }

    private List<LocalDate> doubtfulMonths(Dataset<Row> accepted, Map<LocalDate, SliceDigest> held, LocalDate first) {
        SortedMap<LocalDate, SliceDigest> produced =
                SliceDigest.of(accepted, TableSlices.SLICE, TableSlices.marks(table));
        return Stream.concat(produced.keySet().stream(), held.keySet().stream())
                .filter(month -> month.isBefore(first) && !Objects.equals(produced.get(month), held.get(month)))
                .distinct()
                .sorted()
                .toList();
    }

    private Dataset<Row> compared(Dataset<Row> accepted, Column isSettled, Column doubtful) {
        List<String> marks = TableSlices.marks(table);
        Column[] key = table.key().stream().map(functions::col).toArray(Column[]::new);
        Dataset<Row> rows = accepted.filter(doubtful.or(not(isSettled)))
                .withColumn(MARK, SliceDigest.hash(accepted, marks))
                .withColumn(BEYOND, isSettled)
                .select(Stream.concat(Arrays.stream(key), Stream.of(col(MARK), col(BEYOND)))
                        .toArray(Column[]::new));
        if (past.held().isEmpty()) {
            return rows.filter(col(BEYOND)).select(key);
        }
        Dataset<Row> before = past.held().get();
        Dataset<Row> held = before.filter(doubtful)
                .withColumn(HELD_MARK, SliceDigest.hash(before, marks))
                .select(Stream.concat(
                                table.key().stream().map(name -> col(name).as("_held_" + name)),
                                Stream.of(col(HELD_MARK)))
                        .toArray(Column[]::new));
        Column same = table.key().stream()
                .map(name -> col(name).equalTo(col("_held_" + name)))
                .reduce(Column::and)
                .orElseThrow();
        Column asHeld = coalesce(col(MARK).equalTo(col(HELD_MARK)), lit(false));
        return rows.join(held, same, "left")
                .filter(when(col(BEYOND), not(asHeld)).otherwise(col(HELD_MARK).isNotNull()))
                .select(key);
    }

    /** Judged rows with those whose key is beyond the window marked so. */
    Dataset<Row> marked(Dataset<Row> judged, Dataset<Row> beyond) {
        Dataset<Row> found = beyond.toDF(keyNames()).withColumn(BEYOND, lit(true));
        Column same = sameKey().and(col(Judgement.OUTCOME).equalTo(Outcome.ACCEPTED));
        return marked(judged.join(found, same, "left"), col(BEYOND).isNotNull(), judged.columns());
    }

    /**
     * Judged refunds of which some parts are beyond the window: those parts are counted so, the others are accepted. What has no
     * original stays in quarantine, for more money.
     *
     * @param parts accepted parts, one row per refund and line
     */
    Dataset<Row> markedRefunds(Dataset<Row> judged, Dataset<Row> parts, Dataset<Row> beyond) {
        Dataset<Row> amounts = parts.join(beyond.toDF(keyNames()), sameKey(), "left_semi")
                .groupBy(col(RefundsReturns.REFUND_ID).as("_beyond_refund"))
                .agg(sum(RefundsReturns.AMOUNT).as("_beyond_amount"));
        Column left = col("_beyond_amount");
        Column isAccepted = col(Judgement.OUTCOME).equalTo(Outcome.ACCEPTED);
        Column whole = coalesce(col(Judgement.ACCEPTED_PART), when(isAccepted, col(Judgement.AMOUNT)), lit(0));
        Column quarantined = when(isAccepted, lit(0)).otherwise(col(Judgement.AMOUNT));
        Dataset<Row> split = judged.join(amounts, col(RefundsReturns.REFUND_ID).equalTo(col("_beyond_refund")), "left")
                .withColumn("_taken", whole.minus(left).cast("decimal(20,4)"))
                .withColumn("_not_taken", quarantined.plus(left).cast("decimal(20,4)"))
                .withColumn(
                        Judgement.ACCEPTED_PART,
                        when(left.isNotNull(), col("_taken")).otherwise(col(Judgement.ACCEPTED_PART)))
                .withColumn(
                        Judgement.AMOUNT,
                        when(left.isNotNull(), col("_not_taken")).otherwise(col(Judgement.AMOUNT)));
        return marked(split, left.isNotNull().and(isAccepted), judged.columns());
    }

    /** Whether a row's key is that of a row of {@link #keyNames()}. */
    Column sameKey() {
        return table.key().stream()
                .map(name -> col(name).equalTo(col("_key_" + name)))
                .reduce(Column::and)
                .orElseThrow();
    }

    String[] keyNames() {
        return table.key().stream().map(name -> "_key_" + name).toArray(String[]::new);
    }

    private Dataset<Row> marked(Dataset<Row> joined, Column isBeyond, String[] columns) {
        String first = past.settled().firstRestated().map(LocalDate::toString).orElse("");
        Map<String, Column> verdict = Map.of(
                Judgement.OUTCOME, lit(Outcome.BEYOND_WINDOW),
                Judgement.REASON, lit(REASON),
                Judgement.DETAIL,
                        lit("it changes a month before " + first
                                + ", the first that was restated: take it in with --from its day"));
        return joined.select(Arrays.stream(columns)
                .map(column -> verdict.containsKey(column)
                        ? when(isBeyond, verdict.get(column))
                                .otherwise(col(column))
                                .as(column)
                        : col(column))
                .toArray(Column[]::new));
    }
}
