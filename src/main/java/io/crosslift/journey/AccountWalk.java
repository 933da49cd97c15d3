package io.crosslift.journey;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.BiFunction;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Walks one partition of {@link JourneyEvents#gathered}, where the events of an account lie side by side in any order, and yields
 * a row per journey, then one per touch count. Holds one account.
 */
final class AccountWalk implements Iterator<Row> {
    private static final int ACCOUNT_HASH = 8;

    private final Iterator<Row> events;
    private final JourneyRules rules;
    private final EventBuffer buffer = new EventBuffer();
    private final Deque<Row> ready = new ArrayDeque<>();
    private final TouchCounts counts = new TouchCounts();
    private final Journey.Sink sink;
    private @Nullable Row ahead;
    private int walked;
    private @Nullable String account;
    private @Nullable AccountJourneys journeys;
    private boolean counted;

    AccountWalk(Iterator<Row> events, JourneyRules rules, BiFunction<String, Journey, Row> toRow) {
        this.events = events;
        this.rules = rules;
        this.sink = (name, journey) -> ready.add(toRow.apply(name, journey));
        this.ahead = events.hasNext() ? events.next() : null;
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && (walked < buffer.size() || fill())) {
            accept(buffer.position(walked++));
        }
        if (ready.isEmpty() && !counted) {
            counted = true;
            finishAccount();
            addCounts();
        }
        return !ready.isEmpty();
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.removeFirst();
    }

    /** Takes the events up to the next hash, false if there are none. */
    private boolean fill() {
        buffer.clear();
        walked = 0;
        if (ahead == null) {
            return false;
        }
        long hash = ahead.getLong(ACCOUNT_HASH);
        while (ahead != null && ahead.getLong(ACCOUNT_HASH) == hash) {
            buffer.add(ahead);
            ahead = events.hasNext() ? events.next() : null;
        }
        buffer.sort();
        return true;
    }

    private void accept(int event) {
        String name = buffer.account(event);
        if (journeys == null || !name.equals(account)) {
            finishAccount();
            account = name;
            journeys = new AccountJourneys(name, rules, sink, counts);
        }
        long at = buffer.at(event);
        String id = buffer.id(event);
        switch (buffer.kind(event)) {
            case JourneyEvents.TOUCH ->
                journeys.touch(
                        at, id, buffer.first(event), Objects.requireNonNull(buffer.second(event)), buffer.third(event));
            case JourneyEvents.CONVERSION ->
                journeys.conversion(
                        at,
                        id,
                        buffer.first(event),
                        Objects.requireNonNull(buffer.second(event)),
                        Objects.requireNonNull(buffer.third(event)),
                        buffer.number(event));
            default -> {
                long flags = buffer.number(event);
                journeys.ownership(at, id, (flags & JourneyEvents.OWNED) != 0, (flags & JourneyEvents.BELOW_TOP) != 0);
            }
        }
    }

    private void finishAccount() {
        if (journeys != null) {
            journeys.finish();
            journeys = null;
        }
    }

    private void addCounts() {
        for (Goal goal : Goal.values()) {
            for (TouchFate fate : TouchFate.values()) {
                long touches = counts.of(goal, fate);
                if (touches > 0) {
                    ready.add(JourneyRows.count(goal, fate, touches));
                }
            }
        }
    }
}
