package io.crosslift.lift.geo;

import java.util.ArrayList;
import java.util.List;

/**
 * How well weights fit before the treatment.
 *
 * @param l2 square root of the sum of squared residuals before the treatment, in the unit of the outcome
 * @param scaledL2 l2 over that of equal weights; below .3 is good, above .5 poor; 0 where equal weights fit exactly
 * @param effectiveMarkets 1 / sum w^2
 * @param largestWeight the largest weight
 */
public record FitQuality(double l2, double scaledL2, double effectiveMarkets, double largestWeight) {
    private static final double POOR = 0.5;
    private static final double CONCENTRATED = 0.6;

    static FitQuality of(double[] target, double[][] donors, CounterfactualModel.Prediction prediction, int before) {
        double l2 = Math.sqrt(Series.squares(Series.minus(target, prediction.series()), 0, before));
        double[] equal =
                Series.minus(Series.meanOf(SyntheticControl.centred(donors, before)), -Series.mean(target, 0, before));
        double l2Equal = Math.sqrt(Series.squares(Series.minus(target, equal), 0, before));
        double squares = 0;
        double largest = 0;
        for (double weight : prediction.weights()) {
            squares += weight * weight;
            largest = Math.max(largest, weight);
        }
        return new FitQuality(l2, l2Equal == 0 ? 0 : l2 / l2Equal, 1 / squares, largest);
    }

    List<GeoWarning> warnings() {
        List<GeoWarning> warnings = new ArrayList<>();
        if (scaledL2 > POOR) {
            warnings.add(GeoWarning.POOR_FIT);
        }
        if (largestWeight > CONCENTRATED) {
            warnings.add(GeoWarning.CONCENTRATED_WEIGHTS);
        }
        return warnings;
    }
}
