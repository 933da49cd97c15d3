package io.crosslift.lift;

import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.Lift;
import io.crosslift.lift.estimate.LiftEstimator;
import io.crosslift.lift.estimate.Moments;
import io.crosslift.lift.estimate.RatioOfSums;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One metric of one arm against control, inside one segment. */
record Comparison(WindowPlan window, Metric metric, String arm, String segment, Moments treatment, Moments control) {
    private static final double POINTS = 100;

    /** Name and result of every estimator of the metric, the primary one first. */
    List<Named> estimates(Confidence confidence) {
        return estimators(metric.columns(), confidence).stream()
                .map(estimator -> new Named(estimator.name(), estimator.estimate(treatment, control)))
                .toList();
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

    private List<LiftEstimator> estimators(List<VectorColumn> columns, Confidence confidence) {
        return metric.estimators(window.positions(columns), confidence);
    }

    /** An estimator's name and what it says. */
    record Named(String estimator, Lift lift) {}
}
