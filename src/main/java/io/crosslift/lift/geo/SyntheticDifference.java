package io.crosslift.lift.geo;

import java.util.Arrays;

/**
 * Synthetic difference in differences (Arkhangelsky, Athey, Hirshberg, Imbens and Wager 2021, algorithm 1): markets are weighted so
 * that controls run parallel to the treated before the treatment, periods so that those before resemble those after, and the effect
 * is the difference of the two differences under these weights.
 *
 * <p>With N_tr treated markets, T_post treated and T_pre other periods, and sigma the standard deviation of the first differences
 * of the controls before the treatment: market weights minimise {@code mean over periods (w0 + w'Y_t - mean treated_t)^2 + zeta^2
 * w'w}, zeta = (N_tr T_post)^(1/4) sigma; period weights likewise over controls with zeta = 1e-6 sigma. Both have an intercept and
 * lie on the simplex, and are solved exactly. With fewer control markets than periods before, many period weights fit alike.
 *
 * @param effect per treated market and period
 * @param marketWeights by control market, in their order
 * @param periodWeights by period before the treatment
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once and never compared
record SyntheticDifference(double effect, double[] marketWeights, double[] periodWeights) {
    static final String NAME = "synthetic_did";

    private static final double PERIOD_PENALTY = 1e-6;

    /** Estimates one effect: rows are series by period, of which the first {@code before} were untreated. */
    static SyntheticDifference of(double[][] treated, double[][] controls, int before) {
        int periods = controls[0].length;
        int after = periods - before;
        double noise = noise(controls, before);
        double penalty = Math.sqrt((double) treated.length * after) * noise * noise;
        double[] target = Series.meanOf(treated);

        double[][] centred = SyntheticControl.centred(controls, before);
        double[][] products = SyntheticControl.products(centred, before);
        for (int i = 0; i < products.length; i++) {
            products[i][i] += penalty * before;
        }
        double[] goal = Series.minus(target, Series.mean(target, 0, before));
        double[] markets = new SimplexLeastSquares(products).weights(SyntheticControl.products(centred, goal, before));

        double[] periodWeights = periodWeights(centred, before, noise);
        double treatedChange = Series.mean(target, before, periods) - weighted(target, periodWeights);
        double controlChange = 0;
        for (int i = 0; i < controls.length; i++) {
            controlChange +=
                    markets[i] * (Series.mean(controls[i], before, periods) - weighted(controls[i], periodWeights));
        }
        return new SyntheticDifference(treatedChange - controlChange, markets, periodWeights);
    }

    /** The effect alone. */
    static double effect(double[][] treated, double[][] controls, int before) {
        return of(treated, controls, before).effect;
    }

    /** What the treated mean would have been: the weighted controls, shifted to the treated level of the weighted periods. */
    double[] counterfactual(double[][] treated, double[][] controls) {
        double[] target = Series.meanOf(treated);
        double[] combined = SyntheticControl.combined(controls, marketWeights, 0);
        return Series.minus(combined, weighted(combined, periodWeights) - weighted(target, periodWeights));
    }

    /** Of controls less their own level, which the weights don't depend on as they sum to 1, but their rounding does. */
    private static double[] periodWeights(double[][] controls, int before, double noise) {
        int periods = controls[0].length;
        double[][] columns = new double[before][controls.length];
        double[] goal = new double[controls.length];
        for (int i = 0; i < controls.length; i++) {
            for (int t = 0; t < before; t++) {
                columns[t][i] = controls[i][t];
            }
            goal[i] = Series.mean(controls[i], before, periods);
        }
        double[][] centred = SyntheticControl.centred(columns, controls.length);
        double[] centredGoal = Series.minus(goal, Series.mean(goal, 0, goal.length));
        double[][] products = SyntheticControl.products(centred, controls.length);
        double penalty = PERIOD_PENALTY * PERIOD_PENALTY * noise * noise * controls.length;
        for (int t = 0; t < before; t++) {
            products[t][t] += penalty;
        }
        return new SimplexLeastSquares(products)
                .weights(SyntheticControl.products(centred, centredGoal, controls.length));
    }

    private static double noise(double[][] controls, int before) {
        double[] steps = new double[controls.length * (before - 1)];
        int count = 0;
        for (double[] row : controls) {
            for (int t = 1; t < before; t++) {
                steps[count++] = row[t] - row[t - 1];
            }
        }
        if (count < 2) {
            return 0;
        }
        double mean = Arrays.stream(steps).sum() / count;
        double squares = 0;
        for (double step : steps) {
            squares += (step - mean) * (step - mean);
        }
        return Math.sqrt(squares / (count - 1));
    }

    private static double weighted(double[] series, double[] weights) {
        double sum = 0;
        for (int t = 0; t < weights.length; t++) {
            sum += weights[t] * series[t];
        }
        return sum;
    }
}
