package io.crosslift.attribution;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Whole-number sums of several quantities under many resamples, exact in any order of addition. */
public final class ResampledSums {
    private static final int GROUP_BITS = 7;
    private static final int GROUP = 0x7f;
    private static final int MORE = 0x80;

    private final long[][] sums;

    /**
     * All 0.
     *
     * @param quantities how many quantities are summed
     * @param resamples how many resamples
     */
    public ResampledSums(int quantities, int resamples) {
        this.sums = new long[quantities][resamples];
    }

    /** Adds an amount of a quantity as often as each resample draws it. */
    public void add(int quantity, int[] weights, long amount) {
        if (amount == 0) {
            return;
        }
        long[] sum = sums[quantity];
        for (int resample = 0; resample < sum.length; resample++) {
            sum[resample] = Math.addExact(sum[resample], Math.multiplyExact(weights[resample], amount));
        }
    }

    /** Adds other sums of the same quantities and resamples. */
    public void add(ResampledSums other) {
        for (int quantity = 0; quantity < sums.length; quantity++) {
            for (int resample = 0; resample < sums[quantity].length; resample++) {
                sums[quantity][resample] = Math.addExact(sums[quantity][resample], other.sums[quantity][resample]);
            }
        }
    }

    /** Returns the sums of a quantity, one per resample. */
    public long[] of(int quantity) {
        return sums[quantity].clone();
    }

    /** Returns the sums as bytes, small numbers in few of them; a quantity that is all 0 takes one. */
    public byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (long[] sum : sums) {
            boolean any = false;
            for (long number : sum) {
                any |= number != 0;
            }
            bytes.write(any ? 1 : 0);
            if (any) {
                for (long number : sum) {
                    write(bytes, (number << 1) ^ (number >> (Long.SIZE - 1)));
                }
            }
        }
        return bytes.toByteArray();
    }

    /**
     * Reads what {@link #bytes()} wrote.
     *
     * @param quantities number of quantities written
     * @param resamples number of resamples written
     */
    public static ResampledSums read(byte[] bytes, int quantities, int resamples) {
        return read(ByteBuffer.wrap(bytes), quantities, resamples);
    }

    /** Reads what {@link #bytes()} wrote, from where the buffer stands. */
    public static ResampledSums read(ByteBuffer bytes, int quantities, int resamples) {
        ResampledSums read = new ResampledSums(quantities, resamples);
        for (long[] sum : read.sums) {
            if (bytes.get() == 0) {
                continue;
            }
            for (int resample = 0; resample < resamples; resample++) {
                long number = 0;
                int shift = 0;
                byte group = bytes.get();
                while ((group & MORE) != 0) {
                    number |= (long) (group & GROUP) << shift;
                    shift += GROUP_BITS;
                    group = bytes.get();
                }
                number |= (long) group << shift;
                sum[resample] = (number >>> 1) ^ -(number & 1);
            }
        }
        return read;
    }

    private static void write(ByteArrayOutputStream bytes, long number) {
        long left = number;
        while ((left & ~GROUP) != 0) {
            bytes.write((int) (left & GROUP) | MORE);
            left >>>= GROUP_BITS;
        }
        bytes.write((int) left);
    }
}
