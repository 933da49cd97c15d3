package io.crosslift.attribution;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Scales credits by factors and gives what is left, of either sign, to the baseline, so that nothing is gained or lost.
 *
 * <p>With credits c_i and factors k_i the exact shares are k_i c_i and, for the baseline, sum c_i - sum k_i c_i. Each is rounded
 * down, and the units left over go to the largest fractional remainders, of equal ones to the earlier credit, to the baseline last. Factors
 * have nine decimals, so remainders are compared after rounding to nine decimals and the arithmetic is exact.
 */
final class CalibratedSplit {
    /** Decimals of a factor. */
    static final int DECIMALS = 9;

    private CalibratedSplit() {}

    /** A factor as it is applied. */
    static BigDecimal factor(double kappa) {
        return BigDecimal.valueOf(kappa).setScale(DECIMALS, RoundingMode.HALF_UP);
    }

    /**
     * Splits credits.
     *
     * @param credits minor units, of either sign
     * @param factors one per credit, not negative
     * @return minor units per credit, and of the baseline last; they sum to the credits, each less than one unit from its exact share
     */
    static long[] split(List<Long> credits, List<BigDecimal> factors) {
        BigDecimal[] exact = new BigDecimal[credits.size() + 1];
        BigDecimal left = BigDecimal.ZERO;
        long total = 0;
        for (int i = 0; i < credits.size(); i++) {
            BigDecimal credit = BigDecimal.valueOf(credits.get(i));
            exact[i] = credit.multiply(factors.get(i));
            left = left.add(credit).subtract(exact[i]);
            total = Math.addExact(total, credits.get(i));
        }
        exact[credits.size()] = left;
        long[] shares = new long[exact.length];
        BigDecimal[] remainders = new BigDecimal[exact.length];
        for (int i = 0; i < exact.length; i++) {
            BigDecimal floor = exact[i].setScale(0, RoundingMode.FLOOR);
            shares[i] = floor.longValueExact();
            remainders[i] = exact[i].subtract(floor);
            total = Math.subtractExact(total, shares[i]);
        }
        // The remainders are each below 1 and sum to what is left over, so that is less than the number of shares.
        IntStream.range(0, exact.length)
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> remainders[i]).reversed())
                .limit(total)
                .forEach(i -> shares[i]++);
        return shares;
    }
}
