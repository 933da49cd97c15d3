package io.crosslift.attribution.shapley;

import java.util.Locale;

/**
 * What random orders leave open of each channel's credit.
 *
 * <p>The bound is Hoeffding's (1963): a sum of independent numbers that lie within ranges r_i is further than {@code
 * sqrt(sum of r_i^2 ln(2 / delta) / 2)} from its expectation with a probability below delta. A game that gives w credit
 * for each unit of value and is sampled with m orders adds m numbers of range w r / m. Delta is 5 %, shared by all
 * channels, so the bound holds for all of them at once. The rotations of one order count as one number, which makes it
 * cautious. The half width is 1.96 standard errors as observed, for a single channel.
 */
final class SamplingError {
    private static final double DELTA = 0.05;
    private static final double NORMAL_975 = 1.959963984540054;

    private final double[] squaredRanges;
    private final double[] squaredErrors;

    SamplingError(int channels) {
        squaredRanges = new double[channels];
        squaredErrors = new double[channels];
    }

    /**
     * Takes in the values of a game, sampled independently of the others.
     *
     * @param values what was sampled
     * @param channelsOf the channel of each player
     * @param widths by player, from the smallest to the largest marginal there can be
     * @param creditPerValue credit given for each unit of value
     */
    void add(SampledValues values, int[] channelsOf, double[] widths, double creditPerValue) {
        for (int player = 0; player < channelsOf.length; player++) {
            int channel = channelsOf[player];
            double range = creditPerValue * widths[player];
            squaredRanges[channel] += range * range / values.samples();
            squaredErrors[channel] += creditPerValue * creditPerValue * values.squaredError(player);
        }
    }

    void add(SamplingError other) {
        for (int channel = 0; channel < squaredRanges.length; channel++) {
            squaredRanges[channel] += other.squaredRanges[channel];
            squaredErrors[channel] += other.squaredErrors[channel];
        }
    }

    /** Returns how far any channel's credit can be off, with a confidence of 95 %. */
    double bound() {
        return Math.sqrt(largest(squaredRanges) * Math.log(2 * squaredRanges.length / DELTA) / 2);
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
