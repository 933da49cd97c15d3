package io.crosslift.unitfile;

import org.jspecify.annotations.Nullable;

/**
 * One arm in a sample-ratio test.
 *
 * @param step {@code analysed}, or a segment as column=value
 * @param observed units of the arm
 * @param expected units by the planned sizes
 * @param chiSquare of the test over all arms
 * @param p of the test
 * @param alert whether p, adjusted over the segments of a column, is too small for chance
 */
record SampleRatioRow(
        String step,
        String arm,
        long observed,
        double expected,
        @Nullable Double chiSquare,
        int degreesOfFreedom,
        @Nullable Double p,
        boolean alert) {}
