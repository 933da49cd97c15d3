package io.crosslift.lift.estimate;

import org.jspecify.annotations.Nullable;

/**
 * The error rate and the direction of a test, and of the interval beside it.
 *
 * @param alpha error rate in (0, 1); the interval has confidence 1 - alpha
 * @param alternative a one-sided alternative gives an interval with one end: {@code GREATER} has no high, {@code LESS} no low
 */
public record Confidence(double alpha, Alternative alternative) {
    /** Two-sided at 5 %. */
    public static final Confidence TWO_SIDED_95 = new Confidence(0.05, Alternative.TWO_SIDED);

    public Confidence {
        Moments.require(alpha > 0 && alpha < 1, "alpha must be in (0, 1), was %s", alpha);
    }

    /** The same direction at another error rate, as step-down procedures need it. */
    public Confidence withAlpha(double other) {
        return new Confidence(other, alternative);
    }

    /**
     * The quantile that widens a standard error to a half width; {@code null} degrees of freedom stand for the normal,
     * those of an overflowed variance (NaN) have none.
     */
    public double critical(@Nullable Double degreesOfFreedom) {
        if (degreesOfFreedom != null && degreesOfFreedom.isNaN()) {
            return Double.NaN;
        }
        double tail = alternative == Alternative.TWO_SIDED ? alpha / 2 : alpha;
        return degreesOfFreedom == null
                ? Distributions.normalInverseSurvival(tail)
                : Distributions.studentInverseSurvival(degreesOfFreedom, tail);
    }

    /** The p value of a t statistic, or of a z statistic where the degrees of freedom are {@code null}. */
    public double p(double statistic, @Nullable Double degreesOfFreedom) {
        return switch (alternative) {
            case TWO_SIDED -> Math.min(1, 2 * survival(Math.abs(statistic), degreesOfFreedom));
            case GREATER -> survival(statistic, degreesOfFreedom);
            case LESS -> survival(-statistic, degreesOfFreedom);
        };
    }

    private static double survival(double statistic, @Nullable Double degreesOfFreedom) {
        return degreesOfFreedom == null
                ? Distributions.normalSurvival(statistic)
                : Distributions.studentSurvival(degreesOfFreedom, statistic);
    }
}
