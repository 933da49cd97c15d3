package io.crosslift.lift.geo;

import static io.crosslift.lift.estimate.Arguments.require;

/**
 * Time-based regression (Kerman, Wang and Vaver 2017): the treated series y regressed on the control series x over the n
 * periods before the treatment, and what y lies above its prediction afterwards.
 *
 * <p>The cumulative effect of T periods is {@code D = sum (y - a - b x)} with {@code se^2 = s^2 (T + T^2 (1/n + (mean x after -
 * mean x before)^2 / Sxx))} and n - 2 degrees of freedom. A cumulative effect is a weighted sum of the periods' errors: 1 after
 * the treatment and -h_t before, {@code h_t = T (1/n + (mean x after - mean x before)(x_t - mean x before) / Sxx)}, from
 * which the covariance of the effects on two outcomes follows.
 */
public final class TimeBasedRegression {
    private final double[] y;
    private final double[] x;
    private final int before;
    private final int to;
    private final double meanX;
    private final double squaresX;
    private final double slope;
    private final double intercept;
    private final double[] residuals;

    private TimeBasedRegression(double[] y, double[] x, int before, int to) {
        require(y.length == x.length && to <= y.length, "the series have %s and %s periods", y.length, x.length);
        require(before >= 3 && before <= to, "before must be in [3, %s], was %s", to, before);
        this.y = y.clone();
        this.x = x.clone();
        this.before = before;
        this.to = to;
        this.meanX = Series.mean(x, 0, before);
        double meanY = Series.mean(y, 0, before);
        double squares = 0;
        double products = 0;
        for (int t = 0; t < before; t++) {
            squares += (x[t] - meanX) * (x[t] - meanX);
            products += (x[t] - meanX) * (y[t] - meanY);
        }
        this.squaresX = squares;
        this.slope = squares == 0 ? 0 : products / squares;
        this.intercept = meanY - slope * meanX;
        this.residuals = new double[y.length];
        for (int t = 0; t < y.length; t++) {
            residuals[t] = y[t] - predicted(t);
        }
    }

    /**
     * Fits on the first periods.
     *
     * @param treated by period, summed over the treated markets
     * @param control by period, summed over the control markets
     * @param before number of periods before the treatment, 3 or more
     */
    public static TimeBasedRegression of(double[] treated, double[] control, int before) {
        return new TimeBasedRegression(treated, control, before, treated.length);
    }

    /** The same fit, its effect cumulated over fewer periods: those before period {@code to}. */
    public TimeBasedRegression until(int to) {
        return new TimeBasedRegression(y, x, before, to);
    }

    /** Outcome of the treated markets per unit of the control markets' outcome. */
    public double slope() {
        return slope;
    }

    /** Whether the control series doesn't vary before the treatment, so that nothing follows from it. */
    public boolean hasConstantControl() {
        return squaresX == 0;
    }

    /** n - 2. */
    public double degreesOfFreedom() {
        return before - 2;
    }

    /** The outcome that was expected without the treatment. */
    public double predicted(int period) {
        return intercept + slope * x[period];
    }

    /** The standard error of predicting one period after the treatment: s sqrt(1 + 1/n + (x - mean x)^2 / Sxx). */
    public double predictionError(int period) {
        double distance = x[period] - meanX;
        double leverage = squaresX == 0 ? 0 : distance * distance / squaresX;
        return Math.sqrt(residualVariance() * (1 + 1.0 / before + leverage));
    }

    /** s^2, the residual variance before the treatment. */
    public double residualVariance() {
        return Series.squares(residuals, 0, before) / degreesOfFreedom();
    }

    /** What the treated markets had more than predicted, summed over the periods of the treatment. */
    public double cumulativeEffect() {
        return Series.sum(residuals, before, to);
    }

    /** The variance of the cumulative effect. */
    public double variance() {
        return covariance(this);
    }

    /** The covariance of two cumulative effects over the same periods, their errors being correlated within a period only. */
    public double covariance(TimeBasedRegression other) {
        require(before == other.before && to == other.to, "both effects must be of the same periods");
        double products = 0;
        double loads = 0;
        for (int t = 0; t < before; t++) {
            products += residuals[t] * other.residuals[t];
            loads += load(t) * other.load(t);
        }
        return products / degreesOfFreedom() * (to - before + loads);
    }

    /** h_t: by how much an error of 1 in a period before the treatment lowers the cumulative effect. */
    private double load(int period) {
        int after = to - before;
        double distance = Series.mean(x, before, to) - meanX;
        double leverage = squaresX == 0 ? 0 : distance * (x[period] - meanX) / squaresX;
        return after * (1.0 / before + leverage);
    }

    /** The regression as a counterfactual of the mean of the treated markets by the mean of the donors. */
    record Model() implements CounterfactualModel {
        static final String NAME = "tbr";

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Fitter on(DonorPool donors) {
            int before = donors.before();
            double[] mean = Series.meanOf(donors.rows());
            return target -> {
                TimeBasedRegression fit = new TimeBasedRegression(target, mean, before, target.length);
                double[] series = new double[target.length];
                for (int t = 0; t < series.length; t++) {
                    series[t] = fit.predicted(t);
                }
                return new Prediction(series, new double[0]);
            };
        }
    }
}
