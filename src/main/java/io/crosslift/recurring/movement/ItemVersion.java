package io.crosslift.recurring.movement;

import org.jspecify.annotations.Nullable;

/**
 * An item of a subscription while its terms stay the same.
 *
 * @param itemId item
 * @param subscriptionId subscription it belongs to
 * @param span when it holds
 * @param terms what is paid
 * @param replaces item it takes the place of, or null
 * @param byVendor the vendor, not the customer, made it so
 */
public record ItemVersion(
        String itemId,
        String subscriptionId,
        Span span,
        ItemTerms terms,
        @Nullable String replaces,
        boolean byVendor) {}
