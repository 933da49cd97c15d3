package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.Moments.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The A/A check: how often an estimator finds an effect where none can be, by splitting the hash buckets of untreated units
 * into two arms at random, again and again.
 *
 * <p>Each bucket holds whole units and goes to one side. The share of splits with p below alpha should be alpha; the splits
 * share their units, so that their p values hang together and the share is a little less certain than a binomial one. Use
 * the control arm, or all units over a window before assignment.
 */
public final class PlaceboSplits {
    private PlaceboSplits() {}

    /**
     * The check.
     *
     * @param splits number of splits with a p
     * @param belowAlpha share of them with p at or below alpha; {@code null} without any
     * @param distance Kolmogorov-Smirnov distance of the p values from the uniform distribution; {@code null} without any
     */
    public record Result(
            int splits,
            @Nullable Double belowAlpha,
            @Nullable Double distance) {}

    /**
     * Splits.
     *
     * @param buckets moments per hash bucket, at least 2 with units
     * @param estimator whose difference is tested
     * @param treatedShare share of the buckets that play the treatment, in (0, 1)
     * @param splits number of splits
     * @param seed any number
     */
    public static Result of(
            List<Moments> buckets, LiftEstimator estimator, double treatedShare, int splits, long seed, double alpha) {
        require(treatedShare > 0 && treatedShare < 1, "the treated share must be in (0, 1), was %s", treatedShare);
        List<Moments> filled = new ArrayList<>();
        buckets.stream().filter(bucket -> bucket.count() > 0).forEach(filled::add);
        require(filled.size() >= 2, "an A/A check needs at least 2 buckets with units, had %s", filled.size());
        int treated = (int) Math.min(filled.size() - 1, Math.max(1, Math.round(filled.size() * treatedShare)));
        SplittableRandom random = new SplittableRandom(seed);
        double[] p = new double[splits];
        int tested = 0;
        for (int split = 0; split < splits; split++) {
            shuffle(filled, random);
            Double each = estimator
                    .estimate(
                            Moments.mergeInOrder(filled.subList(0, treated)),
                            Moments.mergeInOrder(filled.subList(treated, filled.size())))
                    .difference()
                    .p();
            if (each != null) {
                p[tested++] = each;
            }
        }
        if (tested == 0) {
            return new Result(0, null, null);
        }
        double[] sorted = Arrays.copyOf(p, tested);
        Arrays.sort(sorted);
        int below = 0;
        double distance = 0;
        for (int i = 0; i < tested; i++) {
            below += sorted[i] <= alpha ? 1 : 0;
            distance = Math.max(distance, Math.max((i + 1.0) / tested - sorted[i], sorted[i] - (double) i / tested));
        }
        return new Result(tested, (double) below / tested, distance);
    }

    private static void shuffle(List<Moments> buckets, SplittableRandom random) {
        for (int i = buckets.size() - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            Moments moved = buckets.get(i);
            buckets.set(i, buckets.get(other));
            buckets.set(other, moved);
        }
    }
}
