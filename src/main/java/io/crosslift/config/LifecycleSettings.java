package io.crosslift.config;

import static io.crosslift.config.Check.check;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a customer is new, has just bought much, or is gone.
 *
 * @param retentionWindowsDays days after which it is asked who is still a customer
 * @param inactiveAfterDays days without a paid order after which a customer is gone, or null for orders.active-window
 * @param newForDays days after the first purchase in which a customer is new
 * @param coolingOffDays days after a significant purchase in which a customer has just decided
 * @param significantOrder an order is significant if it is worth so many times the mean of the account's earlier orders
 */
public record LifecycleSettings(
        List<Integer> retentionWindowsDays,
        @Nullable Integer inactiveAfterDays,
        int newForDays,
        int coolingOffDays,
        BigDecimal significantOrder) {
    public LifecycleSettings {
        check(!retentionWindowsDays.isEmpty(), "lifecycle.retention-windows must name a window");
        check(
                retentionWindowsDays.stream().allMatch(days -> days > 0),
                "lifecycle.retention-windows must be positive, were %s",
                retentionWindowsDays);
        check(
                inactiveAfterDays == null || inactiveAfterDays > 0,
                "lifecycle.inactive-after must be positive, was %s days",
                inactiveAfterDays);
        check(newForDays >= 0, "lifecycle.new-for must not be negative, was %s days", newForDays);
        check(coolingOffDays >= 0, "lifecycle.cooling-off must not be negative, was %s days", coolingOffDays);
        check(significantOrder.signum() > 0, "lifecycle.significant-order must be positive, was %s", significantOrder);
        retentionWindowsDays = retentionWindowsDays.stream().distinct().sorted().toList();
    }

    /** Days without a paid order after which a customer is gone. */
    public int inactiveAfterDays(OrderSettings orders) {
        return inactiveAfterDays == null ? orders.activeWindowDays() : inactiveAfterDays;
    }
}
