package io.crosslift.recurring;

import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** Instants as microseconds since the epoch. */
final class Instants {
    private static final long MICROS = 1_000_000L;
    private static final int NANOS = 1_000;

    private Instants() {}

    static long micros(Timestamp instant) {
        return Math.floorDiv(instant.getTime(), 1_000L) * MICROS + instant.getNanos() / NANOS;
    }

    static Timestamp timestamp(long micros) {
        return Timestamp.from(
                Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * NANOS));
    }

    /** Local midnight of a day. */
    static long midnight(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toEpochSecond() * MICROS;
    }

    static Date date(LocalDate day) {
        return Date.valueOf(day);
    }
}
