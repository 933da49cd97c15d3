package io.crosslift.source;

import java.sql.Timestamp;
import java.time.Instant;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Instants of collected rows, whichever of Java's two time types the session hands out. */
final class Instants {
    static @Nullable Instant at(Row row, int index) {
        Object value = row.get(index);
        return value instanceof Timestamp timestamp ? timestamp.toInstant() : (Instant) value;
    }

    private Instants() {}
}
