package io.crosslift.config;

import static io.crosslift.config.Check.check;

import java.util.List;

/**
 * What revenue is reconciled with.
 *
 * @param revenueAccounts accounts that are compared with revenue here; empty: all but those of taxes
 * @param taxAccounts accounts that hold taxes
 * @param bookingWindowDays days that the signing of a contract and the change of recurring revenue it brings may lie apart
 */
public record FinanceSettings(List<String> revenueAccounts, List<String> taxAccounts, int bookingWindowDays) {
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
