package io.crosslift.attribution;

import java.util.Arrays;

/**
 * Sorts paths by their channel codes, a path before its extensions. As many codes as fit a long are compared at once,
 * in a radix sort; paths that agree in them are sorted by the codes that follow.
 */
final class PathOrder {
    private static final int INSERTION_SORT = 24;
    private static final int DIGIT = 11;

    private final char[] touches;
    private final int[] ends;
    private final int bitsPerCode;
    private final int codesPerKey;

    /**
     * Takes the paths.
     *
     * @param touches channel codes, path after path
     * @param ends where each path ends in the touches
     * @param channels all codes are smaller
     */
    PathOrder(char[] touches, int[] ends, int channels) {
        this.touches = touches;
        this.ends = ends;
        // 0 stands for the end of the path, a code for itself + 1.
        this.bitsPerCode = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, channels));
        this.codesPerKey = (Long.SIZE - 1) / bitsPerCode;
    }

    /** Sorts indices of distinct paths. */
    void sort(int[] paths) {
        sort(paths, 0, paths.length, 0);
    }

    private void sort(int[] paths, int from, int to, int depth) {
        if (to - from <= INSERTION_SORT) {
            insertionSort(paths, from, to, depth);
            return;
        }
        long[] keys = new long[to - from];
        long seen = 0;
        for (int i = from; i < to; i++) {
            keys[i - from] = key(paths[i], depth);
            seen |= keys[i - from];
        }
        radixSort(keys, paths, from, Long.SIZE - Long.numberOfLeadingZeros(seen));
        int run = from;
        for (int i = from + 1; i <= to; i++) {
            if (i == to || keys[i - from] != keys[run - from]) {
                if (i - run > 1) {
                    sort(paths, run, i, depth + codesPerKey);
                }
                run = i;
            }
        }
    }

    private long key(int path, int depth) {
        int start = start(path) + depth;
        int length = Math.min(codesPerKey, ends[path] - start);
        long key = 0;
        for (int i = 0; i < length; i++) {
            key = (key << bitsPerCode) | (touches[start + i] + 1);
        }
        return key << (bitsPerCode * (codesPerKey - length));
    }

    /** Sorts keys and the paths that belong to them, least significant digit first. */
    private static void radixSort(long[] keys, int[] paths, int from, int bits) {
        long[] keysFrom = keys;
        int[] pathsFrom = Arrays.copyOfRange(paths, from, from + keys.length);
        long[] keysTo = new long[keys.length];
        int[] pathsTo = new int[keys.length];
        for (int shift = 0; shift < bits; shift += DIGIT) {
            int[] places = places(keysFrom, shift);
            for (int i = 0; i < keys.length; i++) {
                int place = places[digit(keysFrom[i], shift)]++;
                keysTo[place] = keysFrom[i];
                pathsTo[place] = pathsFrom[i];
            }
            long[] keysFree = keysFrom;
            keysFrom = keysTo;
            keysTo = keysFree;
            int[] pathsFree = pathsFrom;
            pathsFrom = pathsTo;
            pathsTo = pathsFree;
        }
        System.arraycopy(keysFrom, 0, keys, 0, keys.length);
        System.arraycopy(pathsFrom, 0, paths, from, keys.length);
    }

    /** Returns the first place of each value of the digit. */
    private static int[] places(long[] keys, int shift) {
        int[] places = new int[(1 << DIGIT) + 1];
        for (long key : keys) {
            places[digit(key, shift) + 1]++;
        }
        for (int i = 0; i < 1 << DIGIT; i++) {
            places[i + 1] += places[i];
        }
        return places;
    }

    private static int digit(long key, int shift) {
        return (int) (key >>> shift) & (1 << DIGIT) - 1;
    }

    private void insertionSort(int[] paths, int from, int to, int depth) {
        for (int i = from + 1; i < to; i++) {
            int path = paths[i];
            int place = i;
            while (place > from && compare(paths[place - 1], path, depth) > 0) {
                paths[place] = paths[place - 1];
                place--;
            }
            paths[place] = path;
        }
    }

    private int compare(int left, int right, int depth) {
        return Arrays.compare(touches, start(left) + depth, ends[left], touches, start(right) + depth, ends[right]);
    }

    private int start(int path) {
        return path == 0 ? 0 : ends[path - 1];
    }
}
