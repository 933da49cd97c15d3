package io.crosslift.simulate.world;

import io.crosslift.config.ScenarioSettings;
import io.crosslift.config.ScenarioSettings.Family;
import io.crosslift.config.ScenarioSettings.Programme;
import io.crosslift.simulate.world.AccountHistory.Gain;
import io.crosslift.simulate.world.AccountHistory.Item;
import io.crosslift.simulate.world.AccountHistory.Sale;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;

/**
 * Lives one life in one world. The planned touches and the moments are those of every world (common random numbers); the world decides
 * which touches are delivered, and by them which moments come true. At most one thing changes a day.
 */
public final class Walk {
    private static final int LARGEST_PURCHASE = 3;
    private static final int MOST_SEATS_AT_FIRST = 5;
    private static final double STARTS_HIGHER = 0.15;
    private static final long REFUND_WITHIN = 20 * Horizon.DAY;

    private final World world;
    private final ScenarioSettings scenario;
    private final Account account;
    private final Treatment treatment;
    private final int[] arms;
    /** Second of each experiment until which the account is in the control arm whatever its arm; only rollouts have one. */
    private final long[] crossovers;

    private final AccountHistory history = new AccountHistory();
    private final Response response;
    private final Contracts contracts;
    private final int[] highestBought;
    private boolean active = true;
    private long resumesAt = Long.MAX_VALUE;
    private long goneAt = Long.MAX_VALUE;
    private long lastDay;
    private int entryTier;
    private int entrySeats;

    private Walk(World world, Life life, Treatment treatment) {
        this.world = world;
        this.scenario = world.scenario();
        this.account = life.account();
        this.treatment = treatment;
        this.response = new Response(scenario);
        this.contracts = new Contracts(history, scenario.families().size());
        this.highestBought = new int[scenario.families().size()];
        Arrays.fill(highestBought, -1);
        this.arms = arms();
        this.crossovers = crossovers();
    }

    /** What happens to the account in a world. */
    public static AccountHistory of(World world, Life life, Treatment treatment) {
        Walk walk = new Walk(world, life, treatment);
        walk.begin();
        List<Touch> touches = life.touches();
        int next = 0;
        for (Candidate candidate : life.candidates()) {
            while (next < touches.size() && touches.get(next).at() <= candidate.at()) {
                walk.meet(touches.get(next++));
            }
            walk.consider(candidate);
        }
        while (next < touches.size()) {
            walk.meet(touches.get(next++));
        }
        walk.resumeBy(world.horizon().end() - 1);
        return walk.history;
    }

    private int[] arms() {
        int[] found = new int[scenario.programmes().size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = !world.takesPart(account, i)
                    ? -1
                    : treatment.programme() == i ? treatment.arm() : world.armOf(account, i);
        }
        return found;
    }

    private long[] crossovers() {
        long[] found = new long[arms.length];
        for (int i = 0; i < found.length; i++) {
            if (treatment.programme() != i && scenario.programmes().get(i).steppedWedge()) {
                found[i] = world.crossoverOf(account.market(), i);
            }
        }
        return found;
    }

    private void begin() {
        int entry = scenario.entry();
        long at = account.acquiredAt();
        lastDay = Horizon.day(at);
        entrySeats = scenario.families().get(entry).seats()
                ? scenario.customers().segments().get(account.segment()).seats()
                : 1;
        if (scenario.families().get(entry).recurring()) {
            contracts.open(at);
            contracts.add(at, entry, 0, entrySeats);
        } else {
            sell(at, entry, 0, 1, 1);
        }
    }

    private void meet(Touch touch) {
        resumeBy(touch.at());
        if (active && delivered(touch)) {
            history.touches().add(touch);
            response.deliver(touch);
        }
    }

    private boolean delivered(Touch touch) {
        if (!treatment.touches() || touch.channel() == treatment.withoutChannel()) {
            return false;
        }
        for (int i = 0; i < arms.length; i++) {
            Programme programme = scenario.programmes().get(i);
            if (arms[i] >= 0
                    && scenario.channelOf(programme) == touch.channel()
                    && touch.at() >= world.startOf(programme)
                    && touch.at() < world.endOf(programme)) {
                int arm = touch.at() < crossovers[i] ? programme.controlArm() : arms[i];
                double share = programme.arms().get(arm).delivered();
                if (touch.delivery() >= Math.max(share, programme.contamination())) {
                    return false;
                }
            }
        }
        return true;
    }

    private void consider(Candidate candidate) {
        resumeBy(candidate.at());
        if (Horizon.day(candidate.at()) == lastDay || !accepted(candidate)) {
            return;
        }
        boolean changed =
                switch (candidate.kind()) {
                    case BUY -> active && buy(candidate);
                    case UPGRADE -> active && upgrade(candidate);
                    case MORE -> active && more(candidate);
                    case WANT -> active && (buy(candidate) || upgrade(candidate));
                    case FEWER -> active && fewer(candidate);
                    case CANCEL -> active && cancel(candidate);
                    case CHURN -> active && churn(candidate);
                    case COME_BACK -> comeBack(candidate);
                    case PAUSE -> active && pause(candidate);
                };
        if (changed) {
            lastDay = Horizon.day(candidate.at());
        }
    }

    private boolean accepted(Candidate candidate) {
        return !candidate.kind().moved()
                || candidate.acceptance() * (1 + scenario.response().saturation())
                        < response.factor(candidate.family(), candidate.at());
    }

    private boolean buy(Candidate candidate) {
        int index = candidate.family();
        Family family = scenario.families().get(index);
        if (owns(index)) {
            return false;
        }
        int tier = world.prices().tiers(index) > 1 && candidate.size() < STARTS_HIGHER ? 1 : 0;
        long at = candidate.at();
        if (family.recurring()) {
            int seats = family.seats() ? 1 + (int) (candidate.aftermath() * MOST_SEATS_AT_FIRST) : 1;
            contracts.add(at, index, tier, seats);
            gain(at, true, index, yearly(at, index, tier, seats));
        } else {
            gain(at, true, index, sell(at, index, tier, 1, candidate.aftermath()));
        }
        return true;
    }

    private boolean upgrade(Candidate candidate) {
        int index = candidate.family();
        int tier = tier(index);
        if (tier < 0 || tier + 1 >= world.prices().tiers(index)) {
            return false;
        }
        long at = candidate.at();
        Item item = contracts.item(index);
        if (item == null) {
            gain(at, false, index, sell(at, index, tier + 1, 1, candidate.aftermath()));
        } else {
            contracts.change(at, index, tier + 1, item.seats());
            gain(at, false, index, yearly(at, index, tier + 1, item.seats()) - yearly(at, index, tier, item.seats()));
        }
        return true;
    }

    /** More seats, or the same again. */
    private boolean more(Candidate candidate) {
        int index = candidate.family();
        int added = 1 + (int) (candidate.size() * LARGEST_PURCHASE);
        long at = candidate.at();
        Item item = contracts.item(index);
        if (item != null && scenario.families().get(index).seats()) {
            contracts.change(at, index, item.tier(), item.seats() + added);
            gain(
                    at,
                    false,
                    index,
                    yearly(at, index, item.tier(), item.seats() + added)
                            - yearly(at, index, item.tier(), item.seats()));
            return true;
        }
        if (highestBought[index] < 0) {
            return false;
        }
        sell(at, index, highestBought[index], added, candidate.aftermath());
        return true;
    }

    private boolean fewer(Candidate candidate) {
        Item item = contracts.item(candidate.family());
        if (item == null || item.seats() < 2) {
            return false;
        }
        contracts.change(candidate.at(), candidate.family(), item.tier(), item.seats() - 1);
        return true;
    }

    private boolean cancel(Candidate candidate) {
        if (candidate.family() == scenario.entry() || contracts.item(candidate.family()) == null) {
            return false;
        }
        contracts.remove(candidate.at(), candidate.family());
        return true;
    }

    /** The account leaves: service runs to the end of the month. */
    private boolean churn(Candidate candidate) {
        active = false;
        goneAt = candidate.at();
        Item entry = contracts.item(scenario.entry());
        if (entry != null) {
            entryTier = entry.tier();
            entrySeats = entry.seats();
            LocalDate day = LocalDate.ofEpochDay(Horizon.day(candidate.at()));
            goneAt = day.withDayOfMonth(1).plusMonths(1).toEpochDay() * Horizon.DAY;
            contracts.cancel(candidate.at(), goneAt);
        }
        return true;
    }

    private boolean comeBack(Candidate candidate) {
        long at = candidate.at();
        if (active || resumesAt != Long.MAX_VALUE || at < goneAt + Horizon.DAY) {
            return false;
        }
        active = true;
        goneAt = Long.MAX_VALUE;
        int entry = scenario.entry();
        if (scenario.families().get(entry).recurring()) {
            contracts.open(at);
            contracts.add(at, entry, entryTier, entrySeats);
        } else {
            sell(at, entry, Math.max(0, highestBought[entry]), 1, candidate.aftermath());
        }
        return true;
    }

    private boolean pause(Candidate candidate) {
        if (contracts.item(scenario.entry()) == null) {
            return false;
        }
        active = false;
        resumesAt = candidate.at() + scenario.lifecycle().pauseDays() * Horizon.DAY;
        contracts.pause(candidate.at());
        return true;
    }

    private void resumeBy(long second) {
        if (resumesAt <= second) {
            contracts.resume(resumesAt);
            lastDay = Horizon.day(resumesAt);
            resumesAt = Long.MAX_VALUE;
            active = true;
        }
    }

    private boolean owns(int family) {
        return tier(family) >= 0;
    }

    private int tier(int family) {
        Item item = contracts.item(family);
        return item == null ? highestBought[family] : item.tier();
    }

    /** An order; says what it is worth in the reporting currency, refunds taken off. */
    private long sell(long at, int family, int tier, int quantity, double aftermath) {
        long net = world.prices().unit(account.currency(), family, tier, false) * quantity;
        double refundedShare = scenario.lifecycle().refunded();
        long refundedAt = at + Horizon.DAY + (long) (aftermath / refundedShare * REFUND_WITHIN);
        boolean refunded =
                aftermath < refundedShare && refundedAt < world.horizon().end();
        long back = refunded ? net / 2 : 0;
        history.sales()
                .add(new Sale(
                        history.sales().size() + 1,
                        at,
                        family,
                        tier,
                        quantity,
                        net,
                        back,
                        refunded ? refundedAt : AccountHistory.OPEN));
        highestBought[family] = Math.max(highestBought[family], tier);
        long day = Horizon.day(at);
        return world.rates().converted(net, account.currency(), day)
                - world.rates().converted(back, account.currency(), day);
    }

    /** What an item is worth in a year, at the rate of the month's beginning. */
    private long yearly(long at, int family, int tier, int seats) {
        long unit = world.prices().unit(account.currency(), family, tier, account.yearly());
        long amount = Prices.perYear(unit, seats, account.discount(), account.yearly());
        long dayBeforeMonth = LocalDate.ofEpochDay(Horizon.day(at))
                .withDayOfMonth(1)
                .minusDays(1)
                .toEpochDay();
        return world.rates().converted(amount, account.currency(), dayBeforeMonth);
    }

    private void gain(long at, boolean crossSell, int family, long value) {
        history.gains().add(new Gain(at, crossSell, family, value));
    }
}
