package io.crosslift.attribution.markov;

import io.crosslift.attribution.PathTable;
import java.io.Serializable;
import java.util.List;

/**
 * The states of a chain of order k: windows of k consecutive channels of a path, sliding by one; a path shorter than k
 * is one short state. States are numbered by their channels from the last one backwards, so that all states that may
 * precede a window are neighbours.
 */
abstract class Windows implements Serializable {
    private static final long serialVersionUID = 1L;

    private final List<String> channels;
    private final int order;

    /** Channel + 1 by state and position, filled from the end: a short state starts with zeros. */
    private char[] members = new char[0];

    Windows(PathTable paths, int order) {
        this.channels = paths.channels();
        this.order = order;
    }

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
    abstract int visited(PathTable paths, int path, int[] states);

    /** Returns the state whose window is the channel followed by all but the last channels of the state's window. */
    abstract int before(int state, int channel);

    /**
     * Returns the states sorted by their channels but the last one, from there backwards, then by the last one. In this
     * order the states that may precede them, which share these channels, are passed once from the first to the last.
     */
    abstract int[] byPredecessors();

    final void states(char[] membersOfStates) {
        members = membersOfStates;
    }

    final int states() {
        return members.length / order;
    }

    final int channels() {
        return channels.size();
    }

    final int order() {
        return order;
    }

    /** Returns the channel + 1 at a position of the window, or 0 at the positions that a short state lacks. */
    final int member(int state, int position) {
        return members[state * order + position];
    }

    /** Returns the channel that the window starts with. */
    final int first(int state) {
        int position = 0;
        while (member(state, position) == 0) {
            position++;
        }
        return member(state, position) - 1;
    }

    final String label(int state) {
        StringBuilder label = new StringBuilder();
        for (int position = 0; position < order; position++) {
            int member = member(state, position);
            if (member > 0) {
                label.append(label.isEmpty() ? "" : " > ").append(channels.get(member - 1));
            }
        }
        return label.toString();
    }

    /** Compares windows from their first channel on, a window before its extensions. */
    final int compareFromFirst(int left, int right) {
        int leftSkip = skip(left);
        int rightSkip = skip(right);
        int shared = order - Math.max(leftSkip, rightSkip);
        for (int i = 0; i < shared; i++) {
            int difference = member(left, leftSkip + i) - member(right, rightSkip + i);
            if (difference != 0) {
                return difference;
            }
        }
        return rightSkip - leftSkip;
    }

    private int skip(int state) {
        int skip = 0;
        while (member(state, skip) == 0) {
            skip++;
        }
        return skip;
    }
}
