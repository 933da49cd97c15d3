package io.crosslift.attribution;

import static io.crosslift.attribution.CodePointOrder.CODE_POINT_ORDER;

import java.io.Serializable;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * How the journeys along one path ended.
 *
 * @param channels the channels in the order they were touched, at least one, none of them empty
 * @param conversions journeys that converted
 * @param value what these conversions were worth, in minor units of the currency; 0 where none converted
 * @param nulls journeys that ended without a conversion
 */
public record PathCount(List<String> channels, long conversions, long value, long nulls) implements Serializable {

    /** By channels, element by element in code-point order, a path before its extensions. */
    public static final Comparator<List<String>> CHANNELS_ORDER = PathCount::compareChannels;

    public PathCount {
        channels = List.copyOf(channels);
        require(!channels.isEmpty(), channels, "a path needs at least one channel");
        require(channels.stream().noneMatch(String::isBlank), channels, "an empty channel");
        require(conversions >= 0, channels, "conversions must not be negative, was " + conversions);
        require(nulls >= 0, channels, "nulls must not be negative, was " + nulls);
        require(conversions > 0 || value == 0, channels, "value without a conversion, was " + value);
    }

    /** Returns converted and other journeys together. */
    public long journeys() {
        return Math.addExact(conversions, nulls);
    }

    /**
     * Merges rows of the same path, drops paths without a journey and sorts by {@link #CHANNELS_ORDER}.
     *
     * @throws ArithmeticException if a sum exceeds a long
     */
    public static List<PathCount> merged(Collection<PathCount> rows) {
        TreeMap<List<String>, PathCount> byPath = new TreeMap<>(CHANNELS_ORDER);
        rows.forEach(row -> byPath.merge(row.channels, row, PathCount::plus));
        return byPath.values().stream().filter(row -> row.journeys() > 0).toList();
    }

    private PathCount plus(PathCount other) {
        return new PathCount(
                channels,
                Math.addExact(conversions, other.conversions),
                Math.addExact(value, other.value),
                Math.addExact(nulls, other.nulls));
    }

    private static int compareChannels(List<String> left, List<String> right) {
        int shared = Math.min(left.size(), right.size());
        for (int i = 0; i < shared; i++) {
            int order = CODE_POINT_ORDER.compare(left.get(i), right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.size(), right.size());
    }

    private static void require(boolean holds, List<String> channels, String message) {
        if (!holds) {
            throw new IllegalArgumentException("path " + channels + ": " + message);
        }
    }
}
