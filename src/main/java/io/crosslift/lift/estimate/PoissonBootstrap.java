package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.Moments.require;

import io.crosslift.attribution.AccountWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The standard error of any statistic of two arms by resampling whole units, where no closed form exists.
 *
 * <p>A unit counts Poisson(1) times in a resample, by inversion of a hash of unit, resample and seed
 * ({@link AccountWeights}), so that parts can be filled anywhere, in any order, and merged. The relative error of the
 * standard error is about 1 / sqrt(2 B).
 */
public final class PoissonBootstrap {
    private static final int ENOUGH = 200;
    private static final int PERCENTILES = 1000;

    private PoissonBootstrap() {}

    /** The changeable moments of every resample of one arm. Not safe for several threads. */
    public static final class Arm {
        private final AccountWeights weights;
        private final int[] counts;
        private final List<MomentAccumulator> resamples = new ArrayList<>();
        private final MomentAccumulator observed;

        /**
         * An empty arm.
         *
         * @param columns of a row
         * @param resamples B, at least 2
         * @param seed the same for both arms and all parts
         */
        public Arm(int columns, int resamples, long seed) {
            require(resamples >= 2, "a bootstrap takes at least 2 resamples, was %s", resamples);
            this.weights = new AccountWeights(resamples, seed);
            this.counts = new int[resamples];
            this.observed = new MomentAccumulator(columns);
            for (int b = 0; b < resamples; b++) {
                this.resamples.add(new MomentAccumulator(columns));
            }
        }

        /** Takes one unit, given by a hash of its id. */
        public void add(long unit, double... row) {
            observed.add(row);
            weights.into(unit, counts);
            for (int b = 0; b < counts.length; b++) {
                for (int times = 0; times < counts[b]; times++) {
                    resamples.get(b).add(row);
                }
            }
        }

        /** Takes what another part of the same arm holds. */
        public void merge(Arm part) {
            require(
                    part.counts.length == counts.length,
                    "parts need the same number of resamples, had %s and %s",
                    counts.length,
                    part.counts.length);
            observed.merge(part.observed);
            for (int b = 0; b < counts.length; b++) {
                resamples.get(b).merge(part.resamples.get(b));
            }
        }
    }

    /**
     * The result.
     *
     * @param value the statistic on the units themselves; {@code null} where it is undefined
     * @param standardError standard deviation over the resamples; {@code null} where any of them is undefined
     * @param low value - z standard errors, or from {@value #PERCENTILES} resamples on the percentile
     * @param high likewise
     */
    public record Result(
            @Nullable Double value,
            @Nullable Double standardError,
            @Nullable Double low,
            @Nullable Double high,
            int resamples,
            List<WarningCode> warnings) {}

    /**
     * Resamples both arms.
     *
     * @param statistic a function of the two arms
     */
    public static Result of(Arm treatment, Arm control, ToDoubleBiFunction<Moments, Moments> statistic, double alpha) {
        require(
                treatment.counts.length == control.counts.length,
                "both arms need the same number of resamples, had %s and %s",
                treatment.counts.length,
                control.counts.length);
        int resamples = treatment.counts.length;
        double value = statistic.applyAsDouble(treatment.observed.moments(), control.observed.moments());
        double[] replicates = new double[resamples];
        MomentAccumulator spread = new MomentAccumulator(1);
        for (int b = 0; b < resamples; b++) {
            replicates[b] = statistic.applyAsDouble(
                    treatment.resamples.get(b).moments(),
                    control.resamples.get(b).moments());
            if (!Double.isFinite(replicates[b]) || !Double.isFinite(value)) {
                return new Result(
                        Double.isFinite(value) ? value : null,
                        null,
                        null,
                        null,
                        resamples,
                        List.of(WarningCode.NOT_FINITE));
            }
            spread.add(replicates[b]);
        }
        double standardError = Math.sqrt(spread.moments().variance(0));
        double half = new Confidence(alpha, Alternative.TWO_SIDED).critical(null) * standardError;
        List<WarningCode> warnings = resamples < ENOUGH ? List.of(WarningCode.FEW_RESAMPLES) : List.of();
        if (resamples < PERCENTILES) {
            return new Result(value, standardError, value - half, value + half, resamples, warnings);
        }
        Arrays.sort(replicates);
        return new Result(
                value,
                standardError,
                percentile(replicates, alpha / 2),
                percentile(replicates, 1 - alpha / 2),
                resamples,
                warnings);
    }

    private static double percentile(double[] sorted, double level) {
        return sorted[(int) Math.min(sorted.length - 1, Math.max(0, Math.ceil(level * sorted.length) - 1))];
    }
}
