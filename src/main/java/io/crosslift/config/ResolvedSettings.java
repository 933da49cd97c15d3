package io.crosslift.config;

import io.crosslift.failure.Failure;
import java.time.LocalDate;

/**
 * The settings of a run with what is shown and recorded of them.
 *
 * @param settings the settings
 * @param rendered all blocks as HOCON, secrets redacted
 * @param hash 16 hex digits that are equal for equal settings: how a value was written, the clock ({@code run.as-of},
 *     {@code run.from}, {@code run.allow-rewind}), the places ({@code lake.root}, {@code source.input}) and secrets are
 *     left out
 */
public record ResolvedSettings(Settings settings, String rendered, String hash) {
    /**
     * The last day included: {@code run.as-of}, else the source's own.
     *
     * @throws Failure if neither is set
     */
    public LocalDate asOf() {
        LocalDate given = settings.run().asOf();
        LocalDate ofSource = settings.source().asOf();
        if (given != null) {
            return given;
        }
        if (ofSource != null) {
            return ofSource;
        }
        throw Failure.usage("no as-of date is set, name the last day to include with --as-of DATE");
    }
}
