package io.crosslift.job;

import java.time.LocalDate;
import java.util.Map;
import java.util.Set;

/**
 * The run that was published last, as {@code ops.run} tells of it.
 *
 * @param runId run
 * @param asOf last day included
 * @param source source
 * @param settingsHash hash of the resolved settings
 * @param codeVersion version of the program
 * @param versions version of every table when it was published
 * @param skipped what it could not do
 */
record PublishedRun(
        String runId,
        LocalDate asOf,
        String source,
        String settingsHash,
        String codeVersion,
        Map<String, Long> versions,
        Set<String> skipped) {}
