package io.crosslift.recurring.movement;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A quotient kept apart, so that an amount is rounded once, at the end.
 *
 * @param numerator any amount
 * @param denominator above 0
 */
record Exact(BigDecimal numerator, BigDecimal denominator) {
    static final Exact ZERO = new Exact(BigDecimal.ZERO, BigDecimal.ONE);

    private static final int MONEY_SCALE = 2;

    Exact {
        if (denominator.signum() <= 0) {
            throw new IllegalArgumentException("a denominator must be above 0, was " + denominator);
        }
    }

    static Exact of(BigDecimal value) {
        return new Exact(value, BigDecimal.ONE);
    }

    Exact plus(Exact other) {
        if (denominator.compareTo(other.denominator) == 0) {
            return new Exact(numerator.add(other.numerator), denominator);
        }
        return new Exact(
                numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
                denominator.multiply(other.denominator));
    }

    Exact minus(Exact other) {
        return plus(new Exact(other.numerator.negate(), other.denominator));
    }

    Exact times(BigDecimal factor) {
        return new Exact(numerator.multiply(factor), denominator);
    }

    Exact over(BigDecimal divisor) {
        return new Exact(numerator, denominator.multiply(divisor));
    }

    int signum() {
        return numerator.signum();
    }

    /** The value in money: two decimals, half up. */
    BigDecimal money() {
        return numerator.divide(denominator, MONEY_SCALE, RoundingMode.HALF_UP);
    }
}
