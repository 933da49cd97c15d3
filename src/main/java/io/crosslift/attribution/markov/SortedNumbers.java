package io.crosslift.attribution.markov;

import java.util.Arrays;

/**
 * Numbers keys by their rank: keys are added in any order and any number of times, then {@link #sort} numbers them from
 * 0 in ascending order. A small range of keys is a plain table, a large one is hashed.
 */
final class SortedNumbers {
    private static final long TABLE_RANGE = 1 << 24;
    private static final int FIRST_CAPACITY = 1 << 12;
    private static final long NO_KEY = -1;

    /** Number + 1 by key, or by slot of the hash table; before sorting, 1 for a key that was added. */
    private int[] numbers;

    /** Keys by slot; empty where the table is plain. */
    private long[] slots;

    private int size;

    /** Numbers keys from 0 to below the range. */
    SortedNumbers(long range) {
        boolean table = range <= TABLE_RANGE;
        numbers = new int[table ? (int) range : FIRST_CAPACITY];
        slots = new long[table ? 0 : FIRST_CAPACITY];
        Arrays.fill(slots, NO_KEY);
    }

    /** Adds a key, before sorting. */
    void add(long key) {
        int place = place(key);
        if (numbers[place] == 0) {
            numbers[place] = 1;
            size++;
            if (slots.length > 0) {
                slots[place] = key;
                if (2 * size > slots.length) {
                    grow();
                }
            }
        }
    }

    /** Numbers the keys and returns them in ascending order. */
    long[] sort() {
        long[] keys = new long[size];
        int next = 0;
        for (int place = 0; place < numbers.length; place++) {
            if (numbers[place] != 0) {
                keys[next++] = slots.length == 0 ? place : slots[place];
            }
        }
        Arrays.sort(keys);
        for (int i = 0; i < keys.length; i++) {
            numbers[place(keys[i])] = i + 1;
        }
        return keys;
    }

    /** Returns the number of a key that was added, after sorting. */
    int of(long key) {
        return numbers[place(key)] - 1;
    }

    private int place(long key) {
        if (slots.length == 0) {
            return (int) key;
        }
        long mixed = key * 0x9E3779B97F4A7C15L;
        int place = (int) (mixed ^ (mixed >>> 32)) & (slots.length - 1);
        while (slots[place] != key && slots[place] != NO_KEY) {
            place = (place + 1) & (slots.length - 1);
        }
        return place;
    }

    private void grow() {
        long[] keys = slots;
        if (keys.length > Integer.MAX_VALUE / 4) {
            throw new IllegalStateException("a chain of more than " + size
                    + " windows or transitions does not fit, lower attribution.markov.order");
        }
        slots = new long[2 * keys.length];
        Arrays.fill(slots, NO_KEY);
        numbers = new int[slots.length];
        for (long key : keys) {
            if (key != NO_KEY) {
                int place = place(key);
                slots[place] = key;
                numbers[place] = 1;
            }
        }
    }
}
