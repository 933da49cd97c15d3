package io.crosslift.source;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.crosslift.schema.ProvenanceColumns;
import io.crosslift.schema.Quarantine;
import io.crosslift.schema.RefundsReturns;
import io.crosslift.schema.TableSpec;
import io.crosslift.source.rules.Outcome;
import java.sql.Date;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;

/** Judged rows that are kept until they are written: counted first, so that gates fail before anything is written. */
final class JudgedTable implements JudgedRows {
    private final TablePast past;
    private final TableSpec table;
    private final Dataset<Row> kept;
    private final Optional<Dataset<Row>> beyond;
    private final Dataset<Row> judged;
    private final Dataset<Row> accepted;
    private final List<OutcomeCount> counts;

    private JudgedTable(TablePast past, Dataset<Row> kept, Dataset<Row> acceptedByRules) {
        this.past = past;
        this.table = past.table();
        this.kept = kept;
        Settlement settlement = new Settlement(past);
        this.beyond = settlement.beyond(acceptedByRules);
        this.judged = beyond.map(keys -> TableSlices.isRefunds(table)
                        ? settlement.markedRefunds(kept, acceptedByRules, keys)
                        : settlement.marked(kept, keys))
                .orElse(kept);
        this.accepted = beyond.map(keys ->
                        acceptedByRules.join(keys.toDF(settlement.keyNames()), settlement.sameKey(), "left_anti"))
                .orElse(acceptedByRules);
        this.counts = OutcomeCounts.of(table.qualifiedName(), judged);
    }

    /** Keeps and counts judged rows; accepted are those whose outcome says so. */
    static JudgedTable of(TablePast past, Dataset<Row> judged) {
        Dataset<Row> kept = judged.persist(StorageLevel.MEMORY_AND_DISK());
        Dataset<Row> accepted = kept.filter(col(Judgement.OUTCOME).equalTo(Outcome.ACCEPTED));
        return of(past, kept, TableSlices.sliced(past.table(), accepted));
    }

    /** As the other, the accepted rows, with their slices, being made otherwise. */
    static JudgedTable of(TablePast past, Dataset<Row> kept, Dataset<Row> accepted) {
        try {
            return new JudgedTable(past, kept, accepted);
        } catch (Exception e) { // Spark throws checked exceptions that its methods do not declare
            throw FeedFailures.unchecked(e);
        }
    }

    @Override
    public Dataset<Row> judged() {
        return judged;
    }

    @Override
    public Dataset<Row> accepted() {
        return shaped(accepted);
    }

    @Override
    public Dataset<Row> content() {
        return shaped(slicedContent());
    }

    @Override
    public SortedMap<LocalDate, SliceDigest> digests() {
        return SliceDigest.of(slicedContent(), TableSlices.SLICE, TableSlices.marks(table));
    }

    /**
     * Restated rows of the feed; of an appended one, those too that it does not hold this time. A table that can only be written
     * whole keeps its settled rows with them.
     */
    private Dataset<Row> slicedContent() {
        Optional<LocalDate> first = past.settled().firstRestated().filter(month -> TableSlices.areMonths(table));
        Column restated = first.map(month -> col(TableSlices.SLICE).geq(lit(Date.valueOf(month))))
                .orElse(lit(true));
        Dataset<Row> content = inColumns(accepted.filter(restated));
        if (past.held().isEmpty()) {
            return content;
        }
        Dataset<Row> held = past.held().get();
        if (past.append()) {
            content = content.unionByName(inColumns(withoutSuperseded(held.filter(restated))));
        }
        return first.isPresent() && TableSlices.isRefunds(table)
                ? content.unionByName(inColumns(held.filter(not(restated))))
                : content;
    }

    /** Held rows less those that came again and are sound, whether they are accepted or left out now. */
    private Dataset<Row> withoutSuperseded(Dataset<Row> held) {
        Dataset<Row> sound = judged.filter(col(Judgement.OUTCOME).isin(Outcome.ACCEPTED, Outcome.EXCLUDED));
        if (!TableSlices.isRefunds(table)) {
            return withoutKeys(held, sound, table.key());
        }
        // A refund that is tried again for the rest of it keeps what it has reduced already.
        Dataset<Row> again = sound.filter(not(col(Judgement.RETRIED)));
        return withoutKeys(withoutKeys(held, again, List.of(RefundsReturns.REFUND_ID)), accepted, table.key());
    }

    private static Dataset<Row> withoutKeys(Dataset<Row> held, Dataset<Row> rows, List<String> key) {
        Dataset<Row> keys = rows.select(
                key.stream().map(name -> col(name).as("_came_" + name)).toArray(Column[]::new));
        Column same = key.stream()
                .map(name -> col(name).equalTo(col("_came_" + name)))
                .reduce(Column::and)
                .orElseThrow();
        return held.join(keys, same, "left_anti");
    }

    private Dataset<Row> inColumns(Dataset<Row> rows) {
        return rows.select(Stream.concat(Stream.of(table.columns().fieldNames()), Stream.of(TableSlices.SLICE))
                .map(functions::col)
                .toArray(Column[]::new));
    }

    private Dataset<Row> shaped(Dataset<Row> rows) {
        return rows.select(Arrays.stream(table.columns().fieldNames())
                        .map(functions::col)
                        .toArray(Column[]::new))
                .to(table.shape());
    }

    @Override
    public Dataset<Row> quarantine() {
        Dataset<Row> before = QuarantineRows.before(past.quarantine(), judged, table.qualifiedName());
        Dataset<Row> rejected = QuarantineRows.rejected(table.qualifiedName(), past.append(), withRaw(), past.run());
        Dataset<Row> settled = judged.filter(col(Judgement.RETRIED)
                        .and(col(Judgement.OUTCOME).isin(Outcome.ACCEPTED, Outcome.DUPLICATE, Outcome.EXCLUDED)))
                .select(col(ProvenanceColumns.RECORD_HASH));
        return QuarantineRows.merged(before, rejected, past.append(), settled, past.run())
                .to(Quarantine.TABLE.shape());
    }

    /** Rows beyond the window passed every rule and so were kept without the row as it came: they are few, and looked up. */
    private Dataset<Row> withRaw() {
        if (beyond.isEmpty()) {
            return judged;
        }
        Dataset<Row> wanted = judged.filter(col(Judgement.OUTCOME).equalTo(Outcome.BEYOND_WINDOW))
                .select(col(ProvenanceColumns.RECORD_HASH).as("_wanted"));
        Dataset<Row> raw = past.raw()
                .get()
                .toDF("_raw_hash", "_raw_json")
                .join(wanted, col("_raw_hash").equalTo(col("_wanted")), "left_semi")
                .dropDuplicates("_raw_hash");
        return judged.join(
                        raw,
                        col(ProvenanceColumns.RECORD_HASH)
                                .equalTo(col("_raw_hash"))
                                .and(col(Judgement.OUTCOME).equalTo(Outcome.BEYOND_WINDOW)),
                        "left")
                .withColumn(Judgement.RAW, coalesce(col(Judgement.RAW), col("_raw_json")));
    }

    @Override
    public List<OutcomeCount> counts() {
        return counts;
    }

    @Override
    public void release() {
        kept.unpersist(false);
        beyond.ifPresent(keys -> keys.unpersist(false));
    }
}
