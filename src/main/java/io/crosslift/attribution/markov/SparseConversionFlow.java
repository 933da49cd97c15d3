package io.crosslift.attribution.markov;

import java.util.Arrays;
import java.util.SortedMap;

/**
 * The flow for chains with too many states for a dense solve: all journeys walk the chain at once, step by step, and
 * stop where they enter the group. What converts without entering it is subtracted from the totals. The walk ends when
 * fewer than {@value #UNDECIDED_SHARE} of the conversions could still come.
 */
final class SparseConversionFlow implements ConversionFlow {
    private static final double UNDECIDED_SHARE = 1e-12;
    private static final int MAX_STEPS = 100_000;

    private final WindowCounts counts;
    private final boolean[] converting;
    private final int[][] targets;
    private final double[][] probabilities;
    private final double[] passages;
    private double undecidedJourneys;

    SparseConversionFlow(WindowCounts counts, int[] convertingStates) {
        this.counts = counts;
        this.converting = new boolean[counts.size()];
        Arrays.stream(convertingStates).forEach(state -> converting[state] = true);
        this.targets = new int[counts.size()][];
        this.probabilities = new double[counts.size()][];
        this.passages = new double[counts.size()];
        for (int state = 0; state < counts.size(); state++) {
            SortedMap<Integer, Long> moves = counts.moves(state);
            double left = counts.passages(state);
            passages[state] = left;
            targets[state] = moves.keySet().stream().mapToInt(Integer::intValue).toArray();
            probabilities[state] =
                    moves.values().stream().mapToDouble(count -> count / left).toArray();
        }
    }

    @Override
    public double[] through(int[] group) {
        boolean[] open = converting.clone();
        Arrays.stream(group).forEach(state -> open[state] = false);
        double[] walking = new double[counts.size()];
        Arrays.setAll(walking, state -> open[state] ? counts.starts(state) : 0);
        double[] avoiding = new double[2];
        double remaining = Arrays.stream(walking).sum();
        for (int step = 0; step < MAX_STEPS && remaining > UNDECIDED_SHARE * counts.conversions(); step++) {
            walking = step(walking, open, avoiding);
            remaining = Arrays.stream(walking).sum();
        }
        undecidedJourneys = Math.max(undecidedJourneys, remaining);
        return new double[] {counts.conversions() - avoiding[0], counts.value() - avoiding[1]};
    }

    @Override
    public double undecidedJourneys() {
        return undecidedJourneys;
    }

    private double[] step(double[] walking, boolean[] open, double[] avoiding) {
        double[] next = new double[walking.length];
        for (int state = 0; state < walking.length; state++) {
            if (walking[state] > 0) {
                double share = walking[state] / passages[state];
                avoiding[0] += share * counts.conversions(state);
                avoiding[1] += share * counts.value(state);
                for (int i = 0; i < targets[state].length; i++) {
                    int to = targets[state][i];
                    next[to] += open[to] ? walking[state] * probabilities[state][i] : 0;
                }
            }
        }
        return next;
    }
}
