package io.crosslift.journey;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** How many touches met which fate, per goal. */
final class TouchCounts {
    private final Map<Goal, Map<TouchFate, long[]>> counts = new EnumMap<>(Goal.class);

    TouchCounts() {
        for (Goal goal : Goal.values()) {
            Map<TouchFate, long[]> fates = new EnumMap<>(TouchFate.class);
            for (TouchFate fate : TouchFate.values()) {
                fates.put(fate, new long[1]);
            }
            counts.put(goal, fates);
        }
    }

    void add(Goal goal, TouchFate fate) {
        cell(goal, fate)[0]++;
    }

    long of(Goal goal, TouchFate fate) {
        return cell(goal, fate)[0];
    }

    private long[] cell(Goal goal, TouchFate fate) {
        return Objects.requireNonNull(Objects.requireNonNull(counts.get(goal)).get(fate));
    }
}
