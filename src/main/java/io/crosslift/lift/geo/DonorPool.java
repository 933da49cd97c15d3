package io.crosslift.lift.geo;

import org.jspecify.annotations.Nullable;

/** Control markets to predict others from, and their products, which smaller pools take over in place of summing them again. */
final class DonorPool {
    private final double[][] rows;
    private final int before;
    private double @Nullable [][] centred;
    private double @Nullable [][] products;

    /**
     * A pool.
     *
     * @param rows by market, then period
     * @param before number of periods to learn from, the first ones
     */
    DonorPool(double[][] rows, int before) {
        this.rows = rows;
        this.before = before;
    }

    double[][] rows() {
        return rows;
    }

    int before() {
        return before;
    }

    /** Each row less its own mean of the first periods. */
    double[][] centred() {
        double[][] known = centred;
        if (known == null) {
            known = SyntheticControl.centred(rows, before);
            centred = known;
        }
        return known;
    }

    /** Products of each two centred rows over the first periods. */
    double[][] products() {
        double[][] known = products;
        if (known == null) {
            known = SyntheticControl.products(centred(), before);
            products = known;
        }
        return known;
    }

    /** The same products once the mean over markets is taken out of each period, which is to take both means out of the products. */
    double[][] productsOfDeviations() {
        double[][] all = products();
        int size = all.length;
        double[] means = new double[size];
        double grand = 0;
        for (int i = 0; i < size; i++) {
            means[i] = Series.mean(all[i], 0, size);
            grand += means[i] / size;
        }
        double[][] deviations = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                deviations[i][j] = all[i][j] - means[i] - means[j] + grand;
            }
        }
        return deviations;
    }

    /** The pool without some markets, by their positions in ascending order; what is known of this one isn't computed again. */
    DonorPool without(int[] set) {
        DonorPool pool = new DonorPool(MarketSets.split(rows, set)[1], before);
        double[][] known = products;
        if (known != null) {
            pool.centred = MarketSets.split(centred(), set)[1];
            double[][] kept = MarketSets.split(known, set)[1];
            pool.products = new double[kept.length][];
            for (int i = 0; i < kept.length; i++) {
                pool.products[i] = without(kept[i], set);
            }
        }
        return pool;
    }

    private static double[] without(double[] row, int[] set) {
        double[] kept = new double[row.length - set.length];
        int k = 0;
        for (int j = 0; j < row.length; j++) {
            if (k < set.length && set[k] == j) {
                k++;
            } else {
                kept[j - k] = row[j];
            }
        }
        return kept;
    }
}
