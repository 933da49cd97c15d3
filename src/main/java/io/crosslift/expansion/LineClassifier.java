package io.crosslift.expansion;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Says of every line of one account what it was: base, cross-sell or up-sell.
 *
 * <p>The first rule that matches decides. (1) The line replaces another, upgrades a product owned, or has a higher tier than
 * any owned of its family: up-sell. (2) An existing customer buys a family not owned: cross-sell. (3) In the acquisition
 * order: cross-sell for an add-on or complement of another line, or a line bought on a cross-sell offer. (4) Base. Owned are what
 * was bought and kept and the subscription items that are paid for, at the start of the order and as known then; later returns
 * change amounts, never labels. Who owns a product, an upgrade of it, or its tier of the family or a higher one, can't upgrade to it.
 */
final class LineClassifier {
    /** What a line was. */
    record Label(
            String sellType,
            @Nullable String upsellMode,
            boolean existing,
            String movementClass,
            String reason,
            @Nullable Long replaced) {}

    /** What was held when an order began. */
    private record Before(boolean existing, Set<String> products, List<ItemSpan> items) {}

    private final RelationGraph relations;
    private final AccountHoldings holdings;
    private final ItemHoldings items;
    private final Map<String, Long> valueOfReplaceable = new HashMap<>();

    LineClassifier(RelationGraph relations, AccountHoldings holdings, ItemHoldings items) {
        this.relations = relations;
        this.holdings = holdings;
        this.items = items;
    }

    /**
     * Labels the lines of one order, all by the holdings before it, then books them.
     *
     * @param order lines in order of line id
     * @param startOfDay beginning of the order's local day
     */
    List<Label> classify(List<PurchaseLine> order, long startOfDay) {
        Before before = before(order, startOfDay);
        Set<String> inOrder = new HashSet<>();
        order.forEach(line -> inOrder.add(line.productId()));
        order.forEach(line -> valueOfReplaceable.put(line.lineId(), line.value()));

        List<Label> labels =
                order.stream().map(line -> label(line, before, inOrder)).toList();
        order.forEach(line -> holdings.buy(line, billsItem(line.itemId(), line.recurring(), line.family())));
        return labels;
    }

    /** Whether a line bills an item that is a holding itself, see {@link ItemHoldings#isBilledBy}. */
    boolean billsItem(@Nullable String itemId, boolean recurring, String family) {
        return items.isBilledBy(itemId, recurring, family);
    }

    private Before before(List<PurchaseLine> order, long startOfDay) {
        long at = order.get(0).at();
        List<ItemSpan> held =
                items.before(at, startOfDay, span -> order.stream().anyMatch(line -> bills(line, span)));
        Set<String> products = holdings.productsOwned(at);
        held.forEach(item -> products.add(item.productId()));
        return new Before(holdings.keepsAnything() || !held.isEmpty(), products, held);
    }

    /** A line of a recurring product without an item id bills the items of its family. */
    private static boolean bills(PurchaseLine line, ItemSpan span) {
        return line.itemId() == null
                ? line.recurring() && span.family().equals(line.family())
                : span.itemId().equals(line.itemId());
    }

    private Label label(PurchaseLine line, Before before, Set<String> inOrder) {
        boolean existing = before.existing();
        boolean familyOwned = holdings.owns(line.family(), line.at())
                || before.items().stream().anyMatch(item -> item.family().equals(line.family()));
        if (isUpSell(line, before)) {
            String mode = familyOwned ? "post_purchase" : "pre_purchase";
            return new Label(
                    "up_sell", mode, existing, movement(line, existing, "up_sell"), "tier", replaced(line, before));
        }
        if (existing && !familyOwned) {
            return new Label(
                    "cross_sell",
                    null,
                    true,
                    movement(line, true, "cross_sell"),
                    relationTo(line, before.products()),
                    null);
        }
        if (!existing && isFirstOrderAddition(line, inOrder)) {
            return new Label("cross_sell", null, false, "new", relationTo(line, inOrder), null);
        }
        return new Label("base", null, existing, movement(line, existing, "renewal"), "purchase", null);
    }

    private boolean isUpSell(PurchaseLine line, Before before) {
        if (line.replacesLineId() != null) {
            return true;
        }
        Integer highest = highestTier(line, before);
        Integer tier = line.tier();
        if (highest != null && tier != null) {
            return tier > highest;
        }
        return relations.isUpgradeOfAny(line.productId(), before.products())
                && !before.products().contains(line.productId())
                && before.products().stream()
                        .noneMatch(owned -> relations.isUpgradeOfAny(owned, Set.of(line.productId())));
    }

    /** The highest tier owned of a line's family, or null where none is. */
    private @Nullable Integer highestTier(PurchaseLine line, Before before) {
        Integer bought = holdings.owns(line.family(), line.at()) ? holdings.highestTier(line.family()) : null;
        return Stream.concat(
                        Stream.ofNullable(bought),
                        before.items().stream()
                                .filter(item -> item.family().equals(line.family()))
                                .map(ItemSpan::tier)
                                .filter(Objects::nonNull))
                .max(Integer::compare)
                .orElse(null);
    }

    private boolean isFirstOrderAddition(PurchaseLine line, Set<String> inOrder) {
        return line.crossSellOffer()
                || relations.isAddOnOfAny(line.productId(), inOrder)
                || relations.isComplementOfAny(line.productId(), inOrder);
    }

    private String relationTo(PurchaseLine line, Set<String> products) {
        if (relations.isAddOnOfAny(line.productId(), products)) {
            return "add_on";
        }
        return relations.isComplementOfAny(line.productId(), products) ? "complement" : "other_product";
    }

    private static String movement(PurchaseLine line, boolean existing, String whenRecurring) {
        if (!existing) {
            return "new";
        }
        return line.recurring() ? whenRecurring : "one_off";
    }

    private @Nullable Long replaced(PurchaseLine line, Before before) {
        Long value = line.replacesLineId() == null
                ? holdings.replacedBy(line.family(), highestTier(line, before), line.quantity())
                : valueOfReplaceable.get(line.replacesLineId());
        return value == null ? null : Math.min(value, line.net());
    }
}
