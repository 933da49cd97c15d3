package io.crosslift.journey;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The journeys of one account towards one goal. */
final class GoalJourneys {
    private record Conversion(String id, String family, long value) {}

    private final String account;
    private final Goal goal;
    private final JourneyRules rules;
    private final TouchLog log;
    private final Eligibility eligibility;
    private final Journey.Sink sink;
    private final long lookback;

    private final Map<String, IntSequence> pendingOfFamily = new HashMap<>();
    private final Map<String, IntSequence> specificOfFamily = new TreeMap<>();
    private final IntSequence specific = new IntSequence();
    private final IntSequence unspecific = new IntSequence();
    private final IntSequence pendingUnspecific = new IntSequence();
    private final BitSet served = new BitSet();

    private final List<Conversion> order = new ArrayList<>();
    private @Nullable String orderSource;
    private long orderedAt;

    GoalJourneys(
            String account, Goal goal, JourneyRules rules, TouchLog log, Eligibility eligibility, Journey.Sink sink) {
        this.account = account;
        this.goal = goal;
        this.rules = rules;
        this.log = log;
        this.eligibility = eligibility;
        this.sink = sink;
        this.lookback = rules.lookback(goal);
    }

    /** Takes a touch after the acquisition; no families means it promotes nothing specific. */
    TouchFate touch(int touch, String[] families) {
        closeOrder();
        if (families.length == 0) {
            if (!eligibility.allowsAnyNow(goal)) {
                return eligibility.refusal(goal, families);
            }
            unspecific.add(touch);
            pendingUnspecific.add(touch);
            return TouchFate.ELIGIBLE;
        }
        boolean eligible = false;
        for (String family : families) {
            if (eligibility.allows(goal, family, log.at(touch))) {
                pendingOfFamily
                        .computeIfAbsent(family, name -> new IntSequence())
                        .add(touch);
                specificOfFamily
                        .computeIfAbsent(family, name -> new IntSequence())
                        .add(touch);
                eligible = true;
            }
        }
        if (!eligible) {
            return eligibility.refusal(goal, families);
        }
        specific.add(touch);
        return TouchFate.ELIGIBLE;
    }

    void conversion(long at, String source, String conversionId, String family, long value) {
        if (!source.equals(orderSource)) {
            closeOrder();
        }
        orderSource = source;
        orderedAt = at;
        order.add(new Conversion(conversionId, family, value));
    }

    /** A touch serves the first order with a conversion it is eligible for, and there all of those. */
    private void closeOrder() {
        if (order.isEmpty()) {
            return;
        }
        long oldest = orderedAt - lookback;
        pendingUnspecific.removeIf(touch -> log.at(touch) < oldest);
        Map<List<Integer>, List<Conversion>> byTouches = new LinkedHashMap<>();
        BitSet servedNow = new BitSet();
        for (Conversion conversion : order) {
            IntSequence touches = touchesFor(conversion.family(), oldest);
            for (int i = 0; i < touches.size(); i++) {
                servedNow.set(touches.get(i));
            }
            byTouches
                    .computeIfAbsent(
                            Arrays.stream(touches.slice(0, touches.size()))
                                    .boxed()
                                    .toList(),
                            list -> new ArrayList<>())
                    .add(conversion);
        }
        byTouches.forEach(this::converted);
        served.or(servedNow);
        pendingUnspecific.removeIf(servedNow::get);
        order.clear();
        orderSource = null;
    }

    private IntSequence touchesFor(String family, long oldest) {
        IntSequence pending = pendingOfFamily.get(family);
        IntSequence promoting = new IntSequence();
        if (pending != null) {
            pending.removeIf(touch -> log.at(touch) < oldest || served.get(touch));
            promoting = pending;
        }
        return IntSequence.merge(
                promoting, pendingUnspecific.filter(touch -> eligibility.allows(goal, family, log.at(touch))));
    }

    private void converted(List<Integer> touches, List<Conversion> conversions) {
        int[] positions = touches.stream().mapToInt(Integer::intValue).toArray();
        List<String> ids = conversions.stream().map(Conversion::id).sorted().toList();
        long value = conversions.stream().mapToLong(Conversion::value).sum();
        String family = conversions.size() == 1 ? conversions.get(0).family() : null;
        long start = positions.length == 0 ? orderedAt : log.at(positions[0]);
        emit(family, EndKind.CONVERTED, start, orderedAt, orderSource, ids, value, positions);
    }

    /** Closes the last order, then makes journeys of the touches that served none. */
    void finish(long[] churnedAt) {
        closeOrder();
        IntSequence unservedUnspecific = unserved(unspecific);
        specificOfFamily.forEach((family, touches) -> {
            IntSequence promoting = unserved(touches);
            if (promoting.size() > 0) {
                IntSequence general =
                        unservedUnspecific.filter(touch -> eligibility.allows(goal, family, log.at(touch)));
                unconverted(family, promoting, IntSequence.merge(promoting, general), churnedAt);
            }
        });
        unconverted(null, unserved(specific), unservedUnspecific, churnedAt);
    }

    private IntSequence unserved(IntSequence touches) {
        return touches.filter(touch -> !served.get(touch) && log.at(touch) >= rules.completeFrom());
    }

    /**
     * Cuts touches into journeys. With a family, a journey needs a touch among {@code promoting}; without, none of them may
     * lie between its first touch and the end of its lookback.
     */
    private void unconverted(@Nullable String family, IntSequence promoting, IntSequence touches, long[] churnedAt) {
        int from = 0;
        while (from < touches.size()) {
            long start = log.at(touches.get(from));
            long churn = firstFrom(churnedAt, start);
            int to = from + 1;
            while (to < touches.size()
                    && log.at(touches.get(to)) - start <= lookback
                    && log.at(touches.get(to)) - log.at(touches.get(to - 1)) <= rules.timeout()
                    && log.at(touches.get(to)) <= churn) {
                to++;
            }
            long limit = family == null ? start + lookback : log.at(touches.get(to - 1));
            boolean promoted = anyBetween(promoting, start, limit);
            if (promoted == (family != null)) {
                close(family, touches.slice(from, to), churn);
            }
            from = to;
        }
    }

    private void close(@Nullable String family, int[] touches, long churn) {
        long start = log.at(touches[0]);
        long end = Math.min(start + lookback, log.at(touches[touches.length - 1]) + rules.timeout());
        if (churn <= end && churn < rules.endOfAsOf()) {
            emit(family, EndKind.CHURNED, start, churn, null, List.of(), 0, touches);
        } else {
            EndKind kind = end < rules.endOfAsOf() ? EndKind.LAPSED : EndKind.OPEN;
            emit(family, kind, start, end, null, List.of(), 0, touches);
        }
    }

    private void emit(
            @Nullable String family,
            EndKind kind,
            long start,
            long end,
            @Nullable String source,
            List<String> conversionIds,
            long value,
            int[] touches) {
        int cut = Math.max(0, touches.length - rules.maxTouches());
        int[] kept = cut == 0 ? touches : Arrays.copyOfRange(touches, cut, touches.length);
        sink.accept(account, new Journey(goal, family, kind, start, end, source, conversionIds, value, kept, cut, log));
    }

    private static long firstFrom(long[] ascending, long at) {
        for (long value : ascending) {
            if (value >= at) {
                return value;
            }
        }
        return Long.MAX_VALUE;
    }

    private boolean anyBetween(IntSequence touches, long from, long to) {
        int low = 0;
        int high = touches.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (log.at(touches.get(middle)) < from) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < touches.size() && log.at(touches.get(low)) <= to;
    }
}
