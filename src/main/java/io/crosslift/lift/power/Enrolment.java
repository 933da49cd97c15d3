package io.crosslift.lift.power;

import static io.crosslift.lift.estimate.Arguments.require;

import org.jspecify.annotations.Nullable;

/**
 * How fast units come in, and with it how long an experiment takes.
 *
 * @param unitsAtStart units that are eligible on the first day
 * @param unitsPerDay new ones per day from then on
 * @param windowDays days over which a unit's outcome is measured
 */
public record Enrolment(double unitsAtStart, double unitsPerDay, int windowDays) {
    public Enrolment {
        require(
                unitsAtStart >= 0 && Double.isFinite(unitsAtStart),
                "units at the start must be at least 0, were %s",
                unitsAtStart);
        require(
                unitsPerDay >= 0 && Double.isFinite(unitsPerDay),
                "units per day must be at least 0, were %s",
                unitsPerDay);
        require(windowDays >= 0, "the window must be at least 0 days, was %s", windowDays);
    }

    /** Days until the last needed unit has completed its window; {@code null} where there will never be as many. */
    public @Nullable Long days(double units) {
        double missing = units - unitsAtStart;
        if (missing <= 0) {
            return (long) windowDays;
        }
        if (unitsPerDay == 0 || missing / unitsPerDay > Integer.MAX_VALUE) {
            return null;
        }
        return (long) Math.ceil(missing / unitsPerDay) + windowDays;
    }
}
