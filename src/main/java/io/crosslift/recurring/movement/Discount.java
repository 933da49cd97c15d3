package io.crosslift.recurring.movement;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A discount on an item. Only an open-ended one lowers contract MRR; every one lowers billed MRR while it lasts.
 *
 * @param kind how long it lasts
 * @param percent off the price, 0 to 100
 * @param amount off the item's amount per interval
 * @param until first day without it, or null where it does not end by itself
 */
public record Discount(
        Kind kind,
        BigDecimal percent,
        BigDecimal amount,
        @Nullable LocalDate until) {
    /** How long a discount lasts: for good, for some intervals, or for the first interval. */
    public enum Kind {
        FOREVER,
        REPEATING,
        ONCE
    }

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /** No discount. */
    public static final Discount NONE = new Discount(Kind.FOREVER, BigDecimal.ZERO, BigDecimal.ZERO, null);

    public Discount {
        if (percent.signum() < 0 || percent.compareTo(HUNDRED) > 0) {
            throw new IllegalArgumentException("a discount must be 0 to 100 %, was " + percent);
        }
        if (amount.signum() < 0) {
            throw new IllegalArgumentException("a discount must not be negative, was " + amount);
        }
    }

    /** What of it counts for contract MRR. */
    Discount contract() {
        return kind == Kind.FOREVER && until == null ? this : NONE;
    }

    /** The share of the price that is left by the percentage. */
    BigDecimal kept() {
        return HUNDRED.subtract(percent).movePointLeft(2);
    }
}
