package io.crosslift.recurring.movement;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.recurring.movement.AccountHistory.Replayed;
import io.crosslift.recurring.movement.Situation.Change;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds for every history, to the cent. */
class AccountHistoryProperties {
    @Provide
    Arbitrary<Histories> histories() {
        return Histories.any();
    }

    @Property
    void openingAndMovementsMakeTheClosingOfEveryMonthAndCurrency(@ForAll("histories") Histories history) {
        for (AccountMonth month : history.replayed().months()) {
            BigDecimal moved = month.movements().values().stream().reduce(new BigDecimal("0.00"), BigDecimal::add);
            assertThat(month.opening().mrr().add(moved))
                    .as("%s", month)
                    .isEqualTo(month.closing().mrr());
        }
    }

    @Property
    void movementsOfEachMeasureMakeTheBalancesOfEachFamilyAndCurrency(@ForAll("histories") Histories history) {
        AccountHistory.Replayed replayed = history.replayed();
        Map<String, BigDecimal> closings = new HashMap<>();
        Map<String, BigDecimal> moved = new HashMap<>();
        for (FamilyMonth month : replayed.families()) {
            measures(month.closing().minus(month.opening()))
                    .forEach((name, amount) -> closings.merge(
                            name + month.month() + month.family() + month.currency(), amount, BigDecimal::add));
        }
        for (Movement movement : replayed.movements()) {
            measures(movement.delta())
                    .forEach((name, amount) -> moved.merge(
                            name
                                    + movement.day().withDayOfMonth(1)
                                    + movement.terms().family()
                                    + movement.terms().currency(),
                            amount,
                            BigDecimal::add));
        }
        moved.values().removeIf(amount -> amount.signum() == 0);
        closings.values().removeIf(amount -> amount.signum() == 0);

        assertThat(moved).isEqualTo(closings);
    }

    private static Map<String, BigDecimal> measures(Worth worth) {
        return Map.of("mrr", worth.mrr(), "arr", worth.arr(), "orig", worth.origMrr());
    }

    @Property
    void eachMonthOpensAsTheOneBeforeClosed(@ForAll("histories") Histories history) {
        List<AccountMonth> months = history.replayed().months();
        for (AccountMonth month : months) {
            Worth before = months.stream()
                    .filter(other -> other.month().equals(month.month().minusMonths(1))
                            && other.currency().equals(month.currency()))
                    .map(AccountMonth::closing)
                    .findFirst()
                    .orElse(Worth.NOTHING);
            assertThat(month.opening()).as("%s", month).isEqualTo(before);
        }
    }

    @Property
    void theClosingIsWhatTheItemsActiveThatDayAreWorth(@ForAll("histories") Histories history) {
        Map<String, BigDecimal> closings = new HashMap<>();
        history.replayed()
                .months()
                .forEach(month -> closings.put(
                        month.month() + month.currency(), month.closing().mrr()));
        closings.values().removeIf(amount -> amount.signum() == 0);
        Map<String, BigDecimal> worth = new HashMap<>();
        for (LocalDate month = Histories.START; !month.isAfter(Histories.AS_OF); month = month.plusMonths(1)) {
            LocalDate last = month.plusMonths(1).minusDays(1);
            LocalDate day = last.isAfter(Histories.AS_OF) ? Histories.AS_OF : last;
            for (ItemVersion item : history.items()) {
                if (item.span().covers(day) && isActive(history, item, day)) {
                    BigDecimal amount = item.terms()
                            .mrr()
                            .multiply(history.rate(item.terms().currency(), day))
                            .setScale(2, java.math.RoundingMode.HALF_UP);
                    worth.merge(month + item.terms().currency(), amount, BigDecimal::add);
                }
            }
        }
        worth.values().removeIf(amount -> amount.signum() == 0);

        assertThat(closings).isEqualTo(worth);
    }

    private static boolean isActive(Histories history, ItemVersion item, LocalDate day) {
        return history.subscriptions().stream()
                .filter(subscription -> subscription.subscriptionId().equals(item.subscriptionId())
                        && subscription.span().covers(day))
                .anyMatch(subscription -> switch (subscription.status()) {
                    case ACTIVE, PAST_DUE, CANCELLED ->
                        subscription.serviceEnd() == null || day.isBefore(subscription.serviceEnd());
                    case TRIALING, PAUSED, UNPAID, EXPIRED -> false;
                });
    }

    /** Two accounts, the second of which takes all subscriptions over on some day, against one that keeps them. */
    @Property
    void whatMovesToAnotherAccountIsWorthTheSameInBothTogether(
            @ForAll("histories") Histories history, @ForAll @IntRange(min = 1, max = 400) int days) {
        LocalDate day = Histories.START.plusDays(days);
        Replayed from = history.until(day).replayed();
        Replayed to = history.since(day).replayed();

        assertThat(closings(Stream.concat(from.months().stream(), to.months().stream())))
                .isEqualTo(closings(history.unmoved().replayed().months().stream()));
        assertThat(Stream.concat(from.movements().stream(), to.movements().stream())
                        .filter(movement -> movement.decision().reason().equals("account_transfer"))
                        .map(movement -> movement.delta().mrr())
                        .reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo("0");
    }

    private static Map<String, BigDecimal> closings(Stream<AccountMonth> months) {
        return months.filter(month -> month.closing().mrr().signum() != 0)
                .collect(Collectors.toMap(
                        month -> month.month() + " " + month.currency(),
                        month -> month.closing().mrr(),
                        BigDecimal::add,
                        TreeMap::new));
    }

    @Property
    void transfersNetToZero(@ForAll("histories") Histories history) {
        assertThat(history.replayed().movements().stream()
                        .filter(movement -> movement.decision().reason().equals("transfer"))
                        .map(movement -> movement.delta().mrr())
                        .reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo("0");
    }

    @Property
    void theOrderOfTheRowsIsIrrelevant(@ForAll("histories") Histories history, @ForAll Random random) {
        List<ItemVersion> items = new ArrayList<>(history.items());
        List<SubscriptionVersion> subscriptions = new ArrayList<>(history.subscriptions());
        Collections.shuffle(items, random);
        Collections.shuffle(subscriptions, random);

        assertThat(AccountHistory.replay(items, subscriptions, history.rules(0)))
                .isEqualTo(history.replayed());
    }

    @Property
    void splittingAVersionInTwoChangesNothing(@ForAll("histories") Histories history, @ForAll Random random) {
        List<ItemVersion> split = new ArrayList<>();
        for (ItemVersion item : history.items()) {
            LocalDate middle = item.span().from().plusDays(1 + random.nextInt(30));
            Discount discount = item.terms().discount();
            // The first interval of a version starts with it, and a version gives the end of a discount an instant.
            boolean bound = discount.kind() == Discount.Kind.ONCE || middle.equals(discount.until());
            if (!middle.isBefore(item.span().to()) || bound) {
                split.add(item);
                continue;
            }
            long at = Made.micros(middle);
            split.add(
                    with(item, new Span(item.span().from(), middle, item.span().fromAt(), at)));
            split.add(with(
                    item, new Span(middle, item.span().to(), at, item.span().toAt())));
        }

        assertThat(AccountHistory.replay(split, history.subscriptions(), history.rules(0)))
                .isEqualTo(history.replayed());
    }

    private static ItemVersion with(ItemVersion item, Span span) {
        return new ItemVersion(
                item.itemId(), item.subscriptionId(), span, item.terms(), item.replaces(), item.byVendor());
    }

    @Property
    void aMonthInWhichOnlyRatesChangeMovesNothingButFx(@ForAll Random random) {
        ItemTerms terms = Histories.terms(random);
        Histories history = new Histories(
                List.of(new ItemVersion("i", "s", Made.span("2024-01-10", null), terms, null, false)),
                List.of(new SubscriptionVersion(
                        "s", Made.span("2024-01-10", null), SubscriptionVersion.Status.ACTIVE, null, 0, false, false)),
                random.nextLong());

        assertThat(history.replayed().movements().stream()
                        .filter(movement -> movement.day().isAfter(LocalDate.of(2024, 1, 31))
                                && movement.delta().mrr().signum() != 0))
                .allMatch(movement -> movement.decision().movementClass().equals("fx_effect"));
    }

    @Property
    void componentsAddUpToTheChangeExactly(@ForAll Random random) {
        ItemTerms before = Histories.terms(random);
        ItemTerms after = Made.in(before.currency(), Histories.terms(random));
        Change product = before.productId().equals(after.productId()) ? Change.SAME_TERMS : Change.TIER;
        Exact atOldBook = before.interval().perYear(BigDecimal.valueOf(random.nextInt(10_000), 2));

        Exact left = after.contractYear().minus(before.contractYear());
        for (Component component : Components.of(before, after, product, atOldBook)) {
            left = left.minus(component.year());
        }

        assertThat(left.signum()).isZero();
    }

    @Property
    void aMonthTimesTwelveIsAYearButForRounding(@ForAll Random random) {
        ItemTerms terms = Histories.terms(random);

        assertThat(terms.arr()
                        .subtract(terms.mrr().multiply(BigDecimal.valueOf(12)))
                        .abs())
                .isLessThanOrEqualTo(new BigDecimal("0.065"));
    }

    @Property
    void aBridgedGapLeavesTheBalancesWithoutAHole(@ForAll("histories") Histories history) {
        Function<AccountHistory.Replayed, Long> churns = replayed -> replayed.movements().stream()
                .filter(movement -> movement.decision().movementClass().equals("churn"))
                .count();
        AccountHistory.Replayed tolerant =
                AccountHistory.replay(history.items(), history.subscriptions(), history.rules(45));

        assertThat(churns.apply(tolerant)).isLessThanOrEqualTo(churns.apply(history.replayed()));
        for (AccountMonth month : tolerant.months()) {
            BigDecimal moved = month.movements().values().stream().reduce(new BigDecimal("0.00"), BigDecimal::add);
            assertThat(month.opening().mrr().add(moved))
                    .isEqualTo(month.closing().mrr());
        }
    }
}
