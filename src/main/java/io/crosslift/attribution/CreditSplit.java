package io.crosslift.attribution;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Splits an amount of minor units over weights by largest remainder (Hamilton's method): each share is rounded down,
 * and the units left over go to the largest fractional remainders. Remainders are compared after rounding to nine
 * decimals, ties go to the earlier weight, and a negative amount is the mirror of the positive one.
 *
 * <p>Shares are exact rational numbers of the weights' shortest decimal form, so 0.1 is a tenth and no amount is too
 * large to be conserved.
 */
public final class CreditSplit {
    private static final int COMPARED_DECIMALS = 9;

    private CreditSplit() {}

    /**
     * Splits an amount.
     *
     * @param amount minor units of the currency, of either sign
     * @param weights at least one, each finite and non-negative, with a positive sum, which needn't be 1
     * @return minor units per weight; they sum to the amount, each less than one unit from its exact share
     * @throws IllegalArgumentException if the weights aren't as described
     */
    public static long[] split(long amount, double[] weights) {
        BigDecimal[] exactWeights = exact(weights);
        BigDecimal total = Arrays.stream(exactWeights).reduce(BigDecimal.ZERO, BigDecimal::add);
        if (total.signum() == 0) {
            throw new IllegalArgumentException("weights must have a positive sum, were " + Arrays.toString(weights));
        }
        BigDecimal magnitude = BigDecimal.valueOf(amount).abs();
        BigInteger[] shares = new BigInteger[weights.length];
        BigDecimal[] remainders = new BigDecimal[weights.length];
        BigInteger leftOver = magnitude.toBigIntegerExact();
        for (int i = 0; i < weights.length; i++) {
            BigDecimal[] share = magnitude.multiply(exactWeights[i]).divideAndRemainder(total);
            shares[i] = share[0].toBigIntegerExact();
            remainders[i] = share[1].divide(total, COMPARED_DECIMALS, RoundingMode.HALF_UP);
            leftOver = leftOver.subtract(shares[i]);
        }
        // The remainders are each below 1, so fewer units are left over than there are weights.
        IntStream.range(0, weights.length)
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> remainders[i]).reversed())
                .limit(leftOver.intValueExact())
                .forEach(i -> shares[i] = shares[i].add(BigInteger.ONE));
        return Arrays.stream(shares)
                .map(share -> amount < 0 ? share.negate() : share)
                .mapToLong(BigInteger::longValueExact)
                .toArray();
    }

    private static BigDecimal[] exact(double[] weights) {
        if (weights.length == 0) {
            throw new IllegalArgumentException("nothing to split over: no weights");
        }
        return Arrays.stream(weights)
                .mapToObj(weight -> {
                    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
                        throw new IllegalArgumentException("a weight must be finite and not negative, was " + weight);
                    }
                    return BigDecimal.valueOf(weight);
                })
                .toArray(BigDecimal[]::new);
    }
}
