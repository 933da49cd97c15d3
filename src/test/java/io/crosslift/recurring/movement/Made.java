package io.crosslift.recurring.movement;

import io.crosslift.expansion.RelationGraph;
import io.crosslift.recurring.movement.BillingInterval.Unit;
import io.crosslift.recurring.movement.SubscriptionVersion.Status;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An account made for a test: items and their subscription, which is active all the time unless told otherwise. */
final class Made {
    static final BillingInterval MONTHLY = new BillingInterval(Unit.MONTH, 1);
    static final BillingInterval YEARLY = new BillingInterval(Unit.YEAR, 1);
    static final LocalDate AS_OF = LocalDate.of(2025, 1, 31);
    static final Rates HOME = (currency, day) -> BigDecimal.ONE;

    private final List<ItemVersion> items = new ArrayList<>();
    private final List<SubscriptionVersion> subscriptions = new ArrayList<>();
    private final List<BoughtProduct> bought = new ArrayList<>();
    private final List<RelationGraph.Relation> relations = new ArrayList<>();
    private PriceList prices = PriceList.EMPTY;
    private Rates rates = HOME;
    private LocalDate asOf = AS_OF;
    private int tolerance;

    static Made account() {
        return new Made();
    }

    Made item(String item, String from, @Nullable String to, ItemTerms terms) {
        return item(item, from, to, terms, null, false);
    }

    Made item(
            String item,
            String from,
            @Nullable String to,
            ItemTerms terms,
            @Nullable String replaces,
            boolean byVendor) {
        items.add(new ItemVersion(item, "S", span(from, to), terms, replaces, byVendor));
        return this;
    }

    Made status(Status status, String from, @Nullable String to) {
        return status(status, from, to, null);
    }

    Made status(Status status, String from, @Nullable String to, @Nullable String serviceEnd) {
        LocalDate end = serviceEnd == null ? null : LocalDate.parse(serviceEnd);
        subscriptions.add(
                new SubscriptionVersion("S", span(from, to), status, end, end == null ? 0 : micros(end), false, false));
        return this;
    }

    Made movedIn(String day) {
        subscriptions.add(new SubscriptionVersion("S", span(day, null), Status.ACTIVE, null, 0, true, false));
        return this;
    }

    Made movedOut(String day) {
        subscriptions.add(new SubscriptionVersion("S", span("2000-01-01", day), Status.ACTIVE, null, 0, false, true));
        return this;
    }

    Made bought(String product, String family, String from, @Nullable String to) {
        bought.add(new BoughtProduct(product, family, span(from, to)));
        return this;
    }

    Made relation(String from, String relation, String to) {
        relations.add(new RelationGraph.Relation(from, to, relation));
        return this;
    }

    Made prices(PriceList list) {
        prices = list;
        return this;
    }

    Made rates(Rates given) {
        rates = given;
        return this;
    }

    Made asOf(String day) {
        asOf = LocalDate.parse(day);
        return this;
    }

    Made tolerance(int days) {
        tolerance = days;
        return this;
    }

    AccountHistory.Replayed replayed() {
        List<SubscriptionVersion> spans = subscriptions.isEmpty()
                ? List.of(new SubscriptionVersion("S", span("2000-01-01", null), Status.ACTIVE, null, 0, false, false))
                : subscriptions;
        return AccountHistory.replay(
                items,
                spans,
                bought,
                new MovementRules(DecisionTable.STANDARD, RelationGraph.of(relations), prices, rates, asOf, tolerance));
    }

    /** The movements as {@code item class reason amount}, those before the year of as-of left out. */
    List<String> movements() {
        return movements(replayed(), asOf.withDayOfYear(1));
    }

    static List<String> movements(AccountHistory.Replayed replayed, LocalDate from) {
        return replayed.movements().stream()
                .filter(movement -> !movement.day().isBefore(from))
                .map(movement -> String.join(
                        " ",
                        movement.itemId(),
                        movement.decision().movementClass(),
                        movement.decision().reason(),
                        movement.delta().mrr().toPlainString()))
                .toList();
    }

    static ItemTerms terms(String product, String family, @Nullable Integer tier, String quantity, String price) {
        return new ItemTerms(
                product, family, tier, new BigDecimal(quantity), new BigDecimal(price), MONTHLY, "USD", Discount.NONE);
    }

    static ItemTerms in(String currency, ItemTerms terms) {
        return new ItemTerms(
                terms.productId(),
                terms.family(),
                terms.tier(),
                terms.quantity(),
                terms.unitPrice(),
                terms.interval(),
                currency,
                terms.discount());
    }

    static ItemTerms due(BillingInterval interval, ItemTerms terms) {
        return new ItemTerms(
                terms.productId(),
                terms.family(),
                terms.tier(),
                terms.quantity(),
                terms.unitPrice(),
                interval,
                terms.currency(),
                terms.discount());
    }

    static ItemTerms discounted(Discount discount, ItemTerms terms) {
        return new ItemTerms(
                terms.productId(),
                terms.family(),
                terms.tier(),
                terms.quantity(),
                terms.unitPrice(),
                terms.interval(),
                terms.currency(),
                discount);
    }

    static Span span(String from, @Nullable String to) {
        LocalDate first = LocalDate.parse(from);
        LocalDate end = to == null ? LocalDate.MAX : LocalDate.parse(to);
        return new Span(first, end, micros(first), to == null ? Long.MAX_VALUE : micros(end));
    }

    static long micros(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toEpochSecond() * 1_000_000L;
    }

    /** Sum of MRR movements of a class from the year of as-of on. */
    static BigDecimal sum(Map<String, BigDecimal> byClass, String name) {
        return byClass.getOrDefault(name, new BigDecimal("0.00"));
    }
}
