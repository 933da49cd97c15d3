package io.crosslift.recurring.movement;

/**
 * A product that an account bought once and kept, which is no subscription.
 *
 * @param productId product
 * @param family family of the product
 * @param span from its order to its return
 */
public record BoughtProduct(String productId, String family, Span span) {}
