package io.crosslift.journey;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.BiFunction;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Walks one partition of {@link JourneyEvents}, sorted by account, instant, kind and id, and yields a row per journey, then
 * one per touch count. Holds one account.
 */
final class AccountWalk implements Iterator<Row> {
    private final Iterator<Row> events;
    private final JourneyRules rules;
    private final Deque<Row> ready = new ArrayDeque<>();
    private final TouchCounts counts = new TouchCounts();
    private final Journey.Sink sink;
    private @Nullable String account;
    private @Nullable AccountJourneys journeys;
    private boolean counted;

    AccountWalk(Iterator<Row> events, JourneyRules rules, BiFunction<String, Journey, Row> toRow) {
        this.events = events;
        this.rules = rules;
        this.sink = (name, journey) -> ready.add(toRow.apply(name, journey));
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && events.hasNext()) {
            accept(events.next());
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

    private void accept(Row event) {
        String name = event.getString(0);
        if (journeys == null || !name.equals(account)) {
            finishAccount();
            account = name;
            journeys = new AccountJourneys(name, rules, sink, counts);
        }
        long at = event.getLong(1);
        String id = event.getString(3);
        switch (event.getInt(2)) {
            case JourneyEvents.TOUCH ->
                journeys.touch(
                        at, id, event.getString(4), event.getString(5), event.isNullAt(6) ? null : event.getString(6));
            case JourneyEvents.CONVERSION ->
                journeys.conversion(
                        at, id, event.getString(4), event.getString(5), event.getString(6), event.getLong(7));
            default -> {
                long flags = event.getLong(7);
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
