package io.crosslift.kpi;

import io.crosslift.schema.TableSpec;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A published metric, and how to read it.
 *
 * @param id identifier, unique over all tables
 * @param name name for people
 * @param table table it is published in
 * @param column column that holds it
 * @param formula how it comes about
 * @param numerator column or expression above the line, or null
 * @param denominator column or expression below the line, or null
 * @param unit fraction, count, money, percentage points ...
 * @param additive whether it may be summed over periods and segments
 * @param reading what it shares with the metrics beside it
 */
public record Metric(
        String id,
        String name,
        TableSpec table,
        String column,
        String formula,
        @Nullable String numerator,
        @Nullable String denominator,
        String unit,
        boolean additive,
        Reading reading) {

    /**
     * How a family of metrics is read.
     *
     * @param cadence monthly, weekly, quarterly or per_test
     * @param leadingOrLagging leading or lagging
     * @param stage stage of the AAARRR funnel
     * @param owner accountable role
     * @param contributors contributing roles
     * @param scope scopes it is published in
     * @param windows the windows in force
     */
    public record Reading(
            String cadence,
            String leadingOrLagging,
            String stage,
            String owner,
            String contributors,
            String scope,
            Function<KpiSettings, String> windows) {}

    /** A metric whose formula is the comment of its column. */
    static Metric measure(TableSpec table, String column, String name, String unit, boolean additive, Reading reading) {
        return new Metric(column, name, table, column, comment(table, column), null, null, unit, additive, reading);
    }

    /** A ratio of two columns of the same table: never summed, recomputed from both. */
    static Metric ratio(
            TableSpec table,
            String column,
            String name,
            String numerator,
            String denominator,
            String unit,
            Reading reading) {
        return new Metric(
                column, name, table, column, comment(table, column), numerator, denominator, unit, false, reading);
    }

    /** The same metric under another identifier, where several tables or variants share a column. */
    Metric called(String otherId) {
        return new Metric(otherId, name, table, column, formula, numerator, denominator, unit, additive, reading);
    }

    /** The same metric with its own formula. */
    Metric formula(String text) {
        return new Metric(id, name, table, column, text, numerator, denominator, unit, additive, reading);
    }

    private static String comment(TableSpec table, String column) {
        return Arrays.stream(table.columns().fields())
                .filter(field -> field.name().equals(column))
                .map(field -> field.getComment().get())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(table.qualifiedName() + " has no column " + column));
    }
}
