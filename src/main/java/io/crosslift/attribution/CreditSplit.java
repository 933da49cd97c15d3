package io.crosslift.attribution;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Splits an amount of minor units over weights by largest remainder (Hamilton's method): each share is rounded down,
 * and the units left over go to the largest fractional remainders. Remainders are compared after rounding to nine
 * decimals, ties go to the earlier weight, and a negative amount is the mirror of the positive one.
 *
 * <p>Weights are normalised and count to 15 decimals, which a double holds safely: so 0.1 is a tenth and three thirds
 * are equal. From there on the arithmetic is exact in integers.
 */
public final class CreditSplit {
    private static final double WEIGHT_UNITS = 1e15;
    private static final long COMPARED_UNITS = 1_000_000_000;
    private static final long LARGEST_EXACT_DOUBLE = 1L << 52;

    private CreditSplit() {}

    /**
     * Splits an amount.
     *
     * @param amount minor units of the currency, of either sign
     * @param weights at least one, each finite and non-negative, with a positive sum, which needn't be 1
     * @return minor units per weight; they sum to the amount, each less than one unit from its exact share
     * @throws IllegalArgumentException if the weights aren't as described
     * @throws ArithmeticException if the amount is {@link Long#MIN_VALUE}, which has no mirror
     */
    public static long[] split(long amount, double[] weights) {
        long magnitude = Math.absExact(amount);
        long[] numerators = numerators(weights);
        long denominator = Arrays.stream(numerators).sum();
        long[] shares = new long[weights.length];
        long[] largestRemainderFirst = new long[weights.length];
        long leftOver = magnitude;
        for (int i = 0; i < weights.length; i++) {
            shares[i] = quotient(magnitude, numerators[i], denominator);
            leftOver -= shares[i];
            // The true remainder fits a long, so products that overflow cancel out.
            long remainder = magnitude * numerators[i] - shares[i] * denominator;
            long compared = Math.round((double) remainder / denominator * COMPARED_UNITS);
            largestRemainderFirst[i] = (COMPARED_UNITS - compared) << Integer.SIZE | i;
        }
        Arrays.sort(largestRemainderFirst);
        // The remainders are each below 1, so fewer units are left over than there are weights.
        for (int i = 0; i < leftOver; i++) {
            shares[(int) largestRemainderFirst[i]]++;
        }
        return amount < 0 ? Arrays.stream(shares).map(share -> -share).toArray() : shares;
    }

    /** Returns {@code floor(amount x numerator / denominator)}, where the product may exceed a long. */
    private static long quotient(long amount, long numerator, long denominator) {
        if (amount >= LARGEST_EXACT_DOUBLE) {
            return BigInteger.valueOf(amount)
                    .multiply(BigInteger.valueOf(numerator))
                    .divide(BigInteger.valueOf(denominator))
                    .longValueExact();
        }
        long estimate = (long) ((double) amount * numerator / denominator);
        // The estimate is at most one off, and the remainder, which tells, fits a long.
        return estimate + Math.floorDiv(amount * numerator - estimate * denominator, denominator);
    }

    private static long[] numerators(double[] weights) {
        double total = 0;
        for (double weight : weights) {
            if (!(weight >= 0)) {
                throw new IllegalArgumentException("a weight must not be negative, was " + weight);
            }
            total += weight;
        }
        if (!(total > 0 && total < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "weights must have a positive, finite sum, were " + Arrays.toString(weights));
        }
        long[] numerators = new long[weights.length];
        for (int i = 0; i < weights.length; i++) {
            numerators[i] = (long) Math.rint(weights[i] / total * WEIGHT_UNITS);
        }
        return numerators;
    }
}
