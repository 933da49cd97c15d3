package io.crosslift.lift.geo;

import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Convention;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.MeanDifference;
import io.crosslift.lift.estimate.MomentAccumulator;
import io.crosslift.lift.estimate.Moments;

/**
 * Difference in differences: the mean change of the treated markets less that of the controls, a change being a market's mean after
 * less its mean before the treatment.
 *
 * <p>In a balanced panel with one start this is the two-way fixed-effects regression, and a market's score there is its change
 * less its arm's mean change. So the cluster-robust errors of that regression are those of two means of changes: CR0 is
 * {@code sum e^2 / N^2} per arm, CR2 (Bell and McCaffrey 2002) is {@code sum e^2 / (N (N - 1))} per arm, which is Welch's, and with its
 * degrees of freedom. An arm of fewer than 5 markets has no spread to go by; then both arms share one, as in Conley and Taber (2011).
 *
 * @param effect per treated market and period; interval and p by CR2, or by the shared spread
 * @param errorCr0 the uncorrected cluster-robust error, too small with few markets; for comparison with other tools
 * @param pooled whether both arms share one spread
 */
record DifferenceInDifferences(Estimate effect, double errorCr0, boolean pooled) {
    static final String NAME = "did";

    /** An arm of fewer markets doesn't show its own spread. */
    private static final int FEW = 5;

    /** Estimates one effect: rows are series by period, of which the first {@code before} were untreated. */
    static DifferenceInDifferences of(double[][] treated, double[][] controls, int before, Confidence confidence) {
        Moments changesT = changes(treated, before);
        Moments changesC = changes(controls, before);
        double squares = changesT.product(0, 0) / ((double) changesT.count() * changesT.count())
                + changesC.product(0, 0) / ((double) changesC.count() * changesC.count());
        boolean isFew = Math.min(changesT.count(), changesC.count()) < FEW;
        Estimate effect = isFew
                ? pooled(changesT, changesC, confidence)
                : new MeanDifference(0, confidence, Convention.CROSSLIFT)
                        .estimate(changesT, changesC)
                        .difference();
        return new DifferenceInDifferences(effect, Math.sqrt(squares), isFew);
    }

    /** Student's t with one variance for both arms and N - 2 degrees of freedom. */
    private static Estimate pooled(Moments treated, Moments controls, Confidence confidence) {
        long markets = treated.count() + controls.count();
        double variance = (treated.product(0, 0) + controls.product(0, 0)) / (markets - 2);
        double error = Math.sqrt(variance * (1.0 / treated.count() + 1.0 / controls.count()));
        return Estimates.symmetric(
                treated.mean(0) - controls.mean(0), error, (double) markets - 2, confidence, markets);
    }

    /** The effect alone. */
    static double effect(double[][] treated, double[][] controls, int before) {
        return changes(treated, before).mean(0) - changes(controls, before).mean(0);
    }

    /** What the treated mean would have been: the mean of the controls, shifted to the treated level before. */
    static double[] counterfactual(double[][] treated, double[][] controls, int before) {
        double[] control = Series.meanOf(controls);
        return Series.minus(control, Series.mean(control, 0, before) - Series.mean(Series.meanOf(treated), 0, before));
    }

    private static Moments changes(double[][] rows, int before) {
        MomentAccumulator changes = new MomentAccumulator(1);
        for (double[] row : rows) {
            changes.add(Series.mean(row, before, row.length) - Series.mean(row, 0, before));
        }
        return changes.moments();
    }
}
