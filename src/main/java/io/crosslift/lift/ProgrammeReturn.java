package io.crosslift.lift;

import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Convention;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.IncrementalReturn;
import io.crosslift.lift.estimate.Lift;
import io.crosslift.lift.estimate.MeanDifference;
import io.crosslift.lift.estimate.RatioSet;
import java.math.BigDecimal;
import java.util.List;

/** What a programme of a known cost returned on it, and what one more order cost, from the measured effect over a window. */
final class ProgrammeReturn {
    /** (incremental margin - cost) / cost. */
    static final String RETURN = "roi";

    /** Cost per incremental order. */
    static final String COST_PER_INCREMENT = "cost_per_increment";

    private final BigDecimal cost;
    private final Confidence confidence;

    ProgrammeReturn(BigDecimal cost, Confidence confidence) {
        this.cost = cost;
        this.confidence = confidence;
    }

    /** The estimator of a comparison of one of the metrics that a plan holds for returns. */
    Comparison.Named of(Comparison comparison) {
        return comparison.metric().name().equals(SalesMetric.ORDERS.label())
                ? perIncrement(comparison)
                : onCost(comparison);
    }

    private Comparison.Named onCost(Comparison comparison) {
        Lift lift = lift(comparison);
        return named(RETURN, lift, IncrementalReturn.onKnownCost(total(lift), cost.doubleValue(), confidence));
    }

    private Comparison.Named perIncrement(Comparison comparison) {
        Lift lift = lift(comparison);
        Estimate increment = total(lift);
        IncrementalReturn.RatioEstimate ratio =
                IncrementalReturn.costPerIncrement(increment, cost.doubleValue(), confidence);
        boolean bounded = ratio.set().shape() == RatioSet.Shape.INTERVAL;
        return named(
                COST_PER_INCREMENT,
                lift,
                new Estimate(
                        ratio.value(),
                        null,
                        null,
                        null,
                        bounded ? ratio.set().low() : null,
                        bounded ? ratio.set().high() : null,
                        null,
                        increment.units(),
                        ratio.warnings()));
    }

    private Lift lift(Comparison comparison) {
        int column =
                comparison.window().positions(comparison.metric().columns()).get(0);
        return new MeanDifference(column, confidence, Convention.CROSSLIFT)
                .estimate(comparison.treatment(), comparison.control());
    }

    private static Estimate total(Lift lift) {
        Estimate total = lift.incrementalTotal();
        return total == null ? Estimate.absent(0, List.of()) : total;
    }

    private Comparison.Named named(String estimator, Lift lift, Estimate estimate) {
        Estimate none = Estimate.absent(estimate.units(), List.of());
        return new Comparison.Named(
                estimator, new Lift(lift.treatment(), lift.control(), estimate, none, null), null, null, cost);
    }
}
