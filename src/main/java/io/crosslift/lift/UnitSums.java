package io.crosslift.lift;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Exact sums over units, in cents.
 *
 * @param units those with nothing included
 * @param sum of the units' amounts
 * @param squares sum of their squares
 */
record UnitSums(long units, BigDecimal sum, BigDecimal squares) {
    private static final double CENTS = 100;

    /** The same sums over some units of which only those with an amount were added up. */
    static UnitSums none(long units) {
        return new UnitSums(units, BigDecimal.ZERO, BigDecimal.ZERO);
    }

    /** Sum of the amounts, money. */
    double total() {
        return sum.doubleValue() / CENTS;
    }

    /** Amount per unit, money. */
    double mean() {
        return units == 0 ? 0 : total() / units;
    }

    /** Variance per unit over n - 1, money squared; 0 for fewer than two units. */
    double variance() {
        if (units < 2) {
            return 0;
        }
        BigDecimal count = BigDecimal.valueOf(units);
        BigDecimal centred = squares.subtract(sum.multiply(sum).divide(count, MathContext.DECIMAL128));
        return Math.max(0, centred.doubleValue()) / (units - 1) / (CENTS * CENTS);
    }
}
