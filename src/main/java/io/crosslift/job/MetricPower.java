package io.crosslift.job;

import io.crosslift.lift.ExperimentHistory.Kind;
import io.crosslift.lift.ExperimentHistory.Measure;
import io.crosslift.lift.assign.ClusterSpread;
import io.crosslift.lift.estimate.Distributions;
import io.crosslift.lift.estimate.Moments;
import org.jspecify.annotations.Nullable;

/**
 * What an experiment could find out on one metric, from what the units did without it.
 *
 * <pre>  MDE = (z_{1 - alpha/2} + z_power) sqrt(V (1 - rho^2) DEFF (1/n_T + 1/n_C))</pre>
 *
 * with V the variance of a unit's outcome (of a ratio, by the delta method), rho its correlation with the same metric before, which
 * CUPED removes, and DEFF the design effect of clusters. Normal quantiles: with hundreds of units per arm Student's differ by less than
 * one percent.
 *
 * @param units N
 * @param mean of the metric; a share of units for a rate
 * @param variance of a unit's contribution
 * @param correlation with the pre-period; {@code null} where nothing varies, and for a ratio
 * @param clusters {@code null} where units are dealt one by one
 */
record MetricPower(
        String metric,
        int days,
        Kind kind,
        long units,
        @Nullable Double mean,
        @Nullable Double variance,
        @Nullable Double correlation,
        @Nullable ClusterSpread clusters) {

    static MetricPower of(Measure measure, @Nullable ClusterSpread clusters) {
        Moments all = measure.all();
        boolean ratio = measure.kind() == Kind.RATIO;
        boolean known = all.count() >= 2 && (!ratio || all.mean(1) != 0);
        return new MetricPower(
                measure.metric(),
                measure.days(),
                measure.kind(),
                all.count(),
                known ? (ratio ? all.mean(0) / all.mean(1) : all.mean(0)) : null,
                known ? variance(all, ratio) : null,
                known && !ratio ? correlation(all) : null,
                clusters);
    }

    private static double variance(Moments all, boolean ratio) {
        if (!ratio) {
            return all.variance(0);
        }
        double value = all.mean(0) / all.mean(1);
        double variance = all.variance(0) - 2 * value * all.covariance(0, 1) + value * value * all.variance(1);
        return Math.max(0, variance) / (all.mean(1) * all.mean(1));
    }

    private static @Nullable Double correlation(Moments all) {
        double spread = Math.sqrt(all.product(0, 0)) * Math.sqrt(all.product(1, 1));
        return spread > 0 ? Math.max(-1, Math.min(1, all.product(0, 1) / spread)) : null;
    }

    double designEffect() {
        return clusters == null ? 1 : clusters.designEffect();
    }

    /** Smallest difference found with the power asked for; {@code null} where nothing varies. */
    @Nullable
    Double detectable(double holdout, PlanRequest request, boolean adjusted) {
        if (variance == null || variance == 0) {
            return null;
        }
        return quantiles(request) * Math.sqrt(variance(adjusted) / (units * holdout * (1 - holdout)));
    }

    /** Units that the relative effect of the request needs; {@code null} where it asks for none or nothing varies. */
    @Nullable
    Double unitsNeeded(double holdout, PlanRequest request, boolean adjusted) {
        Double effect = request.effect();
        if (effect == null || mean == null || mean == 0 || variance == null || variance == 0) {
            return null;
        }
        double difference = effect * Math.abs(mean);
        double z = quantiles(request);
        return Math.ceil(z * z * variance(adjusted) / (difference * difference * holdout * (1 - holdout)));
    }

    /** A difference as a share of the mean; {@code null} where that is 0. */
    @Nullable
    Double relative(@Nullable Double difference) {
        return difference == null || mean == null || mean == 0 ? null : difference / Math.abs(mean);
    }

    /** Whether it counts money, so that an effect forgone has a price. */
    boolean money() {
        return metric.equals("net_revenue") || metric.equals("expansion_revenue");
    }

    private double variance(boolean adjusted) {
        double raw = variance == null ? 0 : variance;
        double kept = adjusted && correlation != null ? 1 - correlation * correlation : 1;
        return raw * kept * designEffect();
    }

    private static double quantiles(PlanRequest request) {
        return Distributions.normalInverseSurvival(request.alpha() / 2)
                + Distributions.normalInverseSurvival(1 - request.power());
    }
}
