package io.crosslift.config;

import static io.crosslift.config.Check.check;

import java.util.List;

/**
 * Revenue per customer over time.
 *
 * @param months months after the index date that are published
 */
public record RevenueSettings(List<Integer> months) {
    public RevenueSettings {
        check(months.stream().allMatch(month -> month >= 1), "revenue.months must be positive, were %s", months);
        months = List.copyOf(months);
    }
}
