package io.crosslift.attribution.shapley;

import java.util.Locale;

/**
 * What random orders leave open of each channel's credit.
 *
 * <p>The bound is Hoeffding's (1963): the mean of m independent samples within a range r is further than {@code r
 * sqrt(ln(2 / delta) / (2 m))} from its expectation with a probability below delta; delta is 5 % shared by all means
 * taken, so the bound holds for all of them at once. The rotations of one order count as one sample, which makes it
 * cautious. The half width is 1.96 standard errors as observed, for a single channel.
 */
final class SamplingError {
    private static final double DELTA = 0.05;
    private static final double NORMAL_975 = 1.959963984540054;

    private final double[] ranges;
    private final double[] squaredErrors;
    private long means;

    SamplingError(int channels) {
        ranges = new double[channels];
        squaredErrors = new double[channels];
    }

    /**
     * Takes in the values of a game of which a share went into credit.
     *
     * @param values what was sampled
     * @param channelsOf the channel of each player
     * @param range between the smallest and the largest marginal there can be
     * @param creditPerValue credit given for each unit of value
     */
    void add(SampledValues values, int[] channelsOf, double range, double creditPerValue) {
        for (int player = 0; player < channelsOf.length; player++) {
            int channel = channelsOf[player];
            ranges[channel] += creditPerValue * range / Math.sqrt(2.0 * values.samples());
            squaredErrors[channel] += creditPerValue * creditPerValue * values.squaredError(player);
        }
        means += channelsOf.length;
    }

    void add(SamplingError other) {
        for (int channel = 0; channel < ranges.length; channel++) {
            ranges[channel] += other.ranges[channel];
            squaredErrors[channel] += other.squaredErrors[channel];
        }
        means += other.means;
    }

    /** Returns whether anything was sampled. */
    boolean isSampled() {
        return means > 0;
    }

    /** Returns how far any channel's credit can be off, with a confidence of 95 %. */
    double bound() {
        return largest(ranges) * Math.sqrt(Math.log(2 * means / DELTA));
    }

    /** Returns 1.96 standard errors of the credit of the channel that varies most. */
    double halfWidth() {
        return NORMAL_975 * Math.sqrt(largest(squaredErrors));
    }

    /** Returns both, in conversions. */
    String inWords() {
        return String.format(
                Locale.ROOT,
                "credit off by at most %.3g conversions per channel (Hoeffding, 95 %%), by %.3g as observed (1.96 standard"
                        + " errors)",
                bound(),
                halfWidth());
    }

    private static double largest(double[] numbers) {
        double largest = 0;
        for (double number : numbers) {
            largest = Math.max(largest, number);
        }
        return largest;
    }
}
