package io.crosslift.source;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.ProvenanceColumns;
import io.crosslift.schema.Quarantine;
import io.crosslift.source.rules.Outcome;
import io.crosslift.source.rules.Rule;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of {@code ops.quarantine} of one table or feed: key {@code (table, record_hash)}, identical rows counted in
 * {@code occurrences}, kept by rulings F-11.
 */
final class QuarantineRows {
    private static final String MODE_SNAPSHOT = "snapshot";
    private static final String MODE_APPEND = "append";

    /** Rejected rows of this run: judged rows in, one row per record hash out, in the quarantine's shape and a helper. */
    static Dataset<Row> rejected(String table, boolean append, Dataset<Row> judged, IngestRun run) {
        Dataset<Row> hashes = judged.filter(col(Judgement.OUTCOME).isin(Outcome.QUARANTINED, Outcome.BEYOND_WINDOW))
                .groupBy(col(ProvenanceColumns.RECORD_HASH).as(Quarantine.RECORD_HASH))
                .agg(
                        max(col(Judgement.RAW)).as(Quarantine.RAW_JSON),
                        max_by(col(Judgement.REASON), col(Judgement.RAW)).as(Quarantine.REASON),
                        max_by(col(Judgement.DETAIL), col(Judgement.RAW)).as(Quarantine.DETAIL),
                        max(col(Judgement.AMOUNT)).as(Quarantine.AMOUNT),
                        count_if(not(col(Judgement.RETRIED))).as(Quarantine.OCCURRENCES));
        return stamped(hashes, table, append, run);
    }

    /** Unparsable lines of a feed: raw lines in, one row per distinct line out. */
    static Dataset<Row> malformed(String feed, boolean append, Dataset<Row> lines, IngestRun run) {
        Column line = col(Feeds.CORRUPT);
        Dataset<Row> hashes = lines.groupBy(line)
                .agg(count(lit(1)).as(Quarantine.OCCURRENCES))
                .select(
                        sha2(line, 256).as(Quarantine.RECORD_HASH),
                        org.apache
                                .spark
                                .sql
                                .functions
                                .to_json(struct(line.as("line")))
                                .as(Quarantine.RAW_JSON),
                        lit("MALFORMED").as(Quarantine.REASON),
                        when(Undecodable.holds(line), lit(Undecodable.ADVICE))
                                .otherwise(lit(
                                        "the line does not match the columns and types that the source file declares"))
                                .as(Quarantine.DETAIL),
                        lit(null).cast("decimal(20,4)").as(Quarantine.AMOUNT),
                        col(Quarantine.OCCURRENCES));
        return stamped(hashes, "feed." + feed, append, run);
    }

    /**
     * What the quarantine of a table becomes. A snapshot feed rebuilds its rows; an appended one keeps them, marks those resolved
     * that were taken in after all, and adds up how often a row came. Either way {@code first_seen} stays.
     *
     * @param before the table's rows as the last run left them
     * @param rejected rows of {@link #rejected} or {@link #malformed}
     * @param settled record hashes that were retried and are in quarantine no more, one column
     */
    static Dataset<Row> merged(
            Dataset<Row> before, Dataset<Row> rejected, boolean append, Dataset<Row> settled, IngestRun run) {
        Dataset<Row> old = before.select(
                col(Quarantine.RECORD_HASH).as("_old_hash"),
                col(Quarantine.FIRST_SEEN).as("_old_seen"),
                col(Quarantine.OCCURRENCES).as("_old_occurrences"));
        Column earlier = append ? coalesce(col("_old_occurrences"), lit(0L)) : lit(0L);
        Dataset<Row> now = rejected.join(old, col(Quarantine.RECORD_HASH).equalTo(col("_old_hash")), "left")
                .withColumn(Quarantine.FIRST_SEEN, coalesce(col("_old_seen"), col(Quarantine.FIRST_SEEN)))
                .withColumn(Quarantine.OCCURRENCES, col(Quarantine.OCCURRENCES).plus(earlier))
                .to(Quarantine.TABLE.shape());
        if (!append) {
            return now;
        }
        Dataset<Row> again = rejected.select(col(Quarantine.RECORD_HASH).as("_again"));
        Dataset<Row> done = settled.toDF("_settled").distinct();
        Column resolved = when(
                        col(Quarantine.RESOLVED_AT).isNull().and(col("_settled").isNotNull()),
                        lit(Timestamp.from(run.startedAt())))
                .otherwise(col(Quarantine.RESOLVED_AT));
        Dataset<Row> kept = before.join(again, col(Quarantine.RECORD_HASH).equalTo(col("_again")), "left_anti")
                .join(done, col(Quarantine.RECORD_HASH).equalTo(col("_settled")), "left")
                .withColumn(Quarantine.RESOLVED_AT, resolved)
                .to(Quarantine.TABLE.shape());
        return now.unionByName(kept);
    }

    /**
     * The rows that an appended feed tries again: quarantined before, unresolved, first seen inside the retry window. What lies
     * beyond the window that is restated waits for a run that reaches back so far, however long.
     */
    static Dataset<Row> retried(Dataset<Row> before, StructType input, int retryWindowDays, IngestRun run) {
        Instant since = run.startedAt().minusSeconds(retryWindowDays * 86_400L);
        return before.filter(col(Quarantine.RESOLVED_AT)
                        .isNull()
                        .and(col(Quarantine.FIRST_SEEN)
                                .geq(lit(Timestamp.from(since)))
                                .or(col(Quarantine.REASON).equalTo(Settlement.REASON))))
                .select(from_json(col(Quarantine.RAW_JSON), input, Judgement.JSON)
                        .as("_row"))
                .select("_row.*");
    }

    /** The quarantine of a table as it was. */
    static Dataset<Row> before(Optional<Dataset<Row>> quarantine, Dataset<Row> like, String table) {
        return quarantine
                .orElseGet(() -> like.sparkSession().createDataFrame(List.of(), Quarantine.TABLE.shape()))
                .filter(col(Quarantine.TABLE_NAME).equalTo(table));
    }

    private static Dataset<Row> stamped(Dataset<Row> hashes, String table, boolean append, IngestRun run) {
        return hashes.withColumn(Quarantine.TABLE_NAME, lit(table))
                .withColumn(Quarantine.RULE_VERSION, lit(Rule.VERSION))
                .withColumn(Quarantine.MODE, lit(append ? MODE_APPEND : MODE_SNAPSHOT))
                .withColumn(Quarantine.FIRST_SEEN, lit(Timestamp.from(run.startedAt())))
                .withColumn(Quarantine.RESOLVED_AT, lit(null).cast("timestamp"))
                .withColumn(Quarantine.RUN_ID, lit(run.runId()));
    }

    private QuarantineRows() {}
}
