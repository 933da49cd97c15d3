package io.crosslift.report;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One row of a published table.
 *
 * @param values values by column: text, whole numbers, {@link BigDecimal}, {@link Double}, {@link LocalDate}, flags, lists
 */
public record PublishedRow(Map<String, Object> values) {

    /** The value as text, empty where it is NULL. */
    String text(String column) {
        return Objects.toString(values.get(column), "");
    }

    /** A number of any kind, or null. */
    @Nullable
    Double number(String column) {
        return values.get(column) instanceof Number number ? Double.valueOf(number.doubleValue()) : null;
    }

    /** A number that is never NULL. */
    double real(String column) {
        return Objects.requireNonNull(number(column), column);
    }

    /** An amount or rate, or null. */
    @Nullable
    BigDecimal decimal(String column) {
        return values.get(column) instanceof BigDecimal decimal ? decimal : null;
    }

    /** An amount, 0 where it is NULL. */
    BigDecimal amount(String column) {
        BigDecimal decimal = decimal(column);
        return decimal == null ? BigDecimal.ZERO : decimal;
    }

    long count(String column) {
        return values.get(column) instanceof Number number ? number.longValue() : 0;
    }

    LocalDate day(String column) {
        return (LocalDate) Objects.requireNonNull(values.get(column), column);
    }

    boolean flag(String column) {
        return Boolean.TRUE.equals(values.get(column));
    }

    /** Texts of an array, none where it is NULL. */
    List<String> texts(String column) {
        return values.get(column) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }
}
