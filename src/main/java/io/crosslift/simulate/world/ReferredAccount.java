package io.crosslift.simulate.world;

import io.crosslift.simulate.world.SeededStream.Purpose;

/**
 * How an account that was recommended became a customer.
 *
 * @param referrer number of the account that recommended it, or -1 where that was no customer yet
 * @param referredAt second at which it was recommended
 * @param closedAt second at which it became a customer
 */
public record ReferredAccount(long referrer, long referredAt, long closedAt) {
    private static final int LONGEST_DAYS = 45;

    /** The recommendation of an account by another one. */
    public static ReferredAccount of(World world, Account account, long by) {
        SeededStream draw = new SeededStream(world.seed(), account.number(), Purpose.REFERRAL, 0);
        long referredAt = account.acquiredAt() - (long) (draw.uniform() * LONGEST_DAYS * Horizon.DAY);
        Account other = world.account(by);
        boolean customer = !other.internal() && other.acquiredAt() < referredAt;
        return new ReferredAccount(customer ? by : -1, referredAt, account.acquiredAt());
    }
}
