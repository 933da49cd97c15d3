package io.crosslift.simulate.world;

import io.crosslift.simulate.world.AccountHistory.Item;
import io.crosslift.simulate.world.AccountHistory.Subscription;
import java.time.LocalDate;
import java.util.SortedMap;
import java.util.TreeMap;

/** The true recurring revenue of an account at the end of each month. */
public final class MonthlyRevenue {
    private MonthlyRevenue() {}

    /** Cents of the reporting currency by first day of the month; months without any are left out. */
    public static SortedMap<LocalDate, Long> of(World world, Account account, AccountHistory history) {
        SortedMap<LocalDate, Long> months = new TreeMap<>();
        for (LocalDate month : world.horizon().months()) {
            long end = world.horizon().endOf(month);
            long sum = 0;
            for (Item item : history.items()) {
                if (covers(item.from(), item.to(), end) && paying(history, item.subscription(), end)) {
                    sum += month(world, account, item, Horizon.day(end - 1));
                }
            }
            if (sum != 0) {
                months.put(month, sum);
            }
        }
        return months;
    }

    private static long month(World world, Account account, Item item, long day) {
        long unit = world.prices().unit(account.currency(), item.family(), item.tier(), account.yearly());
        long amount = Prices.perMonth(unit, item.seats(), account.discount(), account.yearly());
        return world.rates().converted(amount, account.currency(), day);
    }

    private static boolean paying(AccountHistory history, int number, long end) {
        return history.subscriptions().stream()
                .anyMatch(version -> version.number() == number
                        && covers(version.from(), version.to(), end)
                        && !version.status().equals("paused")
                        && inService(version, end));
    }

    private static boolean inService(Subscription version, long end) {
        return version.endsAt() == AccountHistory.OPEN || version.endsAt() >= end;
    }

    /** Whether something is there at the very end of the last second before. */
    private static boolean covers(long from, long to, long end) {
        return from < end && (to == AccountHistory.OPEN || to >= end);
    }
}
