package io.crosslift.recurring.movement;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Recurring revenue, or a change of it.
 *
 * @param mrr contract MRR in the reporting currency
 * @param arr contract ARR in the reporting currency
 * @param billed MRR after all discounts in the reporting currency
 * @param origMrr contract MRR in its own currency
 */
public record Worth(BigDecimal mrr, BigDecimal arr, BigDecimal billed, BigDecimal origMrr) {
    static final Worth NOTHING = new Worth(zero(), zero(), zero(), zero());

    private static final int MONEY_SCALE = 2;

    /** Each measure rounded in its own currency, then converted and rounded. */
    static Worth of(ItemTerms terms, BigDecimal rate) {
        return new Worth(
                converted(terms.mrr(), rate),
                converted(terms.arr(), rate),
                converted(terms.billedMrr(), rate),
                terms.mrr());
    }

    static BigDecimal converted(BigDecimal amount, BigDecimal rate) {
        return amount.multiply(rate).setScale(MONEY_SCALE, RoundingMode.HALF_UP);
    }

    static BigDecimal zero() {
        return BigDecimal.ZERO.setScale(MONEY_SCALE);
    }

    Worth plus(Worth other) {
        return new Worth(mrr.add(other.mrr), arr.add(other.arr), billed.add(other.billed), origMrr.add(other.origMrr));
    }

    Worth minus(Worth other) {
        return plus(other.negated());
    }

    Worth negated() {
        return new Worth(mrr.negate(), arr.negate(), billed.negate(), origMrr.negate());
    }

    Worth withBilled(BigDecimal amount) {
        return new Worth(mrr, arr, amount, origMrr);
    }

    boolean isNothing() {
        return mrr.signum() == 0 && arr.signum() == 0 && billed.signum() == 0 && origMrr.signum() == 0;
    }

    /** Sign of the change: that of the year where a month rounds to nothing. */
    int signum() {
        return mrr.signum() == 0 ? arr.signum() : mrr.signum();
    }
}
