package io.crosslift.config;

import java.math.BigDecimal;
import java.time.Duration;

/** Conversions that refuse what they would have to change; each throws IllegalArgumentException or ArithmeticException. */
final class Exact {
    private Exact() {}

    static int wholeNumber(String text) {
        return new BigDecimal(text).intValueExact();
    }

    static double finite(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("not a finite number");
        }
        return value;
    }

    static int wholeDays(Duration duration) {
        long days = duration.toDays();
        if (!Duration.ofDays(days).equals(duration)) {
            throw new IllegalArgumentException("not whole days");
        }
        return Math.toIntExact(days);
    }

    /** Refuses a bare number, which would be read as milliseconds. */
    static void requireUnit(String text) {
        if (text.isBlank() || Character.isDigit(text.strip().charAt(text.strip().length() - 1))) {
            throw new IllegalArgumentException("no unit");
        }
    }
}
