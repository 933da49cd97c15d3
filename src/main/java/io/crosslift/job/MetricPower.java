package io.crosslift.job;

import io.crosslift.lift.ExperimentHistory.Kind;
import io.crosslift.lift.ExperimentHistory.Measure;
import io.crosslift.lift.estimate.BucketJackknife;
import io.crosslift.lift.estimate.Moments;
import io.crosslift.lift.power.DesignEffect;
import io.crosslift.lift.power.HoldoutShare;
import io.crosslift.lift.power.MeanPower;
import io.crosslift.lift.power.PowerTarget;
import io.crosslift.lift.power.ProportionPower;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an experiment could find out on one metric, from what the units did without it: {@link MeanPower} with the variance of a unit's
 * outcome (of a ratio, by the delta method), its correlation with the same metric before, which CUPED removes, and the design effect of
 * clusters; a rate by {@link ProportionPower} on as many units as those are worth.
 *
 * @param audience units that the experiment would have now, N
 * @param units that the history is of
 * @param mean of the metric; a share of units for a rate
 * @param variance of a unit's contribution
 * @param correlation with the pre-period; {@code null} where nothing varies, and for a ratio
 * @param clusters {@code null} where units are dealt one by one
 * @param jackknifeError standard error of the mean by leaving out hash buckets of units; {@code null} with too few of them
 */
record MetricPower(
        String metric,
        int days,
        Kind kind,
        long audience,
        long units,
        @Nullable Double mean,
        @Nullable Double variance,
        @Nullable Double correlation,
        @Nullable DesignEffect clusters,
        @Nullable Double jackknifeError) {
    /** With so few buckets the jackknife is too uncertain itself to tell. */
    private static final int FEWEST_BUCKETS = 30;

    /** Errors of the jackknife between it and the formula before they are said to disagree. */
    private static final double DISAGREEMENT = 4;

    static MetricPower of(Measure measure, long audience, @Nullable DesignEffect clusters) {
        Moments all = measure.all();
        boolean ratio = measure.kind() == Kind.RATIO;
        boolean known = all.count() >= 2 && (!ratio || all.mean(1) != 0);
        return new MetricPower(
                measure.metric(),
                measure.days(),
                measure.kind(),
                audience,
                all.count(),
                known ? (ratio ? all.mean(0) / all.mean(1) : all.mean(0)) : null,
                known ? variance(all, ratio) : null,
                known && !ratio ? correlation(all) : null,
                clusters,
                known ? jackknife(measure.byBucket(), ratio) : null);
    }

    private static @Nullable Double jackknife(List<Moments> buckets, boolean ratio) {
        List<Moments> nobody =
                buckets.stream().map(bucket -> Moments.empty(bucket.columns())).toList();
        BucketJackknife.Result result = BucketJackknife.of(
                buckets, nobody, (units, none) -> ratio ? units.mean(0) / units.mean(1) : units.mean(0));
        return result.buckets() < FEWEST_BUCKETS ? null : result.standardError();
    }

    /** Standard error of the mean by the formula that power is computed with; {@code null} where the mean isn't known. */
    @Nullable
    Double standardError() {
        return variance == null ? null : (Double) Math.sqrt(variance / units);
    }

    /**
     * Why the formula's standard error isn't to be trusted, in one sentence; {@code null} where leaving out hash buckets gives the same, up
     * to the jackknife's own error of 1 / sqrt(2 (buckets - 1)).
     */
    @Nullable
    String disagreement(int buckets) {
        Double formula = standardError();
        Double jackknife = jackknifeError;
        if (formula == null || jackknife == null || formula == 0) {
            return null;
        }
        double off = Math.abs(jackknife / formula - 1);
        return off <= DISAGREEMENT / Math.sqrt(2.0 * (buckets - 1))
                ? null
                : String.format(
                        Locale.ROOT,
                        "%s over %d days: its standard error is %.4g by formula and %.4g by leaving out hash buckets of"
                                + " accounts; few accounts carry it, plan with the larger one or a capped metric.",
                        metric,
                        days,
                        formula,
                        jackknife);
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
        return clusters == null ? 1 : clusters.factor();
    }

    /** Smallest difference found with the power asked for; {@code null} where nothing varies, or nothing is left to. */
    @Nullable
    Double detectable(double holdout, PlanRequest request, boolean adjusted) {
        if (!varies(adjusted)) {
            return null;
        }
        if (mean != null && kind == Kind.RATE) {
            double counted = audience / inflation(adjusted);
            return new ProportionPower(mean, target(request)).smallestRise((1 - holdout) * counted, holdout * counted);
        }
        return new HoldoutShare(holdout).smallestEffect(power(request, adjusted), (double) audience);
    }

    /** Units that the relative effect of the request needs; {@code null} where it asks for none, or there is none to find. */
    @Nullable
    Double unitsNeeded(double holdout, PlanRequest request, boolean adjusted) {
        Double effect = request.effect();
        if (effect == null || mean == null || mean == 0 || !varies(adjusted)) {
            return null;
        }
        double wanted = mean * (1 + effect);
        if (kind == Kind.RATE) {
            return wanted > 1
                    ? null
                    : (Double) Math.ceil(
                            new ProportionPower(mean, target(request)).controlUnits(wanted, (1 - holdout) / holdout)
                                    / holdout
                                    * inflation(adjusted));
        }
        return Math.ceil(new HoldoutShare(holdout).units(power(request, adjusted), effect * Math.abs(mean)));
    }

    /** A difference as a share of the mean; {@code null} where that is 0. */
    @Nullable
    Double relative(@Nullable Double difference) {
        return difference == null || mean == null || mean == 0 ? null : difference / Math.abs(mean);
    }

    /** Whether it counts money, so that an effect forgone has a price: of a year or month where it recurs. */
    boolean money() {
        return List.of("net_revenue", "expansion_revenue", "expansion_arr", "expansion_mrr")
                .contains(metric);
    }

    private boolean varies(boolean adjusted) {
        return variance != null && variance > 0 && inflation(adjusted) > 0;
    }

    /** (1 - rho^2) DEFF. */
    private double inflation(boolean adjusted) {
        double rho = adjusted && correlation != null ? correlation : 0;
        return (1 - rho * rho) * designEffect();
    }

    private MeanPower power(PlanRequest request, boolean adjusted) {
        return new MeanPower(
                variance == null ? 0 : variance,
                adjusted && correlation != null ? correlation : 0,
                designEffect(),
                target(request));
    }

    private static PowerTarget target(PlanRequest request) {
        return new PowerTarget(request.alpha(), true, request.power());
    }
}
