package io.crosslift.lift.geo;

import static io.crosslift.lift.estimate.Arguments.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Synthetic control, augmented by a ridge regression (Ben-Michael, Feller and Rothstein 2021): what the weights on the simplex
 * leave over before the treatment, r = z_1 - Z'w, is fitted by {@code (ZZ' + lambda I)^-1 Z r} on top of them, Z being the
 * donors' series less their own means and less the mean over donors of each period. Weights still sum to 1 and may be negative.
 *
 * @param lambda penalty above 0, in squared units of the outcome
 */
record RidgeAugmented(double lambda) implements CounterfactualModel {
    static final String NAME = "augmented_synthetic_control";

    private static final int PENALTIES = 20;
    private static final double SMALLEST_SHARE = 1e-8;
    private static final int MOST_FOLDS = 120;

    RidgeAugmented {
        require(lambda > 0 && Double.isFinite(lambda), "lambda must be positive, was %s", lambda);
    }

    /**
     * The penalty by cross-validation, as augsynth chooses it: of 21 penalties from the largest squared singular value of Z down to
     * 1e-8 of it, the largest whose mean squared error over the periods before the treatment, each predicted from the others, is
     * within one standard error of the smallest.
     */
    static RidgeAugmented crossValidated(double[] target, double[][] donors, int before) {
        double[][] centred = SyntheticControl.centred(Series.until(donors, before), before);
        double[] goal = Arrays.copyOf(Series.minus(target, Series.mean(target, 0, before)), before);
        double[][] deviations = withoutPeriodMeans(centred);
        double largest = largestEigenvalue(SyntheticControl.products(deviations, before));
        require(largest > 0, "the control markets all move alike, so there is no penalty to choose");
        double[] penalties = new double[PENALTIES + 1];
        for (int i = 0; i < penalties.length; i++) {
            penalties[i] = largest * Math.pow(SMALLEST_SHARE, (double) i / PENALTIES);
        }
        List<double[]> errors = new ArrayList<>();
        int stride = Math.max(1, (before + MOST_FOLDS - 1) / MOST_FOLDS);
        for (int held = 0; held < before; held += stride) {
            errors.add(squaredErrors(centred, deviations, goal, before, held, penalties));
        }
        return new RidgeAugmented(penalties[largestNearTheBest(errors)]);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Fitter on(DonorPool donors) {
        int before = donors.before();
        double[][] centred = donors.centred();
        SimplexLeastSquares simplex = new SimplexLeastSquares(donors.products());
        LinearSolverDense<DMatrixRMaj> ridge = ridge(donors.productsOfDeviations(), lambda);
        return target -> {
            double level = Series.mean(target, 0, before);
            double[] goal = Series.minus(target, level);
            double[] weights = simplex.weights(SyntheticControl.products(centred, goal, before));
            double[] left = Series.minus(goal, SyntheticControl.combined(centred, weights, 0));
            double[] products = SyntheticControl.products(centred, left, before);
            double[] added = solved(ridge, Series.minus(products, Series.mean(products, 0, products.length)));
            for (int i = 0; i < weights.length; i++) {
                weights[i] += added[i];
            }
            return new Prediction(SyntheticControl.combined(centred, weights, level), weights);
        };
    }

    /** The squared error of one period by penalty, all learned from the other periods. */
    private static double[] squaredErrors(
            double[][] centred, double[][] deviations, double[] goal, int before, int held, double[] penalties) {
        double[][] rows = withoutPeriod(centred, held);
        double[][] ridgeRows = withoutPeriod(deviations, held);
        double[] target = withoutPeriod(new double[][] {goal}, held)[0];
        double[] weights = new SimplexLeastSquares(SyntheticControl.products(rows, before - 1))
                .weights(SyntheticControl.products(rows, target, before - 1));
        double[] left = Series.minus(target, SyntheticControl.combined(rows, weights, 0));
        double[] right = SyntheticControl.products(ridgeRows, left, before - 1);
        double[][] products = SyntheticControl.products(ridgeRows, before - 1);
        double[] errors = new double[penalties.length];
        for (int i = 0; i < errors.length; i++) {
            double[] added = solved(ridge(products, penalties[i]), right);
            double error = goal[held];
            for (int j = 0; j < added.length; j++) {
                error -= (weights[j] + added[j]) * centred[j][held];
            }
            errors[i] = error * error;
        }
        return errors;
    }

    private static int largestNearTheBest(List<double[]> errors) {
        int count = errors.get(0).length;
        double[] means = new double[count];
        errors.forEach(fold -> {
            for (int i = 0; i < count; i++) {
                means[i] += fold[i] / errors.size();
            }
        });
        int best = 0;
        for (int i = 1; i < count; i++) {
            best = means[i] < means[best] ? i : best;
        }
        double squares = 0;
        for (double[] fold : errors) {
            squares += (fold[best] - means[best]) * (fold[best] - means[best]);
        }
        double limit = means[best] + Math.sqrt(squares / (errors.size() - 1) / errors.size());
        for (int i = 0; i < count; i++) {
            if (means[i] <= limit) {
                return i;
            }
        }
        return best;
    }

    private static double[][] withoutPeriodMeans(double[][] rows) {
        double[] mean = Series.meanOf(rows);
        double[][] deviations = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            deviations[i] = Series.minus(rows[i], mean);
        }
        return deviations;
    }

    private static double[][] withoutPeriod(double[][] rows, int period) {
        double[][] kept = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            kept[i] = new double[rows[i].length - 1];
            System.arraycopy(rows[i], 0, kept[i], 0, period);
            System.arraycopy(rows[i], period + 1, kept[i], period, kept[i].length - period);
        }
        return kept;
    }

    private static LinearSolverDense<DMatrixRMaj> ridge(double[][] products, double lambda) {
        DMatrixRMaj matrix = new DMatrixRMaj(products);
        for (int i = 0; i < products.length; i++) {
            matrix.add(i, i, lambda);
        }
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(products.length);
        if (!solver.setA(matrix)) {
            throw new IllegalArgumentException("its " + products.length
                    + " control markets move in step, so a regression on them has no solution");
        }
        return solver;
    }

    private static double[] solved(LinearSolverDense<DMatrixRMaj> solver, double[] right) {
        DMatrixRMaj solution = new DMatrixRMaj(right.length, 1);
        solver.solve(DMatrixRMaj.wrap(right.length, 1, right.clone()), solution);
        return solution.data;
    }

    private static double largestEigenvalue(double[][] symmetric) {
        DMatrixRMaj matrix = new DMatrixRMaj(symmetric);
        return CommonOps_DDRM.elementMaxAbs(matrix) == 0 ? 0 : NormOps_DDRM.normP2(matrix);
    }
}
