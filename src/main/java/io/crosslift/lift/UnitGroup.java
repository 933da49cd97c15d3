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
 * Units that share experiment, arm and all their segments: how many reached each step of the join, and by bucket the sums of their
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

    private static final int ELIGIBLE = JoinStep.ELIGIBLE.bit();

    private final @Nullable Reading reading;
    /** Units by the bits of the steps they reached. */
    private final long[] reached = new long[JoinStep.PATTERNS];
    /** By bucket, window, and whether it has elapsed: one flat array is found in the processor's caches. */
    private final @Nullable ExactSums[] sums;

    /**
     * An empty group.
     *
     * @param reading null where only steps are counted
     */
    UnitGroup(@Nullable Reading reading, int buckets) {
        this.reading = reading;
        this.sums = new ExactSums
                [reading == null ? 0 : 2 * buckets * reading.windows().size()];
    }

    /**
     * Takes one unit.
     *
     * @param steps bits of the steps that it reached
     * @return how many longs more the group may come to hold
     */
    int take(Row unit, int bucket, int steps) {
        reached[steps]++;
        return reading != null && (steps & ELIGIBLE) != 0 ? measure(unit, bucket, reading) : 0;
    }

    private int measure(Row unit, int bucket, Reading read) {
        int days = unit.getInt(read.days());
        int windows = read.windows().size();
        int grown = 0;
        for (int w = 0; w < windows; w++) {
            WindowReading window = read.windows().get(w);
            long[] vector = window.of(unit);
            int cell = 2 * (bucket * windows + w) + (days >= window.days ? 1 : 0);
            ExactSums known = sums[cell];
            if (known == null) {
                known = new ExactSums(vector.length);
                sums[cell] = known;
                grown += ExactSums.size(vector.length);
            }
            known.add(vector);
        }
        return grown;
    }

    /** Adds the steps' counts to those of the arm. */
    void addSteps(Map<JoinStep, Long> counts) {
        for (JoinStep step : JoinStep.values()) {
            long units = 0;
            for (int pattern = 0; pattern < reached.length; pattern++) {
                units += (pattern & step.bit()) == 0 ? 0 : reached[pattern];
            }
            if (units > 0) {
                counts.merge(step, units, Long::sum);
            }
        }
    }

    /** Gives the sums of every bucket and window, those whose window has elapsed apart from the others. */
    void forEachWindow(BiConsumer<UnitWindow, ExactSums> taker) {
        for (int cell = 0; reading != null && cell < sums.length; cell++) {
            ExactSums known = sums[cell];
            if (known != null) {
                int windows = reading.windows().size();
                int days = reading.windows().get(cell / 2 % windows).days;
                taker.accept(new UnitWindow(cell / 2 / windows, days, cell % 2 == 1), known);
            }
        }
    }

    /** A window that has or hasn't elapsed, of the units of one bucket. */
    record UnitWindow(int bucket, int days, boolean elapsed) {}

    /** Whether its units are compared inside their segments too. */
    boolean segmented() {
        return reading != null && reading.segmented();
    }
}
