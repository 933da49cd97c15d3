package io.crosslift.config;

import static io.crosslift.config.Check.check;

import java.util.List;

/**
 * Which accounts of the general ledger hold revenue.
 *
 * @param revenueAccounts accounts that are compared with revenue here; empty: all but those of taxes
 * @param taxAccounts accounts that hold taxes
 */
public record FinanceSettings(List<String> revenueAccounts, List<String> taxAccounts) {
    public FinanceSettings {
        List<String> both =
                revenueAccounts.stream().filter(taxAccounts::contains).toList();
        check(
                both.isEmpty(),
                "finance.tax-accounts must name no account of finance.revenue-accounts, both name %s",
                both);
        revenueAccounts = List.copyOf(revenueAccounts);
        taxAccounts = List.copyOf(taxAccounts);
    }
}
