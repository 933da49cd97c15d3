package io.crosslift.lift.wedge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.jspecify.annotations.Nullable;

/**
 * Weighted least squares with errors that are robust to anything within a cluster.
 *
 * <p>Rows may be means of several observations, their weight being the number: estimate and errors are those of the regression
 * on all observations, since a cluster's score only holds sums. CR1 is {@code m / (m - 1) (N - 1) / (N - k)} times the sandwich of the
 * clusters' scores (Cameron and Miller 2015). CR2 scales each cluster's residuals by {@code (I - H_gg)^(-1/2)}, which makes it
 * unbiased under independent errors; its degrees of freedom are Satterthwaite's (Bell and McCaffrey 2002; Pustejovsky and
 * Tipton 2018, generalised inverse where a cluster has an effect of its own).
 */
final class ClusteredRegression {
    private static final double COLLINEAR = 1e-9;
    private static final double ZERO_EIGENVALUE = 1e-9;

    private final List<double[]> columns = new ArrayList<>();
    private final int[] positions;
    private final double[] residuals;
    private final double[] coefficients;
    private final DMatrixRMaj inverse;
    private final int[] clusterOf;
    private final int clusters;
    private final long observations;

    /**
     * Fits.
     *
     * @param design columns of the design; one that is a combination of earlier ones is left out
     * @param outcomes by row
     * @param weights number of observations by row
     * @param clusterOf number of the cluster by row, from 0
     */
    ClusteredRegression(List<double[]> design, double[] outcomes, double[] weights, int[] clusterOf) {
        this.clusterOf = clusterOf.clone();
        this.clusters = Arrays.stream(clusterOf).max().orElse(-1) + 1;
        this.observations = Math.round(Arrays.stream(weights).sum());
        this.positions = new int[design.size()];
        Arrays.fill(positions, -1);
        List<double[]> orthogonal = new ArrayList<>();
        for (int j = 0; j < positions.length; j++) {
            double[] column = scaled(design.get(j), weights);
            double[] rest = rest(column, orthogonal);
            double norm = norm(rest);
            if (norm > COLLINEAR * norm(column) && norm > 0) {
                positions[j] = columns.size();
                columns.add(column);
                for (int i = 0; i < rest.length; i++) {
                    rest[i] /= norm;
                }
                orthogonal.add(rest);
            }
        }
        int size = columns.size();
        DMatrixRMaj products = new DMatrixRMaj(size, size);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                products.set(i, j, dot(columns.get(i), columns.get(j)));
            }
        }
        inverse = new DMatrixRMaj(size, size);
        if (!CommonOps_DDRM.invert(products, inverse)) {
            throw new IllegalStateException("a regression on " + size + " columns has no solution");
        }
        double[] target = scaled(outcomes, weights);
        coefficients = new double[size];
        residuals = target.clone();
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                coefficients[i] += inverse.get(i, j) * dot(columns.get(j), target);
            }
            for (int row = 0; row < residuals.length; row++) {
                residuals[row] -= coefficients[i] * columns.get(i)[row];
            }
        }
        double size2 = norm(target);
        if (norm(residuals) < 1e-12 * size2) {
            Arrays.fill(residuals, 0); // an exact fit up to rounding, which is no evidence of precision
        }
    }

    /** A combination of coefficients by column of the design, or null where it holds one that was left out. */
    @Nullable
    Combination combination(double[] weights) {
        double[] kept = new double[columns.size()];
        for (int j = 0; j < weights.length; j++) {
            if (weights[j] != 0 && positions[j] < 0) {
                return null;
            }
            if (positions[j] >= 0) {
                kept[positions[j]] = weights[j];
            }
        }
        return new Combination(kept);
    }

    /** A linear combination of coefficients and its errors. */
    final class Combination {
        private final double[] direction;
        private final double value;

        /** The direction is M c, so that X M c are the weights of the outcomes. */
        private Combination(double[] combination) {
            direction = new double[combination.length];
            double sum = 0;
            for (int i = 0; i < combination.length; i++) {
                for (int j = 0; j < combination.length; j++) {
                    direction[i] += inverse.get(i, j) * combination[j];
                }
                sum += combination[i] * coefficients[i];
            }
            value = sum;
        }

        double value() {
            return value;
        }

        /** The CR1 error, with m - 1 and N - k for small samples. */
        double errorCr1() {
            double sum = 0;
            for (int cluster = 0; cluster < clusters; cluster++) {
                double score = 0;
                for (int row : rows(cluster)) {
                    score += load(row) * residuals[row];
                }
                sum += score * score;
            }
            double factor = (double) clusters
                    / (clusters - 1)
                    * (observations - 1)
                    / Math.max(1, observations - columns.size());
            return Math.sqrt(factor * sum);
        }

        /** The CR2 error and the degrees of freedom of its t. */
        Cr2 cr2() {
            int size = residuals.length;
            double sum = 0;
            double[][] influence = new double[clusters][size];
            for (int cluster = 0; cluster < clusters; cluster++) {
                int[] rows = rows(cluster);
                double[] loads = new double[rows.length];
                for (int i = 0; i < rows.length; i++) {
                    loads[i] = load(rows[i]);
                }
                double[] adjusted = adjusted(rows, loads);
                double score = 0;
                for (int i = 0; i < rows.length; i++) {
                    score += adjusted[i] * residuals[rows[i]];
                    influence[cluster][rows[i]] += adjusted[i];
                }
                sum += score * score;
                project(influence[cluster]);
            }
            double trace = 0;
            double squares = 0;
            for (int g = 0; g < clusters; g++) {
                for (int h = 0; h < clusters; h++) {
                    double product = dot(influence[g], influence[h]);
                    squares += product * product;
                    trace += g == h ? product : 0;
                }
            }
            return new Cr2(Math.sqrt(sum), squares == 0 ? 0 : trace * trace / squares);
        }

        /** The weight of one scaled row in the estimate. */
        private double load(int row) {
            double load = 0;
            for (int j = 0; j < direction.length; j++) {
                load += columns.get(j)[row] * direction[j];
            }
            return load;
        }
    }

    /**
     * A CR2 error.
     *
     * @param error standard error
     * @param degreesOfFreedom of its t distribution; 0 where there are none
     */
    record Cr2(double error, double degreesOfFreedom) {}

    /** (I - H_gg)^(-1/2) times a vector over the rows of a cluster. */
    private double[] adjusted(int[] rows, double[] vector) {
        int size = rows.length;
        DMatrixRMaj left = new DMatrixRMaj(size, size);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                left.set(i, j, (i == j ? 1 : 0) - hat(rows[i], rows[j]));
            }
        }
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(size, true, true);
        if (!eigen.decompose(left)) {
            throw new IllegalStateException(
                    String.format(Locale.ROOT, "a cluster of %d periods has no square root of its residuals", size));
        }
        double[] adjusted = new double[size];
        for (int k = 0; k < size; k++) {
            double value = eigen.getEigenvalue(k).getReal();
            if (value > ZERO_EIGENVALUE) {
                double[] basis = eigen.getEigenVector(k).getData();
                double along = 0;
                for (int i = 0; i < size; i++) {
                    along += basis[i] * vector[i];
                }
                for (int i = 0; i < size; i++) {
                    adjusted[i] += along / Math.sqrt(value) * basis[i];
                }
            }
        }
        return adjusted;
    }

    /** Takes the design out of a vector: (I - H) v. */
    private void project(double[] vector) {
        double[] products = new double[columns.size()];
        for (int j = 0; j < products.length; j++) {
            products[j] = dot(columns.get(j), vector);
        }
        for (int i = 0; i < products.length; i++) {
            double coefficient = 0;
            for (int j = 0; j < products.length; j++) {
                coefficient += inverse.get(i, j) * products[j];
            }
            for (int row = 0; row < vector.length; row++) {
                vector[row] -= coefficient * columns.get(i)[row];
            }
        }
    }

    private double hat(int row, int other) {
        double sum = 0;
        for (int i = 0; i < columns.size(); i++) {
            for (int j = 0; j < columns.size(); j++) {
                sum += columns.get(i)[row] * inverse.get(i, j) * columns.get(j)[other];
            }
        }
        return sum;
    }

    private int[] rows(int cluster) {
        int count = 0;
        int[] rows = new int[clusterOf.length];
        for (int row = 0; row < clusterOf.length; row++) {
            if (clusterOf[row] == cluster) {
                rows[count++] = row;
            }
        }
        return Arrays.copyOf(rows, count);
    }

    private static double[] scaled(double[] column, double[] weights) {
        double[] scaled = new double[column.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = Math.sqrt(weights[i]) * column[i];
        }
        return scaled;
    }

    /** Twice, as one pass of Gram-Schmidt leaves what cancellation left. */
    private static double[] rest(double[] column, List<double[]> orthogonal) {
        double[] rest = column.clone();
        for (int pass = 0; pass < 2; pass++) {
            for (double[] basis : orthogonal) {
                double along = dot(basis, rest);
                for (int i = 0; i < rest.length; i++) {
                    rest[i] -= along * basis[i];
                }
            }
        }
        return rest;
    }

    private static double norm(double[] vector) {
        return Math.sqrt(dot(vector, vector));
    }

    private static double dot(double[] left, double[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += left[i] * right[i];
        }
        return sum;
    }
}
