package io.crosslift.source.rules;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Directed graphs that must have no cycle. Peels off what has no predecessor, then what has no successor, until nothing more can
 * be: what is left lies on a cycle or between two of them. Linear in the edges.
 */
final class Cycles {
    /** An edge from one name to another. */
    record Edge(String from, String to) {}

    /** The names that lie on a cycle, or on a way from one cycle to another. */
    static SortedSet<String> members(List<Edge> edges) {
        SortedSet<String> left = new TreeSet<>();
        for (Edge edge : edges) {
            left.add(edge.from());
            left.add(edge.to());
        }
        peel(edges, left);
        peel(edges.stream().map(edge -> new Edge(edge.to(), edge.from())).toList(), left);
        return left;
    }

    private static void peel(List<Edge> edges, SortedSet<String> left) {
        Map<String, List<String>> successors = new HashMap<>();
        Map<String, Integer> predecessors = new HashMap<>();
        for (Edge edge : edges) {
            if (left.contains(edge.from()) && left.contains(edge.to())) {
                successors
                        .computeIfAbsent(edge.from(), key -> new ArrayList<>())
                        .add(edge.to());
                predecessors.merge(edge.to(), 1, Integer::sum);
            }
        }
        Deque<String> free = new ArrayDeque<>();
        left.stream().filter(name -> !predecessors.containsKey(name)).forEach(free::add);
        while (!free.isEmpty()) {
            String name = free.remove();
            left.remove(name);
            for (String successor : successors.getOrDefault(name, List.of())) {
                if (predecessors.merge(successor, -1, Integer::sum) == 0) {
                    free.add(successor);
                }
            }
        }
    }

    private Cycles() {}
}
