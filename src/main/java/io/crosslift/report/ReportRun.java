package io.crosslift.report;

import java.time.Instant;
import java.time.LocalDate;
import java.util.SortedMap;

/**
 * The run that is reported.
 *
 * @param runId run
 * @param source data set
 * @param asOf last day included
 * @param finishedAt when it ended
 * @param codeVersion version of the program
 * @param settingsHash hash of the resolved settings
 * @param currency reporting currency
 * @param skipped what it could not do, and why
 */
public record ReportRun(
        String runId,
        String source,
        LocalDate asOf,
        Instant finishedAt,
        String codeVersion,
        String settingsHash,
        String currency,
        SortedMap<String, String> skipped) {}
