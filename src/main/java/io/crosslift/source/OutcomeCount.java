package io.crosslift.source;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How many rows of a table ended one way.
 *
 * @param table qualified name of the contract table, or {@code feed.NAME} for unparsable lines
 * @param outcome produced, accepted, duplicate, quarantined, excluded, future or beyond_window
 * @param reason reason code, or {@code (all)}
 * @param rows rows that the table's queries produced
 * @param amount signed money in them, original currencies added as numbers; null where the table holds none
 * @param absolute the same without signs, for the revenue gate
 * @param newestEvent newest event among them, or null
 */
public record OutcomeCount(
        String table,
        String outcome,
        String reason,
        long rows,
        @Nullable BigDecimal amount,
        @Nullable BigDecimal absolute,
        @Nullable Instant newestEvent) {
    static final String ALL = "(all)";
}
