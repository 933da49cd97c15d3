package io.crosslift.expansion;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says of every line of one account what it was: base, cross-sell or up-sell.
 *
 * <p>The first rule that matches decides. (1) The line replaces another, upgrades a product owned, or has a higher tier than
 * any owned of its family: up-sell. (2) An existing customer buys a family not owned: cross-sell. (3) In the acquisition
 * order: cross-sell for an add-on or complement of another line, or a line bought on a cross-sell offer. (4) Base. Ownership
 * is that at the start of the order, as known then; later returns change amounts, never labels.
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

    private final RelationGraph relations;
    private final AccountHoldings holdings;
    private final Map<String, Long> valueOfReplaceable = new HashMap<>();

    LineClassifier(RelationGraph relations, AccountHoldings holdings) {
        this.relations = relations;
        this.holdings = holdings;
    }

    /** Labels the lines of one order, all by the holdings before it, then books them. Lines come in order of line id. */
    List<Label> classify(List<PurchaseLine> order) {
        boolean existing = holdings.keepsAnything();
        long at = order.get(0).at();
        Set<String> owned = holdings.productsOwned(at);
        Set<String> inOrder = new HashSet<>();
        order.forEach(line -> inOrder.add(line.productId()));
        order.forEach(line -> valueOfReplaceable.put(line.lineId(), line.value()));

        List<Label> labels = order.stream()
                .map(line -> label(line, existing, owned, inOrder))
                .toList();
        order.forEach(holdings::buy);
        return labels;
    }

    private Label label(PurchaseLine line, boolean existing, Set<String> owned, Set<String> inOrder) {
        boolean familyOwned = holdings.owns(line.family(), line.at());
        if (isUpSell(line, owned, familyOwned)) {
            String mode = familyOwned ? "post_purchase" : "pre_purchase";
            return new Label("up_sell", mode, existing, movement(line, existing, "up_sell"), "tier", replaced(line));
        }
        if (existing && !familyOwned) {
            return new Label(
                    "cross_sell", null, true, movement(line, true, "cross_sell"), relationTo(line, owned), null);
        }
        if (!existing && isFirstOrderAddition(line, inOrder)) {
            return new Label("cross_sell", null, false, "new", relationTo(line, inOrder), null);
        }
        return new Label("base", null, existing, movement(line, existing, "renewal"), "purchase", null);
    }

    private boolean isUpSell(PurchaseLine line, Set<String> owned, boolean familyOwned) {
        if (line.replacesLineId() != null || relations.isUpgradeOfAny(line.productId(), owned)) {
            return true;
        }
        Integer highest = familyOwned ? holdings.highestTier(line.family()) : null;
        return highest != null && line.tier() != null && line.tier() > highest;
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

    private @Nullable Long replaced(PurchaseLine line) {
        Long value = line.replacesLineId() == null
                ? holdings.replacedBy(line.family(), line.quantity())
                : valueOfReplaceable.get(line.replacesLineId());
        return value == null ? null : Math.min(value, line.net());
    }
}
