package io.crosslift.source;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;

import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.IngestCounts;
import io.crosslift.schema.Instants;
import io.crosslift.source.rules.Outcome;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Counts of judged rows. */
public final class OutcomeCounts {
    /** The counts as rows of {@code ops.ingest_count}. */
    public static Dataset<Row> rows(SparkSession spark, String runId, List<OutcomeCount> counts) {
        List<Row> rows = counts.stream()
                .map(count -> RowFactory.create(
                        runId,
                        count.table(),
                        count.outcome(),
                        count.reason(),
                        count.rows(),
                        count.amount(),
                        count.newestEvent() == null ? null : Timestamp.from(count.newestEvent())))
                .toList();
        return spark.createDataFrame(rows, IngestCounts.TABLE.shape());
    }

    /**
     * Counts judged rows. The first entry is {@code produced}, the sum of the others: rows and amounts agree exactly.
     *
     * @param judged one row per produced row with the helper columns of {@link Judgement}
     */
    static List<OutcomeCount> of(String table, Dataset<Row> judged) {
        List<Row> groups = judged.groupBy(Judgement.OUTCOME, Judgement.REASON)
                .agg(
                        count(lit(1)),
                        sum(Judgement.AMOUNT).cast(ColumnTypes.ORIGINAL_MONEY),
                        sum(abs(col(Judgement.AMOUNT))).cast(ColumnTypes.ORIGINAL_MONEY),
                        max(Judgement.EVENT),
                        coalesce(sum(Judgement.ACCEPTED_PART), lit(BigDecimal.ZERO))
                                .cast(ColumnTypes.ORIGINAL_MONEY))
                .collectAsList();
        BigDecimal parts = groups.stream().map(row -> row.getDecimal(6)).reduce(BigDecimal.ZERO, BigDecimal::add);
        List<OutcomeCount> counts = new ArrayList<>();
        for (Row row : groups) {
            boolean accepted = row.getString(0).equals(Outcome.ACCEPTED);
            BigDecimal extra = accepted ? parts : BigDecimal.ZERO;
            counts.add(new OutcomeCount(
                    table,
                    row.getString(0),
                    row.getString(1),
                    row.getLong(2),
                    plus(row.getDecimal(3), extra),
                    plus(row.getDecimal(4), extra),
                    Instants.at(row, 5)));
        }
        if (parts.signum() != 0
                && counts.stream().noneMatch(count -> count.outcome().equals(Outcome.ACCEPTED))) {
            counts.add(new OutcomeCount(table, Outcome.ACCEPTED, OutcomeCount.ALL, 0, parts, parts, null));
        }
        counts.sort(Comparator.comparing(OutcomeCount::outcome).thenComparing(OutcomeCount::reason));
        counts.add(0, total(table, counts));
        return List.copyOf(counts);
    }

    private static OutcomeCount total(String table, List<OutcomeCount> counts) {
        long rows = 0;
        BigDecimal amount = null;
        BigDecimal absolute = null;
        Instant newest = null;
        for (OutcomeCount count : counts) {
            rows += count.rows();
            amount = added(amount, count.amount());
            absolute = added(absolute, count.absolute());
            Instant event = count.newestEvent();
            newest = newest == null || (event != null && event.isAfter(newest)) ? event : newest;
        }
        return new OutcomeCount(table, Outcome.PRODUCED, OutcomeCount.ALL, rows, amount, absolute, newest);
    }

    private static @Nullable BigDecimal plus(@Nullable BigDecimal amount, BigDecimal extra) {
        return amount == null ? null : amount.add(extra);
    }

    private static @Nullable BigDecimal added(@Nullable BigDecimal left, @Nullable BigDecimal right) {
        return left == null ? right : right == null ? left : left.add(right);
    }

    private OutcomeCounts() {}
}
