package io.crosslift.lift.geo;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * The weights w &gt;= 0 that sum to 1 and minimise {@code w'Qw / 2 - c'w}: least squares on the simplex, where Q holds the
 * products of the columns and c their products with the target.
 *
 * <p>An active-set method (Lawson and Hanson 1974, chapter 23, with the sum as an equality constraint; Nocedal and Wright 2006,
 * algorithm 16.3): the columns with weight are solved for exactly, then the column with the most negative reduced gradient joins,
 * until none is left. The answer is the optimum to rounding, not to a step size. A ridge of 1e-12
 * of the largest diagonal element keeps columns solvable that are combinations of others; of equal columns the first has the weight.
 */
final class SimplexLeastSquares {
    private static final double RIDGE = 1e-12;
    private static final double TOLERANCE = 1e-11;

    private final double[][] products;
    private final double largest;

    /** Weights by the products of the columns: symmetric, positive semidefinite. */
    SimplexLeastSquares(double[][] products) {
        this.products = products;
        double diagonal = 0;
        for (int i = 0; i < products.length; i++) {
            diagonal = Math.max(diagonal, products[i][i]);
        }
        this.largest = diagonal;
    }

    /** The weights for a target with these products with the columns. */
    double[] weights(double[] target) {
        int size = products.length;
        double[] weights = new double[size];
        if (largest == 0) {
            Arrays.fill(weights, 1.0 / size);
            return weights;
        }
        double scale = largest;
        for (double product : target) {
            scale = Math.max(scale, Math.abs(product));
        }
        boolean[] free = new boolean[size];
        boolean[] refused = new boolean[size];
        int first = bestVertex(target);
        weights[first] = 1;
        free[first] = true;
        for (int step = 0; step < 20 * size + 100; step++) {
            int next = steepest(weights, target, free, refused, scale);
            if (next < 0) {
                return weights;
            }
            free[next] = true;
            settle(weights, target, free);
            if (free[next]) {
                Arrays.fill(refused, false);
            } else {
                refused[next] = true; // its gradient was rounding; it may try again once another has moved
            }
        }
        throw new IllegalStateException("weights of " + size + " markets did not settle");
    }

    private int bestVertex(double[] target) {
        int best = 0;
        for (int i = 1; i < target.length; i++) {
            if (products[i][i] / 2 - target[i] < products[best][best] / 2 - target[best]) {
                best = i;
            }
        }
        return best;
    }

    /** The column outside whose gradient lies farthest below that of the columns with weight, or -1. */
    private int steepest(double[] weights, double[] target, boolean[] free, boolean[] refused, double scale) {
        double[] gradient = new double[target.length];
        double level = 0;
        for (int i = 0; i < gradient.length; i++) {
            double sum = RIDGE * largest * weights[i] - target[i];
            for (int j = 0; j < gradient.length; j++) {
                sum += weights[j] == 0 ? 0 : products[i][j] * weights[j];
            }
            gradient[i] = sum;
            level += weights[i] * sum;
        }
        int steepest = -1;
        for (int i = 0; i < gradient.length; i++) {
            boolean candidate = !free[i] && !refused[i] && gradient[i] < level - TOLERANCE * scale;
            if (candidate && (steepest < 0 || gradient[i] < gradient[steepest])) {
                steepest = i;
            }
        }
        return steepest;
    }

    /** Moves the weights to the optimum over the free columns, taking out those that would go below 0 on the way. */
    private void settle(double[] weights, double[] target, boolean[] free) {
        while (true) {
            int[] columns = indices(free);
            double[] optimum = optimum(columns, target);
            double length = 1;
            int leaving = -1;
            for (int k = 0; k < columns.length; k++) {
                double weight = weights[columns[k]];
                if (optimum[k] <= 0 && weight / (weight - optimum[k]) <= length) {
                    length = weight / (weight - optimum[k]);
                    leaving = columns[k];
                }
            }
            for (int k = 0; k < columns.length; k++) {
                weights[columns[k]] += length * (optimum[k] - weights[columns[k]]);
            }
            if (leaving < 0) {
                return;
            }
            weights[leaving] = 0;
            free[leaving] = false;
        }
    }

    /** With the sum as constraint: z = u - l v with Qu = c, Qv = 1 and l such that z sums to 1. */
    private double[] optimum(int[] columns, double[] target) {
        int size = columns.length;
        DMatrixRMaj matrix = new DMatrixRMaj(size, size);
        DMatrixRMaj right = new DMatrixRMaj(size, 2);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                matrix.data[i * size + j] = products[columns[i]][columns[j]];
            }
            matrix.data[i * size + i] += RIDGE * largest;
            right.data[2 * i] = target[columns[i]];
            right.data[2 * i + 1] = 1;
        }
        DMatrixRMaj solved = new DMatrixRMaj(size, 2);
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(size);
        if (!solver.setA(matrix)) {
            throw new IllegalStateException("the products of " + size + " markets are not positive definite");
        }
        solver.solve(right, solved);
        double sumU = 0;
        double sumV = 0;
        for (int i = 0; i < size; i++) {
            sumU += solved.data[2 * i];
            sumV += solved.data[2 * i + 1];
        }
        double multiplier = (sumU - 1) / sumV;
        double[] optimum = new double[size];
        for (int i = 0; i < size; i++) {
            optimum[i] = solved.data[2 * i] - multiplier * solved.data[2 * i + 1];
        }
        return optimum;
    }

    private static int[] indices(boolean[] free) {
        int count = 0;
        int[] indices = new int[free.length];
        for (int i = 0; i < free.length; i++) {
            if (free[i]) {
                indices[count++] = i;
            }
        }
        return Arrays.copyOf(indices, count);
    }
}
