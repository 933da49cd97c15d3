package io.crosslift.recurring.movement;

import java.time.LocalDate;

/**
 * A validity in local days and instants. It covers the days at whose end it holds, so one that begins and ends on the same day covers
 * none.
 *
 * @param from first day covered
 * @param to first day no longer covered; {@link LocalDate#MAX} while valid
 * @param fromAt when it began, microseconds since the epoch
 * @param toAt when it ended, microseconds since the epoch
 */
public record Span(LocalDate from, LocalDate to, long fromAt, long toAt) {
    boolean covers(LocalDate day) {
        return !day.isBefore(from) && day.isBefore(to);
    }
}
