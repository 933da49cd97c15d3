package io.crosslift.unitfile;

import io.crosslift.lift.estimate.MomentAccumulator;
import io.crosslift.lift.estimate.Moments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Moments of the vectors per arm, and per segment and arm; and which numbers are 0 or 1 only. */
final class UnitSums implements UnitSink {
    private final int width;
    private final List<MomentAccumulator> byArm = new ArrayList<>();
    private final List<List<List<MomentAccumulator>>> bySegment = new ArrayList<>();
    private final boolean[] binary;

    UnitSums(int width, int segmentColumns) {
        this.width = width;
        this.binary = new boolean[width];
        Arrays.fill(binary, true);
        for (int i = 0; i < segmentColumns; i++) {
            bySegment.add(new ArrayList<>());
        }
    }

    @Override
    public void take(long row, int arm, double[] vector, int[] segments, int cluster) {
        for (int i = 0; i < width; i++) {
            binary[i] &= vector[i] == 0 || vector[i] == 1;
        }
        at(byArm, arm).add(vector);
        for (int i = 0; i < segments.length; i++) {
            List<List<MomentAccumulator>> ofColumn = bySegment.get(i);
            while (ofColumn.size() <= segments[i]) {
                ofColumn.add(new ArrayList<>());
            }
            at(ofColumn.get(segments[i]), arm).add(vector);
        }
    }

    /** Whether a number was 0 or 1 in every row. */
    boolean isBinary(int slot) {
        return binary[slot];
    }

    /** The moments of an arm, empty if it has no unit. */
    Moments ofArm(int arm) {
        return moments(byArm, arm);
    }

    /** The moments of an arm in a segment, empty if it has no unit there. */
    Moments ofSegment(int column, int segment, int arm) {
        return moments(bySegment.get(column).get(segment), arm);
    }

    private Moments moments(List<MomentAccumulator> accumulators, int arm) {
        return arm < accumulators.size() ? accumulators.get(arm).moments() : Moments.empty(Math.max(1, width));
    }

    private MomentAccumulator at(List<MomentAccumulator> accumulators, int arm) {
        while (accumulators.size() <= arm) {
            accumulators.add(new MomentAccumulator(width));
        }
        return accumulators.get(arm);
    }
}
