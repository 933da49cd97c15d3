package io.crosslift.lift.estimate;

import org.jspecify.annotations.Nullable;

/**
 * The effects tau of exposure that a test of the contrast of y - tau e doesn't reject (Anderson and Rubin 1949): those with
 *
 * <pre>  (N - tau D)^2 &lt;= t^2 (q_y - 2 tau q_ye + tau^2 q_e)</pre>
 *
 * N and D being the differences of outcome and exposure between the arms, q their summed squared errors. The error rate holds however
 * weakly assignment moves exposure, and the price is that the set needn't be an interval.
 *
 * @param low lower end of an interval or, for two rays, where the lower ray ends; {@code null} for the whole line
 * @param high upper end of an interval or, for two rays, where the upper ray begins; {@code null} for the whole line
 */
public record AndersonRubin(
        Shape shape, @Nullable Double low, @Nullable Double high) {

    /** What the set looks like. */
    public enum Shape {
        /** All effects between low and high. */
        INTERVAL,
        /** All effects up to low and all from high on. */
        TWO_RAYS,
        /** Every effect: the data say nothing at this error rate. */
        WHOLE_LINE
    }

    /** Whether an effect is in the set. */
    public boolean holds(double effect) {
        if (low == null || high == null) {
            return true;
        }
        return shape == Shape.INTERVAL ? effect >= low && effect <= high : effect <= low || effect >= high;
    }

    /**
     * Solves the quadratic a tau^2 - 2 b tau + c &lt;= 0.
     *
     * @param critical t
     */
    static AndersonRubin solve(
            double outcomeContrast,
            double exposureContrast,
            double outcomeSquares,
            double crossSquares,
            double exposureSquares,
            double critical) {
        double square = critical * critical;
        double a = exposureContrast * exposureContrast - square * exposureSquares;
        double b = outcomeContrast * exposureContrast - square * crossSquares;
        double c = outcomeContrast * outcomeContrast - square * outcomeSquares;
        double discriminant = b * b - a * c;
        if (a > 0) {
            // The ratio of the contrasts is always in the set, so only rounding makes the root negative.
            double root = Math.sqrt(Math.max(0, discriminant));
            return bounded(Shape.INTERVAL, (b - root) / a, (b + root) / a);
        }
        if (a == 0 || discriminant <= 0) {
            return new AndersonRubin(Shape.WHOLE_LINE, null, null);
        }
        double root = Math.sqrt(discriminant);
        return bounded(Shape.TWO_RAYS, (b + root) / a, (b - root) / a);
    }

    private static AndersonRubin bounded(Shape shape, double low, double high) {
        return Double.isFinite(low) && Double.isFinite(high)
                ? new AndersonRubin(shape, low, high)
                : new AndersonRubin(Shape.WHOLE_LINE, null, null);
    }
}
