package io.crosslift.unitfile;

import io.crosslift.lift.estimate.ComplierEffect;
import io.crosslift.lift.estimate.Convention;
import io.crosslift.lift.estimate.CovariateAdjusted;
import io.crosslift.lift.estimate.MeanDifference;
import io.crosslift.lift.estimate.Moments;
import io.crosslift.lift.estimate.ProportionDifference;
import io.crosslift.lift.estimate.RatioOfSums;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The estimators that a question asks for, for one outcome and two arms; the first is the primary one. */
final class UnitEstimators {
    private final UnitFileContent content;
    private final UnitQuestion question;

    UnitEstimators(UnitFileContent content, UnitQuestion question) {
        this.content = content;
        this.question = question;
    }

    /** Estimators of an outcome column. */
    List<Candidate> ofOutcome(String outcome, String arm, String control) {
        Moments treated = content.arm(arm);
        Moments held = content.arm(control);
        int slot = content.slot(outcome);
        List<Candidate> candidates = new ArrayList<>();
        if (content.binary().contains(outcome)) {
            candidates.add(proportion(slot, treated, held));
        }
        candidates.add(mean(slot, treated, held));
        if (!question.covariates().isEmpty()) {
            candidates.add(adjusted(slot, treated, held));
        }
        if (question.exposed() != null) {
            candidates.add(exposed(slot, content.slot(question.exposed()), treated, held));
        }
        SortedMap<String, Moments> capped = content.capped();
        if (capped != null && !content.binary().contains(outcome)) {
            candidates.add(capped(
                    outcome,
                    treated.sum(slot) + held.sum(slot),
                    Objects.requireNonNull(capped.get(arm)),
                    Objects.requireNonNull(capped.get(control))));
        }
        return candidates;
    }

    /** Estimators of a ratio. */
    List<Candidate> ofRatio(RatioMetric ratio, String arm, String control) {
        return List.of(ratio(ratio, content.arm(arm), content.arm(control)));
    }

    /** The primary estimator of an outcome on the units of a segment. */
    Candidate inSegment(String outcome, Moments treated, Moments held) {
        int slot = content.slot(outcome);
        return content.binary().contains(outcome) ? proportion(slot, treated, held) : mean(slot, treated, held);
    }

    /** The primary estimator of a ratio on the units of a segment. */
    Candidate inSegment(RatioMetric ratio, Moments treated, Moments held) {
        return ratio(ratio, treated, held);
    }

    private static Candidate proportion(int slot, Moments treated, Moments held) {
        return new Candidate(
                "proportion",
                confidence -> new ProportionDifference(slot, confidence, Convention.CROSSLIFT).estimate(treated, held));
    }

    private static Candidate mean(int slot, Moments treated, Moments held) {
        return new Candidate("welch", confidence -> new MeanDifference(slot, confidence, Convention.CROSSLIFT)
                .estimate(treated, held));
    }

    private Candidate ratio(RatioMetric ratio, Moments treated, Moments held) {
        int numerator = content.slot(ratio.numerator());
        int denominator = content.slot(ratio.denominator());
        return new Candidate(
                "ratio", confidence -> new RatioOfSums(numerator, denominator, confidence).estimate(treated, held));
    }

    private Candidate adjusted(int slot, Moments treated, Moments held) {
        List<Integer> covariates = new ArrayList<>();
        double missing = 0;
        for (String covariate : question.covariates()) {
            covariates.add(content.slot(covariate));
        }
        for (String covariate : question.covariates()) {
            int flag = content.flags().getOrDefault(covariate, -1);
            double share = (treated.sum(flag) + held.sum(flag)) / (treated.count() + held.count());
            if (share > 0) {
                covariates.add(flag);
                missing = Math.max(missing, share);
            }
        }
        Map<Measure, Double> measures = new EnumMap<>(Measure.class);
        measures.put(Measure.MISSING_SHARE, missing);
        if (treated.count() > 1 && held.count() > 1) {
            measures.put(
                    Measure.VARIANCE_REDUCTION,
                    new CovariateAdjusted(slot, covariates)
                            .adjustment(treated, held)
                            .varianceReduction());
        }
        return new Candidate(
                "cuped",
                String.join(" + ", question.covariates()),
                confidence -> new CovariateAdjusted(slot, covariates, confidence, Convention.CROSSLIFT)
                        .estimate(treated, held),
                measures);
    }

    private static Candidate exposed(int slot, int exposed, Moments treated, Moments held) {
        Map<Measure, Double> measures = new EnumMap<>(Measure.class);
        if (treated.count() > 1 && held.count() > 1) {
            ComplierEffect.Compliance compliance = new ComplierEffect(slot, exposed).compliance(treated, held);
            measures.put(Measure.EXPOSED_ARM, compliance.treatmentRate());
            measures.put(Measure.EXPOSED_CONTROL, compliance.controlRate());
            putKnown(measures, Measure.FIRST_STAGE_F, compliance.firstStageF());
            putKnown(measures, Measure.COMPLIER_BASELINE, compliance.complierBaseline());
        }
        return new Candidate(
                "cace",
                "",
                confidence -> new ComplierEffect(slot, exposed, confidence).estimate(treated, held),
                measures);
    }

    private Candidate capped(String outcome, double sum, Moments treated, Moments held) {
        int slot = question.outcomes().indexOf(outcome);
        double cap = Objects.requireNonNull(content.caps().get(outcome));
        Map<Measure, Double> measures = new EnumMap<>(Measure.class);
        measures.put(Measure.CAP, cap);
        if (sum > 0) {
            measures.put(Measure.SHARE_REMOVED, 1 - (treated.sum(slot) + held.sum(slot)) / sum);
        }
        return new Candidate(
                "winsorized",
                question.winsorize() + " quantile",
                confidence -> new MeanDifference(slot, confidence, Convention.CROSSLIFT).estimate(treated, held),
                measures);
    }

    private static void putKnown(Map<Measure, Double> measures, Measure measure, @Nullable Double value) {
        if (value != null && Double.isFinite(value)) {
            measures.put(measure, value);
        }
    }
}
