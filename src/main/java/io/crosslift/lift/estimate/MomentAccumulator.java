package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.Moments.packed;

import java.io.Serial;
import java.io.Serializable;

/**
 * The changeable side of {@link Moments}: take one row, take another part, read the summary.
 *
 * <p>It is meant as an aggregation buffer: the constructor is the zero, {@link #add} the update, {@link #merge} the merge and
 * {@link #moments} the result. Not safe for several threads.
 */
public final class MomentAccumulator implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    private long count;
    private final double[] means;
    private final double[] products;
    private final double[] thirds;

    /** An empty summary of vectors of {@code columns} columns. */
    public MomentAccumulator(int columns) {
        Moments.require(columns >= 1, "columns must be at least 1, was %s", columns);
        this.means = new double[columns];
        this.products = new double[Moments.triangle(columns)];
        this.thirds = new double[columns];
    }

    /** A summary that starts from {@code start}. */
    public MomentAccumulator(Moments start) {
        this(start.columns());
        merge(start);
    }

    /**
     * Takes one vector: the merge with a sample of one.
     *
     * @throws IllegalArgumentException if the length is another than the number of columns, or a number isn't finite
     */
    public void add(double... vector) {
        Moments.require(vector.length == means.length, "a row needs %s columns, had %s", means.length, vector.length);
        for (int i = 0; i < vector.length; i++) {
            Moments.require(Double.isFinite(vector[i]), "column %s must be a finite number, was %s", i, vector[i]);
        }
        double before = count;
        count++;
        double n = count;
        for (int i = 0; i < vector.length; i++) {
            double step = vector[i] - means[i];
            thirds[i] += step * step * step * before * (before - 1) / n / n - 3 * step * products[packed(i, i)] / n;
            for (int j = 0; j <= i; j++) {
                // Columns before i have moved to their new mean already, column i hasn't.
                double other = j == i ? step * before / n : vector[j] - means[j];
                products[packed(i, j)] += step * other;
            }
            means[i] += step / n;
        }
    }

    /** Takes another part; both must have the same number of columns. */
    public void merge(Moments part) {
        Moments.require(
                part.columns() == means.length, "a part needs %s columns, had %s", means.length, part.columns());
        if (part.count() == 0) {
            return;
        }
        double here = count;
        double there = part.count();
        double n = here + there;
        double[] steps = new double[means.length];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = part.mean(i) - means[i];
            thirds[i] += part.third(i)
                    + steps[i] * steps[i] * steps[i] * (here / n) * (there / n) * (here - there)
                    + 3 * steps[i] * (here / n * part.product(i, i) - there / n * products[packed(i, i)]);
        }
        for (int i = 0; i < steps.length; i++) {
            for (int j = 0; j <= i; j++) {
                products[packed(i, j)] += part.product(i, j) + steps[i] * steps[j] * (here * (there / n));
            }
            means[i] = here == 0 ? part.mean(i) : means[i] + steps[i] * (there / n);
        }
        count += part.count();
    }

    /** Takes what another buffer holds. */
    public void merge(MomentAccumulator other) {
        merge(other.moments());
    }

    /** The summary so far. */
    public Moments moments() {
        return new Moments(count, means, products, thirds);
    }
}
