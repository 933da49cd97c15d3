package io.crosslift.lift.estimate;

/** Whose habits an estimator follows where tools differ. Results are published under {@link #CROSSLIFT} only. */
public enum Convention {
    /**
     * Variances over n - 1, the relative lift by its log interval or by Fieller, degrees of freedom of the statistic at hand,
     * the covariate slope pooled within arms.
     */
    CROSSLIFT,
    /**
     * GrowthBook gbstats, for comparison with its results: the variance of a proportion is p(1 - p), the relative lift has a
     * delta-method interval with the degrees of freedom of the absolute difference, the covariate slope is pooled across arms.
     */
    GROWTHBOOK
}
