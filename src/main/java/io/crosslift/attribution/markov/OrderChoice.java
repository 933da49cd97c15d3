package io.crosslift.attribution.markov;

import io.crosslift.attribution.PathTable;
import io.crosslift.attribution.PathWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The order of a chain by how well a journey's last window tells whether it converted.
 *
 * <p>A window's score is conversions over journeys that end in it. The area under the receiver operating characteristic,
 * AUC, is the probability that a converted journey scores higher than another one, ties counting half. It is penalised
 * for the number of states as an adjusted R squared is, {@code 1 - (1 - AUC) (n - 1) / (n - q - 1)} with n journeys and q
 * = C(m + k - 1, k) for m channels, the rule of {@code choose_order} of ChannelAttribution, here without its grid of
 * thresholds. Orders with q >= n - 1 are not considered.
 *
 * @param order the order with the largest penalised AUC, the lowest of equals
 * @param reason how it was chosen, with the scores
 */
record OrderChoice(int order, String reason) {
    /** Largest order considered. */
    static final int LARGEST = 8;

    static OrderChoice of(PathTable paths, PathWeights weights) {
        if (weights.conversions() == 0 || weights.nulls() == 0) {
            return new OrderChoice(1, "order 1: scoring orders needs journeys with and without a conversion");
        }
        int best = 1;
        double bestScore = Double.NEGATIVE_INFINITY;
        List<String> scores = new ArrayList<>();
        for (int order = 1; order <= LARGEST; order++) {
            double states = states(paths.channels().size(), order);
            double journeys = weights.journeys();
            if (states < journeys - 1) {
                double auc = areaUnderCurve(paths, weights, order);
                double penalised = 1 - (1 - auc) * (journeys - 1) / (journeys - states - 1);
                scores.add(String.format(Locale.ROOT, "order %d %.6f", order, penalised));
                if (penalised > bestScore) {
                    bestScore = penalised;
                    best = order;
                }
            }
        }
        return new OrderChoice(
                best,
                scores.isEmpty()
                        ? "order 1: too few journeys to score any"
                        : "order " + best + " has the largest penalised AUC: " + String.join(", ", scores));
    }

    /** Returns the number of multisets of k channels. */
    private static double states(int channels, int order) {
        double states = 1;
        for (int i = 1; i <= order; i++) {
            states = states * (channels + i - 1) / i;
        }
        return states;
    }

    static double areaUnderCurve(PathTable paths, PathWeights weights, int order) {
        Map<String, double[]> endings = new HashMap<>();
        for (int path = 0; path < paths.paths(); path++) {
            double[] ending = endings.computeIfAbsent(lastWindow(paths, path, order), window -> new double[2]);
            ending[0] += weights.conversions(path);
            ending[1] += weights.nulls(path);
        }
        double[][] byScore =
                endings.values().stream().filter(e -> e[0] + e[1] > 0).toArray(double[][]::new);
        Arrays.sort(byScore, Comparator.comparingDouble(OrderChoice::score));
        double ordered = 0;
        double nullsBelow = 0;
        for (int from = 0; from < byScore.length; ) {
            double conversions = 0;
            double nulls = 0;
            int to = from;
            for (; to < byScore.length && score(byScore[to]) == score(byScore[from]); to++) {
                conversions += byScore[to][0];
                nulls += byScore[to][1];
            }
            ordered += conversions * (nullsBelow + nulls / 2);
            nullsBelow += nulls;
            from = to;
        }
        return ordered / weights.conversions() / weights.nulls();
    }

    private static double score(double[] ending) {
        return ending[0] / (ending[0] + ending[1]);
    }

    private static String lastWindow(PathTable paths, int path, int order) {
        char[] window = new char[Math.min(order, paths.length(path))];
        for (int i = 0; i < window.length; i++) {
            window[i] = (char) paths.channel(path, paths.length(path) - window.length + i);
        }
        return new String(window);
    }
}
