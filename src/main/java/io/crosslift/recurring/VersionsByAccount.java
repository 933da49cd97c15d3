package io.crosslift.recurring;

import io.crosslift.recurring.RecurringEvents.Cells;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.BiFunction;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Walks rows of {@link RecurringEvents} sorted by account, holding one account's at a time, and yields what is made of each account. */
final class VersionsByAccount implements Iterator<Row> {
    private final ProductBook products;
    private final BiFunction<String, AccountVersions, List<Row>> results;
    private final Iterator<Row> rows;
    private final Deque<Row> ready = new ArrayDeque<>();
    private @Nullable Row ahead;

    /** {@code results} makes rows of an account and its versions. */
    VersionsByAccount(
            ProductBook products, Iterator<Row> rows, BiFunction<String, AccountVersions, List<Row>> results) {
        this.products = products;
        this.results = results;
        this.rows = rows;
        this.ahead = rows.hasNext() ? rows.next() : null;
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && ahead != null) {
            take(ahead);
        }
        return !ready.isEmpty();
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.removeFirst();
    }

    private void take(Row first) {
        String account = first.getString(Cells.ACCOUNT);
        AccountVersions versions = new AccountVersions(products);
        Row row = first;
        while (row != null && Objects.equals(row.getString(Cells.ACCOUNT), account)) {
            versions.add(row);
            row = rows.hasNext() ? rows.next() : null;
        }
        ahead = row;
        ready.addAll(results.apply(account, versions));
    }
}
