package io.crosslift.pathfile;

import static io.crosslift.attribution.CodePointOrder.CODE_POINT_ORDER;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a path file holds.
 *
 * @param file as it was given
 * @param rows of the file, the header apart
 * @param byGoal paths by goal in code-point order; the one key of a file without goals is empty
 * @param hasGoals whether a column held the goal
 * @param hasValue whether a column held the value
 * @param hasNulls whether a column held journeys without a conversion
 * @param valueDecimals a minor unit is 10^-decimals of the file's unit
 * @param notes what a reader of the results has to know about the reading
 */
public record PathFileContent(
        String file,
        long rows,
        SortedMap<String, GoalPaths> byGoal,
        boolean hasGoals,
        boolean hasValue,
        boolean hasNulls,
        int valueDecimals,
        List<String> notes) {
    public PathFileContent {
        TreeMap<String, GoalPaths> sorted = new TreeMap<>(CODE_POINT_ORDER);
        sorted.putAll(byGoal);
        byGoal = Collections.unmodifiableSortedMap(sorted);
        notes = List.copyOf(notes);
    }

    /** A number of minor units in the file's own unit. */
    public double inFileUnit(double minorUnits) {
        return minorUnits / Math.pow(10, valueDecimals);
    }

    /** Distinct paths of all goals, paths without a journey left out. */
    public int paths() {
        return byGoal.values().stream().mapToInt(goal -> goal.paths().paths()).sum();
    }
}
