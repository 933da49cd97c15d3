package io.crosslift.lift.estimate;

import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * The exact multinomial goodness-of-fit test: the probability of all outcomes that are at most as probable as the observed one
 * (relative tolerance 1e-7, as R's binom.test has it). For two arms it is the two-sided binomial test.
 *
 * <p>Outcomes are enumerated arm by arm as a chain of conditional binomials, so only sizes {@link #withinReach} are allowed.
 */
final class ExactMultinomial {
    private static final double TIES = 1 + 1e-7;
    private static final double OUTCOMES = 2_000_000;

    private final double[] conditional;
    private final double limit;

    private ExactMultinomial(double[] conditional, double limit) {
        this.conditional = conditional;
        this.limit = limit;
    }

    /** Whether there are at most two million ways to spread the units over the arms. */
    static boolean withinReach(long units, int arms) {
        double outcomes = 1;
        for (int i = 1; i < arms && outcomes <= OUTCOMES; i++) {
            outcomes *= (double) (units + i) / i;
        }
        return outcomes <= OUTCOMES;
    }

    static double p(long[] counts, double[] probabilities) {
        double[] conditional = new double[counts.length - 1];
        double rest = 1;
        int units = 0;
        for (int i = 0; i < conditional.length; i++) {
            conditional[i] = Math.min(1, probabilities[i] / rest);
            rest -= probabilities[i];
            units += (int) counts[i];
        }
        units += (int) counts[counts.length - 1];
        double observed = 1;
        int left = units;
        for (int i = 0; i < conditional.length; i++) {
            observed *= BinomialDistribution.of(left, conditional[i]).probability((int) counts[i]);
            left -= (int) counts[i];
        }
        return Math.min(1, new ExactMultinomial(conditional, observed * TIES).sum(0, units, 1));
    }

    private double sum(int arm, int left, double probability) {
        BinomialDistribution binomial = BinomialDistribution.of(left, conditional[arm]);
        double sum = 0;
        for (int here = 0; here <= left; here++) {
            double joint = probability * binomial.probability(here);
            if (arm < conditional.length - 1) {
                sum += sum(arm + 1, left - here, joint);
            } else if (joint <= limit) {
                sum += joint;
            }
        }
        return sum;
    }
}
