package io.crosslift.lift.wedge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Randomisation inference (Fisher 1935; Thompson, Davey, Fielding, Hargreaves and Hayes 2018): had the clusters been drawn in another
 * order, and did the programme nothing, the outcomes would be the same. p is the share of the rollout orders, the actual one among
 * them, whose estimate is as far from 0.
 *
 * @param p {@code null} where the statistic can't be had
 * @param orders how many orders were tried, the actual one included
 * @param sampled whether there are more
 */
record RolloutOrders(@Nullable Double p, int orders, boolean sampled) {
    private static final int MOST = 2_000;
    private static final long SEED = 0x1F123BB5L;

    /**
     * Tries all distinct orders of the starts over clusters, or a sample that a seed fixes.
     *
     * @param statistic by the starts of the clusters; NaN where an order has none
     */
    static RolloutOrders of(int[] starts, ToDoubleFunction<int[]> statistic) {
        double actual = Math.abs(statistic.applyAsDouble(starts));
        if (Double.isNaN(actual)) {
            return new RolloutOrders(null, 0, false);
        }
        boolean sampled = choices(starts) > MOST;
        List<int[]> orders = sampled ? sample(starts) : all(starts);
        int tried = 0;
        int asFar = 0;
        for (int[] order : orders) {
            double other = Math.abs(statistic.applyAsDouble(order));
            tried += Double.isNaN(other) ? 0 : 1;
            asFar += other >= actual * (1 - 1e-9) ? 1 : 0;
        }
        return new RolloutOrders((double) asFar / tried, tried, sampled);
    }

    /** Number of distinct orders: clusters! / product of the counts of equal starts!. */
    private static double choices(int[] starts) {
        double choices = 1;
        int[] sorted = starts.clone();
        Arrays.sort(sorted);
        int run = 0;
        for (int i = 0; i < sorted.length; i++) {
            run = i > 0 && sorted[i] == sorted[i - 1] ? run + 1 : 1;
            choices *= (i + 1.0) / run;
        }
        return choices;
    }

    private static List<int[]> all(int[] starts) {
        int[] order = starts.clone();
        Arrays.sort(order);
        List<int[]> orders = new ArrayList<>();
        do {
            orders.add(order.clone());
        } while (advance(order));
        return orders;
    }

    /** The next order in the lexical sequence, or false after the last. */
    private static boolean advance(int[] order) {
        int i = order.length - 2;
        while (i >= 0 && order[i] >= order[i + 1]) {
            i--;
        }
        if (i < 0) {
            return false;
        }
        int j = order.length - 1;
        while (order[j] <= order[i]) {
            j--;
        }
        swap(order, i, j);
        for (int left = i + 1, right = order.length - 1; left < right; left++, right--) {
            swap(order, left, right);
        }
        return true;
    }

    /** The actual order and random ones. */
    private static List<int[]> sample(int[] starts) {
        SplittableRandom random = new SplittableRandom(SEED);
        List<int[]> orders = new ArrayList<>();
        orders.add(starts);
        while (orders.size() < MOST) {
            int[] order = starts.clone();
            for (int i = order.length - 1; i > 0; i--) {
                swap(order, i, random.nextInt(i + 1));
            }
            orders.add(order);
        }
        return orders;
    }

    private static void swap(int[] order, int i, int j) {
        int held = order[i];
        order[i] = order[j];
        order[j] = held;
    }

    List<WedgeWarning> warnings(double alpha) {
        List<WedgeWarning> warnings = new ArrayList<>();
        if (orders > 0 && 1.0 / orders > alpha) {
            warnings.add(WedgeWarning.TOO_FEW_ORDERS);
        }
        if (sampled) {
            warnings.add(WedgeWarning.SAMPLED_ORDERS);
        }
        return warnings;
    }
}
