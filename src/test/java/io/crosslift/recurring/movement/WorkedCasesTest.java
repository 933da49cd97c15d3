package io.crosslift.recurring.movement;

import static io.crosslift.recurring.movement.Made.account;
import static io.crosslift.recurring.movement.Made.discounted;
import static io.crosslift.recurring.movement.Made.due;
import static io.crosslift.recurring.movement.Made.in;
import static io.crosslift.recurring.movement.Made.terms;
import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.recurring.movement.BillingInterval.Unit;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The worked cases of recurring revenue, exact to the cent. */
class WorkedCasesTest {
    private static final String CHANGED = "2025-01-15";
    private static final LocalDate YEAR = LocalDate.of(2025, 1, 1);

    static Stream<String> bridgeAccounts() {
        return Golden.lines("06_mrr_bridge/in_item_states.csv").stream()
                .map(line -> line.text("account_id"))
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("bridgeAccounts")
    void everyMovementClassComesOutAsTheBridgeHasIt(String account) {
        List<String> expected = Golden.lines("06_mrr_bridge/expected_movements.csv").stream()
                .filter(line -> line.text("account_id").equals(account))
                .map(line -> String.join(
                        " ",
                        line.text("item"),
                        line.text("movement_class"),
                        line.text("reason"),
                        line.text("mrr_delta")))
                .toList();

        assertThat(bridgeAccount(account).movements()).containsExactlyElementsOf(expected);
    }

    @Test
    void theBridgeOfAllAccountsCloses() {
        Golden expected = Golden.lines("06_mrr_bridge/expected_bridge.csv").get(0);
        Map<String, BigDecimal> sums = new TreeMap<>();
        bridgeAccounts().forEach(account -> bridgeAccount(account).replayed().months().stream()
                .filter(month -> month.month().equals(YEAR))
                .forEach(month -> {
                    sums.merge("opening_mrr", month.opening().mrr(), BigDecimal::add);
                    sums.merge("closing_mrr", month.closing().mrr(), BigDecimal::add);
                    month.movements()
                            .forEach((name, amount) -> sums.merge(name + "_mrr", amount.abs(), BigDecimal::add));
                }));

        assertThat(sums).hasSize(8);
        sums.forEach((column, sum) -> assertThat(sum).as(column).isEqualTo(expected.number(column)));
    }

    private static Made bridgeAccount(String account) {
        Made made = account().relation("AddonX", "addon_of", "Base");
        for (Golden line : Golden.lines("06_mrr_bridge/in_item_states.csv")) {
            if (!line.text("account_id").equals(account)) {
                continue;
            }
            String item = line.text("item");
            ItemTerms open = state(line, "product", "tier_rank", "open_qty", "open_unit_mrr");
            ItemTerms close = state(line, "close_product", "close_tier_rank", "close_qty", "close_unit_mrr");
            if (open.isPaid()) {
                made.item(item, "2024-06-01", CHANGED, open);
            } else if (line.whole("had_mrr_before") == 1 && item.equals("base")) {
                made.item(item, "2024-03-01", "2024-06-01", close);
            }
            if (close.isPaid()) {
                made.item(item, CHANGED, null, close);
            }
        }
        return made;
    }

    private static ItemTerms state(Golden line, String product, String tier, String quantity, String price) {
        String rank = line.text(tier);
        String family = line.text(product).startsWith("Addon") ? "addons" : "core";
        return terms(
                line.text(product),
                family,
                rank.isEmpty() ? null : Integer.valueOf(rank),
                line.text(quantity),
                line.text(price));
    }

    @Test
    void aMixedChangeIsTakenApartInTheFixedOrder() {
        Made made = account().relation("AddonY", "addon_of", "Basic").relation("Pro", "upgrade_of", "Basic");
        Map<String, String> oldBook = new TreeMap<>();
        for (Golden line : Golden.lines("07_mixed_change/in_before_after.csv")) {
            if (!line.text("old_product").isEmpty()) {
                made.item(line.text("item"), "2024-06-01", CHANGED, mixed(line, "old"));
            }
            if (!line.text("new_product").isEmpty()) {
                made.item(line.text("item"), CHANGED, null, mixed(line, "new"));
                oldBook.put(line.text("new_product"), line.text("new_unit_price_at_old_pricebook"));
            }
        }
        // The old book holds until the year's end; the item was priced in June 2024.
        made.prices((product, currency, interval, day) -> {
            String price = oldBook.get(product);
            return price == null || !day.isBefore(YEAR) ? null : new BigDecimal(price);
        });

        Golden totals = Golden.lines("07_mixed_change/expected_totals.csv").get(0);
        assertThat(made.movements())
                .containsExactlyInAnyOrderElementsOf(Golden.lines("07_mixed_change/expected.csv").stream()
                        .map(line -> String.join(
                                " ",
                                line.text("item"),
                                line.text("movement_class"),
                                line.text("reason"),
                                line.text("mrr_delta")))
                        .toList());
        assertThat(made.movements().stream().filter(text -> text.startsWith("base")))
                .extracting(text -> text.split(" ")[2])
                .containsExactly("tier", "price", "seat", "discount");
        AccountMonth month = january(made);
        assertThat(month.opening().mrr()).isEqualTo(totals.number("opening_mrr"));
        assertThat(month.closing().mrr()).isEqualTo(totals.number("closing_mrr"));
        assertThat(month.movements().get("contraction").negate()).isEqualTo(totals.number("gross_contraction"));
        assertThat(month.movements().get("up_sell").add(month.movements().get("cross_sell")))
                .isEqualTo(totals.number("gross_expansion"));
    }

    private static AccountMonth january(Made made) {
        return made.replayed().months().stream()
                .filter(month -> month.month().equals(YEAR))
                .findFirst()
                .orElseThrow();
    }

    private static ItemTerms mixed(Golden line, String side) {
        String product = line.text(side + "_product");
        String family = product.startsWith("Addon") ? product : "core";
        BigDecimal percent = line.number(side + "_recurring_discount").movePointRight(2);
        return discounted(
                new Discount(Discount.Kind.FOREVER, percent, BigDecimal.ZERO, null),
                terms(product, family, null, line.text(side + "_qty"), line.text(side + "_unit_mrr")));
    }

    static Stream<Golden> prorations() {
        return Golden.lines("08_proration/in_changes.csv").stream();
    }

    @ParameterizedTest
    @MethodSource("prorations")
    void prorationNeverEntersRecurringRevenue(Golden change) {
        Golden expected = Golden.lines("08_proration/expected.csv").stream()
                .filter(line -> line.text("case_id").equals(change.text("case_id")))
                .findFirst()
                .orElseThrow();
        BillingInterval interval = new BillingInterval(Unit.MONTH, change.whole("interval_months"));
        ItemTerms old = due(interval, terms("P", "f", 1, change.text("old_qty"), change.text("old_period_price")));
        boolean seats = !change.text("old_qty").equals(change.text("new_qty"));
        ItemTerms now = due(
                interval,
                terms(seats ? "P" : "Q", "f", seats ? 1 : 2, change.text("new_qty"), change.text("new_period_price")));

        AccountHistory.Replayed replayed = account()
                .item("i", "2024-06-01", change.text("change_date"), old)
                .item("i", change.text("change_date"), null, now)
                .asOf("2025-12-31")
                .replayed();

        assertThat(old.mrr()).isEqualTo(expected.number("old_mrr"));
        assertThat(now.mrr()).isEqualTo(expected.number("new_mrr"));
        String reason = seats ? "seat" : "tier";
        assertThat(expected.text("reason")).contains(reason);
        assertThat(Made.movements(replayed, YEAR))
                .containsExactly(
                        "i " + expected.text("movement_class") + " " + reason + " " + expected.text("mrr_delta"));
    }

    @Test
    void intervalsAreNormalisedWithoutShortcuts() {
        Map<String, ItemTerms> items = new TreeMap<>();
        for (Golden line : Golden.lines("09_normalisation/in_items.csv")) {
            if (line.text("charge_type").equals("recurring")) {
                BillingInterval interval =
                        new BillingInterval(Unit.named(line.text("interval_unit")), line.whole("interval_count"));
                items.put(
                        line.text("item_id"),
                        due(interval, terms("P", "f", null, "1", line.text("amount_per_interval"))));
            }
        }
        BigDecimal mrr = BigDecimal.ZERO;
        BigDecimal arr = BigDecimal.ZERO;
        for (Golden expected : Golden.lines("09_normalisation/expected.csv")) {
            ItemTerms terms = items.get(expected.text("item_id"));
            if (terms != null) {
                assertThat(terms.mrr()).as(expected.text("item_id")).isEqualTo(expected.number("mrr"));
                assertThat(terms.arr()).as(expected.text("item_id")).isEqualTo(expected.number("arr"));
                mrr = mrr.add(terms.mrr());
                arr = arr.add(terms.arr());
            } else if (expected.text("item_id").equals("TOTAL")) {
                assertThat(mrr).isEqualTo(expected.number("mrr"));
                assertThat(arr).isEqualTo(expected.number("arr"));
            } else if (expected.text("item_id").startsWith("ARR_MINUS")) {
                assertThat(arr.subtract(mrr.multiply(BigDecimal.valueOf(12)))).isEqualTo(expected.number("arr"));
            }
        }
        assertThat(items).hasSize(8);
    }

    @Test
    void aTrialCarriesNoRecurringRevenueUntilItIsPaid() {
        ItemTerms terms = terms("P", "f", null, "1", "49.99");
        AccountHistory.Replayed replayed = account()
                .item("tr", "2025-01-01", null, terms)
                .status(SubscriptionVersion.Status.TRIALING, "2025-01-01", "2025-01-20")
                .status(SubscriptionVersion.Status.ACTIVE, "2025-01-20", null)
                .replayed();

        assertThat(replayed.movements()).singleElement().satisfies(movement -> {
            assertThat(movement.day()).isEqualTo("2025-01-20");
            assertThat(movement.decision().reason()).isEqualTo("first_purchase");
            assertThat(movement.trialConversion()).isTrue();
        });
    }

    @Test
    void exchangeRatesMoveAColumnOfTheirOwn() {
        Map<String, Golden> fx = new TreeMap<>();
        Golden.lines("10_fx_effect/in_fx.csv").forEach(line -> fx.put(line.text("currency"), line));
        Rates rates = (currency, day) -> fx.get(currency).number(day.isBefore(YEAR) ? "open_rate" : "close_rate");
        Map<String, BigDecimal> sums = new TreeMap<>();
        for (Golden line : Golden.lines("10_fx_effect/in_accounts.csv")) {
            Made made = account().rates(rates);
            if (line.number("open_mrr_orig").signum() > 0) {
                made.item("i", "2024-06-01", CHANGED, priced(line, "open_mrr_orig"));
            }
            if (line.number("close_mrr_orig").signum() > 0) {
                made.item("i", CHANGED, null, priced(line, "close_mrr_orig"));
            }
            AccountMonth month = january(made);
            sums.merge("opening_mrr", month.opening().mrr(), BigDecimal::add);
            sums.merge("closing_mrr", month.closing().mrr(), BigDecimal::add);
            month.movements().forEach((name, amount) -> sums.merge(name, amount, BigDecimal::add));
        }
        Golden expected = Golden.lines("10_fx_effect/expected.csv").get(0);

        assertThat(sums)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "opening_mrr", expected.number("opening_mrr"),
                        "new", expected.number("new_mrr"),
                        "up_sell", expected.number("expansion_mrr"),
                        "churn", expected.number("churn_mrr").negate(),
                        "fx_effect", expected.number("fx_effect"),
                        "closing_mrr", expected.number("closing_mrr")));
    }

    private static ItemTerms priced(Golden line, String column) {
        return in(line.text("currency"), terms("P", "f", null, "1", line.text(column)));
    }

    static Stream<Golden> discountedSubscriptions() {
        return Golden.lines("29_discount_mrr/in_subs.csv").stream();
    }

    @ParameterizedTest
    @MethodSource("discountedSubscriptions")
    void onlyOpenEndedDiscountsLowerContractRevenue(Golden line) {
        Golden expected = Golden.lines("29_discount_mrr/expected.csv").stream()
                .filter(row -> row.text("sub_group").equals(line.text("sub_group")))
                .findFirst()
                .orElseThrow();
        Discount.Kind kind =
                switch (line.text("discount_kind")) {
                    case "once" -> Discount.Kind.ONCE;
                    case "repeating" -> Discount.Kind.REPEATING;
                    default -> Discount.Kind.FOREVER;
                };
        Discount discount = new Discount(kind, line.number("percent_off"), line.number("amount_off"), null);
        ItemTerms terms = discounted(discount, terms("P", "f", null, "1", line.text("list_mrr")));
        BigDecimal subscriptions = line.number("subscriptions");

        assertThat(terms.mrr().multiply(subscriptions)).isEqualTo(expected.number("contract_mrr"));
        assertThat(terms.billedMrr().multiply(subscriptions)).isEqualTo(expected.number("billed_mrr"));
    }

    static Stream<Golden> migrations() {
        return Golden.lines("32_product_migration/in_items.csv").stream();
    }

    @ParameterizedTest
    @MethodSource("migrations")
    void aMigrationIsNoChurnAndASwapMovesOnlyTheDifference(Golden line) {
        Golden expected = Golden.lines("32_product_migration/expected.csv").stream()
                .filter(row -> row.text("account_id").equals(line.text("account_id")))
                .findFirst()
                .orElseThrow();
        String old = line.text("old_product");
        String now = line.text("new_product");
        Made made = account()
                .item("old", "2024-06-01", CHANGED, terms(old, "f", null, "1", line.text("old_mrr")))
                .item(
                        "now",
                        CHANGED,
                        null,
                        terms(now, "f", null, "1", line.text("new_mrr")),
                        "old",
                        line.text("initiated_by").equals("vendor"));
        switch (line.text("relation")) {
            case "migrates_to" -> made.relation(old, "migrates_to", now);
            case "upgrade_of" -> made.relation(now, "upgrade_of", old);
            default -> {}
        }
        List<String> movement = new ArrayList<>(
                List.of("now", expected.text("movement_class"), expected.text("reason"), expected.text("mrr_delta")));

        assertThat(made.movements()).containsExactly(String.join(" ", movement));
    }
}
