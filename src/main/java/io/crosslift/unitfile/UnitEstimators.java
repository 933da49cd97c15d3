package io.crosslift.unitfile;

import io.crosslift.lift.estimate.ClusterRobust;
import io.crosslift.lift.estimate.ComplierEffect;
import io.crosslift.lift.estimate.Convention;
import io.crosslift.lift.estimate.MeanDifference;
import io.crosslift.lift.estimate.Moments;
import io.crosslift.lift.estimate.PostStratified;
import io.crosslift.lift.estimate.ProportionDifference;
import io.crosslift.lift.estimate.RatioCovariateAdjusted.Quantity;
import io.crosslift.lift.estimate.RatioOfSums;
import io.crosslift.lift.estimate.WildClusterBootstrap;
import io.crosslift.lift.sequential.ConfidenceSequence;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The estimators that a question asks for, for one outcome and two arms; the first is the primary one. */
final class UnitEstimators {
    private final UnitFileContent content;
    private final UnitQuestion question;
    private final CovariateEstimators covariates;

    UnitEstimators(UnitFileContent content, UnitQuestion question) {
        this.content = content;
        this.question = question;
        this.covariates = new CovariateEstimators(content, question);
    }

    /** Estimators of an outcome column. */
    List<Candidate> ofOutcome(String outcome, String arm, String control) {
        Moments treated = content.arm(arm);
        Moments held = content.arm(control);
        int slot = content.slot(outcome);
        Quantity quantity = quantity(slot);
        List<Candidate> candidates = new ArrayList<>();
        candidates.add(inSegment(outcome, treated, held));
        if (question.cluster() != null) {
            wild(slot, arm, control).ifPresent(candidates::add);
            candidates.add(ratio(slot, clusterRows(), "per row", treated, held));
            candidates.add(mean(slot, "per cluster", treated, held));
        } else if (content.binary().contains(outcome)) {
            candidates.add(mean(slot, "", treated, held));
        }
        candidates.addAll(covariates.of(quantity, treated, held));
        candidates.addAll(postStratified(quantity, arm, control));
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
        if (question.cost() != null) {
            candidates.addAll(new CostEstimators(slot, content.slot(question.cost()))
                    .of(treated, held, content.binary().contains(outcome)));
        }
        return withSequence(candidates);
    }

    /** Estimators of a ratio; its numerator per unit beside it, since a moved denominator makes a ratio a matter of composition. */
    List<Candidate> ofRatio(RatioMetric ratio, String arm, String control) {
        Moments treated = content.arm(arm);
        Moments held = content.arm(control);
        Quantity quantity = Quantity.ratio(content.slot(ratio.numerator()), content.slot(ratio.denominator()));
        String perUnit = ratio.numerator() + (question.cluster() == null ? " per unit" : " per cluster");
        List<Candidate> candidates = new ArrayList<>();
        candidates.add(inSegment(ratio, treated, held));
        candidates.add(mean(quantity.numerator(), perUnit, treated, held));
        candidates.addAll(covariates.of(quantity, treated, held));
        candidates.addAll(postStratified(quantity, arm, control));
        return withSequence(candidates);
    }

    /** The primary estimator of an outcome column. */
    Candidate inSegment(String outcome, Moments treated, Moments held) {
        int slot = content.slot(outcome);
        if (question.cluster() != null) {
            int rows = clusterRows();
            return Candidate.of("", treated, held, confidence -> new ClusterRobust(slot, rows, confidence));
        }
        return content.binary().contains(outcome)
                ? Candidate.of(
                        "",
                        treated,
                        held,
                        confidence -> new ProportionDifference(slot, confidence, Convention.CROSSLIFT))
                : mean(slot, "", treated, held);
    }

    /** The primary estimator of a ratio. */
    Candidate inSegment(RatioMetric ratio, Moments treated, Moments held) {
        return ratio(content.slot(ratio.numerator()), content.slot(ratio.denominator()), "", treated, held);
    }

    /** The primary estimator under intervals that hold at any time comes first where they were asked for. */
    private List<Candidate> withSequence(List<Candidate> candidates) {
        Long planned = question.plannedUnits();
        if (planned == null) {
            return candidates;
        }
        Candidate first = candidates.get(0);
        List<Candidate> all = new ArrayList<>();
        all.add(new Candidate(
                Candidate.ANYTIME,
                first.estimator(),
                confidence -> new ConfidenceSequence(planned, confidence)
                        .at(first.at().apply(confidence)),
                Map.of()));
        all.addAll(candidates);
        return all;
    }

    /** What is averaged: the outcome per unit, or per row of a cluster. */
    private Quantity quantity(int slot) {
        return question.cluster() == null ? Quantity.mean(slot) : Quantity.ratio(slot, clusterRows());
    }

    /** The bootstrap beside the t test, where clusters are few. */
    private Optional<Candidate> wild(int slot, String arm, String control) {
        Map<String, List<double[]>> clusters = content.clusters();
        if (clusters == null) {
            return Optional.empty();
        }
        List<double[]> treated = Objects.requireNonNull(clusters.get(arm));
        List<double[]> held = Objects.requireNonNull(clusters.get(control));
        int rows = clusterRows();
        return Optional.of(new Candidate(
                WildClusterBootstrap.NAME,
                "",
                confidence -> WildClusterBootstrap.estimate(treated, held, new ClusterRobust(slot, rows, confidence)),
                Map.of()));
    }

    private int clusterRows() {
        return content.slot(UnitFileContent.CLUSTER_ROWS);
    }

    private static Candidate mean(int slot, String detail, Moments treated, Moments held) {
        return Candidate.of(
                detail, treated, held, confidence -> new MeanDifference(slot, confidence, Convention.CROSSLIFT));
    }

    private static Candidate ratio(int numerator, int denominator, String detail, Moments treated, Moments held) {
        return Candidate.of(detail, treated, held, confidence -> new RatioOfSums(numerator, denominator, confidence));
    }

    /** One estimate per segment column, its segments as strata. */
    private List<Candidate> postStratified(Quantity quantity, String arm, String control) {
        List<Candidate> candidates = new ArrayList<>();
        content.segments().forEach((column, segments) -> {
            List<Moments> treated = new ArrayList<>();
            List<Moments> held = new ArrayList<>();
            segments.values().forEach(byArm -> {
                treated.add(Objects.requireNonNull(byArm.get(arm)));
                held.add(Objects.requireNonNull(byArm.get(control)));
            });
            candidates.add(new Candidate(
                    "post_stratified",
                    column,
                    confidence ->
                            new PostStratified(quantity, confidence, Convention.CROSSLIFT).estimate(treated, held),
                    Map.of()));
        });
        return candidates;
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
        return Candidate.of("", treated, held, confidence -> new ComplierEffect(slot, exposed, confidence))
                .with(measures);
    }

    private Candidate capped(String outcome, double sum, Moments treated, Moments held) {
        int slot = question.outcomes().indexOf(outcome);
        Map<Measure, Double> measures = new EnumMap<>(Measure.class);
        measures.put(Measure.CAP, Objects.requireNonNull(content.caps().get(outcome)));
        if (sum > 0) {
            measures.put(Measure.SHARE_REMOVED, 1 - (treated.sum(slot) + held.sum(slot)) / sum);
        }
        Candidate mean = mean(slot, question.winsorize() + " quantile", treated, held);
        return new Candidate("winsorised", mean.detail(), mean.at(), measures);
    }

    private static void putKnown(Map<Measure, Double> measures, Measure measure, @Nullable Double value) {
        if (value != null && Double.isFinite(value)) {
            measures.put(measure, value);
        }
    }
}
