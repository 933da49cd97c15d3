package io.crosslift.lift.geo;

/**
 * Synthetic control (Abadie, Diamond and Hainmueller 2010) with market fixed effects (Doudchenko and Imbens 2016; Ferman and
 * Pinto 2021): each series less its own mean before the treatment, weights w &gt;= 0 with sum 1 that minimise the squared
 * difference before the treatment, and the counterfactual {@code sum w_j (Y_j - mean_j) + mean of the target}.
 */
record SyntheticControl() implements CounterfactualModel {
    static final String NAME = "synthetic_control";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Fitter on(DonorPool donors) {
        int before = donors.before();
        double[][] centred = donors.centred();
        SimplexLeastSquares simplex = new SimplexLeastSquares(donors.products());
        return target -> {
            double level = Series.mean(target, 0, before);
            double[] weights = simplex.weights(products(centred, Series.minus(target, level), before));
            return new Prediction(combined(centred, weights, level), weights);
        };
    }

    /** Each row less its own mean of the first periods. */
    static double[][] centred(double[][] rows, int before) {
        double[][] centred = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            centred[i] = Series.minus(rows[i], Series.mean(rows[i], 0, before));
        }
        return centred;
    }

    /** Products of each two rows over the first periods. */
    static double[][] products(double[][] rows, int before) {
        double[][] products = new double[rows.length][rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j <= i; j++) {
                products[i][j] = product(rows[i], rows[j], before);
                products[j][i] = products[i][j];
            }
        }
        return products;
    }

    /** Products of each row with a target over the first periods. */
    static double[] products(double[][] rows, double[] target, int before) {
        double[] products = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            products[i] = product(rows[i], target, before);
        }
        return products;
    }

    private static double product(double[] left, double[] right, int before) {
        double sum = 0;
        for (int t = 0; t < before; t++) {
            sum += left[t] * right[t];
        }
        return sum;
    }

    /** The weighted sum of rows on top of a level. */
    static double[] combined(double[][] rows, double[] weights, double level) {
        double[] combined = new double[rows[0].length];
        for (int t = 0; t < combined.length; t++) {
            double sum = level;
            for (int i = 0; i < rows.length; i++) {
                sum += weights[i] == 0 ? 0 : weights[i] * rows[i][t];
            }
            combined[t] = sum;
        }
        return combined;
    }
}
