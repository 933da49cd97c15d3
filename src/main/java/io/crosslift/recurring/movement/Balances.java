package io.crosslift.recurring.movement;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What an account's items are worth together at the end of a day, by currency and by family and currency. */
final class Balances {
    /** Items of one family in one currency. */
    record Key(String family, String currency) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byFamily = family.compareTo(other.family);
            return byFamily == 0 ? currency.compareTo(other.currency) : byFamily;
        }
    }

    private final SortedMap<Key, Worth> byFamily = new TreeMap<>();
    private final SortedMap<String, Worth> byCurrency = new TreeMap<>();
    private final Map<String, BigDecimal> seats = new TreeMap<>();
    private final Map<String, Set<String>> families = new TreeMap<>();

    static Balances of(Collection<Holding> holdings, Map<String, BigDecimal> rates) {
        Balances balances = new Balances();
        for (Holding holding : holdings) {
            if (holding.state().isPaid()) {
                balances.add(holding.state(), rates);
            }
        }
        return balances;
    }

    private void add(ItemState state, Map<String, BigDecimal> rates) {
        ItemTerms terms = state.paidTerms();
        String currency = terms.currency();
        BigDecimal rate = rates.get(currency);
        if (rate == null) {
            throw new IllegalStateException("the rate of " + currency + " was not looked up");
        }
        Worth worth = state.worth(rate);
        byFamily.merge(new Key(terms.family(), currency), worth, Worth::plus);
        byCurrency.merge(currency, worth, Worth::plus);
        seats.merge(currency, terms.quantity(), BigDecimal::add);
        families.computeIfAbsent(currency, key -> new HashSet<>()).add(terms.family());
    }

    Worth of(String currency) {
        return byCurrency.getOrDefault(currency, Worth.NOTHING);
    }

    Worth of(Key key) {
        return byFamily.getOrDefault(key, Worth.NOTHING);
    }

    List<String> currencies() {
        return new ArrayList<>(byCurrency.keySet());
    }

    List<Key> keys() {
        return new ArrayList<>(byFamily.keySet());
    }

    long seats(String currency) {
        return seats.getOrDefault(currency, BigDecimal.ZERO)
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    long families(String currency) {
        return families.getOrDefault(currency, Set.of()).size();
    }
}
