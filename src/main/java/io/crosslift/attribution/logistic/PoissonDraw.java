package io.crosslift.attribution.logistic;

import org.apache.commons.statistics.distribution.PoissonDistribution;

/** Poisson numbers by inverse cumulative probability. */
final class PoissonDraw {
    private static final double SMALL = 16;

    private PoissonDraw() {}

    /**
     * Returns the smallest number whose cumulative probability is at least u.
     *
     * @param mean 0 or more
     * @param u in [0, 1)
     */
    static double of(double mean, double u) {
        if (mean > SMALL) {
            return PoissonDistribution.of(mean).inverseCumulativeProbability(u);
        }
        double probability = StrictMath.exp(-mean);
        double cumulative = probability;
        int number = 0;
        while (u >= cumulative && probability > 0) {
            number++;
            probability *= mean / number;
            cumulative += probability;
        }
        return number;
    }
}
