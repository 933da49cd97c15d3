package io.crosslift.config;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Where the data's history is cut off.
 *
 * @param completeFrom first day of complete history, or null; sales before it only establish ownership and customers
 */
public record HistorySettings(@Nullable LocalDate completeFrom) {}
