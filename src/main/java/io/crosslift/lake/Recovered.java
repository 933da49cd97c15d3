package io.crosslift.lake;

/**
 * A run found unfinished at the start of the next.
 *
 * @param runId run
 * @param published true: its publish loop had begun and was finished; false: it had not begun and what was staged is removed
 */
public record Recovered(String runId, boolean published) {}
