package io.crosslift.recurring.movement;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;

/**
 * How often an amount is due. A year has 12 months, 52 weeks or 365 days; a month is a twelfth of a year (no 30.44 days, no 4.33
 * weeks).
 *
 * @param unit unit of the interval
 * @param count units per interval, above 0
 */
public record BillingInterval(Unit unit, int count) {
    /** Units of an interval, each with how many make a year. */
    public enum Unit {
        DAY(365),
        WEEK(52),
        MONTH(12),
        YEAR(1);

        private final BigDecimal perYear;

        Unit(int perYear) {
            this.perYear = BigDecimal.valueOf(perYear);
        }

        /**
         * The unit of that name.
         *
         * @throws IllegalArgumentException if there is none
         */
        public static Unit named(String name) {
            return Arrays.stream(values())
                    .filter(unit -> unit.name().equals(name.toUpperCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalArgumentException("an interval must be day, week, month or year, was " + name));
        }
    }

    public BillingInterval {
        if (count <= 0) {
            throw new IllegalArgumentException("an interval must have at least one unit, had " + count);
        }
    }

    /** The day one interval after another. */
    LocalDate after(LocalDate day) {
        return switch (unit) {
            case DAY -> day.plusDays(count);
            case WEEK -> day.plusWeeks(count);
            case MONTH -> day.plusMonths(count);
            case YEAR -> day.plusYears(count);
        };
    }

    /** The yearly amount of an amount due once per interval. */
    Exact perYear(BigDecimal amount) {
        return new Exact(amount.multiply(unit.perYear), BigDecimal.valueOf(count));
    }
}
