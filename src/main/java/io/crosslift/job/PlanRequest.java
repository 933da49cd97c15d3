package io.crosslift.job;

import io.crosslift.failure.Failure;
import io.crosslift.lift.ExperimentAudience;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to know of an experiment that doesn't exist yet.
 *
 * @param metrics the primary one first
 * @param windows days
 * @param holdouts shares of units without the programme, in (0, 1)
 * @param power chance of finding the effect
 * @param alpha two-sided error level
 * @param effect relative effect to find, or null
 */
public record PlanRequest(
        List<String> metrics,
        List<Integer> windows,
        List<Double> holdouts,
        double power,
        double alpha,
        @Nullable Double effect,
        ExperimentAudience audience) {

    /**
     * Takes the request.
     *
     * @throws Failure usage: what can't be planned
     */
    public PlanRequest {
        metrics = List.copyOf(metrics);
        windows = windows.stream().distinct().sorted().toList();
        holdouts = holdouts.stream().distinct().sorted().toList();
        NewExperiment.requireMeasurable(metrics, windows);
        for (double holdout : holdouts) {
            require(holdout > 0 && holdout < 1, "--holdout must lie between 0 and 1, was " + holdout);
        }
        require(alpha > 0 && alpha < 1, "--alpha must lie between 0 and 1, was " + alpha);
        require(power > alpha && power < 1, "--power must lie between --alpha and 1, was " + power);
        require(
                effect == null || (Double.isFinite(effect) && effect > 0),
                "--effect must be a share above 0, such as 0.05, was " + effect);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw Failure.usage(message);
        }
    }
}
