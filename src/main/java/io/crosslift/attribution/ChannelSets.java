package io.crosslift.attribution;

import java.util.Arrays;

/**
 * The distinct sets of channels that journeys passed through, with the journeys of all their paths. Sets are numbered
 * in the order of the first path with each; sets without a journey are left out.
 */
public final class ChannelSets {
    private final int channels;
    private final int words;
    private long[] bits = new long[0];
    private double[] conversions = new double[0];
    private double[] value = new double[0];
    private double[] nulls = new double[0];
    private int[] members = new int[0];
    private int[] slots = new int[1 << 4];
    private int size;

    private ChannelSets(int channels) {
        this.channels = channels;
        this.words = Math.max(1, (channels + Long.SIZE - 1) / Long.SIZE);
        Arrays.fill(slots, -1);
    }

    /** Adds up paths with the same set of channels. */
    public static ChannelSets of(PathTable paths, PathWeights weights) {
        ChannelSets sets = new ChannelSets(paths.channels().size());
        long[] key = new long[sets.words];
        for (int path = 0; path < paths.paths(); path++) {
            if (weights.journeys(path) > 0) {
                Arrays.fill(key, 0);
                int end = paths.start(path) + paths.length(path);
                for (int place = paths.start(path); place < end; place++) {
                    int channel = paths.touch(place);
                    key[channel >>> 6] |= 1L << channel;
                }
                int set = sets.findOrAdd(key);
                sets.conversions[set] += weights.conversions(path);
                sets.value[set] += weights.value(path);
                sets.nulls[set] += weights.nulls(path);
            }
        }
        return sets;
    }

    /** Returns the number of sets. */
    public int size() {
        return size;
    }

    /** Returns the number of channels that sets may hold. */
    public int channels() {
        return channels;
    }

    /** Returns the journeys through exactly this set that converted. */
    public double conversions(int set) {
        return conversions[set];
    }

    /** Returns what these conversions were worth, in minor units. */
    public double value(int set) {
        return value[set];
    }

    /** Returns the journeys through exactly this set that did not convert. */
    public double nulls(int set) {
        return nulls[set];
    }

    /** Returns all journeys through exactly this set, more than 0. */
    public double journeys(int set) {
        return conversions[set] + nulls[set];
    }

    /** Returns the number of channels of the set, at least 1. */
    public int members(int set) {
        return members[set];
    }

    /** Returns the channels of the set, ascending. */
    public int[] channelsOf(int set) {
        int[] of = new int[members[set]];
        int found = 0;
        for (int word = 0; word < words; word++) {
            for (long left = bits[set * words + word]; left != 0; left &= left - 1) {
                of[found++] = word * Long.SIZE + Long.numberOfTrailingZeros(left);
            }
        }
        return of;
    }

    /** Returns a number that depends on the channels of the set alone. */
    public long hash(int set) {
        return hash(bits, set * words);
    }

    private int findOrAdd(long[] key) {
        int slot = (int) hash(key, 0) & (slots.length - 1);
        while (slots[slot] >= 0) {
            int set = slots[slot];
            if (Arrays.equals(bits, set * words, (set + 1) * words, key, 0, words)) {
                return set;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        if (size == conversions.length) {
            grow();
            return findOrAdd(key);
        }
        slots[slot] = size;
        System.arraycopy(key, 0, bits, size * words, words);
        for (long word : key) {
            members[size] += Long.bitCount(word);
        }
        return size++;
    }

    private void grow() {
        int capacity = Math.max(8, Math.multiplyExact(2, size));
        bits = Arrays.copyOf(bits, Math.multiplyExact(capacity, words));
        conversions = Arrays.copyOf(conversions, capacity);
        value = Arrays.copyOf(value, capacity);
        nulls = Arrays.copyOf(nulls, capacity);
        members = Arrays.copyOf(members, capacity);
        slots = new int[2 * capacity];
        Arrays.fill(slots, -1);
        for (int set = 0; set < size; set++) {
            int slot = (int) hash(set) & (slots.length - 1);
            while (slots[slot] >= 0) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = set;
        }
    }

    /** Mixes the words one by one with the finaliser of SplitMix64. */
    private long hash(long[] from, int start) {
        long mixed = 0;
        for (int word = start; word < start + words; word++) {
            mixed = (mixed ^ from[word]) + 0x9E3779B97F4A7C15L;
            mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
            mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
            mixed ^= mixed >>> 31;
        }
        return mixed;
    }
}
