package io.crosslift.lift.power;

import java.util.function.DoubleUnaryOperator;

/** Roots of functions that rise. */
final class Solver {
    private static final double PRECISION = 1e-13;

    private Solver() {}

    /**
     * x at which a rising function reaches a target, to 13 digits.
     *
     * @param smallest smallest x that makes sense, above 0; returned where the target is reached there already
     */
    static double rising(DoubleUnaryOperator function, double target, double smallest) {
        double low = smallest;
        if (function.applyAsDouble(low) >= target) {
            return low;
        }
        double high = 2 * low;
        while (function.applyAsDouble(high) < target) {
            low = high;
            high *= 2;
        }
        while (high - low > PRECISION * high) {
            double middle = low + (high - low) / 2;
            if (middle <= low || middle >= high) {
                break;
            }
            if (function.applyAsDouble(middle) < target) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }
}
