package io.crosslift.unitfile;

import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Lift;
import java.util.Map;
import java.util.function.Function;

/**
 * One estimator applied to one arm, at any error rate.
 *
 * @param detail what it works with, empty if nothing
 */
record Candidate(String estimator, String detail, Function<Confidence, Lift> at, Map<Measure, Double> measures) {
    Candidate(String estimator, Function<Confidence, Lift> at) {
        this(estimator, "", at, Map.of());
    }
}
