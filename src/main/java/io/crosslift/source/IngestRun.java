package io.crosslift.source;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * What a run stamps on the rows it takes in, and the only clock of their data.
 *
 * @param runId run that takes the rows in
 * @param asOf last local day included
 * @param startedAt wall clock, stamped as {@code ingested_at} and {@code first_seen}; decides only for how long
 *     quarantined rows are tried again
 */
public record IngestRun(String runId, LocalDate asOf, Instant startedAt) {
    /** The first instant that does not exist yet for this run: local midnight after {@link #asOf()}. */
    public Instant end(ZoneId reportingZone) {
        return asOf.plusDays(1).atStartOfDay(reportingZone).toInstant();
    }
}
