package io.crosslift.recurring.movement;

import io.crosslift.expansion.RelationGraph;
import io.crosslift.expansion.RelationGraph.Relation;
import io.crosslift.recurring.movement.BillingInterval.Unit;
import io.crosslift.recurring.movement.SubscriptionVersion.Status;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/**
 * Random histories of one account: items that change product, price, quantity, interval, currency and discount, replace each other,
 * end and come back, in subscriptions that pause, lapse and resume.
 *
 * @param items versions of items
 * @param subscriptions versions of subscriptions
 * @param rateSeed decides the exchange rates
 */
record Histories(List<ItemVersion> items, List<SubscriptionVersion> subscriptions, long rateSeed) {
    static final LocalDate START = LocalDate.of(2024, 1, 1);
    static final LocalDate AS_OF = LocalDate.of(2024, 12, 20);

    private static final int DAYS = 380;
    private static final List<String> CURRENCIES = List.of("USD", "USD", "EUR", "JPY");
    private static final RelationGraph RELATIONS = RelationGraph.of(List.of(
            new Relation("a2", "a1", "upgrade_of"),
            new Relation("b1", "a1", "addon_of"),
            new Relation("c1", "a2", "complement_of"),
            new Relation("a1", "d1", "migrates_to")));
    private static final List<String> PRODUCTS = List.of("a1", "a2", "a3", "b1", "c1", "d1");

    static Arbitrary<Histories> any() {
        return Arbitraries.longs().map(seed -> made(new Random(seed)));
    }

    MovementRules rules(int toleranceDays) {
        return new MovementRules(DecisionTable.STANDARD, RELATIONS, PriceList.EMPTY, this::rate, AS_OF, toleranceDays);
    }

    AccountHistory.Replayed replayed() {
        return AccountHistory.replay(items, subscriptions, rules(0));
    }

    /** The same in one account. */
    Histories unmoved() {
        return with(subscriptions.stream()
                .map(version -> part(version, version.span(), false, false))
                .toList());
    }

    /** What an account sees that loses all subscriptions to another one on a day. */
    Histories until(LocalDate day) {
        return with(subscriptions.stream()
                .filter(version -> version.span().from().isBefore(day))
                .map(version -> version.span().to().isBefore(day)
                        ? part(version, version.span(), false, false)
                        : part(version, to(version.span(), day), false, moves(version.subscriptionId(), day)))
                .toList());
    }

    /** What that other account sees. */
    Histories since(LocalDate day) {
        return with(subscriptions.stream()
                .filter(version -> version.span().to().isAfter(day))
                .map(version -> version.span().from().isAfter(day)
                        ? part(version, version.span(), false, false)
                        : part(version, from(version.span(), day), moves(version.subscriptionId(), day), false))
                .toList());
    }

    /** Whether a subscription is paid for on the day before and on the day. */
    private boolean moves(String subscription, LocalDate day) {
        return Stream.of(day.minusDays(1), day).allMatch(each -> subscriptions.stream()
                .anyMatch(version -> version.subscriptionId().equals(subscription)
                        && version.span().covers(each)
                        && List.of(Status.ACTIVE, Status.PAST_DUE).contains(version.status())
                        && (version.serviceEnd() == null || version.serviceEnd().isAfter(day))));
    }

    private Histories with(List<SubscriptionVersion> others) {
        return new Histories(items, others, rateSeed);
    }

    private static SubscriptionVersion part(SubscriptionVersion version, Span span, boolean in, boolean out) {
        return new SubscriptionVersion(
                version.subscriptionId(),
                span,
                version.status(),
                version.serviceEnd(),
                version.serviceEndAt(),
                in,
                out);
    }

    private static Span to(Span span, LocalDate day) {
        return new Span(span.from(), day, span.fromAt(), Made.micros(day));
    }

    private static Span from(Span span, LocalDate day) {
        return new Span(day, span.to(), Made.micros(day), span.toAt());
    }

    BigDecimal rate(String currency, LocalDate day) {
        if (currency.equals("USD")) {
            return BigDecimal.ONE;
        }
        long hundredths = 50 + new Random(rateSeed + 31L * day.toEpochDay() + currency.hashCode()).nextInt(100);
        return BigDecimal.valueOf(hundredths, 2);
    }

    private static Histories made(Random random) {
        List<SubscriptionVersion> subscriptions = new ArrayList<>();
        List<ItemVersion> items = new ArrayList<>();
        for (int s = 0; s < 1 + random.nextInt(2); s++) {
            subscriptions("s" + s, random, subscriptions);
            for (int i = 0; i < 1 + random.nextInt(3); i++) {
                items("s" + s + "i" + i, "s" + s, random, items);
            }
        }
        return new Histories(items, subscriptions, random.nextLong());
    }

    private static void subscriptions(String id, Random random, List<SubscriptionVersion> into) {
        int day = random.nextInt(60);
        while (day < DAYS) {
            int next = day + 1 + random.nextInt(200);
            Status status = Status.values()[random.nextInt(Status.values().length)];
            LocalDate end = random.nextInt(4) == 0 ? START.plusDays(day + random.nextInt(200)) : null;
            into.add(new SubscriptionVersion(
                    id,
                    span(day, next, random),
                    status,
                    end,
                    end == null ? 0 : Made.micros(end),
                    random.nextInt(4) == 0,
                    random.nextInt(4) == 0));
            day = next;
        }
    }

    private static void items(String id, String subscription, Random random, List<ItemVersion> into) {
        int day = random.nextInt(150);
        while (day < DAYS) {
            int next = day + 1 + random.nextInt(120);
            String replaces = random.nextInt(3) == 0 ? "s0i0" : null;
            into.add(new ItemVersion(
                    id,
                    subscription,
                    span(day, next, random),
                    terms(random),
                    id.equals(replaces) ? null : replaces,
                    random.nextBoolean()));
            // Half the time there is a gap before the next version.
            day = next + (random.nextBoolean() ? 0 : random.nextInt(40));
        }
    }

    private static Span span(int from, int to, Random random) {
        boolean open = to >= DAYS && random.nextBoolean();
        return Made.span(
                START.plusDays(from).toString(),
                open ? null : START.plusDays(to).toString());
    }

    static ItemTerms terms(Random random) {
        String product = PRODUCTS.get(random.nextInt(PRODUCTS.size()));
        Unit unit = Unit.values()[random.nextInt(Unit.values().length)];
        return new ItemTerms(
                product,
                product.substring(0, 1),
                product.startsWith("a") ? product.charAt(1) - '0' : null,
                BigDecimal.valueOf(random.nextInt(4)),
                BigDecimal.valueOf(random.nextInt(20_000), 2),
                new BillingInterval(unit, 1 + random.nextInt(3)),
                CURRENCIES.get(random.nextInt(CURRENCIES.size())),
                discount(random));
    }

    private static Discount discount(Random random) {
        if (random.nextInt(3) > 0) {
            return Discount.NONE;
        }
        Discount.Kind kind = Discount.Kind.values()[random.nextInt(3)];
        LocalDate until = kind == Discount.Kind.REPEATING ? START.plusDays(random.nextInt(DAYS)) : null;
        return new Discount(
                kind, BigDecimal.valueOf(random.nextInt(101)), BigDecimal.valueOf(random.nextInt(500), 2), until);
    }
}
