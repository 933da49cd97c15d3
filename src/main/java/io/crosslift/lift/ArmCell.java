package io.crosslift.lift;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/**
 * A cell of the aggregate: of an arm and bucket either a step of the join, or a window and segment.
 *
 * @param step name of the step; null for moments
 * @param window days; null for a step, like all that follows
 */
record ArmCell(
        String experiment,
        String arm,
        int bucket,
        @Nullable String step,
        @Nullable Integer window,
        @Nullable Boolean elapsed,
        @Nullable String segmentType,
        @Nullable String segment) {

    static ArmCell of(String experiment, String arm, int bucket) {
        return new ArmCell(experiment, arm, bucket, null, null, null, null, null);
    }

    /** The cell of a row of {@link #part}. */
    static ArmCell of(Row row) {
        return new ArmCell(
                row.getString(0),
                row.getString(1),
                row.getInt(2),
                row.getAs(3),
                row.getAs(4),
                row.getAs(5),
                row.getAs(6),
                row.getAs(7));
    }

    ArmCell at(String joinStep) {
        return new ArmCell(experiment, arm, bucket, joinStep, window, elapsed, segmentType, segment);
    }

    ArmCell over(int days, boolean windowElapsed) {
        return new ArmCell(experiment, arm, bucket, step, days, windowElapsed, segmentType, segment);
    }

    ArmCell inside(String type, String name) {
        return new ArmCell(experiment, arm, bucket, step, window, elapsed, type, name);
    }

    /** A row of {@link ArmMoments#PARTS}, or of {@link ArmMoments#SCHEMA} with moments in place of the sums. */
    Row part(@Nullable Long units, @Nullable Object sums) {
        return RowFactory.create(experiment, arm, bucket, step, window, elapsed, segmentType, segment, units, sums);
    }
}
