package io.crosslift.config;

import static io.crosslift.config.Check.check;

import org.jspecify.annotations.Nullable;

/**
 * Ownership and activity.
 *
 * @param ownershipExpiresAfterDays days after the last purchase at which ownership ends, or null for never
 * @param activeWindowDays an account with a paid order within so many days is active
 */
public record OrderSettings(@Nullable Integer ownershipExpiresAfterDays, int activeWindowDays) {
    public OrderSettings {
        check(
                ownershipExpiresAfterDays == null || ownershipExpiresAfterDays > 0,
                "orders.ownership-expires-after must be positive, was %s days",
                ownershipExpiresAfterDays);
        check(activeWindowDays > 0, "orders.active-window must be positive, was %s days", activeWindowDays);
    }
}
