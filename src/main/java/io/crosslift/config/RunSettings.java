package io.crosslift.config;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * The clock of a run.
 *
 * @param asOf last day included; the only clock of the data
 * @param from first day of a past that is restated on purpose, or null
 * @param allowRewind publish an as-of older than the newest published one
 */
public record RunSettings(
        @Nullable LocalDate asOf, @Nullable LocalDate from, boolean allowRewind) {
    public RunSettings {
        Check.check(
                from == null || asOf == null || !from.isAfter(asOf), "run.from %s is after run.as-of %s", from, asOf);
    }
}
