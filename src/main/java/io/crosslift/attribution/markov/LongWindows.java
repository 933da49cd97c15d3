package io.crosslift.attribution.markov;

import io.crosslift.attribution.PathTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Windows of any length, kept as strings whose characters are the channels + 1. */
final class LongWindows implements Windows {
    /** From the last channel backwards, a missing channel before all others. */
    private static final Comparator<String> FROM_LAST = (left, right) -> {
        for (int i = 1; i <= Math.min(left.length(), right.length()); i++) {
            int difference = left.charAt(left.length() - i) - right.charAt(right.length() - i);
            if (difference != 0) {
                return difference;
            }
        }
        return left.length() - right.length();
    };

    private final int order;
    private final HashMap<String, Integer> numbers = new HashMap<>();
    private final States states;

    LongWindows(PathTable paths, int order) {
        this.order = order;
        for (int path = 0; path < paths.paths(); path++) {
            String touches = touches(paths, path);
            int width = Math.min(order, touches.length());
            for (int from = 0; from + width <= touches.length(); from++) {
                numbers.put(touches.substring(from, from + width), 0);
            }
        }
        List<String> sorted = new ArrayList<>(numbers.keySet());
        sorted.sort(FROM_LAST);
        char[] members = new char[Math.multiplyExact(sorted.size(), order)];
        for (int state = 0; state < sorted.size(); state++) {
            String window = sorted.get(state);
            numbers.put(window, state);
            window.getChars(0, window.length(), members, (state + 1) * order - window.length());
        }
        states = new States(paths.channels(), order, members);
    }

    @Override
    public int visited(PathTable paths, int path, int[] into) {
        String touches = touches(paths, path);
        int width = Math.min(order, touches.length());
        int visited = 0;
        for (int from = 0; from + width <= touches.length(); from++) {
            int state = number(numbers, touches.substring(from, from + width));
            if (visited == 0 || into[visited - 1] != state) {
                into[visited++] = state;
            }
        }
        return visited;
    }

    @Override
    public int before(int state, int channel) {
        char[] window = new char[order];
        window[0] = (char) (channel + 1);
        for (int position = 1; position < window.length; position++) {
            window[position] = (char) states.member(state, position - 1);
        }
        return number(numbers, new String(window));
    }

    @Override
    public int[] byPredecessors() {
        return IntStream.range(0, states.count())
                .boxed()
                .sorted((left, right) -> {
                    for (int i = 1; i <= order; i++) {
                        int position = Math.floorMod(order - 1 - i, order);
                        int difference = states.member(left, position) - states.member(right, position);
                        if (difference != 0) {
                            return difference;
                        }
                    }
                    return 0;
                })
                .mapToInt(Integer::intValue)
                .toArray();
    }

    @Override
    public States states() {
        return states;
    }

    private static int number(Map<String, Integer> numbers, String window) {
        Integer number = numbers.get(window);
        if (number == null) {
            throw new IllegalArgumentException("the windows were found on other paths");
        }
        return number;
    }

    private static String touches(PathTable paths, int path) {
        char[] touches = new char[paths.length(path)];
        for (int i = 0; i < touches.length; i++) {
            touches[i] = (char) (paths.channel(path, i) + 1);
        }
        return new String(touches);
    }
}
