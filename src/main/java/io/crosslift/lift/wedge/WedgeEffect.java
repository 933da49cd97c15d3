package io.crosslift.lift.wedge;

import io.crosslift.lift.estimate.Estimate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one estimator says about a rollout.
 *
 * @param estimator its name
 * @param effect per unit and period, in the unit of the outcome; its interval is by CR2 errors and their degrees of freedom
 * @param errorCr1 the CR1 error, for comparison with other tools
 * @param pOrders p over rollout orders, which holds for any number of clusters
 * @param orders number of orders behind it
 * @param byExposure effect by periods since the start, the first being 1; empty for an estimator of one effect
 * @param periodsUsed periods that have treated and untreated clusters
 */
public record WedgeEffect(
        String estimator,
        Estimate effect,
        @Nullable Double errorCr1,
        @Nullable Double pOrders,
        int orders,
        List<Double> byExposure,
        int periodsUsed,
        List<WedgeWarning> warnings) {
    public WedgeEffect {
        byExposure = List.copyOf(byExposure);
        warnings = warnings.stream().distinct().sorted().toList();
    }
}
