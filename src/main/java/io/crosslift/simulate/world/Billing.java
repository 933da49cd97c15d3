package io.crosslift.simulate.world;

import io.crosslift.simulate.world.AccountHistory.Item;
import io.crosslift.simulate.world.AccountHistory.Subscription;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an account is billed for its subscriptions: in advance, by calendar months, or by years from the first second of an item. What
 * begins or ends inside a period is billed, or given back, by the second.
 */
public final class Billing {
    /**
     * A line of an invoice.
     *
     * @param number of the line among those of the account, from 1
     * @param item number of the item
     * @param seats seats billed, negative where they are given back
     * @param from first second of the service, in which the line is posted
     * @param to second after the service
     * @param net cents in the account's currency, negative where service is given back
     * @param whole whether it bills a period from its first second to its last
     */
    public record Bill(
            int number, int item, int family, int tier, int seats, long from, long to, long net, boolean whole) {}

    private final World world;
    private final Account account;
    private final AccountHistory history;
    private final List<Bill> bills = new ArrayList<>();

    private Billing(World world, Account account, AccountHistory history) {
        this.world = world;
        this.account = account;
        this.history = history;
    }

    /** The lines posted while the world lasts, by time. */
    public static List<Bill> of(World world, Account account, AccountHistory history) {
        Billing billing = new Billing(world, account, history);
        Map<Integer, Long> firsts = new HashMap<>();
        for (Item item : history.items()) {
            long first = firsts.merge(item.number(), item.from(), Math::min);
            for (long[] service : billing.served(item)) {
                billing.bill(item, first, service[0], service[1]);
            }
        }
        billing.bills.sort(Comparator.comparingLong(Bill::from)
                .thenComparingInt(Bill::item)
                .thenComparing(bill -> bill.net() > 0));
        List<Bill> numbered = new ArrayList<>();
        for (Bill bill : billing.bills) {
            numbered.add(new Bill(
                    numbered.size() + 1,
                    bill.item(),
                    bill.family(),
                    bill.tier(),
                    bill.seats(),
                    bill.from(),
                    bill.to(),
                    bill.net(),
                    bill.whole()));
        }
        return numbered;
    }

    /** From and to of the times in which an item is in service. */
    private List<long[]> served(Item item) {
        List<long[]> times = new ArrayList<>();
        for (Subscription version : history.subscriptions()) {
            if (version.number() != item.subscription() || version.status().equals("paused")) {
                continue;
            }
            long from = Math.max(item.from(), version.from());
            long to = Math.min(Math.min(end(item.to()), end(version.to())), end(version.endsAt()));
            if (from >= to) {
                continue;
            }
            if (!times.isEmpty() && times.get(times.size() - 1)[1] == from) {
                times.get(times.size() - 1)[1] = to;
            } else {
                times.add(new long[] {from, to});
            }
        }
        return times;
    }

    private static long end(long second) {
        return second == AccountHistory.OPEN ? Long.MAX_VALUE : second;
    }

    private void bill(Item item, long first, long from, long to) {
        long last = Math.min(to, world.horizon().end());
        long begins = account.yearly() ? first : beginOfMonth(from);
        for (int period = 0; begins < last; period++) {
            long ends = account.yearly() ? yearsAfter(first, period + 1) : beginOfNextMonth(begins);
            if (ends > from) {
                post(item, begins, ends, Math.max(begins, from), 1);
                if (to < ends && to < world.horizon().end()) {
                    post(item, begins, ends, to, -1);
                }
            }
            begins = ends;
        }
    }

    /** A line for the rest of a period. */
    private void post(Item item, long begins, long ends, long from, int sign) {
        long unit = world.prices().unit(account.currency(), item.family(), item.tier(), account.yearly());
        long whole = Prices.perInterval(unit, item.seats(), account.discount());
        long length = ends - begins;
        long net = (2 * whole * (ends - from) + length) / (2 * length);
        if (net != 0) {
            bills.add(new Bill(
                    0,
                    item.number(),
                    item.family(),
                    item.tier(),
                    sign * item.seats(),
                    from,
                    ends,
                    sign * net,
                    from == begins && sign > 0));
        }
    }

    private static long beginOfMonth(long second) {
        return LocalDate.ofEpochDay(Horizon.day(second)).withDayOfMonth(1).toEpochDay() * Horizon.DAY;
    }

    private static long beginOfNextMonth(long second) {
        return LocalDate.ofEpochDay(Horizon.day(second))
                        .withDayOfMonth(1)
                        .plusMonths(1)
                        .toEpochDay()
                * Horizon.DAY;
    }

    private static long yearsAfter(long second, int years) {
        LocalDate day = LocalDate.ofEpochDay(Horizon.day(second));
        return second + (day.plusYears(years).toEpochDay() - day.toEpochDay()) * Horizon.DAY;
    }
}
