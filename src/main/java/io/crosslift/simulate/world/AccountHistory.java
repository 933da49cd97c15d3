package io.crosslift.simulate.world;

import java.util.ArrayList;
import java.util.List;

/** What happened to an account in a world. */
public final class AccountHistory {
    /** No end. */
    public static final long OPEN = 0;

    /**
     * A subscription while its status stays the same.
     *
     * @param number of the subscription, from 1
     * @param to first second after it, or {@link #OPEN}
     * @param cancelledAt when it was cancelled, or {@link #OPEN}
     * @param endsAt when service ends, or {@link #OPEN}
     */
    public record Subscription(
            int number, long from, long to, String status, long startedAt, long cancelledAt, long endsAt) {}

    /** An item while its terms stay the same; number is that of the item, from 1, subscription that of its subscription. */
    public record Item(int number, int subscription, long from, long to, int family, int tier, int seats) {}

    /**
     * An order of one line.
     *
     * @param net cents in the account's currency
     * @param refunded cents given back, or 0
     * @param refundedAt when, or {@link #OPEN}
     */
    public record Sale(
            int number, long at, int family, int tier, int quantity, long net, long refunded, long refundedAt) {}

    /**
     * What an existing customer bought more of.
     *
     * @param value cents of the reporting currency, refunds taken off: of a year where it recurs
     */
    public record Gain(long at, boolean crossSell, int family, long value) {}

    private final List<Touch> touches = new ArrayList<>();
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final List<Item> items = new ArrayList<>();
    private final List<Sale> sales = new ArrayList<>();
    private final List<Gain> gains = new ArrayList<>();

    /** Touches delivered, by time. */
    public List<Touch> touches() {
        return touches;
    }

    /** Versions of subscriptions, by time. */
    public List<Subscription> subscriptions() {
        return subscriptions;
    }

    /** Versions of items, those of one item by time. */
    public List<Item> items() {
        return items;
    }

    /** Orders by time. */
    public List<Sale> sales() {
        return sales;
    }

    /** Cross-sells and up-sells by time. */
    public List<Gain> gains() {
        return gains;
    }
}
