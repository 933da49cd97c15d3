package io.crosslift.lift.calibrate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The distribution of the factors over subjects, given all evidence: random effects on the scale of ln kappa with the
 * priors of {@link CalibrationPrior}.
 *
 * <p>For a given tau everything is normal: with weights w = 1 / (s^2 + tau^2), the mean mu has the precision
 * P = 1 / spread^2 + sum w, a tested subject's ln kappa is y shrunk to mu by the weight tau^2 / (tau^2 + s^2), and an
 * untested one's varies around mu by tau^2. tau itself, which few subjects hardly tell, is integrated over its posterior
 * (Roever 2020, Journal of Statistical Software 93 (6), does the same for meta-analyses).
 */
final class Portfolio {
    private static final int NODES = 400;
    private static final double REACH = 6;

    private final List<Given> distributions;
    private final int subjects;

    /** mu for one tau, and how probable that tau is. */
    private record Given(double betweenVariance, double mean, double meanVariance, double probability) {}

    private Portfolio(List<Given> distributions, int subjects) {
        this.distributions = distributions;
        this.subjects = subjects;
    }

    /** The portfolio of some subjects' evidence. */
    static Portfolio of(Collection<LogEvidence> tested, CalibrationPrior prior) {
        double step = REACH * prior.between() / NODES;
        double[] logarithms = new double[NODES];
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < NODES; i++) {
            double tau = (i + 0.5) * step;
            logarithms[i] = logProbability(tau, tested, prior);
            highest = Math.max(highest, logarithms[i]);
        }
        double total = 0;
        for (double logarithm : logarithms) {
            total += Math.exp(logarithm - highest);
        }
        List<Given> distributions = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            double tau = (i + 0.5) * step;
            double probability = Math.exp(logarithms[i] - highest) / total;
            distributions.add(given(tau * tau, probability, tested, prior));
        }
        return new Portfolio(distributions, tested.size());
    }

    /** Number of tested subjects. */
    int subjects() {
        return subjects;
    }

    /** ln kappa of a subject whose evidence is among that of the portfolio. */
    LogFactor tested(LogEvidence evidence) {
        return mixed(distributions.stream()
                .map(given -> {
                    double weight = given.betweenVariance / (given.betweenVariance + evidence.variance());
                    return new Part(
                            given.probability,
                            given.mean + weight * (evidence.mean() - given.mean),
                            weight * evidence.variance() + (1 - weight) * (1 - weight) * given.meanVariance,
                            weight);
                })
                .toList());
    }

    /** ln kappa of a subject that no evidence is about. */
    LogFactor untested() {
        return mixed(distributions.stream()
                .map(given -> new Part(given.probability, given.mean, given.betweenVariance + given.meanVariance, 0))
                .toList());
    }

    private record Part(double probability, double mean, double variance, double weight) {}

    /** The moments of the mixture. */
    private static LogFactor mixed(List<Part> parts) {
        double mean = 0;
        double weight = 0;
        for (Part part : parts) {
            mean += part.probability * part.mean;
            weight += part.probability * part.weight;
        }
        double variance = 0;
        for (Part part : parts) {
            double distance = part.mean - mean;
            variance += part.probability * (part.variance + distance * distance);
        }
        return new LogFactor(mean, variance, weight);
    }

    private static Given given(
            double betweenVariance, double probability, Collection<LogEvidence> tested, CalibrationPrior prior) {
        double precision = 1 / prior.meanVariance();
        double weighted = 0;
        for (LogEvidence evidence : tested) {
            double weight = 1 / (evidence.variance() + betweenVariance);
            precision += weight;
            weighted += weight * (evidence.mean() - prior.mean());
        }
        return new Given(betweenVariance, prior.mean() + weighted / precision, 1 / precision, probability);
    }

    /** Logarithm, but for a constant, of the half-normal density of tau times the likelihood with mu integrated out. */
    private static double logProbability(double tau, Collection<LogEvidence> tested, CalibrationPrior prior) {
        double precision = 1 / prior.meanVariance();
        double weighted = 0;
        double squares = 0;
        double determinant = 0;
        for (LogEvidence evidence : tested) {
            double variance = evidence.variance() + tau * tau;
            double distance = evidence.mean() - prior.mean();
            precision += 1 / variance;
            weighted += distance / variance;
            squares += distance * distance / variance;
            determinant += Math.log(variance);
        }
        double scaled = tau / prior.between();
        return -scaled * scaled / 2
                - (determinant + Math.log(precision) + squares - weighted * weighted / precision) / 2;
    }

    /**
     * A distribution of ln kappa.
     *
     * @param mean of it
     * @param variance of it
     * @param weight share of the subject's own evidence in the mean, in [0, 1)
     */
    record LogFactor(double mean, double variance, double weight) {}
}
