package io.crosslift.recurring.movement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A time in which an item was paid for as one product. Instants are microseconds since the epoch.
 *
 * @param itemId item
 * @param productId product
 * @param family family of the product
 * @param tier rank of the product in its family, or null where it has none
 * @param from first instant
 * @param to first instant no longer paid for, Long.MAX_VALUE while it goes on
 */
public record PaidSpan(
        String itemId,
        String productId,
        String family,
        @Nullable Integer tier,
        long from,
        long to) {
    /**
     * The times of an account's items, by item and time; versions of one product that follow each other are one. What is not active, a
     * trial or free is not paid for. A gap is a gap however short: while it lasts nobody knows that it will be bridged.
     */
    public static List<PaidSpan> of(List<ItemVersion> items, List<SubscriptionVersion> subscriptions) {
        Map<String, List<SubscriptionVersion>> bySubscription =
                subscriptions.stream().collect(Collectors.groupingBy(SubscriptionVersion::subscriptionId));
        TreeMap<String, List<PaidSpan>> byItem = new TreeMap<>();
        for (ItemVersion item : items) {
            if (item.terms().isPaid()) {
                for (SubscriptionVersion subscription : bySubscription.getOrDefault(item.subscriptionId(), List.of())) {
                    PaidSpan span = of(item, subscription);
                    if (subscription.isPaid() && span.from < span.to) {
                        byItem.computeIfAbsent(item.itemId(), id -> new ArrayList<>())
                                .add(span);
                    }
                }
            }
        }
        return byItem.values().stream().flatMap(spans -> joined(spans).stream()).toList();
    }

    private static PaidSpan of(ItemVersion item, SubscriptionVersion subscription) {
        long serviceEnd = subscription.serviceEnd() == null ? Long.MAX_VALUE : subscription.serviceEndAt();
        return new PaidSpan(
                item.itemId(),
                item.terms().productId(),
                item.terms().family(),
                item.terms().tier(),
                Math.max(item.span().fromAt(), subscription.span().fromAt()),
                Math.min(Math.min(item.span().toAt(), subscription.span().toAt()), serviceEnd));
    }

    private static List<PaidSpan> joined(List<PaidSpan> ofItem) {
        List<PaidSpan> spans = new ArrayList<>();
        for (PaidSpan span : ofItem.stream()
                .sorted(Comparator.comparingLong(PaidSpan::from).thenComparingLong(PaidSpan::to))
                .toList()) {
            PaidSpan last = spans.isEmpty() ? null : spans.get(spans.size() - 1);
            if (last != null && last.to >= span.from && last.isOfSameProduct(span)) {
                spans.set(
                        spans.size() - 1,
                        new PaidSpan(
                                last.itemId,
                                last.productId,
                                last.family,
                                last.tier,
                                last.from,
                                Math.max(last.to, span.to)));
            } else {
                spans.add(span);
            }
        }
        return spans;
    }

    private boolean isOfSameProduct(PaidSpan other) {
        return productId.equals(other.productId) && family.equals(other.family) && Objects.equals(tier, other.tier);
    }
}
