package io.crosslift.lift.estimate;

import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The mergeable summary of a sample of vectors: count, means, centred cross products and centred third powers.
 *
 * <p>For a vector z of {@code k} columns it keeps {@code n}, {@code mean[k]}, {@code C[k(k+1)/2]} with
 * C_ij = sum (z_i - mean_i)(z_j - mean_j), and {@code T[k]} with T_i = sum (z_i - mean_i)^3. Two summaries A and B merge by
 * Chan, Golub and LeVeque (1979), and Pebay (2008, SAND2008-6212) for the third power: with d = mean_B - mean_A and
 * n = n_A + n_B,
 *
 * <pre>
 *   mean = mean_A + d n_B / n
 *   C    = C_A + C_B + d d' n_A n_B / n
 *   T    = T_A + T_B + d^3 n_A n_B (n_A - n_B) / n^2 + 3 d (n_A C_B - n_B C_A) / n
 * </pre>
 *
 * Nothing is squared before it is centred, so a variance of 30 around 1e9 is still 30. Floating point addition isn't
 * associative: the same bits come out only if parts are merged in the same order, see {@link #mergeInOrder}.
 *
 * <p>Immutable. Rows are fed through {@link MomentAccumulator}.
 */
public final class Moments implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final int HEADER = 2;

    private final long count;
    private final double[] means;
    private final double[] products;
    private final double[] thirds;

    Moments(long count, double[] means, double[] products, double[] thirds) {
        this.count = count;
        this.means = means.clone();
        this.products = products.clone();
        this.thirds = thirds.clone();
    }

    /** The summary of no vectors of {@code columns} columns. */
    public static Moments empty(int columns) {
        return new MomentAccumulator(columns).moments();
    }

    /** The summary of {@code units} units with one column that is 1 for {@code successes} of them and 0 for the others. */
    public static Moments ofCounts(long successes, long units) {
        require(units >= 0, "units must be at least 0, was %s", units);
        require(successes >= 0 && successes <= units, "successes must be in [0, %s], was %s", units, successes);
        double rate = units == 0 ? 0 : (double) successes / units;
        double product = successes * (1 - rate);
        return new Moments(units, new double[] {rate}, new double[] {product}, new double[] {product * (1 - 2 * rate)});
    }

    /**
     * Reads what {@link #toArray} wrote.
     *
     * @throws IllegalArgumentException if the length doesn't fit the column count, a number isn't finite, the count is negative
     *     or fractional, or a sum of squares is negative
     */
    public static Moments fromArray(double[] array) {
        require(array.length >= HEADER, "moments need at least %s numbers, were %s", HEADER, array.length);
        for (int i = 0; i < array.length; i++) {
            require(Double.isFinite(array[i]), "moments must be finite, number %s was %s", i, array[i]);
        }
        int columns = (int) array[0];
        int triangle = triangle(columns);
        int length = HEADER + 2 * columns + triangle;
        require(
                columns == array[0] && columns >= 1 && array.length == length,
                "moments of %s columns need %s numbers, were %s",
                array[0],
                length,
                array.length);
        long count = (long) array[1];
        require(count == array[1] && count >= 0, "count must be a whole number of at least 0, was %s", array[1]);
        int products = HEADER + columns;
        Moments moments = new Moments(
                count,
                Arrays.copyOfRange(array, HEADER, products),
                Arrays.copyOfRange(array, products, products + triangle),
                Arrays.copyOfRange(array, products + triangle, length));
        for (int i = 0; i < columns; i++) {
            double squares = moments.product(i, i);
            require(squares >= 0, "the sum of squares of column %s must be at least 0, was %s", i, squares);
        }
        return moments;
    }

    /** {@code [k, n, mean(k), C(k(k+1)/2) lower triangle by rows, T(k)]}. */
    public double[] toArray() {
        int columns = columns();
        double[] array = new double[HEADER + 2 * columns + products.length];
        array[0] = columns;
        array[1] = count;
        System.arraycopy(means, 0, array, HEADER, columns);
        System.arraycopy(products, 0, array, HEADER + columns, products.length);
        System.arraycopy(thirds, 0, array, HEADER + columns + products.length, columns);
        return array;
    }

    /** The summary of both samples together; both must have the same columns. */
    public Moments merge(Moments other) {
        MomentAccumulator both = new MomentAccumulator(this);
        both.merge(other);
        return both.moments();
    }

    /**
     * Merges parts from the first to the last, so that the same list always gives the same bits.
     *
     * @param parts at least one, by ascending hash bucket
     */
    public static Moments mergeInOrder(List<Moments> parts) {
        require(!parts.isEmpty(), "at least one part is needed, was %s", parts.size());
        MomentAccumulator all = new MomentAccumulator(parts.get(0));
        for (Moments part : parts.subList(1, parts.size())) {
            all.merge(part);
        }
        return all.moments();
    }

    /** The same units with the given columns only, in the given order. */
    public Moments columns(int... selected) {
        double[] mean = new double[selected.length];
        double[] product = new double[triangle(selected.length)];
        double[] third = new double[selected.length];
        for (int i = 0; i < selected.length; i++) {
            mean[i] = mean(selected[i]);
            third[i] = thirds[selected[i]];
            for (int j = 0; j <= i; j++) {
                product[packed(i, j)] = product(selected[i], selected[j]);
            }
        }
        return new Moments(count, mean, product, third);
    }

    /**
     * The same units with new columns, each a linear combination of the old ones: mean = w'mean, C = w'C w. The third power
     * of a sum isn't known from those of its parts; it is kept for a multiple of one column and 0 otherwise.
     *
     * @param weights one weight per old column for each new column
     */
    public Moments combined(double[]... weights) {
        double[] mean = new double[weights.length];
        double[] product = new double[triangle(weights.length)];
        double[] third = new double[weights.length];
        for (int i = 0; i < weights.length; i++) {
            require(
                    weights[i].length == columns(),
                    "a combination needs %s weights, had %s",
                    columns(),
                    weights[i].length);
            int used = 0;
            for (int k = 0; k < columns(); k++) {
                mean[i] += weights[i][k] * means[k];
                used += weights[i][k] == 0 ? 0 : 1;
                third[i] += weights[i][k] * weights[i][k] * weights[i][k] * thirds[k];
            }
            third[i] = used == 1 ? third[i] : 0;
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int k = 0; k < columns(); k++) {
                    for (int l = 0; l < columns(); l++) {
                        sum += weights[i][k] * weights[j][l] * products[packed(k, l)];
                    }
                }
                // A combination that doesn't vary leaves a rounding error, of either sign.
                product[packed(i, j)] = i == j ? Math.max(0, sum) : sum;
            }
        }
        return new Moments(count, mean, product, third);
    }

    /** The same spread around other means. */
    Moments around(double... otherMeans) {
        return new Moments(count, otherMeans, products, thirds);
    }

    public int columns() {
        return means.length;
    }

    /** Number of vectors, n. */
    public long count() {
        return count;
    }

    /** Mean of a column; 0 if there are no vectors. */
    public double mean(int column) {
        return means[checked(column)];
    }

    public double sum(int column) {
        return count * mean(column);
    }

    /** C_ij, the sum of centred products of two columns. */
    public double product(int column, int other) {
        return products[packed(checked(column), checked(other))];
    }

    /**
     * C_ij / (n - 1).
     *
     * @throws IllegalStateException for fewer than two vectors
     */
    public double covariance(int column, int other) {
        if (count < 2) {
            throw new IllegalStateException("a variance needs at least 2 units, were " + count);
        }
        return product(column, other) / (count - 1);
    }

    /**
     * C_ii / (n - 1).
     *
     * @throws IllegalStateException for fewer than two vectors
     */
    public double variance(int column) {
        return covariance(column, column);
    }

    /** (T/n) / (C/n)^1.5, the population skewness of a column; 0 where the column doesn't vary. */
    public double skewness(int column) {
        double variance = count == 0 ? 0 : product(column, column) / count;
        return variance == 0 ? 0 : thirds[column] / count / (variance * Math.sqrt(variance));
    }

    double third(int column) {
        return thirds[column];
    }

    static int triangle(int columns) {
        return columns * (columns + 1) / 2;
    }

    static int packed(int i, int j) {
        return i >= j ? triangle(i) + j : triangle(j) + i;
    }

    private int checked(int column) {
        require(column >= 0 && column < means.length, "column must be in [0, %s], was %s", means.length - 1, column);
        return column;
    }

    static void require(boolean holds, String message, @Nullable Object... values) {
        Arguments.require(holds, message, values);
    }
}
