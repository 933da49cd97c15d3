package io.crosslift.config;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * The clock of a run and how far it reaches back.
 *
 * @param asOf last day included; the only clock of the data
 * @param from all local months from this day's on are restated, or null for what changed
 * @param allowRewind publish an as-of older than the newest published one
 * @param restateWindowDays how many days before as-of a change is still restated, to the beginning of that month
 */
public record RunSettings(
        @Nullable LocalDate asOf, @Nullable LocalDate from, boolean allowRewind, int restateWindowDays) {
    public RunSettings {
        Check.check(
                restateWindowDays >= 1 && restateWindowDays <= 3660,
                "run.restate-window must be 1 to 3660 days, was %s",
                restateWindowDays);
        Check.check(
                from == null || asOf == null || !from.isAfter(asOf), "run.from %s is after run.as-of %s", from, asOf);
    }
}
