package io.crosslift.attribution.markov;

import io.crosslift.attribution.PathTable;

/**
 * The states of a chain of order k: windows of k consecutive channels of a path, sliding by one; a path shorter than k
 * is one short state. States are numbered by their channels from the last one backwards, so that all states that may
 * precede a window are neighbours.
 */
interface Windows {
    /** Finds the windows of all paths. */
    static Windows of(PathTable paths, int order) {
        return PackedWindows.bits(paths, order) < Long.SIZE - 1
                ? new PackedWindows(paths, order)
                : new LongWindows(paths, order);
    }

    /**
     * Returns how many states a journey along the path visits, staying in a state not counted twice, and writes them to
     * the first places of the array, which must be as long as the path.
     */
    int visited(PathTable paths, int path, int[] states);

    /** Returns the state whose window is the channel followed by all but the last channels of the state's window. */
    int before(int state, int channel);

    /**
     * Returns the states sorted by their channels but the last one, from there backwards, then by the last one. In this
     * order the states that may precede them, which share these channels, are passed once from the first to the last.
     */
    int[] byPredecessors();

    /** Returns the channels of each state. */
    States states();
}
