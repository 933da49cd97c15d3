package io.crosslift.kpi.statistics;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How revenue per account went from one time to another, and why: customers of the same kind pay another amount (rate), or there are more
 * of one kind and fewer of another (mix).
 *
 * <p>rate = sum over groups of mean(share before, share after) x (average after - average before); mix is what is left, so that both add up
 * to the uplift. A group that is empty at one end has no average there: all it does is mix. Every figure has six decimals, rounded once, half up.
 *
 * @param before revenue per account before, null without accounts
 * @param after revenue per account after, null without accounts
 * @param uplift after - before, null where either is
 * @param ratio uplift / before, null where there is none
 * @param rateEffect uplift by what each group pays
 * @param mixEffect uplift by how large each group is
 */
public record AverageRevenue(
        @Nullable BigDecimal before,
        @Nullable BigDecimal after,
        @Nullable BigDecimal uplift,
        @Nullable BigDecimal ratio,
        @Nullable BigDecimal rateEffect,
        @Nullable BigDecimal mixEffect) {
    private static final MathContext EXACT = new MathContext(40);
    private static final BigDecimal TWO = BigDecimal.valueOf(2);
    private static final int SCALE = 6;

    /**
     * Accounts that are alike, before and after.
     *
     * @param accountsBefore accounts before
     * @param revenueBefore what they paid together
     * @param accountsAfter accounts after
     * @param revenueAfter what they pay together
     */
    public record Group(long accountsBefore, BigDecimal revenueBefore, long accountsAfter, BigDecimal revenueAfter) {
        private Group minus(Group other) {
            return new Group(
                    accountsBefore - other.accountsBefore,
                    revenueBefore.subtract(other.revenueBefore),
                    accountsAfter - other.accountsAfter,
                    revenueAfter.subtract(other.revenueAfter));
        }
    }

    /**
     * The averages of all accounts, taken apart by groups.
     *
     * @param all all accounts
     * @param groups groups without an account in common; accounts in none are one group more
     */
    public static AverageRevenue of(Group all, List<Group> groups) {
        BigDecimal before = average(all.revenueBefore, all.accountsBefore);
        BigDecimal after = average(all.revenueAfter, all.accountsAfter);
        if (before == null || after == null) {
            return new AverageRevenue(rounded(before), rounded(after), null, null, null, null);
        }
        BigDecimal uplift = scaled(after.subtract(before, EXACT));
        Group rest = all;
        BigDecimal rate = BigDecimal.ZERO;
        for (Group group : groups) {
            rest = rest.minus(group);
            rate = rate.add(rate(group, all), EXACT);
        }
        BigDecimal rateEffect = scaled(rate.add(rate(rest, all), EXACT));
        BigDecimal ratio = before.signum() == 0
                ? null
                : scaled(after.subtract(before, EXACT).divide(before, EXACT));
        return new AverageRevenue(
                scaled(before), scaled(after), uplift, ratio, rateEffect, uplift.subtract(rateEffect));
    }

    /** What a group adds to the rate effect. */
    private static BigDecimal rate(Group group, Group all) {
        BigDecimal before = average(group.revenueBefore, group.accountsBefore);
        BigDecimal after = average(group.revenueAfter, group.accountsAfter);
        if (before == null || after == null) {
            return BigDecimal.ZERO;
        }
        BigDecimal share = share(group.accountsBefore, all.accountsBefore)
                .add(share(group.accountsAfter, all.accountsAfter), EXACT)
                .divide(TWO, EXACT);
        return share.multiply(after.subtract(before, EXACT), EXACT);
    }

    private static BigDecimal share(long part, long whole) {
        return BigDecimal.valueOf(part).divide(BigDecimal.valueOf(whole), EXACT);
    }

    private static @Nullable BigDecimal average(BigDecimal revenue, long accounts) {
        return accounts == 0 ? null : revenue.divide(BigDecimal.valueOf(accounts), EXACT);
    }

    private static @Nullable BigDecimal rounded(@Nullable BigDecimal value) {
        return value == null ? null : scaled(value);
    }

    private static BigDecimal scaled(BigDecimal value) {
        return value.setScale(SCALE, RoundingMode.HALF_UP);
    }
}
