package io.crosslift.lift;

import io.crosslift.lift.estimate.ComplierEffect;
import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Convention;
import io.crosslift.lift.estimate.CovariateAdjusted;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.Lift;
import io.crosslift.lift.estimate.LiftEstimator;
import io.crosslift.lift.estimate.Moments;
import io.crosslift.lift.estimate.RatioCovariateAdjusted;
import io.crosslift.lift.estimate.RatioOfSums;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One metric of one arm against control, inside one segment.
 *
 * @param window whose vector the moments are of
 * @param days window that the metric covers
 * @param method name of the estimator where it isn't the metric's own, or null
 * @param exposure whether exposure followed an assignment by chance, so that its effect can be told
 * @param covariates what CUPED adjusts for; empty for no adjustment
 */
record Comparison(
        WindowPlan window,
        Metric metric,
        int days,
        @Nullable String method,
        String arm,
        String segment,
        boolean exposure,
        List<VectorColumn> covariates,
        Moments treatment,
        Moments control) {
    private static final double POINTS = 100;

    /** Name and result of every estimator of the metric, the primary one first. */
    List<Named> estimates(Confidence confidence) {
        List<LiftEstimator> estimators = new ArrayList<>(estimators(metric.columns(), confidence));
        String own = method;
        if (own != null) {
            return List.of(new Named(own, estimators.get(0).estimate(treatment, control), null));
        }
        List<Named> named = new ArrayList<>();
        if (exposure
                && metric.kind() != Metric.Kind.RATIO
                && treatment.count() > 0
                && treatment.mean(WindowPlan.EXPOSED) > 0) {
            estimators.add(new ComplierEffect(position(), WindowPlan.EXPOSED, confidence));
        }
        estimators.forEach(
                estimator -> named.add(new Named(estimator.name(), estimator.estimate(treatment, control), null)));
        CovariateAdjusted adjusted = adjusted(confidence);
        if (adjusted != null) {
            named.add(new Named(
                    adjusted.name(),
                    adjusted.estimate(treatment, control),
                    new Adjustment(adjusted.adjustment(treatment, control).varianceReduction(), withoutCovariates())));
        }
        return named;
    }

    /** The difference by the primary estimator. */
    Estimate primary(Confidence confidence) {
        return estimators(metric.columns(), confidence)
                .get(0)
                .estimate(treatment, control)
                .difference();
    }

    /** The difference of the same metric before assignment; null where nothing is known of that. */
    @Nullable
    Double differenceBefore(Confidence confidence) {
        return metric.before().isEmpty()
                ? null
                : estimators(metric.before(), confidence)
                        .get(0)
                        .estimate(treatment, control)
                        .difference()
                        .value();
    }

    /** 100 x (net revenue retention of the arm - that of control); null where no recurring revenue was stated. */
    @Nullable
    Double retentionPoints(Confidence confidence) {
        List<Integer> positions = window.retention();
        if (positions.isEmpty()) {
            return null;
        }
        Double difference = new RatioOfSums(positions.get(0), positions.get(1), confidence)
                .estimate(treatment, control)
                .difference()
                .value();
        return difference == null ? null : POINTS * difference;
    }

    /** CUPED on the covariates that vary; null where none does, for ratios and for arms without a variance. */
    private @Nullable CovariateAdjusted adjusted(Confidence confidence) {
        if (metric.kind() == Metric.Kind.RATIO || treatment.count() < 2 || control.count() < 2) {
            return null;
        }
        List<Integer> varying = window.positions(covariates).stream()
                .filter(column -> treatment.variance(column) + control.variance(column) > 0)
                .toList();
        return varying.isEmpty() ? null : new CovariateAdjusted(position(), varying, confidence, Convention.CROSSLIFT);
    }

    /** The largest share of units of both arms of which a covariate isn't, or isn't wholly, known. */
    private double withoutCovariates() {
        Moments both = treatment.merge(control);
        return covariates.stream()
                .mapToDouble(column -> {
                    double share = both.mean(window.positions(List.of(column)).get(0));
                    return column instanceof VectorColumn.Answered
                            ? 1 - share
                            : column instanceof VectorColumn.NewAccount ? share : 0;
                })
                .max()
                .orElse(0);
    }

    /** The metric as a mean or a ratio of columns of the vector. */
    RatioCovariateAdjusted.Quantity quantity() {
        List<Integer> positions = window.positions(metric.columns());
        return metric.kind() == Metric.Kind.RATIO
                ? RatioCovariateAdjusted.Quantity.ratio(positions.get(0), positions.get(1))
                : RatioCovariateAdjusted.Quantity.mean(positions.get(0));
    }

    private int position() {
        return window.positions(metric.columns()).get(0);
    }

    private List<LiftEstimator> estimators(List<VectorColumn> columns, Confidence confidence) {
        return metric.estimators(window.positions(columns), confidence);
    }

    /** An estimator's name, what it says, and what its adjustment did, where it adjusts. */
    record Named(String estimator, Lift lift, @Nullable Adjustment adjustment) {}

    /**
     * What covariates bought, and of how many units they weren't known.
     *
     * @param varianceReduction 1 - adjusted / unadjusted squared standard error
     * @param missing share of units without one of the covariates
     */
    record Adjustment(double varianceReduction, double missing) {}
}
