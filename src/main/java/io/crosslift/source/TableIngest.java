package io.crosslift.source;

import io.crosslift.schema.TableSpec;
import io.crosslift.source.rules.Outcome;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * One contract table of an ingest. Nothing is computed before it is asked for; asking judges every produced row once and keeps
 * the judged rows until {@link #release()}, so that counts, accepted and quarantined rows cost one pass over the feeds.
 */
public final class TableIngest {
    private final TableSpec table;
    private final Supplier<JudgedRows> judge;
    private @Nullable JudgedRows judged;

    TableIngest(TableSpec table, Supplier<JudgedRows> judge) {
        this.table = table;
        this.judge = judge;
    }

    /** The contract table. */
    public TableSpec table() {
        return table;
    }

    /** The accepted rows in the table's shape, unique by its key. */
    public Dataset<Row> accepted() {
        return judged().accepted();
    }

    /**
     * What the table becomes, in its shape: from the first restated month on, or the whole of a table that {@link #monthColumn()}
     * says has no months. Appended rows are merged with those that the table holds.
     */
    public Dataset<Row> content() {
        return judged().content();
    }

    /** The digest of every month of the content; one entry for a table without months. */
    public SortedMap<LocalDate, SliceDigest> digests() {
        return judged().digests();
    }

    /** The column of the month in which a row happened, by which the table can be written in part. */
    public Optional<String> monthColumn() {
        return table.partitionBy().stream().findFirst();
    }

    /**
     * What the table's part of {@code ops.quarantine} becomes (replace where {@code table = 'schema.name'}): one row per rejected
     * row, {@code first_seen} kept from the last run.
     */
    public Dataset<Row> quarantine() {
        return judged().quarantine();
    }

    /** Whether any row of this run goes to quarantine; if none does and none was there, {@link #quarantine()} is empty. */
    public boolean rejectsRows() {
        return counts().stream()
                .anyMatch(count -> count.rows() > 0
                        && List.of(Outcome.QUARANTINED, Outcome.BEYOND_WINDOW).contains(count.outcome()));
    }

    /** Rows, money and newest event per outcome and reason; the first one is {@code produced}. */
    public List<OutcomeCount> counts() {
        return judged().counts();
    }

    /** Every produced row with its outcome and reason in helper columns. */
    Dataset<Row> outcomes() {
        return judged().judged();
    }

    /** Frees what the judged rows hold in memory and on disk; the table can't be asked afterwards. */
    public void release() {
        if (judged != null) {
            judged.release();
        }
    }

    private JudgedRows judged() {
        if (judged == null) {
            judged = judge.get();
        }
        return judged;
    }
}
