package io.crosslift.attribution;

import static io.crosslift.attribution.CodePointOrder.CODE_POINT_ORDER;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Takes path rows one by one and merges equal paths at once, so that memory grows with distinct paths and their touches
 * only: two bytes per touch and about forty per path, no object for either.
 */
public final class PathTableBuilder {
    private static final int FIRST_CAPACITY = 1 << 10;
    private static final int MOST_TOUCHES = Integer.MAX_VALUE - 8;

    private final Map<String, Integer> codeOfChannel = new HashMap<>();
    private final List<String> channels = new ArrayList<>();
    private char[] touches = new char[8 * FIRST_CAPACITY];
    private int[] ends = new int[FIRST_CAPACITY];
    private int[] hashes = new int[FIRST_CAPACITY];
    private long[] conversions = new long[FIRST_CAPACITY];
    private long[] value = new long[FIRST_CAPACITY];
    private long[] nulls = new long[FIRST_CAPACITY];
    private int paths;

    /** Path + 1 by hash, 0 where free; a power of two at least twice the paths. */
    private int[] slots = new int[2 * FIRST_CAPACITY];

    PathTableBuilder() {}

    /**
     * Returns the number that stands for a channel in {@link #add(int[], int, long, long, long)}; channels are numbered
     * as they come.
     *
     * @throws IllegalArgumentException if the channel is blank or there are too many
     */
    public int code(String channel) {
        Integer known = codeOfChannel.get(channel);
        return known != null ? known : newCode(channel);
    }

    /**
     * Adds the journeys of a path.
     *
     * @param path channels in the order they were touched, at least one
     * @throws IllegalArgumentException as {@link #add(int[], int, long, long, long)}
     */
    public void add(List<String> path, long conversions, long value, long nulls) {
        add(path.stream().mapToInt(this::code).toArray(), path.size(), conversions, value, nulls);
    }

    /**
     * Adds the journeys of a path.
     *
     * @param codes codes of its channels in the order they were touched
     * @param length how many of the codes to take, at least 1
     * @param conversions journeys that converted
     * @param value what they were worth, in minor units; 0 where none converted
     * @param nulls journeys that did not convert
     * @throws IllegalArgumentException if the path is empty, a count is negative or there is value without a conversion
     * @throws ArithmeticException if a sum exceeds a long
     */
    public void add(int[] codes, int length, long conversions, long value, long nulls) {
        require(length > 0, "a path needs at least one channel");
        require(conversions >= 0, "conversions must not be negative, was ", conversions);
        require(nulls >= 0, "nulls must not be negative, was ", nulls);
        require(conversions > 0 || value == 0, "value without a conversion, was ", value);
        int path = pathOf(codes, length);
        this.conversions[path] = Math.addExact(this.conversions[path], conversions);
        this.value[path] = Math.addExact(this.value[path], value);
        this.nulls[path] = Math.addExact(this.nulls[path], nulls);
    }

    /** Adds all rows of another builder. */
    public void addAll(PathTableBuilder other) {
        int[] codes = other.channels.stream().mapToInt(this::code).toArray();
        int[] path = new int[0];
        int start = 0;
        for (int i = 0; i < other.paths; i++) {
            int length = other.ends[i] - start;
            path = path.length < length ? new int[2 * length] : path;
            for (int j = 0; j < length; j++) {
                path[j] = codes[other.touches[start + j]];
            }
            add(path, length, other.conversions[i], other.value[i], other.nulls[i]);
            start = other.ends[i];
        }
    }

    /**
     * Brings the values so far to a smaller unit.
     *
     * @param factor new units in an old one
     * @throws ArithmeticException if a value exceeds a long
     */
    public void multiplyValue(long factor) {
        for (int path = 0; path < paths; path++) {
            value[path] = Math.multiplyExact(value[path], factor);
        }
    }

    /** Returns the number of distinct paths so far. */
    public int paths() {
        return paths;
    }

    /**
     * Returns the table of all rows that have a journey, and gives up the builder's storage: nothing can be added
     * afterwards.
     *
     * @throws IllegalArgumentException if a total exceeds 2^53
     */
    public PathTable build() {
        slots = new int[0];
        int[] kept = IntStream.range(0, paths)
                .filter(path -> conversions[path] > 0 || nulls[path] > 0)
                .toArray();
        List<String> used = recodeByName(kept);
        new PathOrder(touches, ends, used.size()).sort(kept);
        int[] sortedEnds = new int[kept.length];
        int end = 0;
        for (int i = 0; i < kept.length; i++) {
            end += ends[kept[i]] - start(kept[i]);
            sortedEnds[i] = end;
        }
        char[] sorted = new char[end];
        for (int i = 0; i < kept.length; i++) {
            int length = ends[kept[i]] - start(kept[i]);
            System.arraycopy(touches, start(kept[i]), sorted, sortedEnds[i] - length, length);
        }
        touches = new char[0];
        return new PathTable(
                used,
                sorted,
                sortedEnds,
                new PathWeights(doubles(conversions, kept), doubles(value, kept), doubles(nulls, kept)));
    }

    /** Renumbers the channels of the kept paths by name. */
    private List<String> recodeByName(int[] kept) {
        boolean[] used = new boolean[channels.size()];
        for (int path : kept) {
            for (int place = start(path); place < ends[path]; place++) {
                used[touches[place]] = true;
            }
        }
        List<String> byName = IntStream.range(0, used.length)
                .filter(code -> used[code])
                .mapToObj(channels::get)
                .sorted(CODE_POINT_ORDER)
                .toList();
        char[] recoded = new char[channels.size()];
        for (int code = 0; code < byName.size(); code++) {
            recoded[code(byName.get(code))] = (char) code;
        }
        for (int path : kept) {
            for (int place = start(path); place < ends[path]; place++) {
                touches[place] = recoded[touches[place]];
            }
        }
        return byName;
    }

    private int pathOf(int[] codes, int length) {
        int hash = length;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ codes[i]) * 0x9E3779B1;
            hash ^= hash >>> 15;
        }
        int slot = hash & (slots.length - 1);
        while (slots[slot] != 0) {
            int path = slots[slot] - 1;
            if (hashes[path] == hash && equal(path, codes, length)) {
                return path;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        return newPath(codes, length, hash, slot);
    }

    private boolean equal(int path, int[] codes, int length) {
        int start = start(path);
        if (ends[path] - start != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (touches[start + i] != codes[i]) {
                return false;
            }
        }
        return true;
    }

    private int newPath(int[] codes, int length, int hash, int slot) {
        if (paths == ends.length) {
            int capacity = grown(paths, paths + 1);
            ends = Arrays.copyOf(ends, capacity);
            hashes = Arrays.copyOf(hashes, capacity);
            conversions = Arrays.copyOf(conversions, capacity);
            value = Arrays.copyOf(value, capacity);
            nulls = Arrays.copyOf(nulls, capacity);
        }
        int start = paths == 0 ? 0 : ends[paths - 1];
        require(
                start <= MOST_TOUCHES - length,
                "more touches on distinct paths than a table can hold, shorten paths; held are ",
                start);
        int end = start + length;
        if (end > touches.length) {
            touches = Arrays.copyOf(touches, grown(touches.length, end));
        }
        for (int i = 0; i < length; i++) {
            touches[start + i] = (char) codes[i];
        }
        ends[paths] = end;
        hashes[paths] = hash;
        slots[slot] = ++paths;
        if (2L * paths > slots.length && slots.length < 1 << 30) {
            rehash(2 * slots.length);
        }
        return paths - 1;
    }

    private void rehash(int capacity) {
        slots = new int[capacity];
        for (int path = 0; path < paths; path++) {
            int slot = hashes[path] & (capacity - 1);
            while (slots[slot] != 0) {
                slot = (slot + 1) & (capacity - 1);
            }
            slots[slot] = path + 1;
        }
    }

    private int newCode(String channel) {
        require(!channel.isBlank(), "an empty channel");
        require(channels.size() < PathTable.MOST_CHANNELS, "more channels than a table can hold, ", channels.size());
        codeOfChannel.put(channel, channels.size());
        channels.add(channel);
        return channels.size() - 1;
    }

    private int start(int path) {
        return path == 0 ? 0 : ends[path - 1];
    }

    private static int grown(int capacity, int needed) {
        return (int) Math.max(needed, Math.min((long) MOST_TOUCHES, capacity + (capacity >> 1)));
    }

    private static double[] doubles(long[] numbers, int[] kept) {
        return Arrays.stream(kept).mapToDouble(path -> (double) numbers[path]).toArray();
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    private static void require(boolean holds, String message, long number) {
        if (!holds) {
            throw new IllegalArgumentException(message + number);
        }
    }
}
