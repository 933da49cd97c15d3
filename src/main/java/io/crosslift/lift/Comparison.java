package io.crosslift.lift;

import io.crosslift.lift.estimate.Cap;
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
import io.crosslift.lift.estimate.WinsorisedMean;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
            return List.of(new Named(own, estimators.get(0).estimate(treatment, control)));
        }
        List<Named> named = new ArrayList<>();
        if (exposure
                && metric.kind() != Metric.Kind.RATIO
                && treatment.count() > 0
                && treatment.mean(WindowPlan.EXPOSED) > 0) {
            estimators.add(new ComplierEffect(position(), WindowPlan.EXPOSED, confidence));
        }
        estimators.forEach(estimator -> named.add(new Named(estimator.name(), estimator.estimate(treatment, control))));
        CovariateAdjusted adjusted = adjusted(confidence);
        if (adjusted != null) {
            named.add(new Named(
                    adjusted.name(),
                    adjusted.estimate(treatment, control),
                    new Adjustment(adjusted.adjustment(treatment, control).varianceReduction(), withoutCovariates()),
                    null,
                    null));
        }
        winsorised(confidence).ifPresent(named::add);
        return named;
    }

    /** The twin on the capped outcome, over all units, where the cap took anything away. */
    private Optional<Named> winsorised(Confidence confidence) {
        Double cap = window.caps().get(metric.name());
        if (cap == null || metric.kind() != Metric.Kind.MEAN || !segment.equals(ArmMoments.ALL)) {
            return Optional.empty();
        }
        VectorColumn capped = new VectorColumn.Capped(metric.columns().get(0), cap);
        WinsorisedMean twin = new WinsorisedMean(
                position(), window.positions(List.of(capped)).get(0), new Cap(cap, null), confidence);
        WinsorisedMean.Removed removed = twin.removed(treatment, control);
        boolean same = treatment.mean(twin.outcome()) == treatment.mean(twin.capped())
                && control.mean(twin.outcome()) == control.mean(twin.capped());
        return same
                ? Optional.empty()
                : Optional.of(new Named(
                        twin.name(), twin.estimate(treatment, control), null, new Capped(cap, removed.total()), null));
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

    /**
     * 100 x (net revenue retention of the arm - that of control), by the delta method over all units as assigned; null where nothing is
     * known of recurring revenue over the metric's window.
     */
    @Nullable
    Estimate retentionPoints(Confidence confidence) {
        List<Integer> positions = window.positions(window.retention());
        return positions.isEmpty() || days != window.days()
                ? null
                : new RatioOfSums(positions.get(0), positions.get(1), confidence)
                        .estimate(treatment, control)
                        .difference()
                        .scaled(POINTS);
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

    /** The same comparison over several segments taken together. */
    Comparison over(List<Moments> treated, List<Moments> controls) {
        return new Comparison(
                window,
                metric,
                days,
                "together",
                arm,
                ArmMoments.ALL,
                false,
                List.of(),
                Moments.mergeInOrder(treated),
                Moments.mergeInOrder(controls));
    }

    /** The same comparison as it stands under another segment. */
    Comparison in(String other) {
        return new Comparison(window, metric, days, method, arm, other, exposure, covariates, treatment, control);
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

    /** An estimator's name, what it says, and what its adjustment, its cap or the cost did, where it has one. */
    record Named(
            String estimator,
            Lift lift,
            @Nullable Adjustment adjustment,
            @Nullable Capped capped,
            @Nullable BigDecimal cost) {
        Named(String estimator, Lift lift) {
            this(estimator, lift, null, null, null);
        }
    }

    /**
     * What a cap did.
     *
     * @param cap in the unit of the outcome
     * @param removed share of the raw sum of both arms; null where that isn't positive
     */
    record Capped(double cap, @Nullable Double removed) {}

    /**
     * What covariates bought, and of how many units they weren't known.
     *
     * @param varianceReduction 1 - adjusted / unadjusted squared standard error
     * @param missing share of units without one of the covariates
     */
    record Adjustment(double varianceReduction, double missing) {}
}
