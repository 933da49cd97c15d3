package io.crosslift.lift.geo;

import io.crosslift.lift.estimate.Alternative;
import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.WarningCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The incremental return on what a test spent: the cumulative effect D of {@link TimeBasedRegression} over the incremental spend K.
 *
 * <p>Without spend before the test and in control markets K is known and the interval is D's divided by K (Kerman, Wang and Vaver
 * 2017). Else K is predicted too, and the interval holds the ratios l of Fieller (1954): {@code (D - l K)^2 <= t^2 (var D - 2 l cov +
 * l^2 var K)}. That may be no finite interval, which is an answer.
 *
 * @param response cumulative effect on the outcome
 * @param spend what was spent more than without the test
 * @param value response per unit of spend
 */
public record ReturnOnSpend(double response, double spend, Estimate value, List<GeoWarning> warnings) {

    /** The return of a test with three periods before it or more; both panels hold the same markets and periods. */
    public static ReturnOnSpend of(MarketPanel outcome, MarketPanel cost, Confidence confidence) {
        return of(regression(outcome), regression(cost), outcome.markets(), confidence);
    }

    /** The return from the regressions of outcome and cost, over the same periods. */
    static ReturnOnSpend of(
            TimeBasedRegression outcome, TimeBasedRegression cost, long markets, Confidence confidence) {
        double response = outcome.cumulativeEffect();
        double spend = cost.cumulativeEffect();
        double spendVariance = cost.variance();
        boolean isKnown = spendVariance == 0 && cost.hasConstantControl();
        if (!(spend > 0)) {
            Estimate none = new Estimate(null, null, null, null, null, null, null, markets, List.of());
            return new ReturnOnSpend(response, spend, none, List.of(GeoWarning.NO_SPEND));
        }
        double error = Math.sqrt(outcome.variance());
        if (isKnown) {
            Estimate value = Estimates.symmetric(
                    response / spend, error / spend, outcome.degreesOfFreedom(), confidence, markets);
            return new ReturnOnSpend(response, spend, oneSided(value, confidence), List.of());
        }
        Estimate value = fieller(outcome, cost, markets, confidence);
        return new ReturnOnSpend(response, spend, oneSided(value, confidence), List.of(GeoWarning.COST_BEFORE_TEST));
    }

    private static TimeBasedRegression regression(MarketPanel panel) {
        return TimeBasedRegression.of(Series.sumOf(panel.treated()), Series.sumOf(panel.controls()), panel.before());
    }

    private static Estimate fieller(
            TimeBasedRegression outcome, TimeBasedRegression cost, long markets, Confidence confidence) {
        double response = outcome.cumulativeEffect();
        double spend = cost.cumulativeEffect();
        double critical = confidence.critical(outcome.degreesOfFreedom());
        double square = critical * critical;
        double a = spend * spend - square * cost.variance();
        double b = response * spend - square * outcome.covariance(cost);
        double c = response * response - square * outcome.variance();
        double statistic = response / Math.sqrt(outcome.variance());
        double p = Math.max(Double.MIN_NORMAL, confidence.p(statistic, outcome.degreesOfFreedom()));
        if (!(a > 0)) {
            return Estimates.of(response / spend, null, null, p, markets, List.of(WarningCode.NO_FINITE_BOUND));
        }
        double root = Math.sqrt(Math.max(0, b * b - a * c));
        return Estimates.of(
                response / spend, (b - root) / a, (b + root) / a, p, markets, List.of(WarningCode.FIELLER_INTERVAL));
    }

    private static Estimate oneSided(Estimate estimate, Confidence confidence) {
        @Nullable Double low = confidence.alternative() == Alternative.LESS ? null : estimate.low();
        @Nullable Double high = confidence.alternative() == Alternative.GREATER ? null : estimate.high();
        return new Estimate(
                estimate.value(),
                estimate.standardError(),
                estimate.degreesOfFreedom(),
                estimate.statistic(),
                low,
                high,
                estimate.p(),
                estimate.units(),
                estimate.warnings());
    }
}
