package io.crosslift.unitfile;

import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Lift;
import io.crosslift.lift.estimate.LiftEstimator;
import io.crosslift.lift.estimate.Moments;
import java.util.Map;
import java.util.function.Function;

/**
 * One estimator applied to one arm, at any error rate.
 *
 * @param detail what it works with, empty if nothing
 */
record Candidate(String estimator, String detail, Function<Confidence, Lift> at, Map<Measure, Double> measures) {
    /** The estimator whose interval and p hold however often they are looked at. */
    static final String ANYTIME = "anytime";

    /** An estimator of two arms under its own name. */
    static Candidate of(
            String detail, Moments treated, Moments held, Function<Confidence, ? extends LiftEstimator> estimator) {
        return new Candidate(
                estimator.apply(Confidence.TWO_SIDED_95).name(),
                detail,
                confidence -> estimator.apply(confidence).estimate(treated, held),
                Map.of());
    }

    /** The same with numbers beside it. */
    Candidate with(Map<Measure, Double> numbers) {
        return new Candidate(estimator, detail, at, numbers);
    }
}
