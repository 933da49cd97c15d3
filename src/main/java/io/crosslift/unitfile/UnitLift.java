package io.crosslift.unitfile;

import io.crosslift.lift.estimate.Validity;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a file of units says.
 *
 * @param file as it was given
 * @param rows of the file
 * @param units per arm: rows, or clusters of them
 * @param control arm that the others are compared with
 * @param family tests over which p is adjusted
 * @param validity what would make the result count for nothing
 * @param shareDeviation largest difference of an arm's share of the units from the planned one, in percentage points
 * @param lifts by outcome and arm, the primary estimate first
 */
public record UnitLift(
        String file,
        long rows,
        SortedMap<String, Long> units,
        String control,
        boolean clustered,
        double alpha,
        int family,
        Validity validity,
        @Nullable Double shareDeviation,
        List<LiftRow> lifts,
        List<SampleRatioRow> sampleRatios,
        List<SegmentRow> segments,
        List<String> notes) {}
