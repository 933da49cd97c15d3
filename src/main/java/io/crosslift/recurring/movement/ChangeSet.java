package io.crosslift.recurring.movement;

import io.crosslift.recurring.movement.Situation.AccountChange;
import io.crosslift.recurring.movement.Situation.Change;
import io.crosslift.recurring.movement.Situation.Direction;
import io.crosslift.recurring.movement.Situation.ProductLink;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that changed for one account on one day: item changes and what was held before in, movements by the decision table out. Values
 * are at the rates of the month's beginning.
 */
final class ChangeSet {
    private final MovementRules rules;
    private final LocalDate day;
    private final AccountChange account;
    private final Map<String, BigDecimal> rates;
    private final Owned owned;
    private final List<Movement> movements = new ArrayList<>();

    private ChangeSet(
            MovementRules rules, LocalDate day, AccountChange account, Map<String, BigDecimal> rates, Owned owned) {
        this.rules = rules;
        this.day = day;
        this.account = account;
        this.rates = rates;
        this.owned = owned;
    }

    /**
     * The movements of a day, in order of item and component.
     *
     * @param changes the day's changes, one per item
     * @param before holdings before the day
     * @param bought what the account bought besides
     * @param rates rate of every currency involved
     */
    static List<Movement> movements(
            MovementRules rules,
            LocalDate day,
            List<ItemChange> changes,
            SortedMap<String, Holding> before,
            List<BoughtProduct> bought,
            Map<String, BigDecimal> rates) {
        SortedMap<String, Holding> after = new TreeMap<>(before);
        changes.forEach(change -> after.put(
                change.itemId(),
                before.getOrDefault(change.itemId(), Holding.NONE).after(change)));
        boolean takesOver = changes.stream()
                .anyMatch(change -> paidElsewhere(change, before.getOrDefault(change.itemId(), Holding.NONE)) != null);
        boolean paidBefore = pays(before) || takesOver;
        boolean paidAfter = pays(after);
        if (!paidBefore && !paidAfter) {
            return List.of();
        }
        boolean everPaid = before.values().stream().anyMatch(Holding::everPaid);
        AccountChange account = paidBefore
                ? paidAfter ? AccountChange.CONTINUING : AccountChange.LEAVING
                : everPaid ? AccountChange.RETURNING : AccountChange.NEW;
        ChangeSet set = new ChangeSet(rules, day, account, rates, Owned.before(day, before.values(), bought));
        steps(changes, before, account).forEach(set::step);
        return set.movements;
    }

    private static boolean pays(SortedMap<String, Holding> holdings) {
        return holdings.values().stream().anyMatch(holding -> holding.state().isPaid());
    }

    /** The changes by item; of an item that is replaced the same day only the one that takes its place is left. */
    private static List<ItemStep> steps(
            List<ItemChange> changes, SortedMap<String, Holding> before, AccountChange account) {
        SortedMap<String, ItemChange> byItem = new TreeMap<>();
        changes.forEach(change -> byItem.put(change.itemId(), change));
        Set<String> replaced = new HashSet<>();
        List<ItemStep> steps = new ArrayList<>();
        for (ItemChange change : byItem.values()) {
            Holding own = before.getOrDefault(change.itemId(), Holding.NONE);
            String old = change.replaces();
            ItemChange ending = old == null ? null : byItem.get(old);
            Holding held = old == null ? Holding.NONE : before.getOrDefault(old, Holding.NONE);
            boolean takesOver = account == AccountChange.CONTINUING
                    && ending != null
                    && held.state().isPaid()
                    && !ending.state().isPaid()
                    && !own.state().isPaid()
                    && change.state().isPaid()
                    && replaced.add(ending.itemId());
            steps.add(takesOver ? new ItemStep(change, held, old) : new ItemStep(change, own, null));
        }
        steps.removeIf(step ->
                step.replacedItem() == null && replaced.contains(step.change().itemId()));
        return steps;
    }

    private void step(ItemStep step) {
        ItemTerms elsewhere = paidElsewhere(step.change(), step.before());
        if (elsewhere != null) {
            movedIn(step, elsewhere);
        } else if (step.paidBefore() && step.paidAfter()) {
            continuing(step);
        } else if (step.paidBefore()) {
            Worth lost = worthBefore(step).negated();
            Change removal = removal(step.change().state().standing());
            add(step, decide(removal, -1), lost, step.before().state().paidTerms());
        } else if (step.paidAfter()) {
            added(step);
        }
    }

    private void added(ItemStep step) {
        Worth gained = worthAfter(step);
        ItemTerms terms = step.change().state().paidTerms();
        boolean resumed = step.before().everPaid()
                && (account == AccountChange.CONTINUING || step.before().state().standing() == Standing.PAUSED);
        Change change = resumed ? Change.ITEM_RESUMED : Change.ITEM_ADDED;
        add(step, decide(change, gained, link(terms)), gained, terms);
    }

    /** What the other account paid moves here; only the rest is a change. */
    private void movedIn(ItemStep step, ItemTerms old) {
        Worth moved = Worth.of(old, rate(old.currency()));
        DecisionRow decision = decide(Change.ACCOUNT_TRANSFER, 1);
        movements.add(new Movement(step.change().itemId(), day, step.change().at(), decision, moved, old, false));
        ItemState paid = new ItemState(old, Standing.ACTIVE);
        if (!paid.equals(step.change().state())) {
            step(new ItemStep(
                    step.change(), new Holding(paid, true, step.before().pricedOn()), null));
        }
    }

    /** What another account paid for an item until it moved here, or null where none did. */
    private static @Nullable ItemTerms paidElsewhere(ItemChange change, Holding before) {
        ItemTerms told = before.state().terms();
        boolean moves = change.movedIn() && !before.state().isPaid();
        return moves && told != null && told.isPaid() ? told : null;
    }

    private void continuing(ItemStep step) {
        ItemTerms old = step.before().state().paidTerms();
        ItemTerms now = step.change().state().paidTerms();
        if (!old.currency().equals(now.currency())) {
            currencySwitch(step, old, now);
            return;
        }
        if (!old.family().equals(now.family())) {
            Worth moved = worthBefore(step).withBilled(Worth.zero());
            transfer(step, step.itemBefore(), moved.negated(), old, -1);
            transfer(step, step.change().itemId(), moved, now, 1);
        }
        Change product = product(old, now, step.change().byVendor());
        List<Component> components = Components.of(old, now, product, atOldBook(step, old, now));
        Worth total = worthAfter(step).minus(worthBefore(step));
        if (components.isEmpty()) {
            Change change = step.change().bridged()
                    ? Change.GAP_BRIDGED
                    : product == Change.MIGRATION ? Change.MIGRATION : Change.SAME_TERMS;
            add(step, decide(change, total, ProductLink.NONE), total, now);
            return;
        }
        BigDecimal rate = rate(now.currency());
        Worth left = total;
        for (Component component : components.subList(0, components.size() - 1)) {
            Worth part = part(component, rate);
            left = left.minus(part);
            add(step, decide(component.change(), component.year().signum()), part, now);
        }
        Component last = components.get(components.size() - 1);
        add(step, decide(last.change(), last.year().signum()), left, now);
    }

    private static Worth part(Component component, BigDecimal rate) {
        BigDecimal months = BigDecimal.valueOf(12);
        return new Worth(
                component.year().times(rate).over(months).money(),
                component.year().times(rate).money(),
                Worth.zero(),
                component.year().over(months).money());
    }

    /** What was paid in the old currency moves to the new one at the month's rates; only the rest is a change, of the term. */
    private void currencySwitch(ItemStep step, ItemTerms old, ItemTerms now) {
        Worth before = worthBefore(step);
        Worth total = worthAfter(step).minus(before);
        Exact changed = Exact.of(total.mrr()).over(rate(now.currency()));
        BigDecimal origChange = changed.money();
        Worth moved = before.withBilled(Worth.zero());
        transfer(step, step.itemBefore(), moved.negated(), old, -1);
        BigDecimal origMoved = worthAfter(step).origMrr().subtract(origChange);
        transfer(step, step.change().itemId(), new Worth(moved.mrr(), moved.arr(), moved.billed(), origMoved), now, 1);
        Worth delta = new Worth(total.mrr(), total.arr(), total.billed(), origChange);
        Change change = delta.signum() == 0 ? Change.SAME_TERMS : Change.TERM;
        add(step, decide(change, delta.signum()), delta, now);
    }

    /** Of an amount that is too small to have a sign, the direction is what it is called. */
    private void transfer(ItemStep step, String item, Worth delta, ItemTerms terms, int direction) {
        movements.add(
                new Movement(item, day, step.change().at(), decide(Change.TRANSFER, direction), delta, terms, false));
    }

    private Change product(ItemTerms old, ItemTerms now, boolean byVendor) {
        if (old.productId().equals(now.productId())) {
            return Change.SAME_TERMS;
        }
        boolean migration = rules.relations().isMigrationOf(old.productId(), now.productId());
        if (migration && byVendor) {
            return Change.MIGRATION;
        }
        boolean related = rules.relations().isUpgradeOfAny(now.productId(), Set.of(old.productId()))
                || rules.relations().isUpgradeOfAny(old.productId(), Set.of(now.productId()));
        boolean ranked = old.family().equals(now.family())
                && old.tier() != null
                && now.tier() != null
                && !old.tier().equals(now.tier());
        return related || ranked ? Change.TIER : migration ? Change.MIGRATION : Change.SWAP;
    }

    /** The new tier's yearly price in the book that the old price comes from, else in today's, else as it is paid. */
    private Exact atOldBook(ItemStep step, ItemTerms old, ItemTerms now) {
        BigDecimal price = rules.prices()
                .price(
                        now.productId(),
                        old.currency(),
                        old.interval(),
                        step.before().pricedOn());
        if (price == null) {
            price = rules.prices().price(now.productId(), old.currency(), old.interval(), day);
        }
        return price == null ? now.unitYear() : old.interval().perYear(price);
    }

    private ProductLink link(ItemTerms terms) {
        if (rules.relations().isAddOnOfAny(terms.productId(), owned.products())) {
            return ProductLink.ADD_ON;
        }
        if (rules.relations().isComplementOfAny(terms.productId(), owned.products())) {
            return ProductLink.COMPLEMENT;
        }
        return owned.families().contains(terms.family()) ? ProductLink.OWNED : ProductLink.OTHER;
    }

    private static Change removal(Standing standing) {
        return switch (standing) {
            case PAUSED -> Change.ITEM_PAUSED;
            case LAPSED -> Change.ITEM_LAPSED;
            case MOVED -> Change.ACCOUNT_TRANSFER;
            case ACTIVE, TRIAL, ENDED -> Change.ITEM_REMOVED;
        };
    }

    private DecisionRow decide(Change change, int signum) {
        return rules.table().decide(new Situation(account, change, Direction.of(signum), ProductLink.NONE));
    }

    private DecisionRow decide(Change change, Worth delta, ProductLink link) {
        return rules.table().decide(new Situation(account, change, Direction.of(delta.signum()), link));
    }

    private void add(ItemStep step, DecisionRow decision, Worth delta, ItemTerms terms) {
        movements.add(new Movement(
                step.change().itemId(),
                day,
                step.change().at(),
                decision,
                delta,
                terms,
                step.paidAfter() && step.wasTrialOrFree()));
    }

    private Worth worthBefore(ItemStep step) {
        ItemState state = step.before().state();
        return state.worth(rate(state.paidTerms().currency()));
    }

    private Worth worthAfter(ItemStep step) {
        ItemState state = step.change().state();
        return state.worth(rate(state.paidTerms().currency()));
    }

    private BigDecimal rate(String currency) {
        return AccountHistory.rate(rates, currency);
    }
}
