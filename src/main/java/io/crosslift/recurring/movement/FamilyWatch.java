package io.crosslift.recurring.movement;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Tells when what an account owns of a family changes: whether, and the highest tier. */
final class FamilyWatch {
    private record Owned(@Nullable Integer tier, long since) {}

    private final Map<String, Owned> told = new TreeMap<>();
    private final List<FamilyChange> changes = new ArrayList<>();

    /** Looks at the holdings after a day's changes. */
    void look(LocalDate day, List<ItemChange> dayChanges, Collection<Holding> holdings) {
        long at = dayChanges.stream().mapToLong(ItemChange::at).max().orElse(Long.MIN_VALUE);
        if (at == Long.MIN_VALUE) {
            return; // the end of a discount changes no ownership
        }
        SortedMap<String, Integer> tiers = new TreeMap<>();
        SortedSet<String> owned = new TreeSet<>();
        for (Holding holding : holdings) {
            if (holding.state().isPaid()) {
                ItemTerms terms = holding.state().paidTerms();
                owned.add(terms.family());
                if (terms.tier() != null) {
                    tiers.merge(terms.family(), terms.tier(), Math::max);
                }
            }
        }
        SortedSet<String> families = new TreeSet<>(told.keySet());
        families.addAll(owned);
        for (String family : families) {
            Owned before = told.get(family);
            if (!owned.contains(family)) {
                told.remove(family);
                changes.add(new FamilyChange(family, day, at, false, null, at));
            } else if (before == null || !Objects.equals(before.tier(), tiers.get(family))) {
                long since = before == null ? at : before.since();
                told.put(family, new Owned(tiers.get(family), since));
                changes.add(new FamilyChange(family, day, at, true, tiers.get(family), since));
            }
        }
    }

    List<FamilyChange> changes() {
        return List.copyOf(changes);
    }
}
