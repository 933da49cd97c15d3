package io.crosslift.source;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a raw feed held.
 *
 * @param feed name of the feed
 * @param rows rows read, malformed ones included
 * @param malformed rows that could not be parsed
 * @param newest newest date or instant in any of its columns that is not after as-of, or null where it has none
 */
public record FeedReport(
        String feed, long rows, long malformed, @Nullable Instant newest) {}
