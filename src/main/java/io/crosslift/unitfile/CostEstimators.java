package io.crosslift.unitfile;

import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.IncrementalReturn;
import io.crosslift.lift.estimate.IncrementalReturn.RatioEstimate;
import io.crosslift.lift.estimate.Lift;
import io.crosslift.lift.estimate.Moments;
import io.crosslift.lift.estimate.RatioSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a programme returned on a cost that varies from unit to unit, such as a discount that only some redeem: {@code roi} is the
 * difference of the outcome over that of the cost, less 1, for an outcome in money; {@code cost_per_increment} the difference of the cost
 * over that of the outcome. Both by Fieller, which may give no finite bound.
 *
 * @param outcome position in the vector
 * @param cost likewise
 */
record CostEstimators(int outcome, int cost) {
    /** Estimators of two arms; an outcome of 0 and 1 only is no money. */
    List<Candidate> of(Moments treated, Moments held, boolean binary) {
        List<Candidate> candidates = new ArrayList<>();
        if (!binary) {
            candidates.add(candidate(
                    "roi",
                    treated,
                    held,
                    confidence -> IncrementalReturn.onMeasuredCost(treated, held, outcome, cost, confidence)));
        }
        candidates.add(candidate(
                "cost_per_increment",
                treated,
                held,
                confidence -> IncrementalReturn.costPerIncrement(treated, held, cost, outcome, confidence)));
        return candidates;
    }

    private Candidate candidate(
            String name, Moments treated, Moments held, Function<Confidence, RatioEstimate> estimator) {
        return new Candidate(name, "", confidence -> lift(treated, held, estimator.apply(confidence)), Map.of());
    }

    private Lift lift(Moments treated, Moments held, RatioEstimate ratio) {
        long units = treated.count() + held.count();
        boolean bounded = ratio.set().shape() == RatioSet.Shape.INTERVAL;
        Estimate estimate = new Estimate(
                ratio.value(),
                null,
                null,
                null,
                bounded ? ratio.set().low() : null,
                bounded ? ratio.set().high() : null,
                null,
                units,
                ratio.warnings());
        return new Lift(arm(treated), arm(held), estimate, Estimate.absent(units, List.of()), null);
    }

    private Lift.Arm arm(Moments arm) {
        return new Lift.Arm(arm.count(), arm.count() == 0 ? null : arm.mean(outcome));
    }
}
