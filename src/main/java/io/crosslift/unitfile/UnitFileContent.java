package io.crosslift.unitfile;

import io.crosslift.lift.estimate.Moments;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a file of units holds, as moments.
 *
 * @param file as it was given
 * @param rows of the file, the header apart
 * @param units what was randomised: rows, or clusters of them
 * @param byArm moments of the vectors of the units
 * @param segments per segment column, moments per segment and arm
 * @param slots position in the vector by name of column; the rows of a cluster under {@link #CLUSTER_ROWS}
 * @param flags position in the vector of the flag of a missing covariate
 * @param binary columns that hold 0 and 1 only
 * @param caps cap per outcome where a capped twin was asked for
 * @param capped moments of the outcomes under their caps, by arm; null where no capped twin was asked for
 * @param clusters vectors of the clusters by arm, where they are few; null where there are many, or none
 * @param notes what a reader of the results has to know about the reading
 */
record UnitFileContent(
        String file,
        long rows,
        long units,
        SortedMap<String, Moments> byArm,
        Map<String, SortedMap<String, Map<String, Moments>>> segments,
        Map<String, Integer> slots,
        Map<String, Integer> flags,
        List<String> binary,
        Map<String, Double> caps,
        @Nullable SortedMap<String, Moments> capped,
        @Nullable Map<String, List<double[]>> clusters,
        List<String> notes) {

    /** Name of the position that holds the rows of a cluster. */
    static final String CLUSTER_ROWS = "";

    /** The moments of an arm. */
    Moments arm(String name) {
        return Objects.requireNonNull(byArm.get(name), name);
    }

    int slot(String column) {
        return Objects.requireNonNull(slots.get(column), column);
    }

    /** The position of the flag of a missing covariate. */
    int flag(String covariate) {
        return Objects.requireNonNull(flags.get(covariate), covariate);
    }
}
