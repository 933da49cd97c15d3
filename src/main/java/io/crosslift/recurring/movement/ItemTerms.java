package io.crosslift.recurring.movement;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What an item is paid for, and at which terms.
 *
 * @param productId product
 * @param family family of the product
 * @param tier rank of the product in its family, or null where it has none
 * @param quantity quantity, such as seats
 * @param unitPrice price of one unit per interval, before discounts and tax
 * @param interval how often it is due
 * @param currency currency of the price
 * @param discount discount in force
 */
public record ItemTerms(
        String productId,
        String family,
        @Nullable Integer tier,
        BigDecimal quantity,
        BigDecimal unitPrice,
        BillingInterval interval,
        String currency,
        Discount discount) {
    private static final BigDecimal MONTHS = BigDecimal.valueOf(12);

    public ItemTerms {
        if (quantity.signum() < 0 || unitPrice.signum() < 0) {
            throw new IllegalArgumentException(
                    "an item must not have a negative quantity or price, had " + quantity + " x " + unitPrice);
        }
        quantity = stripped(quantity);
        unitPrice = stripped(unitPrice);
    }

    /** Contract ARR: price x quantity per year less open-ended discounts, rounded once. */
    public BigDecimal arr() {
        return contractYear().money();
    }

    /** Contract MRR: a twelfth of the unrounded year, rounded once; 12 x MRR may differ from ARR by up to 0.065. */
    public BigDecimal mrr() {
        return contractYear().over(MONTHS).money();
    }

    /** MRR after every discount, those that will end included. */
    public BigDecimal billedMrr() {
        return year(discount).over(MONTHS).money();
    }

    /** The unrounded contract amount of a year. */
    Exact contractYear() {
        return year(discount.contract());
    }

    /** The unrounded list price of one unit for a year. */
    Exact unitYear() {
        return interval.perYear(unitPrice);
    }

    boolean isPaid() {
        return contractYear().signum() > 0;
    }

    /** The same terms after a discount that has come to its end. */
    ItemTerms withoutDiscount() {
        return new ItemTerms(productId, family, tier, quantity, unitPrice, interval, currency, Discount.NONE);
    }

    private Exact year(Discount given) {
        BigDecimal due = unitPrice.multiply(quantity).multiply(given.kept()).subtract(given.amount());
        return interval.perYear(due.max(BigDecimal.ZERO));
    }

    private static BigDecimal stripped(BigDecimal value) {
        return value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    }
}
