package io.crosslift.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.schema.SubscriptionItems;
import io.crosslift.testing.SparkSessionExtension;
import java.time.LocalDate;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Subscriptions, their items and list prices, each rule broken once by a row whose key says how. */
@ExtendWith(SparkSessionExtension.class)
class RecurringRulesIT {
    private static MemoryLake lake;

    @BeforeAll
    static void takeIn(SparkSession spark) {
        Constants world = Constants.source();
        world.rows(
                "accounts",
                "account_id, created_at, is_internal, account_type",
                "'a', TIMESTAMP'2020-01-01', false, 'customer'",
                "'internal', TIMESTAMP'2020-01-01', true, 'customer'");
        world.rows(
                "products",
                "product_id, valid_from, sku, product_family, business_model, is_recurring",
                "'p', TIMESTAMP'2020-01-01', 'p', 'F', 'saas', true");
        world.rows(
                "fx_rates",
                "currency, rate_date, rate",
                "'EUR', DATE'2024-12-31', 1.1",
                "'EUR', DATE'2025-01-31', 1.1",
                "'EUR', DATE'2025-02-28', 1.1",
                "'EUR', DATE'2025-03-31', 1.1",
                "'GBP', DATE'2024-12-31', 1.3",
                "'GBP', DATE'2025-01-31', 1.3",
                "'GBP', DATE'2025-03-31', 1.3");
        subscriptions(world);
        items(world);
        world.rows(
                "price_book",
                "product_id, currency, interval_unit, valid_from, valid_to, unit_price",
                "'p', 'USD', 'month', TIMESTAMP'2020-01-01', TIMESTAMP'2025-01-01', 10",
                "'p', 'USD', 'month', TIMESTAMP'2025-01-01', NULL, 12",
                "'p', 'EUR', 'month', TIMESTAMP'2025-01-01', NULL, -1",
                "'q', 'USD', 'month', TIMESTAMP'2025-01-01', NULL, 1",
                "'p', 'USD', 'fortnight', TIMESTAMP'2025-01-01', NULL, 1",
                "'p', 'USD', 'year', TIMESTAMP'2025-01-01', NULL, 100",
                "'p', 'USD', 'year', TIMESTAMP'2025-02-01', NULL, 110");
        agreements(world);
        lake = new MemoryLake(spark).take(world.build(), LocalDate.parse("2025-03-31"), MemoryLake.FIRST_RUN);
    }

    private static void agreements(Constants world) {
        world.rows(
                "contracts",
                "contract_id, account_id, signed_at, term_months, recurring_tcv, currency, kind",
                "'signed', 'a', TIMESTAMP'2025-01-10', 12, 1200, 'USD', 'new'",
                "'signed-in-euro', 'a', TIMESTAMP'2025-01-31 15:00:00', 12, 1200, 'EUR', 'new'",
                "'no-rate', 'a', TIMESTAMP'2025-01-10', 12, 1200, 'EUR', 'new'",
                "'no-term', 'a', TIMESTAMP'2025-01-10', 0, 1200, 'USD', 'new'",
                "'odd-kind', 'a', TIMESTAMP'2025-01-10', 12, 1200, 'USD', 'verbal'",
                "'no-currency', 'a', TIMESTAMP'2025-01-10', 12, 1200, 'ABC', 'new'",
                "'of-nobody', 'zzz', TIMESTAMP'2025-01-10', 12, 1200, 'USD', 'new'",
                "'own', 'internal', TIMESTAMP'2025-01-10', 12, 1200, 'USD', 'new'",
                "'to-come', 'a', TIMESTAMP'2025-04-10', 12, 1200, 'USD', 'new'");
        world.rows(
                "referrals",
                "referral_id, referrer_account_id, referred_account_id, referred_at, closed_at, status",
                "'won', NULL, 'a', TIMESTAMP'2025-01-01', TIMESTAMP'2025-01-31', 'closed_won'",
                "'open', NULL, 'a', TIMESTAMP'2025-03-01', NULL, 'open'",
                // Referral f4 of the worked case 26.
                "'f4', NULL, 'a', TIMESTAMP'2025-03-10', TIMESTAMP'2025-03-05', 'closed_won'",
                "'undated', NULL, 'a', TIMESTAMP'2025-03-01', NULL, 'closed_won'",
                "'itself', 'a', 'a', TIMESTAMP'2025-03-01', NULL, 'open'",
                "'odd', NULL, 'a', TIMESTAMP'2025-03-01', NULL, 'perhaps'",
                "'unknown', NULL, 'zzz', TIMESTAMP'2025-03-01', NULL, 'open'");
        world.rows(
                "support_tickets",
                "ticket_id, account_id, opened_at, unit_cost",
                "'dear', 'a', TIMESTAMP'2025-03-01', 12.5",
                "'unpriced', 'a', TIMESTAMP'2025-03-01', NULL",
                "'refund', 'a', TIMESTAMP'2025-03-01', -1",
                "'stray', 'zzz', TIMESTAMP'2025-03-01', 1");
    }

    private static void subscriptions(Constants world) {
        world.rows(
                "subscriptions",
                "subscription_id, account_id, status, started_at, cancelled_at, ends_at, currency, valid_from, valid_to",
                subscription("good", "a", "active", "NULL", "NULL", "USD", "2025-01-10", "NULL"),
                subscription("euro", "a", "active", "NULL", "NULL", "EUR", "2025-01-10", "NULL"),
                subscription("pound", "a", "active", "NULL", "NULL", "GBP", "2025-01-10", "NULL"),
                subscription("pound-in-january", "a", "active", "NULL", "NULL", "GBP", "2025-01-10", "'2025-01-20'"),
                subscription("gold", "a", "active", "NULL", "NULL", "ABC", "2025-01-10", "NULL"),
                subscription("odd-status", "a", "sleeping", "NULL", "NULL", "USD", "2025-01-10", "NULL"),
                subscription("hasty", "a", "cancelled", "'2025-01-01'", "NULL", "USD", "2025-01-10", "NULL"),
                subscription("short", "a", "active", "NULL", "'2025-01-01'", "USD", "2025-01-10", "NULL"),
                subscription("backwards", "a", "active", "NULL", "NULL", "USD", "2025-01-10", "'2025-01-05'"),
                subscription("overlap", "a", "active", "NULL", "NULL", "USD", "2025-01-10", "'2025-02-10'"),
                subscription("overlap", "a", "paused", "NULL", "NULL", "USD", "2025-02-01", "NULL"),
                subscription("trial-again", "a", "active", "NULL", "NULL", "USD", "2025-01-10", "'2025-02-10'"),
                subscription("trial-again", "a", "trialing", "NULL", "NULL", "USD", "2025-02-10", "NULL"),
                subscription("nobody", "zzz", "active", "NULL", "NULL", "USD", "2025-01-10", "NULL"),
                subscription("internal", "internal", "active", "NULL", "NULL", "USD", "2025-01-10", "NULL"),
                subscription("tomorrow", "a", "active", "NULL", "NULL", "USD", "2025-04-02", "NULL"));
    }

    private static String subscription(
            String id,
            String who,
            String status,
            String cancelled,
            String ends,
            String currency,
            String from,
            String to) {
        return "'%s', '%s', '%s', TIMESTAMP'2025-01-10', CAST(%s AS TIMESTAMP), CAST(%s AS TIMESTAMP), '%s', TIMESTAMP'%s', CAST(%s AS TIMESTAMP)"
                .formatted(id, who, status, cancelled, ends, currency, from, to);
    }

    private static void items(Constants world) {
        world.rows(
                "subscription_items",
                "subscription_item_id, subscription_id, product_id, qty, unit_price, interval_unit, interval_count,"
                        + " recurring_discount_pct, discount_kind, replaces_item_id, valid_from, valid_to",
                item("good", "good", "p", "2", "10", "month", "10", "forever", "NULL", "2025-01-10", "'2025-02-10'"),
                item("good", "good", "p", "3", "10", "month", "10", "forever", "NULL", "2025-02-10", "NULL"),
                item("gap", "good", "p", "1", "10", "month", "0", "once", "NULL", "2025-01-10", "'2025-02-10'"),
                item("gap", "good", "p", "1", "10", "month", "0", "once", "NULL", "2025-02-20", "NULL"),
                item("overlap", "good", "p", "1", "10", "month", "0", "once", "NULL", "2025-01-10", "'2025-02-10'"),
                item("overlap", "good", "p", "2", "10", "month", "0", "once", "NULL", "2025-02-01", "NULL"),
                item("negative", "good", "p", "-1", "10", "month", "0", "once", "NULL", "2025-01-10", "NULL"),
                item("paid-out", "good", "p", "1", "-10", "month", "0", "once", "NULL", "2025-01-10", "NULL"),
                item("fortnight", "good", "p", "1", "10", "fortnight", "0", "once", "NULL", "2025-01-10", "NULL"),
                item("generous", "good", "p", "1", "10", "month", "101", "forever", "NULL", "2025-01-10", "NULL"),
                item("odd-discount", "good", "p", "1", "10", "month", "1", "often", "NULL", "2025-01-10", "NULL"),
                item("no-product", "good", "zzz", "1", "10", "month", "0", "once", "NULL", "2025-01-10", "NULL"),
                item("no-subscription", "zzz", "p", "1", "10", "month", "0", "once", "NULL", "2025-01-10", "NULL"),
                item("bad-subscription", "gold", "p", "1", "10", "month", "0", "once", "NULL", "2025-01-10", "NULL"),
                item("of-internal", "internal", "p", "1", "10", "month", "0", "once", "NULL", "2025-01-10", "NULL"),
                item(
                        "bad-of-internal",
                        "internal",
                        "zzz",
                        "1",
                        "10",
                        "month",
                        "0",
                        "once",
                        "NULL",
                        "2025-01-10",
                        "NULL"),
                item("replaces", "good", "p", "1", "10", "month", "0", "once", "'negative-not'", "2025-01-10", "NULL"),
                item("replaces-open", "good", "p", "1", "10", "month", "0", "once", "'good'", "2025-01-10", "NULL"),
                item("ended", "good", "p", "1", "10", "month", "0", "once", "NULL", "2025-01-10", "'2025-02-01'"),
                item("replaces-ended", "good", "p", "1", "9", "month", "0", "once", "'ended'", "2025-02-01", "NULL"),
                item("tomorrow", "good", "p", "1", "10", "month", "0", "once", "NULL", "2025-04-02", "NULL"));
    }

    private static String item(
            String id,
            String subscription,
            String product,
            String quantity,
            String price,
            String unit,
            String percent,
            String kind,
            String replaces,
            String from,
            String to) {
        return "'%s', '%s', '%s', %s, %s, '%s', 1, CAST(%s AS DECIMAL(9,6)), '%s', %s, TIMESTAMP'%s', CAST(%s AS TIMESTAMP)"
                .formatted(id, subscription, product, quantity, price, unit, percent, kind, replaces, from, to);
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "subscriptions, good, accepted",
        "subscriptions, euro, accepted",
        "subscriptions, pound, quarantined FX_MISSING",
        "subscriptions, pound-in-january, accepted",
        "subscriptions, gold, quarantined CURRENCY_UNKNOWN",
        "subscriptions, odd-status, quarantined UNKNOWN_STATUS",
        "subscriptions, hasty, quarantined CANCELLED_BEFORE_START",
        "subscriptions, short, quarantined ENDED_BEFORE_START",
        "subscriptions, backwards, quarantined PERIOD_REVERSED",
        "subscriptions, overlap, quarantined SCD_OVERLAP | quarantined SCD_OVERLAP",
        "subscriptions, nobody, quarantined ORPHAN_ACCOUNT",
        "subscriptions, internal, excluded internal_account",
        "subscriptions, tomorrow, future FUTURE",
        "subscription_items, good, accepted | accepted",
        "subscription_items, gap, accepted | accepted",
        "subscription_items, overlap, quarantined SCD_OVERLAP | quarantined SCD_OVERLAP",
        "subscription_items, negative, quarantined NEGATIVE_QUANTITY",
        "subscription_items, paid-out, quarantined NEGATIVE_PRICE",
        "subscription_items, fortnight, quarantined INTERVAL_UNKNOWN",
        "subscription_items, generous, quarantined DISCOUNT_RANGE",
        "subscription_items, odd-discount, quarantined UNKNOWN_DISCOUNT",
        "subscription_items, no-product, quarantined ORPHAN_PRODUCT",
        "subscription_items, no-subscription, quarantined ORPHAN_SUBSCRIPTION",
        "subscription_items, bad-subscription, quarantined ORPHAN_SUBSCRIPTION",
        "subscription_items, of-internal, excluded internal_account",
        "subscription_items, bad-of-internal, quarantined ORPHAN_PRODUCT",
        "subscription_items, replaces, quarantined REPLACES_UNKNOWN",
        "subscription_items, replaces-open, quarantined REPLACES_OPEN",
        "subscription_items, replaces-ended, accepted",
        "subscription_items, tomorrow, future FUTURE",
        "contracts, signed, accepted",
        "contracts, signed-in-euro, accepted",
        "contracts, no-rate, quarantined FX_MISSING",
        "contracts, no-term, quarantined TERM_NOT_POSITIVE",
        "contracts, odd-kind, quarantined UNKNOWN_KIND",
        "contracts, no-currency, quarantined CURRENCY_UNKNOWN",
        "contracts, of-nobody, quarantined ORPHAN_ACCOUNT",
        "contracts, own, excluded internal_account",
        "contracts, to-come, future FUTURE",
        "referrals, won, accepted",
        "referrals, open, accepted",
        "referrals, f4, quarantined NEGATIVE_DURATION",
        "referrals, undated, quarantined CLOSED_WITHOUT_DATE",
        "referrals, itself, quarantined SELF_REFERRAL",
        "referrals, odd, quarantined UNKNOWN_STATUS",
        "referrals, unknown, quarantined ORPHAN_ACCOUNT",
        "support_tickets, dear, accepted",
        "support_tickets, unpriced, accepted",
        "support_tickets, refund, quarantined NEGATIVE_COST",
        "support_tickets, stray, quarantined ORPHAN_ACCOUNT",
    })
    void aRowEndsAsTheRuleSays(String table, String key, String outcome) {
        assertThat(lake.outcome(table, key)).isEqualTo(outcome);
    }

    @Test
    void aTrialAfterAPaidTimeIsNoLegalTransition() {
        assertThat(lake.outcome("subscriptions", "trial-again").split(" \\| "))
                .containsExactlyInAnyOrder("accepted", "quarantined ILLEGAL_TRANSITION");
    }

    @Test
    void pricesThatContradictEachOtherAreNone() {
        assertThat(lake.rows("price_book"))
                .containsEntry("produced/(all)", 7L)
                .containsEntry("accepted/(all)", 2L)
                .containsEntry("quarantined/NEGATIVE_PRICE", 1L)
                .containsEntry("quarantined/ORPHAN_PRODUCT", 1L)
                .containsEntry("quarantined/INTERVAL_UNKNOWN", 1L)
                .containsEntry("quarantined/PRICE_OVERLAP", 2L);
    }

    @Test
    void everyItemProducedIsCountedOnce() {
        Map<String, Long> rows = lake.rows("subscription_items");

        assertThat(rows).containsEntry("excluded/internal_account", 1L);
        assertThat(rows.entrySet().stream()
                        .filter(count -> !count.getKey().startsWith("produced/"))
                        .mapToLong(Map.Entry::getValue)
                        .sum())
                .isEqualTo(rows.get("produced/(all)"));
    }

    @Test
    void anItemBelongsToTheAccountOfItsSubscription() {
        assertThat(lake.read(SubscriptionItems.TABLE)
                        .select(SubscriptionItems.ACCOUNT_ID)
                        .distinct()
                        .collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactly("a");
    }
}
