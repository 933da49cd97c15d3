package io.crosslift.source;

import static org.apache.spark.sql.functions.col;

import io.crosslift.schema.ProvenanceColumns;
import io.crosslift.schema.Quarantine;
import io.crosslift.schema.TableSpec;
import io.crosslift.source.rules.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;

/** Judged rows that are kept until they are written: counted first, so that gates fail before anything is written. */
final class JudgedTable implements JudgedRows {
    private final TableSpec table;
    private final boolean append;
    private final IngestRun run;
    private final Optional<Dataset<Row>> quarantineBefore;
    private final Dataset<Row> judged;
    private final Dataset<Row> accepted;
    private final List<OutcomeCount> counts;

    private JudgedTable(
            TableSpec table,
            boolean append,
            IngestRun run,
            Optional<Dataset<Row>> quarantineBefore,
            Dataset<Row> judged,
            Dataset<Row> accepted) {
        this.table = table;
        this.append = append;
        this.run = run;
        this.quarantineBefore = quarantineBefore;
        this.judged = judged;
        this.accepted = accepted;
        this.counts = OutcomeCounts.of(table.qualifiedName(), judged);
    }

    /** Keeps and counts judged rows; accepted are those whose outcome says so. */
    static JudgedTable of(
            TableSpec table,
            boolean append,
            IngestRun run,
            Optional<Dataset<Row>> quarantineBefore,
            Dataset<Row> judged) {
        Dataset<Row> kept = judged.persist(StorageLevel.MEMORY_AND_DISK());
        Dataset<Row> accepted = kept.filter(col(Judgement.OUTCOME).equalTo(Outcome.ACCEPTED));
        return of(table, append, run, quarantineBefore, kept, accepted);
    }

    /** As the other, the accepted rows being made otherwise. */
    static JudgedTable of(
            TableSpec table,
            boolean append,
            IngestRun run,
            Optional<Dataset<Row>> quarantineBefore,
            Dataset<Row> kept,
            Dataset<Row> accepted) {
        try {
            return new JudgedTable(table, append, run, quarantineBefore, kept, accepted);
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
        return accepted.select(Arrays.stream(table.columns().fieldNames())
                        .map(functions::col)
                        .toArray(Column[]::new))
                .to(table.shape());
    }

    @Override
    public Dataset<Row> quarantine() {
        Dataset<Row> before = QuarantineRows.before(quarantineBefore, judged, table.qualifiedName());
        Dataset<Row> rejected = QuarantineRows.rejected(table.qualifiedName(), append, judged, run);
        Dataset<Row> settled = judged.filter(col(Judgement.RETRIED)
                        .and(col(Judgement.OUTCOME).isin(Outcome.ACCEPTED, Outcome.DUPLICATE, Outcome.EXCLUDED)))
                .select(col(ProvenanceColumns.RECORD_HASH));
        return QuarantineRows.merged(before, rejected, append, settled, run).to(Quarantine.TABLE.shape());
    }

    @Override
    public List<OutcomeCount> counts() {
        return counts;
    }

    @Override
    public void release() {
        judged.unpersist(false);
    }
}
