package io.crosslift.attribution.shapley;

import java.util.SplittableRandom;

/**
 * Random orders of players, each to be used in all its rotations: then every player comes once in every place, which
 * takes out most of the variance of games in which the first places get nearly everything.
 */
final class RotatedOrders {
    private static final int MOST_ORDERS = 10_000_000;

    private final SplittableRandom random;
    private final int[] order;

    RotatedOrders(int players, long seed) {
        random = new SplittableRandom(seed);
        order = new int[players];
        for (int i = 0; i < players; i++) {
            order[i] = i;
        }
    }

    /** Refuses settings out of range. */
    static void require(String model, int exactChannels, int mostExactChannels, int permutations) {
        if (exactChannels < 1 || exactChannels > mostExactChannels) {
            throw new IllegalArgumentException(
                    model + " exact-channels must be 1 to " + mostExactChannels + ", was " + exactChannels);
        }
        if (permutations < 2 || permutations > MOST_ORDERS) {
            throw new IllegalArgumentException(
                    model + " permutations must be 2 to " + MOST_ORDERS + ", was " + permutations);
        }
    }

    /** Returns how many orders to draw so that their rotations make at least so many, and errors can be told. */
    static int draws(int players, int orders) {
        return Math.max(2, (int) (((long) orders + players - 1) / players));
    }

    /** Returns the next order, uniform among all; the array is reused. */
    int[] next() {
        for (int i = order.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int player = order[i];
            order[i] = order[other];
            order[other] = player;
        }
        return order;
    }
}
