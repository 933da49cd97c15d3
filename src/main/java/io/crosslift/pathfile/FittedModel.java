package io.crosslift.pathfile;

import io.crosslift.attribution.PathModelResult;
import java.util.Map;

/**
 * One model fitted on the paths of one goal.
 *
 * @param model its name
 * @param order channels that a state of its chain remembers; empty for models without an order
 * @param goal empty for a file without goals
 * @param result what the model says
 * @param intervals of the share of every channel; empty without resamples
 */
public record FittedModel(
        String model, String order, String goal, PathModelResult result, Map<String, ShareInterval> intervals) {

    /** How the model is called where it stands beside others: {@code markov 2}. */
    public String label() {
        return order.isEmpty() ? model : model + " " + order;
    }
}
