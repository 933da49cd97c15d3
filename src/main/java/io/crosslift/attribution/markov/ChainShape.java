package io.crosslift.attribution.markov;

import io.crosslift.attribution.PathTable;
import io.crosslift.attribution.PathWeights;

/**
 * The states and moves that some path has, without how often. Moves are grouped by the state they enter, these in the
 * order of {@link Windows#byPredecessors()}, and sorted by the state they leave.
 */
final class ChainShape {
    private final PathTable paths;
    private final Windows windows;
    private final States states;
    private final SortedNumbers numberOfMove;
    private final int[] stateAt;
    private final int[] placeOf;
    private final int[] movesInto;
    private final int[] sources;
    private final int longestPath;
    private int mostStatesOfAPath;

    /**
     * Finds states and moves.
     *
     * @param order window length k, at least 1
     */
    ChainShape(PathTable paths, int order) {
        this.paths = paths;
        this.windows = Windows.of(paths, order);
        this.states = windows.states();
        int longest = 1;
        for (int path = 0; path < paths.paths(); path++) {
            longest = Math.max(longest, paths.length(path));
        }
        longestPath = longest;
        stateAt = windows.byPredecessors();
        placeOf = new int[stateAt.length];
        for (int place = 0; place < stateAt.length; place++) {
            placeOf[stateAt[place]] = place;
        }
        int channels = states.channels();
        numberOfMove = new SortedNumbers((long) states.count() * channels);
        int[] visited = new int[longestPath];
        for (int path = 0; path < paths.paths(); path++) {
            int length = windows.visited(paths, path, visited);
            mostStatesOfAPath = Math.max(mostStatesOfAPath, length);
            for (int i = 1; i < length; i++) {
                numberOfMove.add(move(visited[i - 1], visited[i]));
            }
        }
        long[] moves = numberOfMove.sort();
        movesInto = new int[states.count() + 1];
        sources = new int[moves.length];
        for (int i = 0; i < moves.length; i++) {
            int place = (int) (moves[i] / channels);
            movesInto[place + 1]++;
            sources[i] = windows.before(stateAt[place], (int) (moves[i] % channels));
        }
        for (int state = 0; state < states.count(); state++) {
            movesInto[state + 1] += movesInto[state];
        }
    }

    /** Counts what the journeys did, weighted as given. */
    Chain count(PathWeights weights) {
        int size = states.count();
        double[] starts = new double[size];
        double[] conversions = new double[size];
        double[] value = new double[size];
        double[] nulls = new double[size];
        double[] moves = new double[sources.length];
        int[] visited = new int[longestPath];
        for (int path = 0; path < paths.paths(); path++) {
            double journeys = weights.journeys(path);
            int length = windows.visited(paths, path, visited);
            starts[visited[0]] += journeys;
            for (int i = 1; i < length; i++) {
                moves[numberOfMove.of(move(visited[i - 1], visited[i]))] += journeys;
            }
            int last = visited[length - 1];
            conversions[last] += weights.conversions(path);
            value[last] += weights.value(path);
            nulls[last] += weights.nulls(path);
        }
        return new Chain(states, stateAt, movesInto, sources, moves, starts, conversions, value, nulls);
    }

    /** Returns the most states that one path visits, staying not counted. */
    int mostStatesOfAPath() {
        return mostStatesOfAPath;
    }

    /** The place of a window and the channel dropped from the one before it name a move. */
    private long move(int source, int target) {
        return (long) placeOf[target] * states.channels() + states.first(source);
    }
}
