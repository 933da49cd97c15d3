package io.crosslift.attribution.logistic;

import io.crosslift.attribution.ChannelSets;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Logistic regression on the presence of channels with a ridge penalty, by iteratively reweighted least squares (le
 * Cessie and van Houwelingen 1992): the maximum of {@code sum over sets of conversions ln p + nulls ln(1 - p) - ridge /
 * 2 x sum over channels of b^2} with {@code ln(p / (1 - p)) = b_0 + sum of b over the channels of the set}. The
 * intercept b_0 is not penalised. The maximum is unique where some journeys converted and some did not, even if
 * channels always come together or a channel always converts.
 */
final class RidgeRegression {
    private static final int MAX_STEPS = 200;
    private static final double LAST_STEP = 1e-8; // steps shrink quadratically: what is left is its square
    private static final double ROUNDING = 1e-13;

    private final int[][] channelsOf;
    private final int intercept;
    private final double ridge;

    /** Regression on these sets, with ridge above 0. */
    RidgeRegression(ChannelSets sets, double ridge) {
        this.channelsOf = new int[sets.size()][];
        for (int set = 0; set < channelsOf.length; set++) {
            channelsOf[set] = sets.channelsOf(set);
        }
        this.intercept = sets.channels();
        this.ridge = ridge;
    }

    /**
     * Returns the coefficient of each channel, then the intercept.
     *
     * @param conversions by set, some positive
     * @param nulls by set, some positive
     * @param start coefficients near the answer, or all 0
     */
    double[] fit(double[] conversions, double[] nulls, double[] start) {
        double[] coefficients = start.clone();
        double likelihood = likelihood(conversions, nulls, coefficients);
        for (int i = 0; i < MAX_STEPS; i++) {
            double[] step = step(conversions, nulls, coefficients);
            double length = 1;
            double[] next = moved(coefficients, step, length);
            double reached = likelihood(conversions, nulls, next);
            while (!(reached >= likelihood - ROUNDING * Math.abs(likelihood)) && length > ROUNDING) {
                length /= 2;
                next = moved(coefficients, step, length);
                reached = likelihood(conversions, nulls, next);
            }
            coefficients = next;
            likelihood = reached;
            if (length == 1 && largest(step) <= LAST_STEP) {
                return coefficients;
            }
        }
        throw new IllegalStateException(
                "a logistic regression on " + channelsOf.length + " sets of channels did not settle in " + MAX_STEPS
                        + " steps, raise attribution.logistic.ridge above " + ridge);
    }

    private double likelihood(double[] conversions, double[] nulls, double[] coefficients) {
        double likelihood = 0;
        for (int set = 0; set < channelsOf.length; set++) {
            double logOdds = logOdds(set, coefficients);
            likelihood -= conversions[set] * softplus(-logOdds) + nulls[set] * softplus(logOdds);
        }
        for (int channel = 0; channel < intercept; channel++) {
            likelihood -= ridge / 2 * coefficients[channel] * coefficients[channel];
        }
        return likelihood;
    }

    /** The step of Newton's method. */
    private double[] step(double[] conversions, double[] nulls, double[] coefficients) {
        int size = intercept + 1;
        DMatrixRMaj curvature = new DMatrixRMaj(size, size);
        DMatrixRMaj slope = new DMatrixRMaj(size, 1);
        for (int set = 0; set < channelsOf.length; set++) {
            double journeys = conversions[set] + nulls[set];
            if (journeys > 0) {
                double probability = 1 / (1 + StrictMath.exp(-logOdds(set, coefficients)));
                double missed = conversions[set] - journeys * probability;
                double spread = journeys * probability * (1 - probability);
                addTo(curvature.data, slope.data, channelsOf[set], missed, spread);
            }
        }
        for (int channel = 0; channel < intercept; channel++) {
            slope.data[channel] -= ridge * coefficients[channel];
            curvature.data[channel * size + channel] += ridge;
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < i; j++) {
                curvature.data[j * size + i] = curvature.data[i * size + j];
            }
        }
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(size);
        if (!solver.setA(curvature)) {
            throw new IllegalStateException("a logistic regression on " + intercept
                    + " channels could not be solved, raise" + " attribution.logistic.ridge above " + ridge);
        }
        DMatrixRMaj step = new DMatrixRMaj(size, 1);
        solver.solve(slope, step);
        return step.data;
    }

    /** Adds a set to the slope and to the lower half of the curvature. */
    private void addTo(double[] curvature, double[] slope, int[] channels, double missed, double spread) {
        int size = intercept + 1;
        for (int i = 0; i < channels.length; i++) {
            slope[channels[i]] += missed;
            int row = channels[i] * size;
            for (int j = 0; j <= i; j++) {
                curvature[row + channels[j]] += spread;
            }
            curvature[intercept * size + channels[i]] += spread;
        }
        slope[intercept] += missed;
        curvature[intercept * size + intercept] += spread;
    }

    private double logOdds(int set, double[] coefficients) {
        double logOdds = coefficients[intercept];
        for (int channel : channelsOf[set]) {
            logOdds += coefficients[channel];
        }
        return logOdds;
    }

    /** {@code ln(1 + e^x)} without overflow. */
    private static double softplus(double x) {
        return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }

    private static double[] moved(double[] from, double[] step, double length) {
        double[] to = from.clone();
        for (int i = 0; i < to.length; i++) {
            to[i] += length * step[i];
        }
        return to;
    }

    private static double largest(double[] numbers) {
        double largest = 0;
        for (double number : numbers) {
            largest = Math.max(largest, Math.abs(number));
        }
        return largest;
    }
}
