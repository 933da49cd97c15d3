package io.crosslift.lift.estimate;

/**
 * Difference of two means per row where rows come in clusters that were assigned whole: the regression of the row's outcome on the arm
 * with errors robust to clusters (CR1: Liang and Zeger 1986 with the factor of Stata), from the moments of the clusters' sums.
 *
 * <p>With m clusters and N rows in both arms, R = sum y / sum rows of an arm and s_g = y_g - R rows_g,
 *
 * <pre>  se^2 = m/(m - 1) (N - 1)/(N - 2) [sum s_g^2 / N_T^2 + sum s_g^2 / N_C^2]</pre>
 *
 * which is that of {@link RatioOfSums} up to its factor; t with m - 2 degrees of freedom, since with few clusters the normal promises too
 * much. The relative lift takes the same variances. The total is the difference times the rows of the treatment arm.
 *
 * @param outcome column of the clusters' sums of the outcome
 * @param rows column of the clusters' numbers of rows
 */
public record ClusteredMean(int outcome, int rows, Confidence confidence) implements LiftEstimator {

    @Override
    public String name() {
        return "clustered";
    }

    @Override
    public Lift estimate(Moments treatment, Moments control) {
        Lift ratio = new RatioOfSums(outcome, rows, confidence).estimate(treatment, control);
        long clusters = treatment.count() + control.count();
        if (ratio.difference().standardError() == null || clusters < 3) {
            return withTotal(ratio, ratio.difference(), ratio.relative(), treatment);
        }
        double factor = factor(clusters, treatment.sum(rows) + control.sum(rows));
        TwoArms arms = new TwoArms(
                armValue(treatment, factor),
                armValue(control, factor),
                confidence,
                ratio.difference().warnings());
        Estimate welch = arms.difference();
        Double value = welch.value();
        Double standardError = welch.standardError();
        Estimate difference = value == null || standardError == null
                ? welch
                : Estimate.symmetric(
                        value, standardError, (double) (clusters - 2), confidence, clusters, welch.warnings());
        return withTotal(ratio, difference, arms.relative(), treatment);
    }

    private Lift withTotal(Lift ratio, Estimate difference, Estimate relative, Moments treatment) {
        double treated = treatment.sum(rows);
        return new Lift(
                ratio.treatment(),
                ratio.control(),
                difference,
                relative,
                treated > 0 ? difference.scaled(treated) : null);
    }

    private static double factor(long clusters, double observations) {
        return clusters / (clusters - 1.0) * (observations - 1) / (observations - 2);
    }

    /** The variance that gives factor x sum s_g^2 / N^2 when divided by the clusters. */
    private ArmValue armValue(Moments arm, double factor) {
        double ratio = arm.mean(outcome) / arm.mean(rows);
        double squares = arm.product(outcome, outcome)
                - 2 * ratio * arm.product(outcome, rows)
                + ratio * ratio * arm.product(rows, rows);
        double mean = arm.mean(rows);
        // A mean that is the same in every cluster leaves a rounding error, of either sign.
        return new ArmValue(arm.count(), ratio, factor * Math.max(0, squares) / arm.count() / (mean * mean));
    }
}
