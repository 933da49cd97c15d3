package io.crosslift.recurring.movement;

import java.time.LocalDate;

/**
 * What is known of an item between two days with changes.
 *
 * @param state its state
 * @param everPaid it was paid for at some time
 * @param pricedOn day since which product, price and interval are what they are: the price book they come from
 */
record Holding(ItemState state, boolean everPaid, LocalDate pricedOn) {
    static final Holding NONE = new Holding(ItemState.ABSENT, false, LocalDate.MIN);

    Holding after(ItemChange change) {
        ItemState next = change.state();
        boolean paid = everPaid || next.isPaid();
        ItemTerms before = state.terms();
        ItemTerms now = next.terms();
        boolean samePrice = before != null
                && now != null
                && before.productId().equals(now.productId())
                && before.unitPrice().compareTo(now.unitPrice()) == 0
                && before.interval().equals(now.interval());
        return new Holding(next, paid, samePrice ? pricedOn : change.day());
    }
}
