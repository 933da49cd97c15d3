package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.Moments.require;

import org.jspecify.annotations.Nullable;

/**
 * A quantile of one arm and the order statistics that bound it.
 *
 * @param units number of values
 * @param value order statistic of rank {@link Ranks#at}
 * @param low order statistic of rank {@link Ranks#low}; {@code null} where the rank falls outside
 * @param high order statistic of rank {@link Ranks#high}; {@code null} where the rank falls outside
 * @param inflation factor on the standard error for values that come in clusters, 1 for one value per unit, see
 *     {@link #inflation}
 */
public record QuantileArm(
        long units,
        double value,
        @Nullable Double low,
        @Nullable Double high,
        double inflation) {
    private static final double Z = 1.959963984540054;

    public QuantileArm {
        require(inflation > 0 && Double.isFinite(inflation), "the inflation must be above 0, was %s", inflation);
    }

    /**
     * Which order statistics are needed, counted from 1: n level, and n (level -+ 1.96 sqrt(level (1 - level) / n)), whose
     * ranks are binomial whatever the distribution.
     *
     * @param low below 1 where there are too few values
     * @param high above {@code units} where there are too few values
     */
    public record Ranks(long low, long at, long high) {
        /** The ranks among {@code units} values. */
        public static Ranks of(long units, double level) {
            require(level > 0 && level < 1, "the level of a quantile must be in (0, 1), was %s", level);
            require(units >= 1, "a quantile needs at least 1 value, had %s", units);
            double half = Z * Math.sqrt(units * level * (1 - level));
            return new Ranks(
                    (long) Math.floor(units * level - half),
                    (long) Math.max(1, Math.ceil(units * level)),
                    (long) Math.ceil(units * level + half) + 1);
        }
    }

    /** From values in ascending order. */
    public static QuantileArm ofSorted(double[] values, double level, double inflation) {
        Ranks ranks = Ranks.of(values.length, level);
        return new QuantileArm(
                values.length,
                values[(int) ranks.at() - 1],
                ranks.low() >= 1 ? values[(int) ranks.low() - 1] : null,
                ranks.high() <= values.length ? values[(int) ranks.high() - 1] : null,
                inflation);
    }

    /**
     * sqrt(V / (level (1 - level) / N)), V being the squared error of the share of values at or below the quantile with
     * clusters as units, by the delta method for ratios.
     *
     * @param clusters one row per cluster; at least 2
     * @param below column of the number of values at or below the quantile
     * @param members column of the number of values
     */
    public static double inflation(Moments clusters, int below, int members, double level) {
        double share = clusters.mean(below) / clusters.mean(members);
        double variance = clusters.variance(below)
                - 2 * share * clusters.covariance(below, members)
                + share * share * clusters.variance(members);
        double mean = clusters.mean(members);
        double squares = variance / clusters.count() / (mean * mean);
        return Math.sqrt(squares / (level * (1 - level) / clusters.sum(members)));
    }

    /** (high - low) / 2z times the inflation; {@code null} where a bound is missing or the bounds are equal. */
    @Nullable
    Double standardError() {
        return low == null || high == null || low.equals(high) ? null : (high - low) / (2 * Z) * inflation;
    }
}
