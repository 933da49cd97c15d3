package io.crosslift.journey;

import io.crosslift.attribution.AccountWeights;
import io.crosslift.attribution.ResampledSums;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The journeys of one path, counted once and under every resample of accounts. While they are few they are kept as they are,
 * which takes less room than a sum per resample.
 */
final class ResampledPath {
    /** Journeys converted, their value in minor units, journeys not converted. */
    static final int QUANTITIES = 3;

    private static final int FEW = 6;
    private static final int NUMBERS = 1 + QUANTITIES;

    private final long[] totals = new long[QUANTITIES];
    private final long[] few = new long[FEW * NUMBERS];
    private int journeys;
    private @Nullable ResampledSums sums;

    /** Weights of the account that was asked for last: journeys come account by account. */
    static final class Draws {
        private final AccountWeights weights;
        private final int[] ofAccount;
        private long account;
        private boolean any;

        Draws(int resamples, long seed) {
            this.weights = new AccountWeights(resamples, seed);
            this.ofAccount = new int[resamples];
        }

        int[] of(long hash) {
            if (!any || hash != account) {
                weights.into(hash, ofAccount);
                account = hash;
                any = true;
            }
            return ofAccount;
        }

        int resamples() {
            return ofAccount.length;
        }
    }

    /** The sum over all journeys of a quantity, counted from 0. */
    long total(int quantity) {
        return totals[quantity];
    }

    /** Adds a journey of an account, given by a hash of its id. */
    void add(long account, long conversions, long value, long nulls, Draws draws) {
        addTotals(conversions, value, nulls);
        addJourney(account, conversions, value, nulls, draws);
    }

    private void addJourney(long account, long conversions, long value, long nulls, Draws draws) {
        if (sums == null && journeys < FEW) {
            int at = journeys++ * NUMBERS;
            few[at] = account;
            few[at + 1] = conversions;
            few[at + 2] = value;
            few[at + 3] = nulls;
        } else {
            addTo(summed(draws), account, conversions, value, nulls, draws);
        }
    }

    private void addTotals(long conversions, long value, long nulls) {
        totals[0] = Math.addExact(totals[0], conversions);
        totals[1] = Math.addExact(totals[1], value);
        totals[2] = Math.addExact(totals[2], nulls);
    }

    private static void addTo(ResampledSums sums, long account, long conversions, long value, long nulls, Draws draws) {
        int[] weights = draws.of(account);
        sums.add(0, weights, conversions);
        sums.add(1, weights, value);
        sums.add(2, weights, nulls);
    }

    /** The sums under each resample. */
    ResampledSums summed(Draws draws) {
        ResampledSums all = sums;
        if (all == null) {
            all = new ResampledSums(QUANTITIES, draws.resamples());
            for (int at = 0; at < journeys * NUMBERS; at += NUMBERS) {
                addTo(all, few[at], few[at + 1], few[at + 2], few[at + 3], draws);
            }
            journeys = 0;
            sums = all;
        }
        return all;
    }

    /** What {@link #add(long, long, long, byte[], Draws)} reads: empty, or the few journeys, or the sums after a 0 byte. */
    byte[] bytes() {
        if (sums != null) {
            byte[] packed = sums.bytes();
            return ByteBuffer.allocate(1 + packed.length)
                    .put((byte) 0)
                    .put(packed)
                    .array();
        }
        ByteBuffer kept =
                ByteBuffer.allocate(1 + journeys * NUMBERS * Long.BYTES).put((byte) journeys);
        for (int i = 0; i < journeys * NUMBERS; i++) {
            kept.putLong(few[i]);
        }
        return kept.array();
    }

    /** Adds what another part counted of the same path. */
    void add(long conversions, long value, long nulls, byte[] part, Draws draws) {
        addTotals(conversions, value, nulls);
        if (part[0] == 0) {
            summed(draws)
                    .add(ResampledSums.read(ByteBuffer.wrap(part, 1, part.length - 1), QUANTITIES, draws.resamples()));
            return;
        }
        LongBuffer kept = ByteBuffer.wrap(part, 1, part.length - 1).slice().asLongBuffer();
        while (kept.hasRemaining()) {
            addJourney(kept.get(), kept.get(), kept.get(), kept.get(), draws);
        }
    }
}
