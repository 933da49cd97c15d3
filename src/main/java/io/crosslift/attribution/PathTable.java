package io.crosslift.attribution;

import static io.crosslift.attribution.CodePointOrder.CODE_POINT_ORDER;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * The distinct paths of one goal, with channels as integers. Paths are sorted by channels, element by element in
 * code-point order and a path before its extensions, so that the same rows give the same table whatever their order.
 */
public final class PathTable implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Most channels a table can hold; a channel's code and the number after it fit into two bytes. */
    public static final int MOST_CHANNELS = Character.MAX_VALUE;

    private final List<String> channels;
    private final char[] touches;
    private final int[] ends;
    private final PathWeights observed;

    PathTable(List<String> channels, char[] touches, int[] ends, PathWeights observed) {
        this.channels = List.copyOf(channels);
        this.touches = touches;
        this.ends = ends;
        this.observed = observed;
    }

    /**
     * Merges rows of the same path and drops paths without a journey.
     *
     * @param rows rows in any order
     * @throws IllegalArgumentException if there are more than {@link #MOST_CHANNELS} channels, or a total exceeds 2^53
     */
    public static PathTable of(Collection<PathCount> rows) {
        PathTableBuilder builder = builder();
        rows.forEach(row -> builder.add(row.channels(), row.conversions(), row.value(), row.nulls()));
        return builder.build();
    }

    /** Returns a builder for rows that come one by one. */
    public static PathTableBuilder builder() {
        return new PathTableBuilder();
    }

    /** Returns the channels of all paths in code-point order; a channel's code is its index. */
    public List<String> channels() {
        return channels;
    }

    /** Returns the number of distinct paths. */
    public int paths() {
        return ends.length;
    }

    /** Returns the number of touches of all paths, each path once. */
    public int touches() {
        return touches.length;
    }

    /** Returns the number of touches of the path, at least 1. */
    public int length(int path) {
        return ends[path] - start(path);
    }

    /** Returns the code of the channel touched at the position, which counts from 0. */
    public int channel(int path, int position) {
        return touches[start(path) + position];
    }

    /** Returns where the path starts in the sequence of all touches. */
    public int start(int path) {
        return path == 0 ? 0 : ends[path - 1];
    }

    /** Returns the code of the channel at a place of the sequence of all touches, path after path. */
    public int touch(int place) {
        return touches[place];
    }

    /** Returns the path with these channels, or -1. */
    public int indexOf(List<String> path) {
        char[] codes = new char[path.size()];
        for (int i = 0; i < codes.length; i++) {
            int code = Collections.binarySearch(channels, path.get(i), CODE_POINT_ORDER);
            if (code < 0) {
                return -1;
            }
            codes[i] = (char) code;
        }
        int low = 0;
        int high = paths() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Arrays.compare(touches, start(middle), ends[middle], codes, 0, codes.length);
            if (order == 0) {
                return middle;
            }
            low = order < 0 ? middle + 1 : low;
            high = order < 0 ? high : middle - 1;
        }
        return -1;
    }

    /** Returns the journeys by path as they were read. */
    public PathWeights observed() {
        return observed;
    }
}
