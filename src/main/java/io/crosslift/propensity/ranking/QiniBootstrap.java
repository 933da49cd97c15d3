package io.crosslift.propensity.ranking;

import io.crosslift.lift.estimate.Distributions;
import io.crosslift.lift.estimate.Moments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.PoissonDistribution;
import org.jspecify.annotations.Nullable;

/**
 * Intervals of the Qini numbers from resampled units: even a random order shows a Qini above zero half of the time.
 *
 * <p>Every unit's weight in a resample is Poisson(1) (Hanley and MacGibbon 2006). Units of one bin, arm and outcome are alike, so the
 * sum of their weights is Poisson of their number: the resample of 0/1 outcomes is exact at the cost of the bins, not of the units.
 * Other outcomes are resampled by bin and arm, n' ~ Poisson(n) units with a sum ~ Normal(n' mean, n' variance). The unit is what was
 * randomised: one row each.
 *
 * <p>With 1,000 resamples or more an interval is the 2.5 % and 97.5 % percentile, with fewer the estimate +- 1.96 standard
 * deviations. Resamples in which a number doesn't exist are left out of it.
 */
public final class QiniBootstrap {
    private static final int PERCENTILES_FROM = 1000;
    private static final double ALPHA = 0.05;

    private QiniBootstrap() {}

    /**
     * The interval of one number; {@code null} ends where fewer than two resamples have it.
     *
     * @param standardDeviation over the resamples
     */
    public record Interval(
            @Nullable Double low,
            @Nullable Double high,
            @Nullable Double standardDeviation) {}

    /**
     * Intervals of the numbers of {@link QiniCurve}.
     *
     * @param qiniAreaPerSquaredUnits times N^2 it is that of the area
     */
    public record Result(Interval qiniAreaPerSquaredUnits, Interval qiniCoefficient, int resamples, long seed) {
        /** The interval of the area of {@code units} units. */
        public Interval qiniArea(long units) {
            double squared = (double) units * units;
            return new Interval(
                    times(qiniAreaPerSquaredUnits.low(), squared),
                    times(qiniAreaPerSquaredUnits.high(), squared),
                    times(qiniAreaPerSquaredUnits.standardDeviation(), squared));
        }

        private static @Nullable Double times(@Nullable Double number, double factor) {
            return number == null ? null : number * factor;
        }
    }

    /**
     * Resamples a ranking; the same arguments give the same result.
     *
     * @param resamples at least 2
     */
    public static Result of(Ranking ranking, int resamples, long seed) {
        Checks.require(resamples >= 2, "resamples must be at least 2, were %s", resamples);
        SplittableRandom random = new SplittableRandom(seed);
        boolean binary = ranking.binary();
        List<Supplier<QiniCurve.Tally>> groups = new ArrayList<>();
        for (ScoreBin bin : ranking.bins()) {
            Supplier<double[]> treated = arm(bin.treatment(), binary, random);
            Supplier<double[]> untreated = arm(bin.control(), binary, random);
            groups.add(() -> {
                double[] t = treated.get();
                double[] c = untreated.get();
                return new QiniCurve.Tally(t[0], t[1], c[0], c[1]);
            });
        }
        List<Double> areas = new ArrayList<>();
        List<Double> coefficients = new ArrayList<>();
        for (int i = 0; i < resamples; i++) {
            QiniCurve curve = QiniCurve.of(groups.stream().map(Supplier::get).toList(), binary);
            add(areas, curve.qiniAreaPerSquaredUnits());
            add(coefficients, curve.qiniCoefficient());
        }
        QiniCurve curve = QiniCurve.of(ranking);
        return new Result(
                interval(curve.qiniAreaPerSquaredUnits(), areas),
                interval(curve.qiniCoefficient(), coefficients),
                resamples,
                seed);
    }

    /** Draws units and summed outcome of an arm of a bin. */
    private static Supplier<double[]> arm(Moments units, boolean binary, SplittableRandom random) {
        if (binary) {
            Supplier<Integer> with = poisson(Math.rint(units.sum(ScoreBin.OUTCOME)), random);
            Supplier<Integer> without = poisson(units.count() - Math.rint(units.sum(ScoreBin.OUTCOME)), random);
            return () -> {
                double outcomes = with.get();
                return new double[] {outcomes + without.get(), outcomes};
            };
        }
        Supplier<Integer> number = poisson((double) units.count(), random);
        double mean = units.mean(ScoreBin.OUTCOME);
        double deviation = units.count() < 2 ? 0 : Math.sqrt(units.variance(ScoreBin.OUTCOME));
        var normal = NormalDistribution.of(0, 1).createSampler(random::nextLong);
        return () -> {
            double drawn = number.get();
            return new double[] {drawn, drawn * mean + Math.sqrt(drawn) * deviation * normal.sample()};
        };
    }

    private static Supplier<Integer> poisson(double mean, SplittableRandom random) {
        if (mean == 0) {
            return () -> 0;
        }
        var sampler = PoissonDistribution.of(mean).createSampler(random::nextLong);
        return sampler::sample;
    }

    private static void add(List<Double> numbers, @Nullable Double number) {
        if (number != null) {
            numbers.add(number);
        }
    }

    private static Interval interval(@Nullable Double estimate, List<Double> resampled) {
        if (estimate == null || resampled.size() < 2) {
            return new Interval(null, null, null);
        }
        double[] sorted =
                resampled.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double mean = Arrays.stream(sorted).average().orElse(0);
        double squares = Arrays.stream(sorted).map(x -> (x - mean) * (x - mean)).sum();
        double deviation = Math.sqrt(squares / (sorted.length - 1));
        if (sorted.length >= PERCENTILES_FROM) {
            return new Interval(percentile(sorted, ALPHA / 2), percentile(sorted, 1 - ALPHA / 2), deviation);
        }
        double half = Distributions.normalInverseSurvival(ALPHA / 2) * deviation;
        return new Interval(estimate - half, estimate + half, deviation);
    }

    /** Between the neighbours of (B - 1) p, linearly. */
    private static double percentile(double[] sorted, double p) {
        double position = (sorted.length - 1) * p;
        int below = (int) Math.floor(position);
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
