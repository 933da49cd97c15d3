package io.crosslift.lift.power;

import static io.crosslift.lift.estimate.Arguments.require;

import io.crosslift.lift.estimate.Distributions;

/**
 * The error rate that a test may have and the chance of finding an effect that it must have.
 *
 * @param alpha error rate, in (0, 1)
 * @param twoSided whether effects of either sign count
 * @param power chance of finding the effect, in (alpha, 1)
 */
public record PowerTarget(double alpha, boolean twoSided, double power) {
    /** Two-sided 5 % with a chance of 80 %. */
    public static final PowerTarget USUAL = new PowerTarget(0.05, true, 0.8);

    public PowerTarget {
        require(alpha > 0 && alpha < 1, "alpha must be in (0, 1), was %s", alpha);
        require(power > alpha && power < 1, "power must be above alpha and below 1, was %s", power);
    }

    /** z at the error rate + z at the power: the effect in standard errors that is found with that chance, at large n. */
    public double standardErrors() {
        return Distributions.normalInverseSurvival(tail()) + Distributions.normalQuantile(power);
    }

    /**
     * The smallest effect that a test with this standard error finds, to be shown beside a result that isn't significant.
     */
    public double smallestEffect(double standardError) {
        require(
                standardError >= 0 && Double.isFinite(standardError),
                "a standard error must be at least 0, was %s",
                standardError);
        return standardErrors() * standardError;
    }

    /**
     * Effect in standard errors to chance of a significant result of a z test, of either sign where the test is two-sided.
     */
    double chance(double standardErrors) {
        double critical = Distributions.normalInverseSurvival(tail());
        double above = Distributions.normalSurvival(critical - standardErrors);
        return twoSided ? above + Distributions.normalSurvival(critical + standardErrors) : above;
    }

    /** The same of a t test, whose statistic is non-central t with the effect as its noncentrality. */
    double chance(double standardErrors, double degreesOfFreedom) {
        double critical = Distributions.studentInverseSurvival(degreesOfFreedom, tail());
        double above = Distributions.noncentralStudentSurvival(degreesOfFreedom, standardErrors, critical);
        return twoSided
                ? above + Distributions.noncentralStudentSurvival(degreesOfFreedom, -standardErrors, critical)
                : above;
    }

    private double tail() {
        return twoSided ? alpha / 2 : alpha;
    }
}
