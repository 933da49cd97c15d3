package io.crosslift.recurring.movement;

import io.crosslift.recurring.movement.Situation.AccountChange;
import io.crosslift.recurring.movement.Situation.Change;
import io.crosslift.recurring.movement.Situation.Direction;
import io.crosslift.recurring.movement.Situation.ProductLink;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Replays one account: the versions of its items and subscriptions in, and what it bought besides, its movements and monthly balances
 * out. Order of the versions does not matter.
 *
 * <p>All changes of a day are one change set; of several versions in a day the last counts. Movements are valued at the rates of the
 * end of the month before, and what is left to the closing balance at the month's end rates is one fx movement per item. So, to the
 * cent: opening + movements = closing, of every item, family, currency and account, and opening = closing of the month before.
 */
public final class AccountHistory {
    /**
     * What came of an account.
     *
     * @param movements in order of day, item and component; fx last in its month
     * @param months by month and currency, those with a balance or movement
     * @param families by month, family and currency, those with a balance
     * @param ownership changes of what is owned, in order
     */
    public record Replayed(
            List<Movement> movements,
            List<AccountMonth> months,
            List<FamilyMonth> families,
            List<FamilyChange> ownership) {}

    private final MovementRules rules;
    private final List<BoughtProduct> bought;
    private final SortedMap<String, Holding> holdings = new TreeMap<>();
    private final List<Movement> movements = new ArrayList<>();
    private final List<AccountMonth> months = new ArrayList<>();
    private final List<FamilyMonth> families = new ArrayList<>();
    private final FamilyWatch watch = new FamilyWatch();

    private AccountHistory(List<BoughtProduct> bought, MovementRules rules) {
        this.bought = bought;
        this.rules = rules;
    }

    /** Replays an account that buys nothing but by subscription. */
    public static Replayed replay(
            List<ItemVersion> items, List<SubscriptionVersion> subscriptions, MovementRules rules) {
        return replay(items, subscriptions, List.of(), rules);
    }

    /** Replays the account whose versions these are, and which bought and kept something else. */
    public static Replayed replay(
            List<ItemVersion> items,
            List<SubscriptionVersion> subscriptions,
            List<BoughtProduct> bought,
            MovementRules rules) {
        Map<String, List<SubscriptionVersion>> bySubscription =
                subscriptions.stream().collect(Collectors.groupingBy(SubscriptionVersion::subscriptionId));
        Map<String, List<ItemVersion>> byItem =
                items.stream().collect(Collectors.groupingBy(ItemVersion::itemId, TreeMap::new, Collectors.toList()));
        List<List<ItemChange>> timelines = byItem.values().stream()
                .map(versions -> ItemTimeline.of(
                        versions,
                        versions.stream()
                                .map(ItemVersion::subscriptionId)
                                .distinct()
                                .flatMap(id -> bySubscription.getOrDefault(id, List.of()).stream())
                                .toList()))
                .toList();
        AccountHistory history = new AccountHistory(bought, rules);
        history.walk(GapBridge.over(timelines, rules.gapToleranceDays(), rules.asOf()));
        return new Replayed(history.movements, history.months, history.families, history.watch.changes());
    }

    private void walk(List<ItemChange> changes) {
        NavigableMap<LocalDate, List<ItemChange>> days = new TreeMap<>();
        changes.stream().filter(change -> !change.day().isAfter(rules.asOf())).forEach(change -> days.computeIfAbsent(
                        change.day(), day -> new ArrayList<>())
                .add(change));
        if (days.isEmpty()) {
            return;
        }
        LocalDate month = days.firstKey().withDayOfMonth(1);
        while (!month.isAfter(rules.asOf())) {
            LocalDate next = month.plusMonths(1);
            month(month, days.subMap(month, true, next, false));
            month = next;
        }
    }

    private void month(LocalDate month, SortedMap<LocalDate, List<ItemChange>> days) {
        LocalDate before = month.minusDays(1);
        LocalDate last = month.plusMonths(1).minusDays(1);
        LocalDate end = last.isAfter(rules.asOf()) ? rules.asOf() : last;
        SortedSet<String> currencies = currencies(days);
        if (currencies.isEmpty()) {
            days.forEach(this::apply);
            return;
        }
        Map<String, BigDecimal> openingRates = rates(currencies, before);
        Map<String, BigDecimal> closingRates = rates(currencies, end);
        Balances opening = Balances.of(holdings.values(), openingRates);
        int first = movements.size();
        days.forEach((day, changes) -> {
            movements.addAll(ChangeSet.movements(rules, day, changes, holdings, bought, openingRates));
            apply(day, changes);
        });
        revalue(end, openingRates, closingRates);
        Balances closing = Balances.of(holdings.values(), closingRates);
        book(month, opening, closing, movements.subList(first, movements.size()), openingRates, closingRates);
    }

    private void apply(LocalDate day, List<ItemChange> changes) {
        changes.forEach(change ->
                holdings.merge(change.itemId(), Holding.NONE.after(change), (held, fresh) -> held.after(change)));
        watch.look(day, changes, holdings.values());
    }

    /** Currencies that are paid in at the month's beginning or by one of its changes. */
    private SortedSet<String> currencies(SortedMap<LocalDate, List<ItemChange>> days) {
        SortedSet<String> currencies = new TreeSet<>();
        holdings.values().stream()
                .map(Holding::state)
                .filter(ItemState::isPaid)
                .forEach(state -> currencies.add(state.paidTerms().currency()));
        days.values().stream()
                .flatMap(List::stream)
                .map(ItemChange::state)
                .filter(ItemState::isPaid)
                .forEach(state -> currencies.add(state.paidTerms().currency()));
        if (days.values().stream().flatMap(List::stream).anyMatch(ItemChange::movedIn)) {
            // What another account paid until then may have been in another currency.
            Stream.concat(
                            holdings.values().stream().map(Holding::state),
                            days.values().stream().flatMap(List::stream).map(ItemChange::state))
                    .map(ItemState::terms)
                    .filter(Objects::nonNull)
                    .forEach(terms -> currencies.add(terms.currency()));
        }
        return currencies;
    }

    private Map<String, BigDecimal> rates(SortedSet<String> currencies, LocalDate day) {
        Map<String, BigDecimal> rates = new HashMap<>();
        currencies.forEach(currency -> rates.put(currency, rules.rates().rate(currency, day)));
        return rates;
    }

    /** What exchange rates alone did to each item over the month. */
    private void revalue(LocalDate end, Map<String, BigDecimal> openingRates, Map<String, BigDecimal> closingRates) {
        holdings.forEach((item, holding) -> {
            if (!holding.state().isPaid()) {
                return;
            }
            ItemTerms terms = holding.state().paidTerms();
            Worth then = Worth.of(terms, rate(openingRates, terms.currency()));
            Worth change = Worth.of(terms, rate(closingRates, terms.currency())).minus(then);
            if (!change.isNothing()) {
                DecisionRow decision = rules.table()
                        .decide(new Situation(
                                AccountChange.CONTINUING, Change.FX, Direction.of(change.signum()), ProductLink.NONE));
                movements.add(new Movement(item, end, Long.MIN_VALUE, decision, change, terms, false));
            }
        });
    }

    private void book(
            LocalDate month,
            Balances opening,
            Balances closing,
            List<Movement> moved,
            Map<String, BigDecimal> openingRates,
            Map<String, BigDecimal> closingRates) {
        Map<String, Map<String, BigDecimal>> byClass = new TreeMap<>();
        moved.forEach(movement -> byClass.computeIfAbsent(movement.terms().currency(), key -> new TreeMap<>())
                .merge(movement.decision().movementClass(), movement.delta().mrr(), BigDecimal::add));
        SortedSet<String> currencies = new TreeSet<>(byClass.keySet());
        currencies.addAll(opening.currencies());
        currencies.addAll(closing.currencies());
        for (String currency : currencies) {
            months.add(new AccountMonth(
                    month,
                    currency,
                    opening.of(currency),
                    byClass.getOrDefault(currency, Map.of()),
                    closing.of(currency),
                    rate(openingRates, currency),
                    rate(closingRates, currency),
                    closing.seats(currency),
                    closing.families(currency)));
        }
        SortedSet<Balances.Key> keys = new TreeSet<>(opening.keys());
        keys.addAll(closing.keys());
        for (Balances.Key key : keys) {
            families.add(new FamilyMonth(
                    month,
                    key.family(),
                    key.currency(),
                    opening.of(key),
                    closing.of(key),
                    rate(openingRates, key.currency())));
        }
    }

    static BigDecimal rate(Map<String, BigDecimal> rates, String currency) {
        BigDecimal rate = rates.get(currency);
        if (rate == null) {
            throw new IllegalStateException("the rate of " + currency + " was not looked up");
        }
        return rate;
    }
}
