package io.crosslift.source;

import io.crosslift.schema.TableSpec;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;

/**
 * The months that an ingest leaves as they are. A row of a settled month is accepted if the table holds it just so; otherwise it
 * is not taken in, kept in quarantine and counted {@code beyond_window}. Rows that the table holds stay, whatever the feeds say.
 */
public interface SettledHistory {
    /** Nothing is settled: all that is produced is taken in. */
    SettledHistory NONE = new SettledHistory() {
        @Override
        public Optional<LocalDate> firstRestated() {
            return Optional.empty();
        }

        @Override
        public Optional<Map<LocalDate, SliceDigest>> held(TableSpec table) {
            return Optional.empty();
        }
    };

    /** The first local month that is restated; all before it are settled. Empty: none is. */
    Optional<LocalDate> firstRestated();

    /** What the months of a table hold, as the last run left it; empty where that is not known: they are compared row by row. */
    Optional<Map<LocalDate, SliceDigest>> held(TableSpec table);
}
