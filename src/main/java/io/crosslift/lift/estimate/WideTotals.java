package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.Moments.require;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * Whole numbers of 192 bits that only grow by addition, two's complement, least significant word first. Addition is exact, so no
 * order of it matters.
 */
final class WideTotals {
    private static final int WORDS = 3;

    private final long[] words;

    WideTotals(int numbers) {
        this.words = new long[numbers * WORDS];
    }

    /** Adds a whole number of 64 bits. */
    void add(int slot, long number) {
        add(slot, number >> 63, number >> 63, number);
    }

    /** Adds a whole number of 128 bits. */
    void add(int slot, long high, long low) {
        add(slot, high >> 63, high, low);
    }

    /** Adds a whole number of 192 bits. */
    void add(int slot, long top, long high, long low) {
        int at = slot * WORDS;
        long first = words[at] + low;
        long second = words[at + 1] + high;
        long carry = below(second, high);
        if (below(first, low) == 1) {
            second++;
            carry += second == 0 ? 1 : 0;
        }
        words[at] = first;
        words[at + 1] = second;
        words[at + 2] += top + carry;
    }

    /** Adds every number of another list of the same length. */
    void addAll(WideTotals others) {
        for (int at = 0; at < others.words.length; at += WORDS) {
            add(at / WORDS, others.words[at + 2], others.words[at + 1], others.words[at]);
        }
    }

    BigInteger get(int slot) {
        ByteBuffer bytes = ByteBuffer.allocate(WORDS * Long.BYTES);
        for (int word = WORDS - 1; word >= 0; word--) {
            bytes.putLong(words[slot * WORDS + word]);
        }
        return new BigInteger(bytes.array());
    }

    /** Bytes of all numbers. */
    int length() {
        return words.length * Long.BYTES;
    }

    void write(ByteBuffer out) {
        out.asLongBuffer().put(words);
        out.position(out.position() + length());
    }

    void read(ByteBuffer in) {
        require(in.remaining() == length(), "totals need %s bytes, had %s", length(), in.remaining());
        in.asLongBuffer().get(words);
    }

    /** 1 where the first is smaller than the second, both without sign: the carry of the sum that made the first. */
    private static long below(long sum, long part) {
        return Long.compareUnsigned(sum, part) < 0 ? 1 : 0;
    }
}
