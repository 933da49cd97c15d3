package io.crosslift.attribution.markov;

import java.util.ArrayList;
import java.util.List;

/**
 * Conversions through each channel by leaving states out of a small chain one after another.
 *
 * <p>A chain watched only while it is outside a state e is again a chain, with passages {@code w(s,t) + w(s,e) w(e,t) /
 * left(e)}, where {@code left(e)} are the passages that leave e for another state or for good; the same holds for what
 * enters e from the start and for conversions and nulls that follow e. Nothing is subtracted, so every number is exact
 * to a few units in its last place however slowly the chain mixes (Grassmann, Taksar and Heyman 1985, "Regenerative
 * analysis and steady state distributions for Markov chains"). Left with the states that contain a channel, the walks
 * that convert from a start in one of them are those that pass the channel.
 *
 * <p>The states that contain neither of two sets of channels are left out once for both: all channels together take
 * about as long as two solves of order 1, and at higher orders less than one solve per channel.
 */
final class StateReduction {
    private final Chain chain;
    private final double[] conversionsThrough;
    private final double[] valueThrough;
    private double totalConversions;
    private double totalValue;

    private StateReduction(Chain chain) {
        this.chain = chain;
        this.conversionsThrough = new double[chain.channels()];
        this.valueThrough = new double[chain.channels()];
    }

    static Removals removals(Chain chain) {
        StateReduction reduction = new StateReduction(chain);
        if (chain.channels() > 0) {
            reduction.reduce(Watched.all(chain), 0, chain.channels());
        }
        return new Removals(
                reduction.conversionsThrough,
                reduction.valueThrough,
                reduction.totalConversions,
                reduction.totalValue,
                0,
                "states left out one by one");
    }

    /** Solves the channels of a range on a chain watched in at least all states that contain one of them. */
    private void reduce(Watched watched, int fromChannel, int toChannel) {
        List<Integer> kept = new ArrayList<>();
        List<Integer> others = new ArrayList<>();
        for (int i = 0; i < watched.states.length; i++) {
            (contains(watched.states[i], fromChannel, toChannel) ? kept : others).add(i);
        }
        Watched reduced = watched.without(kept, others);
        if (toChannel - fromChannel > 1) {
            int middle = (fromChannel + toChannel) >>> 1;
            reduce(reduced, fromChannel, middle);
            reduce(reduced, middle, toChannel);
        } else {
            double conversionsAround = reduced.conversionsFromStart;
            double valueAround = reduced.valueFromStart;
            List<Integer> all = new ArrayList<>();
            for (int i = 0; i < reduced.states.length; i++) {
                all.add(i);
            }
            reduced.conversionsFromStart = 0;
            reduced.valueFromStart = 0;
            Watched none = reduced.without(List.of(), all);
            conversionsThrough[fromChannel] = none.conversionsFromStart;
            valueThrough[fromChannel] = none.valueFromStart;
            totalConversions = conversionsAround + none.conversionsFromStart;
            totalValue = valueAround + none.valueFromStart;
        }
    }

    private boolean contains(int state, int fromChannel, int toChannel) {
        for (int position = 0; position < chain.windows().order(); position++) {
            int channel = chain.windows().member(state, position) - 1;
            if (channel >= fromChannel && channel < toChannel) {
                return true;
            }
        }
        return false;
    }

    /** The chain watched in some of its states; passages from each state in a row. */
    private static final class Watched {
        private final int[] states;
        private final double[][] moves;
        private final double[] starts;
        private final double[] conversions;
        private final double[] value;
        private final double[] nulls;
        private double conversionsFromStart;
        private double valueFromStart;

        Watched(int size) {
            states = new int[size];
            moves = new double[size][size];
            starts = new double[size];
            conversions = new double[size];
            value = new double[size];
            nulls = new double[size];
        }

        static Watched all(Chain chain) {
            Watched watched = new Watched(chain.states());
            for (int state = 0; state < chain.states(); state++) {
                watched.states[state] = state;
                watched.starts[state] = chain.starts(state);
                watched.conversions[state] = chain.conversions(state);
                watched.value[state] = chain.value(state);
                watched.nulls[state] = chain.nulls(state);
            }
            for (int place = 0; place < chain.states(); place++) {
                for (int move = chain.movesInto(place); move < chain.movesInto(place + 1); move++) {
                    watched.moves[chain.source(move)][chain.stateAt(place)] = chain.passagesAlong(move);
                }
            }
            return watched;
        }

        /** Returns the chain watched in the kept states only; both lists together are all states. */
        Watched without(List<Integer> kept, List<Integer> others) {
            Watched reordered = new Watched(states.length);
            List<Integer> order = new ArrayList<>(kept);
            order.addAll(others);
            for (int i = 0; i < states.length; i++) {
                int from = order.get(i);
                reordered.states[i] = states[from];
                reordered.starts[i] = starts[from];
                reordered.conversions[i] = conversions[from];
                reordered.value[i] = value[from];
                reordered.nulls[i] = nulls[from];
                for (int j = 0; j < states.length; j++) {
                    reordered.moves[i][j] = moves[from][order.get(j)];
                }
            }
            reordered.conversionsFromStart = conversionsFromStart;
            reordered.valueFromStart = valueFromStart;
            for (int last = states.length - 1; last >= kept.size(); last--) {
                reordered.leaveOut(last);
            }
            return reordered.firstStates(kept.size());
        }

        /** Leaves out the last of the states still watched. */
        private void leaveOut(int last) {
            double[] onward = moves[last];
            double left = conversions[last] + nulls[last];
            for (int to = 0; to < last; to++) {
                left += onward[to];
            }
            if (left == 0) {
                return;
            }
            for (int from = 0; from < last; from++) {
                double share = moves[from][last] / left;
                if (share > 0) {
                    double[] row = moves[from];
                    for (int to = 0; to < last; to++) {
                        row[to] += share * onward[to];
                    }
                    conversions[from] += share * conversions[last];
                    value[from] += share * value[last];
                    nulls[from] += share * nulls[last];
                }
            }
            double share = starts[last] / left;
            for (int to = 0; to < last; to++) {
                starts[to] += share * onward[to];
            }
            conversionsFromStart += share * conversions[last];
            valueFromStart += share * value[last];
        }

        private Watched firstStates(int size) {
            Watched first = new Watched(size);
            System.arraycopy(states, 0, first.states, 0, size);
            System.arraycopy(starts, 0, first.starts, 0, size);
            System.arraycopy(conversions, 0, first.conversions, 0, size);
            System.arraycopy(value, 0, first.value, 0, size);
            System.arraycopy(nulls, 0, first.nulls, 0, size);
            for (int from = 0; from < size; from++) {
                System.arraycopy(moves[from], 0, first.moves[from], 0, size);
            }
            first.conversionsFromStart = conversionsFromStart;
            first.valueFromStart = valueFromStart;
            return first;
        }
    }
}
