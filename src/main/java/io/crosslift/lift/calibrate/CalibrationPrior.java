package io.crosslift.lift.calibrate;

import static io.crosslift.lift.estimate.Arguments.require;

/**
 * What is supposed of factors before any experiment: ln kappa of a subject is normal around a mean common to all with
 * standard deviation tau; the mean is normal around {@code ln median} with standard deviation {@code spread}, and tau is
 * half-normal with scale {@code between} (weakly informative for ratios: Roever et al. 2021, Research Synthesis Methods 12).
 *
 * @param median median factor of the portfolio, above 0
 * @param spread standard deviation of the logarithm of the portfolio's factor, above 0
 * @param between scale of the standard deviation of ln kappa between subjects, above 0
 */
public record CalibrationPrior(double median, double spread, double between) {
    public CalibrationPrior {
        require(median > 0 && Double.isFinite(median), "the median factor must be above 0, was %s", median);
        require(
                spread > 0 && Double.isFinite(spread),
                "the spread of the median factor must be above 0, was %s",
                spread);
        require(between > 0 && Double.isFinite(between), "the spread between factors must be above 0, was %s", between);
    }

    double mean() {
        return Math.log(median);
    }

    double meanVariance() {
        return spread * spread;
    }

    /** Variance of ln kappa of a subject that nothing is known of. */
    double variance() {
        return meanVariance() + between * between;
    }
}
