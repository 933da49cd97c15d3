package io.crosslift.attribution;

import java.io.Serializable;
import java.util.Arrays;

/** How a share varies over resamples. */
public final class Spread implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Resamples from which on an interval is read off them instead of their standard deviation. */
    public static final int PERCENTILES_FROM = 1_000;

    private static final double NORMAL_97_5 = 1.96;

    private final double[] sorted;
    private final double standardDeviation;

    /**
     * Takes the share in each resample; those that are not a number, as the share of nothing, are left out.
     *
     * @param draws one per resample
     */
    public Spread(double[] draws) {
        sorted = Arrays.stream(draws)
                .filter(draw -> !Double.isNaN(draw))
                .sorted()
                .toArray();
        double mean = Arrays.stream(sorted).sum() / sorted.length;
        double squares =
                Arrays.stream(sorted).map(draw -> (draw - mean) * (draw - mean)).sum();
        standardDeviation = sorted.length < 2 ? Double.NaN : Math.sqrt(squares / (sorted.length - 1));
    }

    /** Returns the number of resamples in which there is a share. */
    public int resamples() {
        return sorted.length;
    }

    /** Returns the standard deviation over resamples; not a number for fewer than 2. */
    public double standardDeviation() {
        return standardDeviation;
    }

    /**
     * Returns the 95 % interval: estimate +- 1.96 standard deviations, or from {@value #PERCENTILES_FROM} resamples on
     * their percentiles 2.5 and 97.5 (linear between neighbours); within [0, 1] either way.
     *
     * @param estimate the share itself
     */
    public Interval around(double estimate) {
        if (sorted.length >= PERCENTILES_FROM) {
            return new Interval(within01(quantile(0.025)), within01(quantile(0.975)));
        }
        double margin = NORMAL_97_5 * standardDeviation;
        return new Interval(within01(estimate - margin), within01(estimate + margin));
    }

    private double quantile(double probability) {
        double place = probability * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    private static double within01(double share) {
        return Math.min(1, Math.max(0, share));
    }
}
