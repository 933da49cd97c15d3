package io.crosslift.attribution;

import java.util.Arrays;

/**
 * Takes credit back when a conversion is refunded: what remains of the value is split anew and the difference to the
 * credit held so far is posted. After a full refund every touch holds 0; splitting each refund by itself would leave
 * single units behind. A touch may gain one unit on a partial refund.
 */
public final class Clawback {
    private Clawback() {}

    /**
     * Returns what to post per weight so that credit for one value becomes credit for another.
     *
     * @param heldValue value that the credit held so far adds up to, minor units
     * @param remainingValue value after the refund, minor units
     * @param weights as for {@link CreditSplit#split}
     * @return signed minor units per weight; they sum to {@code remainingValue - heldValue}
     */
    public static long[] postings(long heldValue, long remainingValue, double[] weights) {
        if (heldValue == remainingValue) {
            return new long[weights.length];
        }
        long[] held = CreditSplit.split(heldValue, weights);
        long[] remaining = CreditSplit.split(remainingValue, weights);
        Arrays.setAll(remaining, i -> Math.subtractExact(remaining[i], held[i]));
        return remaining;
    }
}
