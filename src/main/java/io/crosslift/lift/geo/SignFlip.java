package io.crosslift.lift.geo;

import static io.crosslift.lift.estimate.Arguments.require;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The permutation test of a mean of differences of pairs, in each of which chance decided which side was treated: without an effect every
 * difference could as well have had the other sign (Fisher 1935).
 *
 * <p>A sign vector gives a sum as large as the observed one exactly where the mean of the differences it flips is not above 0. So the
 * means of all subsets are all that is needed: p is {@code 2 (1 + subsets with a mean on the other side of 0) / 2^n}, at most 1, and the
 * interval of effects that the test accepts lies between the k-th smallest and the k-th largest of them with {@code k = floor(alpha / 2
 * 2^n)} (Hartigan 1969, "typical values"). Above {@value #EXACT} pairs {@value #DRAWN} subsets are drawn by a fixed seed, and their number
 * + 1 takes the place of 2^n.
 *
 * @param p two-sided, in (0, 1]
 * @param low end of the interval; {@code null} where there are too few pairs for one
 * @param high likewise
 * @param smallestP that so many pairs can reach
 * @param sampled whether subsets were drawn
 */
record SignFlip(double p, @Nullable Double low, @Nullable Double high, double smallestP, boolean sampled) {
    private static final int EXACT = 16;
    private static final int DRAWN = 9_999;
    private static final long SEED = 0x5DEECE66DL;
    private static final double ROUNDING = 1e-9;

    /**
     * Tests the mean of some differences.
     *
     * @param differences treated less control by pair, at least one
     * @param alpha of the interval
     */
    static SignFlip of(double[] differences, double alpha) {
        require(differences.length > 0, "a test of pairs needs a pair, had %s", differences.length);
        boolean sampled = differences.length > EXACT;
        double[] means = sampled ? drawn(differences) : all(differences);
        Arrays.sort(means);
        double total = means.length + 1.0;
        double largest = Arrays.stream(differences).map(Math::abs).max().orElseThrow();
        double slack = ROUNDING * largest;
        long low = Arrays.stream(means).filter(mean -> mean <= slack).count();
        long high = Arrays.stream(means).filter(mean -> mean >= -slack).count();
        int k = (int) Math.floor(alpha / 2 * total * (1 + ROUNDING));
        return new SignFlip(
                Math.min(1, 2 * (1 + Math.min(low, high)) / total),
                k < 1 ? null : Double.valueOf(means[k - 1]),
                k < 1 ? null : Double.valueOf(means[means.length - k]),
                Math.min(1, 2 / total),
                sampled);
    }

    /** The mean of every subset but the empty one. */
    private static double[] all(double[] differences) {
        int subsets = 1 << differences.length;
        double[] sums = new double[subsets];
        double[] means = new double[subsets - 1];
        for (int set = 1; set < subsets; set++) {
            int first = Integer.numberOfTrailingZeros(set);
            sums[set] = sums[set & (set - 1)] + differences[first];
            means[set - 1] = sums[set] / Integer.bitCount(set);
        }
        return means;
    }

    private static double[] drawn(double[] differences) {
        SplittableRandom random = new SplittableRandom(SEED);
        double[] means = new double[DRAWN];
        for (int i = 0; i < DRAWN; i++) {
            int size = 0;
            double sum = 0;
            while (size == 0) {
                for (double difference : differences) {
                    boolean taken = random.nextBoolean();
                    size += taken ? 1 : 0;
                    sum += taken ? difference : 0;
                }
            }
            means[i] = sum / size;
        }
        return means;
    }
}
