package io.crosslift.simulate.world;

import java.io.Serializable;
import java.time.LocalDate;
import java.util.List;

/**
 * The time that is simulated, in UTC days.
 *
 * @param first first day
 * @param last last day included
 */
public record Horizon(LocalDate first, LocalDate last) implements Serializable {
    static final long DAY = 86_400;

    public Horizon {
        if (last.isBefore(first)) {
            throw new IllegalArgumentException("a history must not end on " + last + " before it starts on " + first);
        }
    }

    /** So many months that end with a day. */
    public static Horizon of(LocalDate last, int months) {
        return new Horizon(last.plusDays(1).minusMonths(months), last);
    }

    /** First second. */
    public long start() {
        return first.toEpochDay() * DAY;
    }

    /** First second after the last. */
    public long end() {
        return (last.toEpochDay() + 1) * DAY;
    }

    /** Days. */
    public long days() {
        return (end() - start()) / DAY;
    }

    /** First days of all months, the first and the last may be cut. */
    public List<LocalDate> months() {
        return first.withDayOfMonth(1)
                .datesUntil(last.plusDays(1), java.time.Period.ofMonths(1))
                .toList();
    }

    /** First second after a month, or after the last day inside it. */
    long endOf(LocalDate month) {
        return Math.min(end(), month.plusMonths(1).toEpochDay() * DAY);
    }

    static long day(long second) {
        return Math.floorDiv(second, DAY);
    }
}
