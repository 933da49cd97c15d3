package io.crosslift.lift;

import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Convention;
import io.crosslift.lift.estimate.LiftEstimator;
import io.crosslift.lift.estimate.MeanDifference;
import io.crosslift.lift.estimate.ProportionDifference;
import io.crosslift.lift.estimate.RatioOfSums;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a metric is computed from a unit's vector.
 *
 * @param name as the experiment declares it
 * @param columns the outcome, or numerator and denominator
 * @param before the same before assignment; empty where nothing is known of that
 * @param source the table that it adds up; null where outcomes state it, or balances give it
 */
record Metric(
        String name,
        Kind kind,
        List<VectorColumn> columns,
        List<VectorColumn> before,
        SalesMetric.@Nullable Source source)
        implements Serializable {

    enum Kind {
        /** 0 or 1 per unit. */
        RATE,
        /** A number per unit. */
        MEAN,
        /** A ratio of two sums over units. */
        RATIO
    }

    /**
     * The estimators of the metric, the primary one first.
     *
     * @param positions of the outcome, or of numerator and denominator, in the vector
     */
    List<LiftEstimator> estimators(List<Integer> positions, Confidence confidence) {
        int outcome = positions.get(0);
        LiftEstimator welch = new MeanDifference(outcome, confidence, Convention.CROSSLIFT);
        return switch (kind) {
            case RATE -> List.of(new ProportionDifference(outcome, confidence, Convention.CROSSLIFT), welch);
            case MEAN -> List.of(welch);
            case RATIO -> List.of(new RatioOfSums(outcome, positions.get(1), confidence));
        };
    }
}
