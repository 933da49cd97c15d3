package io.crosslift.pathfile;

import io.crosslift.attribution.Interval;
import io.crosslift.attribution.PathModelResult;
import java.util.Map;

/**
 * One model fitted on the paths of one goal.
 *
 * @param goal empty for a file without goals
 * @param result what the model says
 * @param intervals of the share of every channel; empty without resamples
 */
public record FittedModel(String goal, PathModelResult result, Map<String, Interval> intervals) {

    /** Name of the model. */
    public String model() {
        return result.model();
    }

    /** Channels that a state of its chain remembers; empty for models without an order. */
    public String order() {
        return result.order() == 0 ? "" : Integer.toString(result.order());
    }

    /** How the model is called where it stands beside others: {@code markov 2}. */
    public String label() {
        return result.order() == 0 ? model() : model() + " " + result.order();
    }
}
