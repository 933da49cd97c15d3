package io.crosslift.recurring.movement;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Taxonomy row 6: a gap no longer than the tolerance is no gap. An item that comes back in time never left; where the whole account
 * left and comes back in time with other items, the old ones last until then. A pause is never bridged.
 */
final class GapBridge {
    private GapBridge() {}

    /** The changes of an account's items, by item in order of day, without the gaps; those not bridged by as-of stay. */
    static List<ItemChange> over(List<List<ItemChange>> items, int toleranceDays, LocalDate asOf) {
        if (toleranceDays == 0) {
            return items.stream().flatMap(List::stream).toList();
        }
        List<ItemChange> bridged = items.stream()
                .flatMap(changes -> ofItem(changes, toleranceDays, asOf).stream())
                .toList();
        return ofAccount(bridged, toleranceDays, asOf);
    }

    private static List<ItemChange> ofItem(List<ItemChange> changes, int toleranceDays, LocalDate asOf) {
        List<ItemChange> kept = new ArrayList<>();
        boolean paid = false;
        for (int i = 0; i < changes.size(); i++) {
            ItemChange change = changes.get(i);
            if (paid && isGap(change)) {
                int back = nextPaid(changes, i);
                if (back > 0 && within(change.day(), changes.get(back).day(), toleranceDays, asOf)) {
                    kept.add(changes.get(back).afterGap());
                    i = back;
                    continue;
                }
            }
            kept.add(change);
            paid = change.state().isPaid();
        }
        return kept;
    }

    private static int nextPaid(List<ItemChange> changes, int from) {
        for (int i = from + 1; i < changes.size(); i++) {
            if (changes.get(i).state().isPaid()) {
                return i;
            }
            if (!isGap(changes.get(i))) {
                return -1;
            }
        }
        return -1;
    }

    private static List<ItemChange> ofAccount(List<ItemChange> changes, int toleranceDays, LocalDate asOf) {
        SortedMap<LocalDate, List<ItemChange>> days = new TreeMap<>();
        changes.forEach(change ->
                days.computeIfAbsent(change.day(), day -> new ArrayList<>()).add(change));
        Map<String, ItemState> states = new HashMap<>();
        List<ItemChange> moved = new ArrayList<>();
        List<ItemChange> leaving = new ArrayList<>();
        LocalDate left = null;
        boolean paying = false;
        for (var entry : days.entrySet()) {
            boolean paidBefore = paying;
            entry.getValue().forEach(change -> states.put(change.itemId(), change.state()));
            paying = states.values().stream().anyMatch(ItemState::isPaid);
            if (paidBefore && !paying) {
                left = entry.getKey();
                leaving = entry.getValue();
                continue;
            }
            if (paying && !paidBefore) {
                moved.addAll(settled(leaving, left, entry.getValue().get(0), toleranceDays, asOf));
                leaving = List.of();
            }
            moved.addAll(entry.getValue());
        }
        moved.addAll(leaving);
        return moved;
    }

    /** The changes by which the account left, put off to its return where that is in time. */
    private static List<ItemChange> settled(
            List<ItemChange> leaving, @Nullable LocalDate left, ItemChange back, int toleranceDays, LocalDate asOf) {
        boolean inTime = left != null
                && leaving.stream().allMatch(GapBridge::isGap)
                && within(left, back.day(), toleranceDays, asOf);
        return inTime
                ? leaving.stream()
                        .map(change -> change.onDay(back.day(), back.at()))
                        .toList()
                : leaving;
    }

    private static boolean isGap(ItemChange change) {
        Standing standing = change.state().standing();
        return standing == Standing.ENDED || standing == Standing.LAPSED;
    }

    private static boolean within(LocalDate left, LocalDate back, int toleranceDays, LocalDate asOf) {
        return !back.isAfter(asOf) && ChronoUnit.DAYS.between(left, back) <= toleranceDays;
    }
}
