package io.crosslift.lift;

import io.crosslift.config.LiftSettings;
import io.crosslift.config.ReportingSettings;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a measurement of lift depends on besides the tables.
 *
 * @param asOf last local day that exists
 * @param runId stamped on every row
 * @param definitionVersion stamped on every row
 * @param completeFrom first day from which sales make conversions, or null for all of them
 */
public record LiftRules(
        LocalDate asOf,
        String runId,
        String definitionVersion,
        @Nullable LocalDate completeFrom,
        ReportingSettings reporting,
        LiftSettings lift) {

    /** The first instant after as-of. */
    Instant end() {
        return asOf.plusDays(1).atStartOfDay(reporting.timeZone()).toInstant();
    }

    /** {@link #end} in microseconds, as Spark takes it. */
    long endMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, end());
    }

    /** The local day of an instant. */
    LocalDate localDay(Instant instant) {
        return instant.atZone(reporting.timeZone()).toLocalDate();
    }

    /** The later of a day and the one from which sales make conversions. */
    LocalDate notBeforeCompleteFrom(LocalDate day) {
        LocalDate complete = Objects.requireNonNullElse(completeFrom, day);
        return complete.isAfter(day) ? complete : day;
    }
}
