package io.crosslift.source;

import io.crosslift.failure.Failure;
import java.math.BigDecimal;
import java.math.MathContext;
import org.apache.commons.lang3.StringUtils;

/** The largest share of a feed's lines that may be unparsable: nobody knows their worth, so the revenue gate can't see them. */
final class MalformedGate {
    private static final int EXAMPLE_CHARACTERS = 120;

    /**
     * Passes, or fails with the feed and its counts.
     *
     * @param largest largest share of any one feed, 0 to 1
     * @throws Failure (data) if the share is larger
     */
    static void check(Feeds feeds, BigDecimal largest) {
        for (FeedReport feed : feeds.reports()) {
            BigDecimal allowed = BigDecimal.valueOf(feed.rows()).multiply(largest);
            if (BigDecimal.valueOf(feed.malformed()).compareTo(allowed) > 0) {
                String example = example(feeds, feed.feed());
                throw Failure.data("feed " + feed.feed() + ": " + feed.malformed() + " of " + feed.rows()
                        + " lines are MALFORMED, "
                        + RevenueGate.percent(BigDecimal.valueOf(feed.malformed())
                                .divide(BigDecimal.valueOf(feed.rows()), MathContext.DECIMAL64))
                        + " where quality.max-malformed-lines allows "
                        + RevenueGate.percent(largest) + ", such as '"
                        + StringUtils.abbreviate(example, EXAMPLE_CHARACTERS)
                        + "': "
                        + (Undecodable.holds(example)
                                ? Undecodable.ADVICE
                                : "mend the file, or the feed's schema and options in the source file"));
            }
        }
    }

    private static String example(Feeds feeds, String feed) {
        return feeds.malformed(feed).select(Feeds.CORRUPT).limit(1).collectAsList().stream()
                .map(row -> row.getString(0))
                .findFirst()
                .orElse("");
    }

    private MalformedGate() {}
}
