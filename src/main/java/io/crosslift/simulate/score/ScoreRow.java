package io.crosslift.simulate.score;

import org.jspecify.annotations.Nullable;

/**
 * One comparison.
 *
 * @param part conversions, credit, model, lift, rejections, recurring, offers or ledger
 * @param subject what it is about
 * @param item of that
 * @param measure what is compared
 * @param found what the run says
 * @param truth what is true
 * @param covered whether an interval holds the truth
 */
public record ScoreRow(
        String part,
        String subject,
        String item,
        String measure,
        @Nullable Double found,
        @Nullable Double truth,
        @Nullable Boolean covered) {
    /** A comparison of two numbers, either of which may be missing. */
    public static ScoreRow of(
            String part, String subject, String item, String measure, @Nullable Double found, @Nullable Double truth) {
        return new ScoreRow(part, subject, item, measure, found, truth, null);
    }

    /** Found less true, or null. */
    public @Nullable Double error() {
        return found == null || truth == null ? null : found - truth;
    }

    /** Whether both say the same. */
    public boolean agrees() {
        Double error = error();
        return error != null && error == 0;
    }
}
