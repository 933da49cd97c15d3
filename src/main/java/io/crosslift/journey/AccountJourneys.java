package io.crosslift.journey;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Builds the journeys of one account from its events in order of time; at one instant touches come first, then conversions,
 * then changes of ownership. Holds the account's touches.
 */
final class AccountJourneys {
    /** Separates the families a touch promotes. */
    static final char FAMILY_SEPARATOR = '\u0001';

    private static final String[] NOTHING_SPECIFIC = {};

    private final JourneyRules rules;
    private final TouchLog log = new TouchLog();
    private final Eligibility eligibility = new Eligibility();
    private final Map<Goal, GoalJourneys> goals = new EnumMap<>(Goal.class);
    private final TouchCounts counts;
    private long[] churnedAt = {};

    AccountJourneys(String account, JourneyRules rules, Journey.Sink sink, TouchCounts counts) {
        this.rules = rules;
        this.counts = counts;
        for (Goal goal : Goal.values()) {
            goals.put(goal, new GoalJourneys(account, goal, rules, log, eligibility, sink));
        }
    }

    /** Takes a touch; {@code promoted} are its families, or null where it promotes nothing specific. */
    void touch(long at, String id, String channel, String touchClass, @Nullable String promoted) {
        int touch = log.add(at, id, channel, touchClass, rules.sessionGap());
        String[] families = promoted == null ? NOTHING_SPECIFIC : split(promoted);
        goals.forEach((goal, journeys) -> {
            TouchFate fate = eligibility.acquired() ? journeys.touch(touch, families) : TouchFate.PRE_ACQUISITION;
            counts.add(goal, fate);
        });
    }

    /** Takes a conversion; those of one source come one after the other. */
    void conversion(long at, String source, String goal, String conversionId, String family, long value) {
        GoalJourneys journeys = goals.get(Goal.of(goal));
        Objects.requireNonNull(journeys).conversion(at, source, conversionId, family, value);
    }

    /** Takes a change of ownership. */
    void ownership(long at, String family, boolean owned, boolean belowTop) {
        eligibility.change(family, at, owned, belowTop);
    }

    /** Takes the end of the account's last subscription. */
    void churn(long at) {
        churnedAt = Arrays.copyOf(churnedAt, churnedAt.length + 1);
        churnedAt[churnedAt.length - 1] = at;
    }

    /** Hands on what has not been handed on: the last conversions, and every journey that did not convert. */
    void finish() {
        goals.values().forEach(journeys -> journeys.finish(churnedAt));
    }

    private static String[] split(String promoted) {
        int separator = promoted.indexOf(FAMILY_SEPARATOR);
        return separator < 0 ? new String[] {promoted} : promoted.split(String.valueOf(FAMILY_SEPARATOR), -1);
    }
}
