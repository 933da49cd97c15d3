package io.crosslift.unitfile;

import io.crosslift.lift.estimate.Lift;
import io.crosslift.lift.estimate.SegmentHeterogeneity;
import org.jspecify.annotations.Nullable;

/**
 * One arm against control in one segment.
 *
 * @param column of the segments
 * @param segment value of the column
 * @param pAdjusted by Benjamini and Hochberg over the segments, arms and outcomes of the column
 * @param shrunk the difference drawn towards that of all segments by its own noise
 * @param heterogeneity test of equal differences over the segments of the column
 */
record SegmentRow(
        String column,
        String segment,
        String outcome,
        String arm,
        String control,
        String estimator,
        Lift lift,
        @Nullable Double pAdjusted,
        @Nullable Double shrunk,
        SegmentHeterogeneity.Result heterogeneity) {
    private static final double DISCOVERED = 0.05;

    /** {@code works} or {@code fails} where the adjusted p is at most .05, else {@code unknown}. */
    String finding() {
        Double difference = lift.difference().value();
        if (pAdjusted == null || difference == null || pAdjusted > DISCOVERED) {
            return "unknown";
        }
        return difference > 0 ? "works" : "fails";
    }
}
