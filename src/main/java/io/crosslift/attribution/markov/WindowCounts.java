package io.crosslift.attribution.markov;

import io.crosslift.attribution.PathCount;
import io.crosslift.attribution.Transition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Passages between the states of a chain of order k, as integers.
 *
 * <p>A state is a window of k consecutive channels of a path, sliding by one; a path shorter than k is one short
 * state. A window equal to its predecessor is skipped, because staying changes no absorption probability. A journey
 * goes from the start to its first window and from its last one to conversion or null.
 */
final class WindowCounts {
    private final Map<List<String>, Integer> indexByWindow = new HashMap<>();
    private final List<State> states = new ArrayList<>();
    private long journeys;
    private long conversions;
    private long value;

    /** What the journeys did at one window; mutable while counting. */
    private static final class State {
        private final List<String> window;
        private final SortedMap<Integer, Long> moves = new TreeMap<>();
        private long starts;
        private long conversions;
        private long value;
        private long nulls;

        State(List<String> window) {
            this.window = window;
        }
    }

    /**
     * Counts the passages.
     *
     * @param paths merged and sorted, so that states are numbered the same way for the same counts
     * @param order window length k, at least 1
     */
    static WindowCounts of(List<PathCount> paths, int order) {
        WindowCounts counts = new WindowCounts();
        paths.forEach(path -> counts.add(path, order));
        return counts;
    }

    int size() {
        return states.size();
    }

    long journeys() {
        return journeys;
    }

    long conversions() {
        return conversions;
    }

    long value() {
        return value;
    }

    List<String> window(int state) {
        return states.get(state).window;
    }

    long starts(int state) {
        return states.get(state).starts;
    }

    long conversions(int state) {
        return states.get(state).conversions;
    }

    /** Returns the value of the conversions that follow the state directly, minor units. */
    long value(int state) {
        return states.get(state).value;
    }

    /** Returns how often the state was left for each other state; never for itself. */
    SortedMap<Integer, Long> moves(int state) {
        return states.get(state).moves;
    }

    /** Returns how often the state was left, which is how often it was entered. */
    long passages(int state) {
        State left = states.get(state);
        return left.moves.values().stream().reduce(left.conversions + left.nulls, Math::addExact);
    }

    /** Returns the states with a channel in their window. */
    int[] statesWith(String channel) {
        return IntStream.range(0, size())
                .filter(state -> window(state).contains(channel))
                .toArray();
    }

    List<Transition> transitions() {
        List<Transition> transitions = new ArrayList<>();
        states.forEach(state -> addTransition(transitions, Transition.START, label(state), state.starts, journeys));
        for (int i = 0; i < size(); i++) {
            State from = states.get(i);
            long left = passages(i);
            from.moves.forEach(
                    (to, count) -> addTransition(transitions, label(from), label(states.get(to)), count, left));
            addTransition(transitions, label(from), Transition.CONVERSION, from.conversions, left);
            addTransition(transitions, label(from), Transition.NULL, from.nulls, left);
        }
        return transitions;
    }

    private void add(PathCount path, int order) {
        List<Integer> visited = visitedStates(path.channels(), order);
        for (int i = 1; i < visited.size(); i++) {
            states.get(visited.get(i - 1)).moves.merge(visited.get(i), path.journeys(), Math::addExact);
        }
        State first = states.get(visited.get(0));
        first.starts = Math.addExact(first.starts, path.journeys());
        State last = states.get(visited.get(visited.size() - 1));
        last.conversions = Math.addExact(last.conversions, path.conversions());
        last.value = Math.addExact(last.value, path.value());
        last.nulls = Math.addExact(last.nulls, path.nulls());
        journeys = Math.addExact(journeys, path.journeys());
        conversions = Math.addExact(conversions, path.conversions());
        value = Math.addExact(value, path.value());
    }

    private List<Integer> visitedStates(List<String> channels, int order) {
        List<Integer> visited = new ArrayList<>();
        int width = Math.min(order, channels.size());
        for (int from = 0; from + width <= channels.size(); from++) {
            int state = indexOf(channels.subList(from, from + width));
            if (visited.isEmpty() || visited.get(visited.size() - 1) != state) {
                visited.add(state);
            }
        }
        return visited;
    }

    private int indexOf(List<String> window) {
        return indexByWindow.computeIfAbsent(List.copyOf(window), added -> {
            states.add(new State(added));
            return states.size() - 1;
        });
    }

    private static String label(State state) {
        return String.join(" > ", state.window);
    }

    private static void addTransition(List<Transition> to, String from, String next, long count, long left) {
        if (count > 0) {
            to.add(new Transition(from, next, (double) count / left, count));
        }
    }
}
