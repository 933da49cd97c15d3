package io.crosslift.job;

import io.crosslift.schema.Runs;
import java.sql.Date;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code ops.run}: a run that ended, well or not.
 *
 * @param runId run
 * @param command command that ran it
 * @param source source
 * @param asOf last day included
 * @param status published or failed
 * @param startedAt start, wall clock
 * @param finishedAt end, wall clock
 * @param settingsHash hash of the resolved settings
 * @param codeVersion version of the program
 * @param sparkVersion version of Spark
 * @param versions version of every table after the run, by qualified name
 * @param skipped what it could not do, and why
 * @param error what failed, or null
 */
record RecordedRun(
        String runId,
        String command,
        String source,
        LocalDate asOf,
        String status,
        Instant startedAt,
        Instant finishedAt,
        String settingsHash,
        String codeVersion,
        String sparkVersion,
        SortedMap<String, Long> versions,
        SortedMap<String, String> skipped,
        @Nullable String error) {

    static RecordedRun of(Row row) {
        return new RecordedRun(
                row.getAs(Runs.RUN_ID),
                row.getAs(Runs.COMMAND),
                row.getAs(Runs.SOURCE),
                row.<Date>getAs(Runs.AS_OF).toLocalDate(),
                row.getAs(Runs.STATUS),
                row.getTimestamp(row.fieldIndex(Runs.STARTED_AT)).toInstant(),
                row.getTimestamp(row.fieldIndex(Runs.FINISHED_AT)).toInstant(),
                row.getAs(Runs.SETTINGS_HASH),
                row.getAs(Runs.CODE_VERSION),
                row.getAs(Runs.SPARK_VERSION),
                sorted(row, Runs.VERSIONS),
                sorted(row, Runs.SKIPPED),
                row.getAs(Runs.ERROR));
    }

    /** Seconds from start to end. */
    double seconds() {
        return Duration.between(startedAt, finishedAt).toMillis() / 1000.0;
    }

    boolean published() {
        return status.equals(RunRecords.PUBLISHED);
    }

    private static <V> SortedMap<String, V> sorted(Row row, String column) {
        int index = row.fieldIndex(column);
        return row.isNullAt(index) ? new TreeMap<>() : new TreeMap<>(row.<String, V>getJavaMap(index));
    }
}
