package io.crosslift.schema;

import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Values of {@link ColumnTypes#INSTANT} and {@link ColumnTypes#DAY} columns in Java: microseconds since the epoch, as Spark stores them. */
public final class Instants {
    private static final long MICROS = 1_000_000L;
    private static final int NANOS = 1_000;

    private Instants() {}

    /** The instant as microseconds. */
    public static long micros(Timestamp instant) {
        return Math.addExact(
                Math.multiplyExact(Math.floorDiv(instant.getTime(), 1_000L), MICROS), instant.getNanos() / NANOS);
    }

    /** The instant of so many microseconds. */
    public static Timestamp timestamp(long micros) {
        return Timestamp.from(
                Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * NANOS));
    }

    /** Local midnight of a day, in microseconds. */
    public static long midnight(LocalDate day, ZoneId zone) {
        return Math.multiplyExact(day.atStartOfDay(zone).toEpochSecond(), MICROS);
    }

    /** A day as rows hold it. */
    public static Date date(LocalDate day) {
        return Date.valueOf(day);
    }

    /** An instant of a collected row, whichever of Java's two time types the session hands out. */
    public static @Nullable Instant at(Row row, int index) {
        Object value = row.get(index);
        return value instanceof Timestamp timestamp ? timestamp.toInstant() : (Instant) value;
    }
}
