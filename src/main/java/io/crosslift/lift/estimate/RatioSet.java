package io.crosslift.lift.estimate;

import org.jspecify.annotations.Nullable;

/**
 * The ratios r of two estimated numbers that the data don't rule out: those with
 *
 * <pre>  (N - r D)^2 &lt;= t^2 (q_N - 2 r q_ND + r^2 q_D)</pre>
 *
 * N and D being the estimates, q their squared errors and the covariance of the errors. For any ratio it is Fieller's set
 * (1954); with N and D the differences of outcome and exposure between two arms it is that of Anderson and Rubin (1949).
 * The error rate holds however close to zero D is, and the price is that the set needn't be an interval.
 *
 * @param low lower end of an interval or, for two rays, where the lower ray ends; {@code null} for the whole line
 * @param high upper end of an interval or, for two rays, where the upper ray begins; {@code null} for the whole line
 */
public record RatioSet(
        Shape shape, @Nullable Double low, @Nullable Double high) {

    /** What the set looks like. */
    public enum Shape {
        /** All ratios between low and high. */
        INTERVAL,
        /** All ratios up to low and all from high on. */
        TWO_RAYS,
        /** Every ratio: the data say nothing at this error rate. */
        WHOLE_LINE
    }

    /** Whether a ratio is in the set. */
    public boolean holds(double ratio) {
        if (low == null || high == null) {
            return true;
        }
        return shape == Shape.INTERVAL ? ratio >= low && ratio <= high : ratio <= low || ratio >= high;
    }

    /**
     * Solves the quadratic a r^2 - 2 b r + c &lt;= 0 with a = D^2 - t^2 q_D, b = N D - t^2 q_ND, c = N^2 - t^2 q_N.
     *
     * @param numeratorSquares q_N
     * @param crossSquares q_ND
     * @param denominatorSquares q_D
     * @param critical t
     */
    public static RatioSet solve(
            double numerator,
            double denominator,
            double numeratorSquares,
            double crossSquares,
            double denominatorSquares,
            double critical) {
        double square = critical * critical;
        double a = denominator * denominator - square * denominatorSquares;
        double b = numerator * denominator - square * crossSquares;
        double c = numerator * numerator - square * numeratorSquares;
        double discriminant = b * b - a * c;
        if (a > 0) {
            // N / D is always in the set, so only rounding makes the root negative.
            double root = Math.sqrt(Math.max(0, discriminant));
            return bounded(Shape.INTERVAL, (b - root) / a, (b + root) / a);
        }
        if (a == 0 || !(discriminant > 0)) {
            return new RatioSet(Shape.WHOLE_LINE, null, null);
        }
        double root = Math.sqrt(discriminant);
        return bounded(Shape.TWO_RAYS, (b + root) / a, (b - root) / a);
    }

    private static RatioSet bounded(Shape shape, double low, double high) {
        return Double.isFinite(low) && Double.isFinite(high)
                ? new RatioSet(shape, low, high)
                : new RatioSet(Shape.WHOLE_LINE, null, null);
    }
}
