package io.crosslift.lift.wedge;

import java.util.ArrayList;
import java.util.List;

/**
 * Coefficients of a few columns beside many that stay the same: the fixed columns are taken out of the outcome once and out of each
 * set of other columns (Frisch and Waugh 1933), which gives the coefficients of the whole regression at a fraction of its cost.
 */
final class PartialRegression {
    private static final double COLLINEAR = 1e-9;

    private final double[] roots;
    private final List<double[]> fixed = new ArrayList<>();
    private final double[] outcome;

    /** Prepares; weights are the number of observations by row. */
    PartialRegression(List<double[]> fixedColumns, double[] outcomes, double[] weights) {
        roots = new double[weights.length];
        for (int i = 0; i < roots.length; i++) {
            roots[i] = Math.sqrt(weights[i]);
        }
        for (double[] column : fixedColumns) {
            addTo(fixed, scaled(column), new ArrayList<>());
        }
        outcome = scaled(outcomes);
    }

    /** The mean of the coefficients of these columns, or NaN where they can't be told apart from the fixed ones or each other. */
    double meanCoefficient(List<double[]> columns) {
        List<double[]> basis = new ArrayList<>(fixed);
        List<double[]> factors = new ArrayList<>();
        for (double[] column : columns) {
            if (!addTo(basis, scaled(column), factors)) {
                return Double.NaN;
            }
        }
        // Column j is the sum of factors[j][k] basis k: solve the triangle from the last column back.
        double[] coefficients = new double[columns.size()];
        double mean = 0;
        for (int j = coefficients.length - 1; j >= 0; j--) {
            int place = fixed.size() + j;
            double rest = dot(basis.get(place), outcome);
            for (int later = j + 1; later < coefficients.length; later++) {
                rest -= factors.get(later)[place] * coefficients[later];
            }
            coefficients[j] = rest / factors.get(j)[place];
            mean += coefficients[j] / coefficients.length;
        }
        return mean;
    }

    /** Adds what is new in a column to a basis, and its coordinates to the factors; false where nothing is. */
    private static boolean addTo(List<double[]> basis, double[] column, List<double[]> factors) {
        double[] rest = column.clone();
        double[] factor = new double[basis.size() + 1];
        for (int pass = 0; pass < 2; pass++) {
            for (int k = 0; k < basis.size(); k++) {
                double along = dot(basis.get(k), rest);
                factor[k] += along;
                for (int i = 0; i < rest.length; i++) {
                    rest[i] -= along * basis.get(k)[i];
                }
            }
        }
        double norm = Math.sqrt(dot(rest, rest));
        if (!(norm > COLLINEAR * Math.sqrt(dot(column, column)))) {
            return false;
        }
        for (int i = 0; i < rest.length; i++) {
            rest[i] /= norm;
        }
        factor[basis.size()] = norm;
        basis.add(rest);
        factors.add(factor);
        return true;
    }

    private double[] scaled(double[] column) {
        double[] scaled = new double[column.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = roots[i] * column[i];
        }
        return scaled;
    }

    private static double dot(double[] left, double[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += left[i] * right[i];
        }
        return sum;
    }
}
