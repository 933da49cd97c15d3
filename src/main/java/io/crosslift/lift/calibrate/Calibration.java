package io.crosslift.lift.calibrate;

import io.crosslift.lift.calibrate.CalibrationFactor.Source;
import io.crosslift.lift.estimate.Alternative;
import io.crosslift.lift.estimate.Confidence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Factors kappa = incremental / credited for tested and untested subjects, from valid experiments only.
 *
 * <p>var(ln kappa) = s^2 = ((se_I / I)^2 + (se_A / A)^2) 2^(age / half-life). A tested subject's ln kappa is shrunk to the
 * portfolio's mean mu with weight w = tau^2 / (tau^2 + s^2); its variance is w s^2 + (1 - w)^2 se_mu^2, the second term
 * because mu is itself estimated (Morris 1983). Where the interval of the measured factor holds zero, the same model is
 * integrated instead ({@link LogFactorPosterior}). An untested subject gets the portfolio's factor exp(mu) with variance
 * tau^2 + se_mu^2. Factors are medians: intervals are those of ln kappa, exponentiated.
 */
public final class Calibration {
    private final SortedMap<String, Evidence> tested;
    private final Map<CalibrationTest, Refusal> refused;
    private final @Nullable Portfolio portfolio;
    private final double critical;

    private Calibration(
            SortedMap<String, Evidence> tested, Map<CalibrationTest, Refusal> refused, CalibrationRules rules) {
        this.tested = tested;
        this.refused = refused;
        this.critical = new Confidence(rules.alpha(), Alternative.TWO_SIDED).critical(null);
        this.portfolio = Portfolio.of(tested.values(), critical);
    }

    /** Weighs the experiments; each that can't be used is in {@link #refused}. */
    public static Calibration of(List<CalibrationTest> tests, CalibrationRules rules) {
        Map<CalibrationTest, Refusal> refused = new LinkedHashMap<>();
        SortedMap<String, List<CalibrationTest>> bySubject = new TreeMap<>();
        for (CalibrationTest test : tests) {
            Refusal refusal = refusal(test, rules);
            if (refusal == null) {
                bySubject
                        .computeIfAbsent(test.subject(), any -> new ArrayList<>())
                        .add(test);
            } else {
                refused.put(test, refusal);
            }
        }
        SortedMap<String, Evidence> tested = new TreeMap<>();
        bySubject.forEach((subject, ofSubject) -> tested.put(subject, Evidence.of(ofSubject, rules)));
        return new Calibration(tested, refused, rules);
    }

    /** The experiments that weren't used, in the order given, and why. */
    public Map<CalibrationTest, Refusal> refused() {
        return Collections.unmodifiableMap(refused);
    }

    /**
     * The factor of a subject, tested or not; {@code null} where no valid experiment exists, or where all experiments
     * together can't tell the effect from none, so that no factor above zero has a ground.
     */
    public @Nullable CalibrationFactor factor(String subject) {
        if (portfolio == null) {
            return null;
        }
        Evidence evidence = tested.get(subject);
        if (evidence == null) {
            return untested(portfolio);
        }
        return evidence.clear(critical) || portfolio.betweenVariance() == 0
                ? shrunk(evidence, portfolio)
                : integrated(evidence, portfolio);
    }

    private CalibrationFactor untested(Portfolio prior) {
        List<CalibrationFlag> flags = new ArrayList<>(List.of(CalibrationFlag.UNTESTED));
        flags.addAll(single(prior));
        return factor(prior.mean(), prior.betweenVariance() + prior.meanVariance(), Source.PORTFOLIO, null, 0, flags);
    }

    private CalibrationFactor shrunk(Evidence evidence, Portfolio prior) {
        double variance = evidence.logVariance();
        double weight = prior.betweenVariance() / (prior.betweenVariance() + variance);
        // Without spread between subjects the weight is 0, also where there is no logarithm.
        double shrunk = weight == 0 ? prior.mean() : prior.mean() + weight * (evidence.logKappa() - prior.mean());
        return factor(
                shrunk,
                (weight == 0 ? 0 : weight * variance) + (1 - weight) * (1 - weight) * prior.meanVariance(),
                Source.EXPERIMENT,
                evidence,
                weight,
                flags(evidence, prior));
    }

    private CalibrationFactor integrated(Evidence evidence, Portfolio prior) {
        LogFactorPosterior posterior = LogFactorPosterior.of(evidence, prior);
        double weight = Math.max(0, 1 - posterior.variance() / prior.betweenVariance());
        return factor(
                posterior.mean(),
                posterior.variance() + (1 - weight) * (1 - weight) * prior.meanVariance(),
                Source.EXPERIMENT,
                evidence,
                weight,
                flags(evidence, prior));
    }

    private CalibrationFactor factor(
            double mean,
            double variance,
            Source source,
            @Nullable Evidence evidence,
            double weight,
            List<CalibrationFlag> flags) {
        double half = critical * Math.sqrt(variance);
        return new CalibrationFactor(
                Math.exp(mean),
                Math.exp(mean - half),
                Math.exp(mean + half),
                source,
                evidence == null ? null : evidence.kappa(),
                evidence == null || !evidence.positive() ? null : evidence.logVariance(),
                weight,
                evidence == null ? List.of() : evidence.experiments(),
                flags);
    }

    private List<CalibrationFlag> flags(Evidence evidence, Portfolio prior) {
        List<CalibrationFlag> flags = new ArrayList<>(single(prior));
        if (!evidence.clear(critical)) {
            flags.add(evidence.positive() ? CalibrationFlag.INTERVAL_HOLDS_ZERO : CalibrationFlag.NOT_POSITIVE);
        }
        return flags;
    }

    private static List<CalibrationFlag> single(Portfolio prior) {
        return prior.subjects() == 1 ? List.of(CalibrationFlag.SINGLE_SUBJECT) : List.of();
    }

    private static @Nullable Refusal refusal(CalibrationTest test, CalibrationRules rules) {
        if (!test.brokenRules().isEmpty()) {
            return Refusal.INVALID_EXPERIMENT;
        }
        if (test.credited().value() <= 0) {
            return Refusal.NO_CREDIT;
        }
        if (test.incremental().standardError() == 0) {
            return Refusal.NO_STANDARD_ERROR;
        }
        if (test.ageDays() > rules.validDays()) {
            return Refusal.EXPIRED;
        }
        double variance = test.variance() * rules.inflation(test.ageDays());
        return variance > 0 && Double.isFinite(1 / variance) && 1 / variance > 0 ? null : Refusal.TOO_OLD_TO_WEIGH;
    }
}
