package io.crosslift.journey;

import java.util.Arrays;

/** When an account owned a family, and when below its top tier. Changes come in order of time. */
final class FamilyHistory {
    private static final byte OWNED = 1;
    private static final byte BELOW_TOP = 2;

    private long[] changedAt = new long[2];
    private byte[] state = new byte[2];
    private int size;

    void change(long at, boolean owned, boolean belowTop) {
        if (size == changedAt.length) {
            changedAt = Arrays.copyOf(changedAt, size * 2);
            state = Arrays.copyOf(state, size * 2);
        }
        changedAt[size] = at;
        state[size++] = (byte) ((owned ? OWNED : 0) | (belowTop ? BELOW_TOP : 0));
    }

    /** Owned when a touch of that instant happened: a touch comes before a change of the same instant. */
    boolean ownedAt(long at) {
        return (stateBefore(at) & OWNED) != 0;
    }

    /** Owned below the top tier when a touch of that instant happened. */
    boolean belowTopAt(long at) {
        return (stateBefore(at) & BELOW_TOP) != 0;
    }

    private int stateBefore(long at) {
        for (int i = size - 1; i >= 0; i--) {
            if (changedAt[i] < at) {
                return state[i];
            }
        }
        return 0;
    }
}
