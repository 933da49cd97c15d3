package io.crosslift.simulate.score;

import io.crosslift.lift.estimate.Confidence;
import java.util.List;

/**
 * A sum over businesses through another, with its 95 % interval. Businesses are independent, what is counted inside one is not: the
 * interval is that of a ratio estimator over businesses (Cochran 1977, Sampling Techniques, section 6.3), t with n - 1 degrees of freedom.
 *
 * @param businesses how many there are
 * @param value the ratio
 * @param low low end; NaN with fewer than two businesses
 * @param high high end
 */
public record AcrossBusinesses(int businesses, double value, double low, double high) {
    private static final double ONE_TAIL = 0.025;

    /** What one business adds to the sum above and to the one below. */
    public record Part(double above, double below) {}

    /** The ratio of two sums; NaN where the sum below is 0. */
    public static AcrossBusinesses ratio(List<Part> parts) {
        int n = parts.size();
        double below = parts.stream().mapToDouble(Part::below).sum();
        double value = parts.stream().mapToDouble(Part::above).sum() / below;
        if (n < 2 || below == 0) {
            return new AcrossBusinesses(n, below == 0 ? Double.NaN : value, Double.NaN, Double.NaN);
        }
        double squares = parts.stream()
                .mapToDouble(part -> part.above() - value * part.below())
                .map(residual -> residual * residual)
                .sum();
        double error = Math.sqrt(squares * n / (n - 1)) / Math.abs(below);
        double half = Confidence.TWO_SIDED_95.critical(n - 1.0) * error;
        return new AcrossBusinesses(n, value, value - half, value + half);
    }

    /** The mean of a number of each business. */
    public static AcrossBusinesses mean(List<Double> values) {
        return ratio(values.stream().map(value -> new Part(value, 1)).toList());
    }

    /** Whether the ratio is known to less than its unit: if not, as where the sum below is next to nothing, it says nothing. */
    public boolean isTelling() {
        return Double.isNaN(low) || high - low < 2;
    }

    /**
     * The mean of an error in standard deviations of that error from business to business, with the large-sample interval of a
     * standardised mean (Hedges and Olkin 1985, Statistical Methods for Meta-Analysis, chapter 5); NaN where errors don't vary.
     */
    public static AcrossBusinesses inDeviations(List<Double> errors) {
        int n = errors.size();
        double mean = errors.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
        double squares = errors.stream()
                .mapToDouble(error -> (error - mean) * (error - mean))
                .sum();
        if (n < 2 || squares == 0) {
            return new AcrossBusinesses(n, Double.NaN, Double.NaN, Double.NaN);
        }
        double value = mean / Math.sqrt(squares / (n - 1));
        double half = Confidence.TWO_SIDED_95.critical(n - 1.0) * Math.sqrt((1 + value * value / 2) / n);
        return new AcrossBusinesses(n, value, value - half, value + half);
    }

    /**
     * How often something holds, of how many times in each business. Where it always or never does, nothing varies: then the other end is
     * the share that as many businesses would miss with a chance of 2.5 %.
     */
    public static AcrossBusinesses share(List<Part> parts) {
        AcrossBusinesses share = ratio(parts);
        double unseen = 1 - Math.pow(ONE_TAIL, 1.0 / Math.max(1, share.businesses));
        if (share.value == 1) {
            return new AcrossBusinesses(share.businesses, 1, 1 - unseen, 1);
        }
        if (share.value == 0) {
            return new AcrossBusinesses(share.businesses, 0, 0, unseen);
        }
        return new AcrossBusinesses(share.businesses, share.value, Math.max(0, share.low), Math.min(1, share.high));
    }
}
