package io.crosslift.recurring.movement;

import io.crosslift.recurring.movement.Situation.Change;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;

/**
 * Takes the change of a continuing item apart in the fixed order tier, price, seat, term, discount. Tier, price, seat and term are
 * measured at the discount of before; what is left is the discount's, so that the components add up exactly. Order is policy: seats
 * first would give other parts of the same total.
 */
final class Components {
    private Components() {}

    /**
     * The components that are not zero, in order.
     *
     * @param before terms before
     * @param after terms after, in the same currency
     * @param product what became of the product: {@code TIER}, {@code SWAP}, {@code MIGRATION} or {@code SAME_TERMS}
     * @param atOldBook yearly unit price of the new tier in the price book of the old price; used for {@code TIER} alone
     */
    static List<Component> of(ItemTerms before, ItemTerms after, Change product, Exact atOldBook) {
        Exact total = after.contractYear().minus(before.contractYear());
        if (product == Change.SWAP) {
            return total.signum() == 0 ? List.of() : List.of(new Component(Change.SWAP, total));
        }
        boolean sameTerm = before.interval().equals(after.interval());
        BigDecimal kept = before.discount().contract().kept();
        Exact old = before.unitYear();
        Exact afterTier = product == Change.TIER ? atOldBook : old;
        Exact afterPrice = sameTerm ? after.unitYear() : afterTier;
        Exact tier = afterTier.minus(old).times(before.quantity()).times(kept);
        Exact price = afterPrice.minus(afterTier).times(before.quantity()).times(kept);
        Exact seat =
                afterPrice.times(after.quantity().subtract(before.quantity())).times(kept);
        Exact term = after.unitYear().minus(afterPrice).times(after.quantity()).times(kept);
        Exact discount = total.minus(tier).minus(price).minus(seat).minus(term);
        return Stream.of(
                        new Component(Change.TIER, tier),
                        new Component(Change.PRICE, price),
                        new Component(Change.SEAT, seat),
                        new Component(Change.TERM, term),
                        new Component(Change.DISCOUNT, discount))
                .filter(component -> component.year().signum() != 0)
                .toList();
    }
}
