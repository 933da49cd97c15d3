package io.crosslift.journey;

import java.util.Arrays;
import java.util.function.IntPredicate;

/** A growing sequence of ints, ascending by how it is filled. */
final class IntSequence {
    private int[] values = new int[8];
    private int size;

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    int get(int position) {
        return values[position];
    }

    int size() {
        return size;
    }

    void removeIf(IntPredicate unwanted) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (!unwanted.test(values[i])) {
                values[kept++] = values[i];
            }
        }
        size = kept;
    }

    IntSequence filter(IntPredicate wanted) {
        IntSequence kept = new IntSequence();
        for (int i = 0; i < size; i++) {
            if (wanted.test(values[i])) {
                kept.add(values[i]);
            }
        }
        return kept;
    }

    /** The values from one position to before another. */
    int[] slice(int from, int to) {
        return Arrays.copyOfRange(values, from, to);
    }

    /** Both sequences in one, ascending. */
    static IntSequence merge(IntSequence one, IntSequence other) {
        IntSequence merged = new IntSequence();
        int i = 0;
        int j = 0;
        while (i < one.size || j < other.size) {
            if (j == other.size || (i < one.size && one.values[i] <= other.values[j])) {
                merged.add(one.values[i++]);
            } else {
                merged.add(other.values[j++]);
            }
        }
        return merged;
    }
}
