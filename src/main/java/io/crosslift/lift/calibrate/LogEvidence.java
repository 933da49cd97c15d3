package io.crosslift.lift.calibrate;

/**
 * What the experiments of one subject say about ln kappa, as a normal likelihood.
 *
 * <p>Where the interval of the measured kappa lies above zero its mean is ln kappa and its variance s^2 = variance / kappa^2.
 * Otherwise ln kappa misleads or doesn't exist (a kappa near 0 would count as no evidence at all): then it is the normal
 * likelihood that moves the prior's mean and variance as the exact one does ({@link LogFactorPosterior}).
 *
 * @param mean of the likelihood
 * @param variance of it, above 0
 */
record LogEvidence(double mean, double variance) {
    private static final double NOTHING_LEARNT = 1e-9;

    static LogEvidence of(Evidence evidence, CalibrationPrior prior, double critical) {
        if (evidence.clear(critical)) {
            return new LogEvidence(evidence.logKappa(), evidence.logVariance());
        }
        LogFactorPosterior moved = LogFactorPosterior.of(evidence, prior.mean(), prior.variance());
        double precision = Math.max(NOTHING_LEARNT, 1 / moved.variance() - 1 / prior.variance());
        return new LogEvidence(
                (moved.mean() / moved.variance() - prior.mean() / prior.variance()) / precision, 1 / precision);
    }
}
