package io.crosslift.source;

import io.crosslift.source.rules.Outcome;
import java.util.stream.Stream;

/** A feed's report as counts: rows read = rows parsed + rows malformed. */
final class FeedCounts {
    static Stream<OutcomeCount> of(FeedReport report) {
        String feed = "feed." + report.feed();
        Stream<OutcomeCount> all = Stream.of(
                count(feed, Outcome.PRODUCED, OutcomeCount.ALL, report.rows(), report),
                count(feed, Outcome.ACCEPTED, OutcomeCount.ALL, report.rows() - report.malformed(), report));
        return report.malformed() == 0
                ? all
                : Stream.concat(
                        all, Stream.of(count(feed, Outcome.QUARANTINED, "MALFORMED", report.malformed(), report)));
    }

    private static OutcomeCount count(String feed, String outcome, String reason, long rows, FeedReport report) {
        return new OutcomeCount(feed, outcome, reason, rows, null, null, report.newest());
    }

    private FeedCounts() {}
}
