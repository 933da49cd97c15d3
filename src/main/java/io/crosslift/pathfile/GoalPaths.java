package io.crosslift.pathfile;

import io.crosslift.attribution.PathTable;

/**
 * The paths of one goal.
 *
 * @param paths with at least one channel each; values in minor units
 * @param unattributedConversions journeys that converted without a touch
 * @param unattributedValue what these were worth, in minor units
 * @param unattributedNulls journeys without a touch that did not convert
 */
public record GoalPaths(PathTable paths, long unattributedConversions, long unattributedValue, long unattributedNulls) {

    /** Conversions with and without a touch. */
    public double conversions() {
        return paths.observed().conversions() + unattributedConversions;
    }

    /** Value with and without a touch, in minor units. */
    public double value() {
        return paths.observed().value() + unattributedValue;
    }

    /** Journeys without a conversion, with and without a touch. */
    public double nulls() {
        return paths.observed().nulls() + unattributedNulls;
    }
}
