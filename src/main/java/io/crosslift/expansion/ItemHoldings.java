package io.crosslift.expansion;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The subscription items of one account, as its orders see them, which come in order of time. */
final class ItemHoldings {
    private final List<ItemSpan> ahead = new ArrayList<>();
    private final List<ItemSpan> current = new ArrayList<>();
    private final Set<String> known = new HashSet<>();
    private final Set<String> families = new HashSet<>();
    private boolean sorted;
    private int next;

    /** Takes a time of an item; all are taken before the first order. */
    void take(ItemSpan span) {
        ahead.add(span);
        known.add(span.itemId());
        families.add(span.family());
    }

    /** Whether a line bills an item that is a holding itself: by its id, or by its recurring product where there are items of the family. */
    boolean isBilledBy(@Nullable String itemId, boolean recurring, String family) {
        return (itemId != null && known.contains(itemId)) || (recurring && families.contains(family));
    }

    /**
     * What is held right before an order. What an order bills for the first time is part of what it sells: of the items it bills it sees what
     * they were at the beginning of its local day.
     *
     * @param at when the order was paid; not before the last order
     * @param startOfDay beginning of that local day
     * @param billed whether the order bills an item
     */
    List<ItemSpan> before(long at, long startOfDay, Predicate<ItemSpan> billed) {
        if (!sorted) {
            ahead.sort(Comparator.comparingLong(ItemSpan::from).thenComparing(ItemSpan::itemId));
            sorted = true;
        }
        while (next < ahead.size() && ahead.get(next).from() < at) {
            current.add(ahead.get(next++));
        }
        current.removeIf(span -> span.to() < startOfDay);
        return current.stream()
                .filter(span -> span.heldBefore(billed.test(span) ? startOfDay : at))
                .toList();
    }
}
