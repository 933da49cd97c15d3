package io.crosslift.lift.geo;

import java.util.Arrays;

/** Sums and means over a series of periods, in order. */
final class Series {
    private Series() {}

    /** Mean of the periods {@code from} to before {@code to}. */
    static double mean(double[] series, int from, int to) {
        return sum(series, from, to) / (to - from);
    }

    /** Sum of the periods {@code from} to before {@code to}. */
    static double sum(double[] series, int from, int to) {
        double sum = 0;
        for (int t = from; t < to; t++) {
            sum += series[t];
        }
        return sum;
    }

    /** Sum of squares of the periods {@code from} to before {@code to}. */
    static double squares(double[] series, int from, int to) {
        double sum = 0;
        for (int t = from; t < to; t++) {
            sum += series[t] * series[t];
        }
        return sum;
    }

    /** Sum of absolute values of the periods {@code from} to before {@code to}. */
    static double absolute(double[] series, int from, int to) {
        double sum = 0;
        for (int t = from; t < to; t++) {
            sum += Math.abs(series[t]);
        }
        return sum;
    }

    static double[] minus(double[] left, double[] right) {
        double[] difference = left.clone();
        for (int t = 0; t < difference.length; t++) {
            difference[t] -= right[t];
        }
        return difference;
    }

    /** The series less a number. */
    static double[] minus(double[] series, double number) {
        double[] shifted = series.clone();
        for (int t = 0; t < shifted.length; t++) {
            shifted[t] -= number;
        }
        return shifted;
    }

    /** The mean series of some rows. */
    static double[] meanOf(double[][] rows) {
        double[] mean = new double[rows[0].length];
        for (double[] row : rows) {
            for (int t = 0; t < mean.length; t++) {
                mean[t] += row[t] / rows.length;
            }
        }
        return mean;
    }

    /** The sum of some rows. */
    static double[] sumOf(double[][] rows) {
        double[] sum = new double[rows[0].length];
        for (double[] row : rows) {
            for (int t = 0; t < sum.length; t++) {
                sum[t] += row[t];
            }
        }
        return sum;
    }

    /** The first periods of each row. */
    static double[][] until(double[][] rows, int periods) {
        double[][] cut = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            cut[i] = Arrays.copyOf(rows[i], periods);
        }
        return cut;
    }
}
