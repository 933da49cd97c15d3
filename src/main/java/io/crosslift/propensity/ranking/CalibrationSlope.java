package io.crosslift.propensity.ranking;

import io.crosslift.lift.estimate.Distributions;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.WarningCode;
import java.util.List;

/**
 * How much the measured difference grows with the score: the slope of the groups' differences on their mean scores, weighted by
 * w = 1 / se^2,
 *
 * <pre>  b = sum w (x - x_w)(d - d_w) / sum w (x - x_w)^2,   se(b) = 1 / sqrt(sum w (x - x_w)^2)</pre>
 *
 * with x_w and d_w the weighted means. 1 for a score that is the uplift itself, 0 for one that has nothing to do with it. The groups
 * are disjoint units, so their differences are independent; interval and p are normal.
 */
public final class CalibrationSlope {
    private static final double ALPHA = 0.05;

    private CalibrationSlope() {}

    /** The slope; groups without a standard error above 0 are left out, fewer than two of different score give no slope. */
    public static Estimate of(List<UpliftAtShare.Group> groups) {
        double weights = 0;
        double score = 0;
        double difference = 0;
        long units = 0;
        for (UpliftAtShare.Group group : groups) {
            double w = weight(group);
            if (w > 0) {
                weights += w;
                score += w * group.meanScore();
                difference += w * value(group);
                units += group.units();
            }
        }
        double spread = 0;
        double product = 0;
        for (UpliftAtShare.Group group : groups) {
            double w = weight(group);
            if (w > 0) {
                double x = group.meanScore() - score / weights;
                spread += w * x * x;
                product += w * x * (value(group) - difference / weights);
            }
        }
        if (!(spread > 0) || !Double.isFinite(product / spread)) {
            return new Estimate(null, null, null, null, null, null, null, units, List.of(WarningCode.TOO_FEW_SEGMENTS));
        }
        double slope = product / spread;
        double standardError = 1 / Math.sqrt(spread);
        double half = Distributions.normalInverseSurvival(ALPHA / 2) * standardError;
        double p = Math.min(1, 2 * Distributions.normalSurvival(Math.abs(slope / standardError)));
        return new Estimate(
                slope,
                standardError,
                null,
                slope / standardError,
                slope - half,
                slope + half,
                Math.max(p, Double.MIN_NORMAL),
                units,
                p < Double.MIN_NORMAL ? List.of(WarningCode.P_BELOW_RANGE) : List.of());
    }

    private static double weight(UpliftAtShare.Group group) {
        Double error = group.difference().standardError();
        return error == null || error <= 0 ? 0 : 1 / error / error;
    }

    private static double value(UpliftAtShare.Group group) {
        Double value = group.difference().value();
        return value == null ? 0 : value;
    }
}
