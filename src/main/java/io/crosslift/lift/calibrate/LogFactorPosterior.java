package io.crosslift.lift.calibrate;

/**
 * ln kappa given evidence that zero is possible: the prior is normal, the measured kappa is normal around the true one, and
 * their product is integrated numerically.
 *
 * <p>The density of x = ln kappa is exp(-(x - m)^2 / 2 V - (e^x - k)^2 / 2 v). Where k is many standard errors above
 * zero it becomes the normal one of the closed form; below, expanding ln k around k says nothing (k near 0 would count as
 * no evidence at all).
 *
 * @param mean of ln kappa
 * @param variance of ln kappa
 */
record LogFactorPosterior(double mean, double variance) {
    private static final int INTERVALS = 20_000;
    private static final double REACH = 12;

    private record Prior(double mean, double variance) {}

    /** Integrates; the prior's variance must be above 0. */
    static LogFactorPosterior of(Evidence evidence, double priorMean, double priorVariance) {
        Prior prior = new Prior(priorMean, priorVariance);
        double spread = Math.sqrt(priorVariance);
        double mode = mode(evidence, prior);
        double step = 2 * REACH * spread / INTERVALS;
        double peak = logDensity(mode, evidence, prior);
        double mass = 0;
        double first = 0;
        double second = 0;
        // The trapezoidal rule converges faster than any power of the step for a density that vanishes at both ends.
        for (int i = 0; i <= INTERVALS; i++) {
            double distance = -REACH * spread + i * step;
            double density = Math.exp(logDensity(mode + distance, evidence, prior) - peak);
            mass += density;
            first += density * distance;
            second += density * distance * distance;
        }
        double shift = first / mass;
        return new LogFactorPosterior(mode + shift, Math.max(0, second / mass - shift * shift));
    }

    private static double logDensity(double x, Evidence evidence, Prior prior) {
        double fromMean = x - prior.mean;
        double fromMeasured = Math.exp(x) - evidence.kappa();
        return -fromMean * fromMean / (2 * prior.variance) - fromMeasured * fromMeasured / (2 * evidence.variance());
    }

    /**
     * By bisection of the slope, which is positive far below and negative above both the prior mean and the measured value.
     */
    private static double mode(Evidence evidence, Prior prior) {
        double high = prior.mean;
        if (evidence.positive()) {
            high = Math.max(high, evidence.logKappa());
        }
        double low = high - 1;
        while (slope(low, evidence, prior) < 0) {
            low -= high - low;
        }
        for (int i = 0; i < 200 && low < high; i++) {
            double middle = low + (high - low) / 2;
            if (slope(middle, evidence, prior) > 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static double slope(double x, Evidence evidence, Prior prior) {
        double kappa = Math.exp(x);
        return -(x - prior.mean) / prior.variance - kappa * (kappa - evidence.kappa()) / evidence.variance();
    }
}
