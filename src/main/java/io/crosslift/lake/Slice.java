package io.crosslift.lake;

import java.sql.Date;
import java.time.LocalDate;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * The rows of a table that one write replaces: what the new rows don't hold of it is deleted, and new rows outside it are
 * refused.
 *
 * @param predicate Spark SQL condition over columns that are never NULL; {@code true} is the whole table
 */
public record Slice(String predicate) {
    private static final Slice WHOLE = new Slice("true");

    /** Every row of the table. */
    public static Slice whole() {
        return WHOLE;
    }

    /** Rows from a day on. */
    public static Slice from(String column, LocalDate first) {
        return new Slice(name(column) + " >= " + literal(first));
    }

    /** Rows of the days first to last, both included. */
    public static Slice between(String column, LocalDate first, LocalDate last) {
        return new Slice(name(column) + " >= " + literal(first) + " AND " + name(column) + " <= " + literal(last));
    }

    /**
     * Rows whose column has one of the values: text, whole numbers, booleans or days.
     *
     * @throws IllegalArgumentException without values, or for a value of another type
     */
    public static Slice of(String column, Collection<?> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a slice of " + column + " needs at least one value");
        }
        return new Slice(values.stream()
                .map(Slice::literal)
                .sorted()
                .collect(Collectors.joining(", ", name(column) + " IN (", ")")));
    }

    /** Rows in both slices. */
    public Slice and(Slice other) {
        if (isWhole()) {
            return other;
        }
        return other.isWhole() ? this : new Slice("(" + predicate + ") AND (" + other.predicate + ")");
    }

    /** Rows in either slice. */
    public Slice or(Slice other) {
        return isWhole() || other.isWhole() ? WHOLE : new Slice("(" + predicate + ") OR (" + other.predicate + ")");
    }

    /** Whether it is the whole table. */
    public boolean isWhole() {
        return equals(WHOLE);
    }

    private static String name(String column) {
        return "`" + column.replace("`", "``") + "`";
    }

    private static String literal(Object value) {
        if (value instanceof LocalDate || value instanceof Date) {
            return "DATE'" + value + "'";
        }
        if (value instanceof String text) {
            return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
        }
        if (value instanceof Integer || value instanceof Long || value instanceof Boolean) {
            return value.toString();
        }
        throw new IllegalArgumentException("a slice takes text, whole numbers, booleans and days, was " + value);
    }
}
