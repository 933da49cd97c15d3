package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.WarningCode.COVARIATE_CONSTANT;
import static io.crosslift.lift.estimate.WarningCode.COVARIATE_DROPPED;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * theta = C_xx^-1 C_xy by Cholesky's decomposition on the correlation scale, so that the units of the covariates don't matter. A
 * covariate whose pivot falls below 1e-10 is a combination of the ones before it and gets slope 0.
 */
final class CovariateSlopes {
    private static final double SMALLEST_PIVOT = 1e-10;

    private final List<Integer> covariates;
    private final double[] slopes;
    private final Set<WarningCode> warnings;

    private CovariateSlopes(List<Integer> covariates, double[] slopes, Set<WarningCode> warnings) {
        this.covariates = covariates;
        this.slopes = slopes;
        this.warnings = warnings;
    }

    /** The sum of centred products of two columns. */
    @FunctionalInterface
    interface Products {
        double of(int column, int other);
    }

    static CovariateSlopes fit(List<Integer> covariates, int outcome, Products products) {
        Set<WarningCode> warnings = EnumSet.noneOf(WarningCode.class);
        List<double[]> rows = new ArrayList<>();
        List<Integer> kept = new ArrayList<>();
        for (int k = 0; k < covariates.size(); k++) {
            if (products.of(covariates.get(k), covariates.get(k)) <= 0) {
                warnings.add(COVARIATE_CONSTANT);
                continue;
            }
            double[] row = choleskyRow(covariates, kept, rows, k, products);
            if (row[kept.size()] < SMALLEST_PIVOT) {
                warnings.add(COVARIATE_DROPPED);
                continue;
            }
            row[kept.size()] = Math.sqrt(row[kept.size()]);
            rows.add(row);
            kept.add(k);
        }
        return new CovariateSlopes(covariates, solve(covariates, outcome, kept, rows, products), warnings);
    }

    /** Slopes that were chosen before, in the order of the covariates. */
    static CovariateSlopes fixed(List<Integer> covariates, double... slopes) {
        return new CovariateSlopes(covariates, slopes.clone(), EnumSet.noneOf(WarningCode.class));
    }

    double slope(int covariate) {
        return slopes[covariate];
    }

    List<Double> asList() {
        List<Double> list = new ArrayList<>();
        for (double slope : slopes) {
            list.add(slope);
        }
        return Collections.unmodifiableList(list);
    }

    Set<WarningCode> warnings() {
        return warnings;
    }

    /** The variance of factor x y - theta'x in one arm, over n - 1. */
    double residual(Moments arm, int outcome, double factor) {
        double variance = factor * factor * arm.variance(outcome);
        for (int k = 0; k < slopes.length; k++) {
            int column = covariates.get(k);
            variance -= 2 * factor * slopes[k] * arm.covariance(outcome, column);
            for (int l = 0; l < slopes.length; l++) {
                variance += slopes[k] * slopes[l] * arm.covariance(column, covariates.get(l));
            }
        }
        // A perfect fit leaves a rounding error, of either sign.
        return Math.max(0, variance);
    }

    /** The row of covariate k below the rows kept so far; its last element is the squared pivot. */
    private static double[] choleskyRow(
            List<Integer> covariates, List<Integer> kept, List<double[]> rows, int k, Products products) {
        double[] row = new double[kept.size() + 1];
        double pivot = 1;
        for (int i = 0; i < kept.size(); i++) {
            double value = correlation(products, covariates.get(k), covariates.get(kept.get(i)));
            for (int j = 0; j < i; j++) {
                value -= row[j] * rows.get(i)[j];
            }
            row[i] = value / rows.get(i)[i];
            pivot -= row[i] * row[i];
        }
        row[kept.size()] = pivot;
        return row;
    }

    private static double[] solve(
            List<Integer> covariates, int outcome, List<Integer> kept, List<double[]> rows, Products products) {
        double[] solution = new double[kept.size()];
        for (int i = 0; i < solution.length; i++) {
            int column = covariates.get(kept.get(i));
            solution[i] = products.of(column, outcome) / Math.sqrt(products.of(column, column));
            for (int j = 0; j < i; j++) {
                solution[i] -= rows.get(i)[j] * solution[j];
            }
            solution[i] /= rows.get(i)[i];
        }
        double[] slopes = new double[covariates.size()];
        for (int i = solution.length - 1; i >= 0; i--) {
            for (int j = i + 1; j < solution.length; j++) {
                solution[i] -= rows.get(j)[i] * solution[j];
            }
            solution[i] /= rows.get(i)[i];
        }
        for (int i = 0; i < solution.length; i++) {
            int column = covariates.get(kept.get(i));
            slopes[kept.get(i)] = solution[i] / Math.sqrt(products.of(column, column));
        }
        return slopes;
    }

    private static double correlation(Products products, int column, int other) {
        return products.of(column, other)
                / (Math.sqrt(products.of(column, column)) * Math.sqrt(products.of(other, other)));
    }
}
