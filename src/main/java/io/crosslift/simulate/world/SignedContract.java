package io.crosslift.simulate.world;

import io.crosslift.simulate.world.AccountHistory.Gain;
import io.crosslift.simulate.world.AccountHistory.Item;
import io.crosslift.simulate.world.AccountHistory.Subscription;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A contract that an account which pays by the year signs: a new one with each subscription, a renewal a year after while it lasts, and an
 * expansion with whatever it buys more of that recurs.
 *
 * @param at second of signing
 * @param kind new, renewal or expansion
 * @param recurring cents of a year in the account's currency: of all items, or of what an expansion adds
 * @param nextRenewal day on which it is up for renewal
 */
public record SignedContract(long at, String kind, long recurring, LocalDate nextRenewal) {
    /** Months that every contract runs. */
    public static final int TERM_MONTHS = 12;

    /** The contracts of an account by time; none of one that pays by the month. */
    public static List<SignedContract> of(World world, Account account, AccountHistory history) {
        List<SignedContract> contracts = new ArrayList<>();
        if (!account.yearly()) {
            return contracts;
        }
        history.subscriptions().stream()
                .collect(Collectors.groupingBy(Subscription::number))
                .values()
                .forEach(versions -> contracts.addAll(ofSubscription(world, account, history, versions)));
        for (Gain gain : history.gains()) {
            if (world.scenario().families().get(gain.family()).recurring()) {
                long added =
                        yearly(world, account, history, gain.at()) - yearly(world, account, history, gain.at() - 1);
                contracts.add(new SignedContract(
                        gain.at(), "expansion", added, renewal(started(history, gain.at()), gain.at())));
            }
        }
        contracts.sort(Comparator.comparingLong(SignedContract::at));
        return contracts;
    }

    private static List<SignedContract> ofSubscription(
            World world, Account account, AccountHistory history, List<Subscription> versions) {
        List<SignedContract> contracts = new ArrayList<>();
        long started = versions.get(0).startedAt();
        long ends = versions.stream()
                .mapToLong(Subscription::endsAt)
                .filter(end -> end != AccountHistory.OPEN)
                .findFirst()
                .orElse(world.horizon().end());
        for (long at = started; at < Math.min(ends, world.horizon().end()); at = anniversary(started, at)) {
            contracts.add(new SignedContract(
                    at, at == started ? "new" : "renewal", yearly(world, account, history, at), renewal(started, at)));
        }
        return contracts;
    }

    /** Cents of a year in the account's currency of all items that are held at a second; those of a subscription end with it. */
    private static long yearly(World world, Account account, AccountHistory history, long at) {
        Set<Integer> ended = history.subscriptions().stream()
                .filter(version -> version.endsAt() != AccountHistory.OPEN && version.endsAt() <= at)
                .map(Subscription::number)
                .collect(Collectors.toSet());
        long sum = 0;
        for (Item item : history.items()) {
            boolean held = item.from() <= at && (item.to() == AccountHistory.OPEN || item.to() > at);
            if (held && !ended.contains(item.subscription())) {
                long unit = world.prices().unit(account.currency(), item.family(), item.tier(), true);
                sum += Prices.perYear(unit, item.seats(), account.discount(), true);
            }
        }
        return sum;
    }

    /** Start of the subscription that runs at a second. */
    private static long started(AccountHistory history, long at) {
        return history.subscriptions().stream()
                .mapToLong(Subscription::startedAt)
                .filter(start -> start <= at)
                .max()
                .orElse(at);
    }

    /** The first anniversary of a start after a second, at the same time of the day. */
    private static long anniversary(long started, long after) {
        return renewal(started, after).toEpochDay() * Horizon.DAY + Math.floorMod(started, Horizon.DAY);
    }

    /** The first anniversary of the day of a start after the day of a second; of 29 February it is the 28th where there is no other. */
    private static LocalDate renewal(long started, long after) {
        LocalDate first = LocalDate.ofEpochDay(Horizon.day(started));
        LocalDate day = LocalDate.ofEpochDay(Horizon.day(after));
        int years = 1;
        while (!first.plusYears(years).isAfter(day)) {
            years++;
        }
        return first.plusYears(years);
    }
}
