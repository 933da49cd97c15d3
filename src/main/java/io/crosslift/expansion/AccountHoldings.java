package io.crosslift.expansion;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one account owns by buying it, as its purchases and returns are replayed in order of time.
 *
 * <p>A family is owned while one of its products has a positive net quantity and the ownership has not expired. A line that bills a
 * subscription item makes its account a customer and says what the item costs, but owned is what the item is, while it is paid for. Times
 * are microseconds since the epoch, quantities millionths of a unit, money minor units.
 */
final class AccountHoldings {
    /** The last purchase at a tier: what an upgrade from that tier replaces. */
    private record TierPurchase(long at, String lineId, long value, long quantity) {}

    private static final class Family {
        final Map<String, Long> quantities = new HashMap<>();
        final Map<String, Integer> tiers = new HashMap<>();
        final Map<Integer, TierPurchase> lastByTier = new HashMap<>();
        long lastPurchase;
    }

    private final Map<String, Family> families = new HashMap<>();
    private final Map<String, Long> billed = new HashMap<>();
    private final long expiresAfter;

    /** Holdings whose ownership of a family ends {@code expiresAfter} after its last purchase; Long.MAX_VALUE for never. */
    AccountHoldings(long expiresAfter) {
        this.expiresAfter = expiresAfter;
    }

    /**
     * Books a purchase.
     *
     * @param billsItem it bills a subscription item that is a holding itself
     */
    void buy(PurchaseLine line, boolean billsItem) {
        Family family = families.computeIfAbsent(line.family(), name -> new Family());
        if (billsItem) {
            billed.merge(line.productId(), line.quantity(), Long::sum);
        } else {
            family.quantities.merge(line.productId(), line.quantity(), Long::sum);
            family.lastPurchase = Math.max(family.lastPurchase, line.at());
        }
        if (line.tier() != null) {
            family.tiers.put(line.productId(), line.tier());
            TierPurchase purchase = new TierPurchase(line.at(), line.lineId(), line.value(), line.quantity());
            family.lastByTier.merge(line.tier(), purchase, AccountHoldings::later);
        }
    }

    /** Books a return; {@code billsItem} as in {@link #buy}. */
    void giveBack(String familyName, String productId, long quantity, boolean billsItem) {
        Family family = families.get(familyName);
        if (billsItem) {
            billed.computeIfPresent(productId, (product, held) -> Math.max(0, held - quantity));
        } else if (family != null) {
            family.quantities.computeIfPresent(productId, (product, held) -> Math.max(0, held - quantity));
        }
    }

    /** Whether anything ever bought is still kept. */
    boolean keepsAnything() {
        return isAnyPositive(billed) || families.values().stream().anyMatch(AccountHoldings::keeps);
    }

    /** Whether the family is owned at an instant. */
    boolean owns(String familyName, long at) {
        Family family = families.get(familyName);
        return family != null && keeps(family) && at < expiry(family);
    }

    /** The products owned at an instant. */
    Set<String> productsOwned(long at) {
        Set<String> owned = new HashSet<>();
        for (Family family : families.values()) {
            if (at < expiry(family)) {
                family.quantities.forEach((product, quantity) -> {
                    if (quantity > 0) {
                        owned.add(product);
                    }
                });
            }
        }
        return owned;
    }

    /** The highest tier owned in a family, or null where no product owned has one. */
    @Nullable
    Integer highestTier(String familyName) {
        Family family = families.get(familyName);
        Integer highest = null;
        if (family != null) {
            for (Map.Entry<String, Integer> tier : family.tiers.entrySet()) {
                boolean held = family.quantities.getOrDefault(tier.getKey(), 0L) > 0;
                if (held && (highest == null || tier.getValue() > highest)) {
                    highest = tier.getValue();
                }
            }
        }
        return highest;
    }

    /**
     * What a purchase of {@code quantity} replaces: the unit value of the latest line of the highest tier owned times the
     * quantity, rounded half up once; null where no tier is owned, or none of its lines is known.
     */
    @Nullable
    Long replacedBy(String familyName, @Nullable Integer tier, long quantity) {
        Family family = families.get(familyName);
        TierPurchase last = family == null || tier == null ? null : family.lastByTier.get(tier);
        return last == null || last.quantity() == 0
                ? null
                : divideHalfUp(
                        BigInteger.valueOf(last.value()).multiply(BigInteger.valueOf(quantity)), last.quantity());
    }

    /** When ownership of the family ends, Long.MAX_VALUE for never. */
    long expiryOf(String familyName) {
        Family family = families.get(familyName);
        return family == null ? Long.MAX_VALUE : expiry(family);
    }

    /** When the family was last bought. */
    long lastPurchaseOf(String familyName) {
        Family family = families.get(familyName);
        return family == null ? Long.MIN_VALUE : family.lastPurchase;
    }

    private long expiry(Family family) {
        return expiresAfter == Long.MAX_VALUE ? Long.MAX_VALUE : family.lastPurchase + expiresAfter;
    }

    private static boolean keeps(Family family) {
        return isAnyPositive(family.quantities);
    }

    private static boolean isAnyPositive(Map<String, Long> quantities) {
        return quantities.values().stream().anyMatch(quantity -> quantity > 0);
    }

    private static TierPurchase later(TierPurchase one, TierPurchase other) {
        if (one.at() != other.at()) {
            return one.at() > other.at() ? one : other;
        }
        return one.lineId().compareTo(other.lineId()) >= 0 ? one : other;
    }

    private static long divideHalfUp(BigInteger numerator, long denominator) {
        BigInteger twice = numerator.shiftLeft(1).add(BigInteger.valueOf(denominator));
        return twice.divide(BigInteger.valueOf(denominator).shiftLeft(1)).longValueExact();
    }
}
