package io.crosslift.report;

import org.jspecify.annotations.Nullable;

/**
 * A chart with its numbers, or numbers alone.
 *
 * @param caption what is shown
 * @param chart chart, or null
 * @param numbers the same as a table
 */
record Figure(String caption, @Nullable Chart chart, Numbers numbers) {}
