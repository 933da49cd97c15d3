package io.crosslift.source;

import io.crosslift.failure.Failure;
import io.crosslift.schema.InvoiceLines;
import io.crosslift.schema.Orders;
import io.crosslift.schema.TableSpec;
import io.crosslift.schema.Touchpoints;
import io.crosslift.source.rules.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether the tables that grow every day do: orders, lines and touches. */
final class Freshness {
    private static final Set<TableSpec> DAILY = Set.of(Orders.TABLE, InvoiceLines.TABLE, Touchpoints.TABLE);

    /**
     * Passes, or fails with the newest event.
     *
     * @param end end of as-of
     * @param largest largest age of the newest event then, or null for no gate
     * @throws Failure (data) if the newest event is older, or there is none
     */
    static void check(TableSpec table, List<OutcomeCount> counts, Instant end, @Nullable Duration largest) {
        if (largest == null || !DAILY.contains(table)) {
            return;
        }
        Instant newest = counts.stream()
                .filter(count -> !count.outcome().equals(Outcome.PRODUCED)
                        && !count.outcome().equals(Outcome.FUTURE))
                .map(OutcomeCount::newestEvent)
                .filter(event -> event != null)
                .max(Instant::compareTo)
                .orElse(null);
        if (newest == null || Duration.between(newest, end).compareTo(largest) > 0) {
            throw Failure.data("the feed of " + table.qualifiedName() + " is late: its newest event "
                    + (newest == null ? "is missing" : "is of " + newest) + ", quality.max-lag allows "
                    + largest + " before " + end + ": wait for the feed, or choose an earlier --as-of");
        }
    }

    private Freshness() {}
}
