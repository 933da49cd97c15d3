package io.crosslift.source;

import io.crosslift.failure.Failure;
import io.crosslift.schema.InvoiceLines;
import io.crosslift.schema.Orders;
import io.crosslift.schema.TableSpec;
import io.crosslift.source.rules.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Keeps a feed that has lost its rows, such as a file of a header alone, from being published as a business without sales. */
final class EmptiedGate {
    private static final Set<TableSpec> SALES = Set.of(Orders.TABLE, InvoiceLines.TABLE);

    /**
     * Passes, or fails with the table.
     *
     * @param counts counts of the table
     * @param before the table as the last run left it
     * @throws Failure (data) if nothing was produced for a table that held rows, or for one of sales
     */
    static void check(TableSpec table, List<OutcomeCount> counts, Optional<Dataset<Row>> before) {
        boolean produced =
                counts.stream().anyMatch(count -> count.outcome().equals(Outcome.PRODUCED) && count.rows() > 0);
        if (produced) {
            return;
        }
        if (before.isPresent() && !before.get().isEmpty()) {
            throw Failure.data(
                    "the feeds of " + table.qualifiedName()
                            + " hold no row, but the last run found some: put the data back, or take its query out of the source");
        }
        if (SALES.contains(table)) {
            throw Failure.data(
                    "the feeds of " + table.qualifiedName()
                            + " hold no row, and without sales there is nothing to tell: look at the files that the source names");
        }
    }

    private EmptiedGate() {}
}
