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
 * {@link Portfolio}'s mean with weight w = tau^2 / (tau^2 + s^2); its variance is w s^2 + (1 - w)^2 se_mu^2, the second term
 * because mu is itself estimated. An untested subject gets the portfolio's factor exp(mu) with variance tau^2 + se_mu^2.
 * An experiment that can't tell its effect from none counts like every other: to leave it out, or to calibrate only where an
 * effect was found, would overstate what is left. Factors are medians: intervals are those of ln kappa, exponentiated.
 */
public final class Calibration {
    private final SortedMap<String, Evidence> tested;
    private final Map<CalibrationTest, Refusal> refused;
    private final SortedMap<String, LogEvidence> logarithms = new TreeMap<>();
    private final Portfolio portfolio;
    private final double critical;

    private Calibration(
            SortedMap<String, Evidence> tested, Map<CalibrationTest, Refusal> refused, CalibrationRules rules) {
        this.tested = tested;
        this.refused = refused;
        this.critical = new Confidence(rules.alpha(), Alternative.TWO_SIDED).critical(null);
        tested.forEach(
                (subject, evidence) -> logarithms.put(subject, LogEvidence.of(evidence, rules.prior(), critical)));
        this.portfolio = Portfolio.of(logarithms.values(), rules.prior());
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

    /** The factor of a subject, tested or not; {@code null} where no valid experiment exists. */
    public @Nullable CalibrationFactor factor(String subject) {
        if (tested.isEmpty()) {
            return null;
        }
        Evidence evidence = tested.get(subject);
        LogEvidence logarithm = logarithms.get(subject);
        return evidence == null || logarithm == null
                ? factor(portfolio.untested(), Source.PORTFOLIO, null)
                : factor(portfolio.tested(logarithm), Source.EXPERIMENT, evidence);
    }

    private CalibrationFactor factor(Portfolio.LogFactor logarithm, Source source, @Nullable Evidence evidence) {
        double half = critical * Math.sqrt(logarithm.variance());
        return new CalibrationFactor(
                Math.exp(logarithm.mean()),
                Math.exp(logarithm.mean() - half),
                Math.exp(logarithm.mean() + half),
                source,
                evidence == null ? null : evidence.kappa(),
                evidence == null || !evidence.positive() ? null : evidence.logVariance(),
                logarithm.weight(),
                evidence == null ? List.of() : evidence.experiments(),
                flags(evidence));
    }

    private List<CalibrationFlag> flags(@Nullable Evidence evidence) {
        List<CalibrationFlag> flags = new ArrayList<>();
        if (evidence == null) {
            flags.add(CalibrationFlag.UNTESTED);
        }
        if (portfolio.subjects() == 1) {
            flags.add(CalibrationFlag.SINGLE_SUBJECT);
        }
        if (evidence != null && !evidence.clear(critical)) {
            flags.add(evidence.positive() ? CalibrationFlag.INTERVAL_HOLDS_ZERO : CalibrationFlag.NOT_POSITIVE);
        }
        return flags;
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
