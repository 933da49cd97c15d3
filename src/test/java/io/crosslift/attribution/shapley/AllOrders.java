package io.crosslift.attribution.shapley;

import io.crosslift.attribution.PathCount;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** The Shapley value as it is defined: the mean of what each player adds, over all orders of the players. */
final class AllOrders {

    private AllOrders() {}

    /**
     * Returns the value of each player.
     *
     * @param players at most 8
     * @param worth of a coalition, as bits of its players
     */
    static double[] shapley(int players, IntToDoubleFunction worth) {
        double[] worths = new double[1 << players];
        for (int coalition = 0; coalition < worths.length; coalition++) {
            worths[coalition] = worth.applyAsDouble(coalition);
        }
        double[] added = new double[players];
        long orders = visit(players, 0, worths, new double[players], added);
        for (int player = 0; player < players; player++) {
            added[player] /= orders;
        }
        return added;
    }

    /** Conversions over journeys of all paths whose channels lie inside the coalition, 0 where there are none. */
    static double rate(List<PathCount> paths, List<String> channels, int coalition) {
        long conversions = 0;
        long journeys = 0;
        for (PathCount path : paths) {
            if (path.channels().stream().allMatch(channel -> (coalition >> channels.indexOf(channel) & 1) == 1)) {
                conversions += path.conversions();
                journeys += path.journeys();
            }
        }
        return journeys == 0 ? 0 : (double) conversions / journeys;
    }

    private static long visit(int players, int joined, double[] worths, double[] soFar, double[] added) {
        if (joined == (1 << players) - 1) {
            for (int player = 0; player < players; player++) {
                added[player] += soFar[player];
            }
            return 1;
        }
        long orders = 0;
        for (int player = 0; player < players; player++) {
            if ((joined >> player & 1) == 0) {
                soFar[player] = worths[joined | 1 << player] - worths[joined];
                orders += visit(players, joined | 1 << player, worths, soFar, added);
            }
        }
        return orders;
    }
}
