package io.crosslift.attribution.markov;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** How much of a chain's conversions and value flows through a group of states. */
interface ConversionFlow {

    /** Largest number of states solved as a dense system; the time grows with its cube. */
    int DENSE_STATES = 1_000;

    /**
     * Returns conversions and value, in this order, of walks that visit at least one state of the group.
     *
     * @param group states of the counts, each at most once
     */
    double[] through(int[] group);

    /** Returns a bound on the error of {@link #through} in journeys, beyond rounding. */
    double undecidedJourneys();

    static ConversionFlow of(WindowCounts counts) {
        int[] converting = convertingStates(counts);
        return converting.length <= DENSE_STATES
                ? new DenseConversionFlow(counts, converting)
                : new SparseConversionFlow(counts, converting);
    }

    /**
     * Returns the states from which a conversion can be reached, ascending. The others lead to null whatever happens,
     * so they carry nothing; without them the system is never singular.
     */
    static int[] convertingStates(WindowCounts counts) {
        List<List<Integer>> predecessors = new ArrayList<>();
        for (int state = 0; state < counts.size(); state++) {
            predecessors.add(new ArrayList<>());
        }
        boolean[] converting = new boolean[counts.size()];
        ArrayDeque<Integer> open = new ArrayDeque<>();
        for (int state = 0; state < counts.size(); state++) {
            int from = state;
            counts.moves(state).keySet().forEach(to -> predecessors.get(to).add(from));
            if (counts.conversions(state) > 0) {
                converting[state] = true;
                open.add(state);
            }
        }
        while (!open.isEmpty()) {
            for (int predecessor : predecessors.get(open.remove())) {
                if (!converting[predecessor]) {
                    converting[predecessor] = true;
                    open.add(predecessor);
                }
            }
        }
        return IntStream.range(0, counts.size())
                .filter(state -> converting[state])
                .toArray();
    }
}
