package io.crosslift.job;

import io.crosslift.failure.Failure;
import io.crosslift.lift.ExperimentAudience;
import io.crosslift.lift.ExperimentHistory;
import io.crosslift.lift.assign.Allocation;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An experiment as somebody wants it.
 *
 * @param id names it for ever
 * @param design holdout or ab
 * @param control arm that the others are compared with
 * @param metrics the primary one first
 * @param windows days from assignment
 * @param exposureRefs offers, campaigns and plays that count as exposure
 * @param alpha two-sided error level
 * @param sequentialPlan or null for a fixed horizon
 * @param salt of the hash
 * @param start first local day
 * @param end last local day
 */
public record NewExperiment(
        String id,
        String design,
        Allocation allocation,
        String control,
        @Nullable String family,
        List<String> exposureRefs,
        List<String> metrics,
        List<Integer> windows,
        BigDecimal alpha,
        @Nullable String sequentialPlan,
        String salt,
        LocalDate start,
        LocalDate end,
        ExperimentAudience audience) {
    private static final Set<String> DESIGNS = Set.of("holdout", "ab");

    /**
     * Takes the declaration.
     *
     * @throws Failure usage: what makes no experiment
     */
    public NewExperiment {
        exposureRefs = List.copyOf(exposureRefs);
        metrics = List.copyOf(metrics);
        windows = List.copyOf(windows);
        require(!id.isBlank() && id.equals(id.strip()), "--experiment is '" + id + "', give it a name");
        require(DESIGNS.contains(design), "--design is " + design + ", it can be holdout or ab");
        require(
                allocation.arms().contains(control),
                "--control is " + control + ", the arms are " + String.join(", ", allocation.arms()));
        requireMeasurable(metrics, windows);
        require(
                alpha.signum() > 0 && alpha.compareTo(BigDecimal.ONE) < 0,
                "--alpha must lie between 0 and 1, was " + alpha);
        require(alpha.scale() <= 8, "--alpha has at most 8 decimals, was " + alpha);
        require(!salt.isEmpty(), "--salt is empty, give any text or leave it out");
        require(!end.isBefore(start), "--end " + end + " lies before --start " + start);
    }

    /**
     * Refuses metrics and windows that no sales give.
     *
     * @throws Failure usage: naming what there is
     */
    static void requireMeasurable(List<String> metrics, List<Integer> windows) {
        require(!metrics.isEmpty(), "--metric names no metric, the metrics of sales are " + known());
        for (String metric : metrics) {
            require(
                    ExperimentHistory.metrics().contains(metric),
                    "--metric: no table gives " + metric + ", they give " + known());
        }
        require(!windows.isEmpty(), "--window names no number of days, such as 30");
        for (int window : windows) {
            require(window >= 0 && window <= 3660, "--window must be 0 to 3660 days, was " + window);
        }
    }

    private static String known() {
        return String.join(", ", ExperimentHistory.metrics());
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw Failure.usage(message);
        }
    }
}
