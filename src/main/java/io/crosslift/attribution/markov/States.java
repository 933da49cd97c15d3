package io.crosslift.attribution.markov;

import java.io.Serializable;
import java.util.List;

/** The channels of each state of a chain of order k. */
final class States implements Serializable {
    private static final long serialVersionUID = 1L;

    private final List<String> channels;
    private final int order;

    /** Channel + 1 by state and position, filled from the end: a short state starts with zeros. */
    private final char[] members;

    States(List<String> channels, int order, char[] members) {
        this.channels = channels;
        this.order = order;
        this.members = members;
    }

    int count() {
        return members.length / order;
    }

    int channels() {
        return channels.size();
    }

    int order() {
        return order;
    }

    /** Returns the channel + 1 at a position of the window, or 0 at the positions that a short state lacks. */
    int member(int state, int position) {
        return members[state * order + position];
    }

    /** Returns the channel that the window starts with. */
    int first(int state) {
        int position = 0;
        while (member(state, position) == 0) {
            position++;
        }
        return member(state, position) - 1;
    }

    String label(int state) {
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
    int compareFromFirst(int left, int right) {
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
