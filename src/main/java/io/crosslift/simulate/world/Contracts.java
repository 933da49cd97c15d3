package io.crosslift.simulate.world;

import io.crosslift.simulate.world.AccountHistory.Item;
import io.crosslift.simulate.world.AccountHistory.Subscription;
import org.jspecify.annotations.Nullable;

/** Keeps the versions of an account's subscriptions and items as they change. */
final class Contracts {
    private final AccountHistory history;
    private final int[] current;
    private int subscription;
    private int itemsSold;

    Contracts(AccountHistory history, int families) {
        this.history = history;
        this.current = new int[families];
        java.util.Arrays.fill(current, -1);
    }

    /** A new subscription begins. */
    void open(long at) {
        subscription++;
        history.subscriptions()
                .add(new Subscription(
                        subscription, at, AccountHistory.OPEN, "active", at, AccountHistory.OPEN, AccountHistory.OPEN));
    }

    void pause(long at) {
        status(at, "paused", AccountHistory.OPEN, AccountHistory.OPEN);
    }

    void resume(long at) {
        status(at, "active", AccountHistory.OPEN, AccountHistory.OPEN);
    }

    /** The subscription is cancelled and runs until service ends; its items end with it. */
    void cancel(long at, long endsAt) {
        status(at, "cancelled", at, endsAt);
        java.util.Arrays.fill(current, -1);
    }

    /** An item is added. */
    void add(long at, int family, int tier, int seats) {
        itemsSold++;
        current[family] = history.items().size();
        history.items().add(new Item(itemsSold, subscription, at, AccountHistory.OPEN, family, tier, seats));
    }

    /** The item of a family goes on at other terms. */
    Item change(long at, int family, int tier, int seats) {
        Item old = close(at, family);
        current[family] = history.items().size();
        history.items().add(new Item(old.number(), old.subscription(), at, AccountHistory.OPEN, family, tier, seats));
        return old;
    }

    /** The item of a family is given up. */
    void remove(long at, int family) {
        close(at, family);
        current[family] = -1;
    }

    /** The item of a family as it stands, or null. */
    @Nullable
    Item item(int family) {
        return current[family] < 0 ? null : history.items().get(current[family]);
    }

    private Item close(long at, int family) {
        Item old = history.items().get(current[family]);
        history.items()
                .set(
                        current[family],
                        new Item(old.number(), old.subscription(), old.from(), at, family, old.tier(), old.seats()));
        return old;
    }

    private void status(long at, String status, long cancelledAt, long endsAt) {
        int last = history.subscriptions().size() - 1;
        Subscription old = history.subscriptions().get(last);
        history.subscriptions()
                .set(
                        last,
                        new Subscription(
                                old.number(),
                                old.from(),
                                at,
                                old.status(),
                                old.startedAt(),
                                old.cancelledAt(),
                                old.endsAt()));
        history.subscriptions()
                .add(new Subscription(
                        old.number(), at, AccountHistory.OPEN, status, old.startedAt(), cancelledAt, endsAt));
    }
}
