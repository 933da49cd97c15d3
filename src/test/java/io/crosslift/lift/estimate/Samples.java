package io.crosslift.lift.estimate;

/** Moments from what a test has at hand. */
public final class Samples {
    private Samples() {}

    /** One column. */
    public static Moments column(double... values) {
        MomentAccumulator sample = new MomentAccumulator(1);
        for (double value : values) {
            sample.add(value);
        }
        return sample.moments();
    }

    /** One row per unit. */
    public static Moments rows(double[]... rows) {
        MomentAccumulator sample = new MomentAccumulator(rows[0].length);
        for (double[] row : rows) {
            sample.add(row);
        }
        return sample.moments();
    }

    /** One column from its sums, as published summaries state them. */
    public static Moments fromSums(long n, double sum, double sumOfSquares) {
        return Moments.fromArray(new double[] {1, n, sum / n, sumOfSquares - sum * sum / n, 0});
    }

    /** Two columns from their sums. */
    public static Moments fromSums(long n, double sy, double syy, double sx, double sxx, double sxy) {
        return Moments.fromArray(
                new double[] {2, n, sy / n, sx / n, syy - sy * sy / n, sxy - sx * sy / n, sxx - sx * sx / n, 0, 0});
    }
}
