package io.crosslift.expansion;

import org.jspecify.annotations.Nullable;

/**
 * A product line of a paid order, as classification sees it.
 *
 * @param lineId line
 * @param orderId order
 * @param at when the order was paid, microseconds since the epoch
 * @param productId product
 * @param family product family
 * @param tier rank inside the family, or null
 * @param recurring sold as a subscription
 * @param quantity quantity sold, millionths
 * @param value gross - discounts, minor units
 * @param net value - refunds known at as_of, minor units
 * @param crossSellOffer the line carries the id of a cross-sell offer
 * @param replacesLineId line it replaces, or null
 * @param itemId subscription item it bills, or null
 */
record PurchaseLine(
        String lineId,
        String orderId,
        long at,
        String productId,
        String family,
        @Nullable Integer tier,
        boolean recurring,
        long quantity,
        long value,
        long net,
        boolean crossSellOffer,
        @Nullable String replacesLineId,
        @Nullable String itemId) {}
