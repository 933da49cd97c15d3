package io.crosslift.recurring.movement;

import java.time.LocalDate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What an account owns: what it pays for, and what it bought once and kept.
 *
 * @param products products
 * @param families their families
 */
record Owned(Set<String> products, Set<String> families) {
    /** What is owned when a day begins. */
    static Owned before(LocalDate day, Collection<Holding> holdings, List<BoughtProduct> bought) {
        Owned owned = new Owned(new HashSet<>(), new HashSet<>());
        holdings.stream()
                .map(Holding::state)
                .filter(ItemState::isPaid)
                .forEach(state -> owned.add(
                        state.paidTerms().productId(), state.paidTerms().family()));
        bought.stream()
                .filter(product -> product.span().covers(day.minusDays(1)))
                .forEach(product -> owned.add(product.productId(), product.family()));
        return owned;
    }

    private void add(String product, String family) {
        products.add(product);
        families.add(family);
    }
}
