package io.crosslift.lift;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Sorted rows to the results of their runs: each stretch of rows with the same key is folded as it streams by. */
final class RowRuns implements Iterator<Row> {
    /** Takes the rows of one run, in order, and then gives what they come to. */
    interface Fold {
        void take(Row row);

        List<Row> results();
    }

    private final Iterator<Row> rows;
    private final List<String> key;
    private final Supplier<Fold> folds;
    private @Nullable Row pending;
    private Iterator<Row> results = List.<Row>of().iterator();

    RowRuns(Iterator<Row> rows, List<String> key, Supplier<Fold> folds) {
        this.rows = rows;
        this.key = key;
        this.folds = folds;
        this.pending = rows.hasNext() ? rows.next() : null;
    }

    @Override
    public boolean hasNext() {
        while (!results.hasNext() && pending != null) {
            results = nextRun(pending);
        }
        return results.hasNext();
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no run is left");
        }
        return results.next();
    }

    private Iterator<Row> nextRun(Row first) {
        Fold fold = folds.get();
        Object[] run = keyOf(first);
        Row row = first;
        while (row != null && Arrays.equals(run, keyOf(row))) {
            fold.take(row);
            row = rows.hasNext() ? rows.next() : null;
        }
        pending = row;
        return fold.results().iterator();
    }

    private Object[] keyOf(Row row) {
        return key.stream().map(row::getAs).toArray();
    }
}
