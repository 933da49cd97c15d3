package io.crosslift.lift.sequential;

import io.crosslift.lift.estimate.Alternative;
import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Estimate;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * p, median-unbiased estimate and interval of a group sequential test that has stopped, under the stagewise order (Tsiatis,
 * Rosner and Mehta 1984): an outcome is more extreme the earlier it crossed. They undo the bias of stopping at a high
 * point.
 *
 * @param p in (0, 1], two-sided or for the one side of the test
 * @param median the effect that such an outcome exceeds half of the time, in the unit of the estimate
 * @param low lower end of the interval; {@code null} for a test of a fall
 * @param high upper end; {@code null} for a test of a rise
 */
public record StagewiseResult(
        double p,
        double median,
        @Nullable Double low,
        @Nullable Double high) {
    private static final double FARTHEST = 60;

    static StagewiseResult of(StoppingBoundaries boundaries, Estimate latest, Confidence confidence) {
        Double value = latest.value();
        Double standardError = latest.standardError();
        if (value == null || standardError == null || !(standardError > 0)) {
            throw new IllegalArgumentException(
                    "a stopped test needs an estimate with a standard error, had " + standardError);
        }
        int look = boundaries.looks().size() - 1;
        // At the last look t = 1, so the score is z and a drift of d is an effect of d standard errors.
        double sign = confidence.alternative() == Alternative.LESS ? -1 : 1;
        double z = sign * value / standardError;
        DoubleUnaryOperator above = drift -> boundaries.stagewiseAbove(look, z, drift);
        double upper = above.applyAsDouble(0);
        boolean twoSided = confidence.alternative() == Alternative.TWO_SIDED;
        double tail = twoSided ? confidence.alpha() / 2 : confidence.alpha();
        double lower = sign * standardError * drift(above, tail, z);
        double high = sign * standardError * drift(above, 1 - tail, z);
        return new StagewiseResult(
                Math.max(Double.MIN_NORMAL, twoSided ? Math.min(1, 2 * Math.min(upper, 1 - upper)) : upper),
                sign * standardError * drift(above, 0.5, z),
                switch (confidence.alternative()) {
                    case TWO_SIDED, GREATER -> lower;
                    case LESS -> null;
                },
                switch (confidence.alternative()) {
                    case TWO_SIDED -> high;
                    case GREATER -> null;
                    case LESS -> lower;
                });
    }

    /** The drift at which the outcome's probability is {@code target}; it rises with the drift. */
    private static double drift(DoubleUnaryOperator above, double target, double z) {
        double low = z - FARTHEST;
        double high = z + FARTHEST;
        for (int i = 0; i < 100 && high - low > 1e-12 * FARTHEST; i++) {
            double middle = (low + high) / 2;
            if (above.applyAsDouble(middle) < target) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}
