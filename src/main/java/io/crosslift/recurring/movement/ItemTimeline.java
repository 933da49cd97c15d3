package io.crosslift.recurring.movement;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Versions of one item and of its subscription in, the days on which its state changes out, in order. */
final class ItemTimeline {
    private final List<ItemVersion> items;
    private final List<SubscriptionVersion> subscriptions;
    private final SortedMap<LocalDate, Long> breaks = new TreeMap<>();

    private ItemTimeline(List<ItemVersion> items, List<SubscriptionVersion> subscriptions) {
        this.items = items;
        this.subscriptions = subscriptions;
        items.forEach(version -> {
            breaksOf(version.span());
            LocalDate until = discountEnd(version);
            if (until != null) {
                // A discount that ends moves billed MRR only, which has no instant.
                breaks.merge(until, Long.MIN_VALUE, Math::max);
            }
        });
        subscriptions.forEach(version -> {
            breaksOf(version.span());
            if (version.serviceEnd() != null) {
                breaks.merge(version.serviceEnd(), version.serviceEndAt(), Math::max);
            }
        });
    }

    /** The changes of an item; a state that comes again is no change. */
    static List<ItemChange> of(List<ItemVersion> items, List<SubscriptionVersion> subscriptions) {
        return new ItemTimeline(items, subscriptions).changes();
    }

    private List<ItemChange> changes() {
        List<ItemChange> changes = new ArrayList<>();
        ItemState last = ItemState.ABSENT;
        String lastReplaced = null;
        for (var point : breaks.entrySet()) {
            LocalDate day = point.getKey();
            ItemVersion version = itemOrMovedOn(day);
            ItemState state = version == null ? ItemState.ABSENT : state(version, day);
            if (!state.equals(last)) {
                String replaces = version == null ? null : version.replaces();
                boolean firstTime = replaces != null && !replaces.equals(lastReplaced);
                changes.add(new ItemChange(
                        items.get(0).itemId(),
                        day,
                        point.getValue(),
                        state,
                        firstTime ? replaces : null,
                        version != null && version.byVendor(),
                        false,
                        movesInOn(day)));
                lastReplaced = replaces == null ? lastReplaced : replaces;
                last = state;
            }
        }
        return changes;
    }

    private ItemState state(ItemVersion version, LocalDate day) {
        Standing standing = subscriptions.stream()
                .filter(subscription -> subscription.span().covers(day))
                .findFirst()
                .map(subscription -> subscription.standingOn(day))
                .orElse(movedOutBy(day) ? Standing.MOVED : Standing.ENDED);
        LocalDate until = discountEnd(version);
        boolean discountOver = until != null && !day.isBefore(until);
        return new ItemState(discountOver ? version.terms().withoutDiscount() : version.terms(), standing);
    }

    private boolean movesInOn(LocalDate day) {
        return subscriptions.stream()
                .anyMatch(subscription ->
                        subscription.movedIn() && subscription.span().from().equals(day));
    }

    private boolean movedOutBy(LocalDate day) {
        return subscriptions.stream()
                .anyMatch(subscription -> subscription.movedOut()
                        && !day.isBefore(subscription.span().to()));
    }

    /** The version of a day; one that ends on the day on which its subscription moves away moves too, and ends where it moves to. */
    private @Nullable ItemVersion itemOrMovedOn(LocalDate day) {
        ItemVersion version = itemOn(day);
        boolean moves = version == null
                && subscriptions.stream()
                        .anyMatch(subscription -> subscription.movedOut()
                                && subscription.span().to().equals(day))
                && subscriptions.stream()
                        .noneMatch(subscription -> subscription.span().covers(day));
        return moves
                ? items.stream()
                        .filter(ended -> ended.span().to().equals(day))
                        .findFirst()
                        .orElse(null)
                : version;
    }

    private @Nullable ItemVersion itemOn(LocalDate day) {
        return items.stream()
                .filter(version -> version.span().covers(day))
                .findFirst()
                .orElse(null);
    }

    private void breaksOf(Span span) {
        breaks.merge(span.from(), span.fromAt(), Math::max);
        if (!span.to().equals(LocalDate.MAX)) {
            breaks.merge(span.to(), span.toAt(), Math::max);
        }
    }

    private static @Nullable LocalDate discountEnd(ItemVersion version) {
        Discount discount = version.terms().discount();
        if (discount.kind() == Discount.Kind.ONCE && discount.until() == null) {
            return version.terms().interval().after(version.span().from());
        }
        return discount.until();
    }
}
