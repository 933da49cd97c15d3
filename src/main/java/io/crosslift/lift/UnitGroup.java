package io.crosslift.lift;

import io.crosslift.lift.estimate.ExactSums;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.ToLongFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Units that share experiment, arm, bucket and all their segments: how many reached each step of the join, and the sums of their
 * vectors over each window. What a cell of the aggregate holds is put together from such groups.
 */
final class UnitGroup {
    /** What is read of the units of an experiment. */
    record Reading(boolean segmented, int days, List<WindowReading> windows) {
        /**
         * Finds what a plan needs.
         *
         * @param units the schema of the units' rows
         */
        static Reading of(ExperimentPlan plan, StructType units) {
            return new Reading(
                    plan.segmented(),
                    units.fieldIndex(ExperimentJoin.DAYS),
                    plan.windows().stream()
                            .map(window -> new WindowReading(window.days(), window.whole(units)))
                            .toList());
        }
    }

    /** Reads the vector of a window, always into the same array. */
    private static final class WindowReading {
        private final int days;
        private final List<ToLongFunction<Row>> columns;
        private final long[] vector;

        WindowReading(int days, List<ToLongFunction<Row>> columns) {
            this.days = days;
            this.columns = columns;
            this.vector = new long[columns.size()];
        }

        long[] of(Row unit) {
            for (int i = 0; i < vector.length; i++) {
                vector[i] = columns.get(i).applyAsLong(unit);
            }
            return vector;
        }
    }

    private static final List<JoinStep> STEPS = List.of(JoinStep.values());
    private static final int ASSIGNED = STEPS.indexOf(JoinStep.ASSIGNED);
    private static final int ELIGIBLE = STEPS.indexOf(JoinStep.ELIGIBLE);

    private final @Nullable Reading reading;
    private final long[] reached = new long[STEPS.size()];
    private final @Nullable ExactSums[] elapsed;
    private final @Nullable ExactSums[] early;

    /**
     * An empty group.
     *
     * @param reading null where only steps are counted
     */
    UnitGroup(@Nullable Reading reading) {
        this.reading = reading;
        int windows = reading == null ? 0 : reading.windows().size();
        this.elapsed = new ExactSums[windows];
        this.early = new ExactSums[windows];
    }

    /** Takes one unit; returns how many longs more the group may come to hold. */
    int take(Row unit, int[] stepColumns) {
        reached[ASSIGNED]++;
        for (int step = 0; step < STEPS.size(); step++) {
            if (stepColumns[step] >= 0 && unit.getBoolean(stepColumns[step])) {
                reached[step]++;
            }
        }
        return reading != null && unit.getBoolean(stepColumns[ELIGIBLE]) ? measure(unit, reading) : 0;
    }

    private int measure(Row unit, Reading read) {
        int days = unit.getInt(read.days());
        int grown = 0;
        for (int w = 0; w < early.length; w++) {
            WindowReading window = read.windows().get(w);
            long[] vector = window.of(unit);
            @Nullable ExactSums[] cells = days >= window.days ? elapsed : early;
            ExactSums sums = cells[w];
            if (sums == null) {
                sums = new ExactSums(vector.length);
                cells[w] = sums;
                grown += ExactSums.size(vector.length);
            }
            sums.add(vector);
        }
        return grown;
    }

    /** Adds the steps' counts to those of the arm. */
    void addSteps(Map<JoinStep, Long> counts) {
        for (int step = 0; step < reached.length; step++) {
            if (reached[step] > 0) {
                counts.merge(STEPS.get(step), reached[step], Long::sum);
            }
        }
    }

    /** Gives the sums of every window, those whose window has elapsed apart from the others. */
    void forEachWindow(BiConsumer<UnitWindow, ExactSums> taker) {
        if (reading == null) {
            return;
        }
        for (int w = 0; w < early.length; w++) {
            int days = reading.windows().get(w).days;
            give(new UnitWindow(days, true), elapsed[w], taker);
            give(new UnitWindow(days, false), early[w], taker);
        }
    }

    /** A window that has or hasn't elapsed. */
    record UnitWindow(int days, boolean elapsed) {}

    /** Whether its units are compared inside their segments too. */
    boolean segmented() {
        return reading != null && reading.segmented();
    }

    private static void give(UnitWindow window, @Nullable ExactSums sums, BiConsumer<UnitWindow, ExactSums> taker) {
        if (sums != null) {
            taker.accept(window, sums);
        }
    }
}
