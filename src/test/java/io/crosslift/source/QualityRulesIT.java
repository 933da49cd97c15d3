package io.crosslift.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.schema.Orders;
import io.crosslift.testing.SparkSessionExtension;
import java.time.LocalDate;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One small world in which every rule is broken once, by a row whose key says how. */
@ExtendWith(SparkSessionExtension.class)
class QualityRulesIT {
    private static final String T = "TIMESTAMP'2025-03-10 12:00:00'";
    private static MemoryLake lake;

    @BeforeAll
    static void takeIn(SparkSession spark) {
        lake = new MemoryLake(spark).take(world().build(), LocalDate.parse("2025-03-31"), MemoryLake.FIRST_RUN);
    }

    private static Constants world() {
        Constants world = Constants.source();
        master(world);
        sales(world);
        engagement(world);
        costs(world);
        return world;
    }

    private static void master(Constants world) {
        world.rows(
                "accounts",
                "account_id, parent_id, created_at, is_internal, account_type, currency, excluded_reason",
                account("a", null),
                account("b", "'a'"),
                account("cycle-1", "'cycle-2'"),
                account("cycle-2", "'cycle-1'"),
                account("own-parent", "'own-parent'"),
                account("orphan", "'nobody'"),
                "'internal', NULL, TIMESTAMP'2020-01-01', true, 'customer', 'USD', NULL",
                "'tester', NULL, TIMESTAMP'2020-01-01', false, 'test', 'USD', NULL",
                "'unborn', NULL, TIMESTAMP'2025-04-01 04:00:00', false, 'customer', 'USD', NULL",
                "'last-minute', NULL, TIMESTAMP'2025-04-01 03:59:59', false, 'customer', 'USD', NULL",
                "'nameless', NULL, NULL, false, 'customer', 'USD', NULL",
                "'gold', NULL, TIMESTAMP'2020-01-01', false, 'customer', 'ABC', NULL",
                "'left-out', NULL, NULL, false, 'customer', 'USD', 'not_ours'",
                account("twice", null),
                account("twice", null),
                account("two-faced", null),
                account("two-faced", "'a'"));
        world.rows(
                "identity_map",
                "identity_type, identity_value, valid_from, valid_to, account_id, confidence",
                "'email', 'moved', TIMESTAMP'2025-01-01', TIMESTAMP'2025-03-01', 'a', NULL",
                "'email', 'moved', TIMESTAMP'2025-03-01', NULL, 'b', NULL",
                "'email', 'shared', TIMESTAMP'2025-01-01', NULL, 'a', NULL",
                "'email', 'shared', TIMESTAMP'2025-02-01', NULL, 'b', NULL",
                "'phone', 'lost', TIMESTAMP'2025-01-01', NULL, 'nobody', NULL",
                "'fax', 'doubtful', TIMESTAMP'2025-01-01', NULL, 'a', 1.5",
                "'cookie', 'backwards', TIMESTAMP'2025-02-01', TIMESTAMP'2025-01-01', 'a', NULL");
        world.rows(
                "products",
                "product_id, valid_from, valid_to, sku, product_family, business_model, gross_margin",
                "'p', TIMESTAMP'2020-01-01', NULL, 'p', 'F', 'ecommerce', 0.5",
                "'q', TIMESTAMP'2020-01-01', NULL, 'q', 'G', 'ecommerce', NULL",
                "'margin', TIMESTAMP'2020-01-01', NULL, 'm', 'F', 'ecommerce', 1.5",
                "'overlap', TIMESTAMP'2020-01-01', NULL, 'o', 'F', 'ecommerce', NULL",
                "'overlap', TIMESTAMP'2021-01-01', NULL, 'o', 'F', 'ecommerce', NULL",
                "'versions', TIMESTAMP'2020-01-01', TIMESTAMP'2021-01-01', 'v', 'F', 'ecommerce', NULL",
                "'versions', TIMESTAMP'2021-01-01', NULL, 'v', 'F', 'ecommerce', NULL",
                "'no-family', TIMESTAMP'2020-01-01', NULL, 'n', NULL, 'ecommerce', NULL");
        world.rows(
                "product_relations",
                "from_product, to_product, relation",
                "'good', 'p', 'upgrade_of'",
                "'self', 'self', 'complement_of'",
                "'up-1', 'up-2', 'upgrade_of'",
                "'up-2', 'up-1', 'upgrade_of'",
                "'both', 'p', 'addon_of'",
                "'both', 'p', 'upgrade_of'",
                "'odd', 'p', 'likes'");
        world.rows(
                "fx_rates",
                "currency, rate_date, rate",
                "'EUR', DATE'2025-03-10', 1.1",
                "'GBP', DATE'2025-03-10', 0.0",
                "'XYZ', DATE'2025-03-10', 1.0");
        world.rows(
                "account_segments",
                "account_id, segment_type, valid_from, valid_to, segment",
                "'a', 'size', TIMESTAMP'2020-01-01', NULL, 'big'",
                "'b', 'size', TIMESTAMP'2020-01-01', NULL, 'big'",
                "'b', 'size', TIMESTAMP'2021-01-01', NULL, 'small'",
                "'nobody', 'size', TIMESTAMP'2020-01-01', NULL, 'big'");
    }

    private static String account(String id, String parent) {
        return "'" + id + "', " + parent + ", TIMESTAMP'2020-01-01', false, 'customer', 'USD', NULL";
    }

    private static void sales(Constants world) {
        world.rows(
                "orders",
                "order_id, identity_type, identity_value, ordered_at, paid_at, status, currency, order_discount, excluded_reason",
                order("good", "a", T, T, "paid", "USD", "1.00"),
                order("moved-before", "email:moved", "TIMESTAMP'2025-02-28 23:59:59'", T, "paid", "USD", "0.00"),
                order("moved-after", "email:moved", "TIMESTAMP'2025-03-01'", T, "paid", "USD", "0.00"),
                order("shared", "email:shared", T, T, "paid", "USD", "0.00"),
                order("nobody", "nobody", T, T, "paid", "USD", "0.00"),
                order("internal", "internal", T, T, "paid", "USD", "0.00"),
                order("tester", "tester", T, T, "paid", "USD", "0.00"),
                order("cancelled", "a", T, "NULL", "cancelled", "USD", "0.00"),
                order("unpaid", "a", T, "NULL", "unpaid", "USD", "0.00"),
                order("odd-status", "a", T, T, "shipped", "USD", "0.00"),
                order("no-time", "a", T, "NULL", "paid", "USD", "0.00"),
                order("generous", "a", T, T, "paid", "USD", "99.00"),
                order("yen", "a", T, T, "paid", "JPY", "0.50"),
                order("odd-money", "a", T, T, "paid", "ABC", "0.00"),
                order("tomorrow", "a", "TIMESTAMP'2025-04-01 04:00:00'", T, "paid", "USD", "0.00"),
                order("empty", "a", T, T, "paid", "USD", "0.00"),
                order("euro", "a", T, T, "paid", "EUR", "0.00"),
                order("pound", "a", T, T, "paid", "GBP", "0.00"));
        world.rows(
                "invoice_lines",
                "line_id, order_id, invoice_id, account_id, product_id, qty, unit_price, line_discount, net_amount, currency, line_type, service_start, service_end, posted_at, excluded_reason",
                line("good", "'good'", "'p'", "2.0", "5.00", "0.50", "9.50", "USD"),
                line("cent", "'good'", "'p'", "3.0", "3.333", "0.00", "9.99", "USD"),
                line("mismatch", "'good'", "'p'", "2.0", "5.00", "0.00", "9.98", "USD"),
                line("generous", "'generous'", "'p'", "1.0", "NULL", "0.00", "98.99", "USD"),
                line("no-price", "'good'", "'p'", "2.0", "NULL", "0.00", "7.77", "USD"),
                line("no-order", "'missing'", "'p'", "1.0", "NULL", "0.00", "1.00", "USD"),
                line("bad-order", "'odd-status'", "'p'", "1.0", "NULL", "0.00", "1.00", "USD"),
                line("no-product", "'good'", "'zzz'", "1.0", "NULL", "0.00", "1.00", "USD"),
                line("bad-product", "'good'", "'margin'", "1.0", "NULL", "0.00", "1.00", "USD"),
                line("odd-money", "'good'", "'p'", "1.0", "NULL", "0.00", "1.00", "ABC"),
                line("half-yen", "'good'", "'p'", "1.0", "NULL", "0.00", "1.50", "JPY"),
                line("tenth-cent", "'good'", "'p'", "1.0", "NULL", "0.00", "1.001", "USD"),
                line("euro", "'euro'", "'p'", "1.0", "NULL", "0.00", "1.00", "EUR"),
                line("pound", "'pound'", "'p'", "1.0", "NULL", "0.00", "1.00", "GBP"),
                line("zero", "'good'", "'p'", "0.0", "NULL", "0.00", "1.00", "USD"),
                line("free", "'good'", "'p'", "1.0", "NULL", "0.00", "0.00", "USD"),
                line("zero-and-free", "'empty'", "'p'", "0.0", "NULL", "0.00", "0.00", "USD"),
                line("internal", "'internal'", "'p'", "1.0", "NULL", "0.00", "1.00", "USD"),
                line("cancelled", "'cancelled'", "'p'", "1.0", "NULL", "0.00", "1.00", "USD"),
                line("unpaid", "'unpaid'", "'p'", "1.0", "NULL", "0.00", "1.00", "USD"),
                line("tomorrow", "'tomorrow'", "'p'", "1.0", "NULL", "0.00", "1.00", "USD"),
                line("moved-before", "'moved-before'", "'p'", "1.0", "NULL", "0.00", "1.00", "USD"),
                line("moved-after", "'moved-after'", "'p'", "1.0", "NULL", "0.00", "1.00", "USD"),
                "'nowhere', NULL, NULL, 'a', 'p', 1.0, NULL, 0.00, 1.00, 'USD', 'product', NULL, NULL, " + T + ", NULL",
                "'invoice', NULL, 'i', 'a', 'p', 1.0, NULL, 0.00, 1.00, 'USD', 'product', NULL, NULL, " + T + ", NULL",
                "'stranger', NULL, 'i', 'nobody', 'p', 1.0, NULL, 0.00, 1.00, 'USD', 'product', NULL, NULL, " + T
                        + ", NULL",
                "'odd-type', 'good', NULL, NULL, 'p', 1.0, NULL, 0.00, 1.00, 'USD', 'magic', NULL, NULL, " + T
                        + ", NULL",
                "'period', 'good', NULL, NULL, 'p', 1.0, NULL, 0.00, 1.00, 'USD', 'service', " + T + ", " + T + ", " + T
                        + ", NULL",
                "'not-ours', 'missing', NULL, NULL, 'zzz', 0.0, NULL, 0.00, 0.00, 'USD', 'product', NULL, NULL, " + T
                        + ", 'no_customer'");
        world.rows(
                "refunds_returns",
                "refund_id, line_id, kind, qty, amount, refunded_at, identity_type, identity_value, product_id",
                "'part', 'good', 'refund', NULL, 9.00, " + T + ", NULL, NULL, NULL",
                "'over', 'good', 'refund', NULL, 0.51, TIMESTAMP'2025-03-11', NULL, NULL, NULL",
                "'rest', 'good', 'refund', NULL, 0.50, TIMESTAMP'2025-03-12', NULL, NULL, NULL",
                "'orphan', 'zzz', 'refund', NULL, 1.00, " + T + ", NULL, NULL, NULL",
                "'odd-kind', 'good', 'gift', NULL, 1.00, " + T + ", NULL, NULL, NULL",
                "'negative', 'good', 'refund', NULL, -1.00, " + T + ", NULL, NULL, NULL",
                "'nothing', 'good', 'refund', NULL, 0.00, " + T + ", NULL, NULL, NULL",
                "'late', 'good', 'refund', NULL, 1.00, TIMESTAMP'2025-04-02', NULL, NULL, NULL",
                "'whose', NULL, 'return', 1.0, 1.00, " + T + ", 'email', 'shared', 'p'",
                "'vague', NULL, 'return', 1.0, 1.00, " + T + ", 'account', 'a', NULL",
                "'unsold', NULL, 'return', 1.0, 1.00, " + T + ", 'account', 'a', 'q'");
    }

    private static String order(
            String id, String who, String at, String paid, String status, String currency, String discount) {
        String[] identity = who.contains(":") ? who.split(":") : new String[] {"account", who};
        return "'%s', '%s', '%s', %s, %s, '%s', '%s', %s, NULL"
                .formatted(id, identity[0], identity[1], at, paid, status, currency, discount);
    }

    private static String line(
            String id,
            String order,
            String product,
            String qty,
            String price,
            String discount,
            String net,
            String currency) {
        return "'%s', %s, NULL, NULL, %s, %s, %s, %s, %s, '%s', 'product', NULL, NULL, %s, NULL"
                .formatted(id, order, product, qty, price, discount, net, currency, T);
    }

    private static void engagement(Constants world) {
        world.rows(
                "touchpoints",
                "touchpoint_id, identity_type, identity_value, event_ts, touch_class, channel",
                "'good', 'account', 'a', " + T + ", 'campaign', 'mail'",
                "'odd-class', 'account', 'a', " + T + ", 'billboard', 'road'",
                "'nobody', 'account', 'nobody', " + T + ", 'campaign', 'mail'",
                "'ambiguous', 'email', 'shared', " + T + ", 'campaign', 'mail'",
                "'internal', 'account', 'internal', " + T + ", 'campaign', 'mail'",
                "'tomorrow', 'account', 'a', TIMESTAMP'2025-04-01 04:00:00', 'campaign', 'mail'",
                "'again', 'account', 'a', TIMESTAMP'2025-03-10 12:00:30', 'campaign', 'mail'");
        world.rows(
                "offers",
                "offer_id, sell_type, offered_product_id, anchor_product_id, offer_kind, discount_depth, motion, valid_from, valid_to",
                "'good', 'up_sell', 'good', 'p', 'tier', 0.1, 'proactive', TIMESTAMP'2025-01-01', TIMESTAMP'2026-01-01'",
                "'wrong', 'cross_sell', 'good', 'p', 'tier', 0.1, 'proactive', TIMESTAMP'2025-01-01', TIMESTAMP'2026-01-01'",
                "'untied', 'cross_sell', 'q', 'p', 'tier', 0.1, 'proactive', TIMESTAMP'2025-01-01', TIMESTAMP'2026-01-01'",
                "'odd', 'down_sell', 'q', 'p', 'tier', 0.1, 'proactive', TIMESTAMP'2025-01-01', TIMESTAMP'2026-01-01'",
                "'backwards', 'cross_sell', 'q', 'p', 'tier', 0.1, 'proactive', TIMESTAMP'2026-01-01', TIMESTAMP'2025-01-01'");
        world.rows(
                "offer_events",
                "event_id, offer_instance_id, offer_id, identity_value, event_type, event_ts, identity_type, channel, placement",
                event("presented", "i1", "good", "a", "presented", "2025-03-10 12:00:00"),
                event("accepted", "i1", "good", "a", "accepted", "2025-03-10 12:00:00"),
                event("hasty", "i2", "good", "a", "accepted", "2025-03-10 11:00:00"),
                event("hasty-presented", "i2", "good", "a", "presented", "2025-03-10 12:00:00"),
                event("early-click", "i3", "good", "a", "clicked", "2025-03-10 11:00:00"),
                event("click-presented", "i3", "good", "a", "presented", "2025-03-10 12:00:00"),
                event("one", "i4", "good", "a", "presented", "2025-03-10 12:00:00"),
                event("other", "i4", "good", "b", "clicked", "2025-03-10 12:00:00"),
                event("no-offer", "i5", "zzz", "a", "presented", "2025-03-10 12:00:00"),
                event("nobody", "i6", "good", "nobody", "presented", "2025-03-10 12:00:00"),
                event("odd", "i7", "good", "a", "pondered", "2025-03-10 12:00:00"));
        world.rows(
                "experiments",
                "experiment_id, design, unit_type, control_arm, primary_metric, metrics, windows, alpha, start_at, end_at, registered_at",
                experiment("good", "ab", "2025-01-01", "2025-02-01", "2024-12-01"),
                experiment("late", "ab", "2025-01-01", "2025-02-01", "2025-01-15"),
                experiment("odd", "hunch", "2025-01-01", "2025-02-01", "2024-12-01"),
                experiment("backwards", "ab", "2025-02-01", "2025-01-01", "2024-12-01"));
        world.rows(
                "experiment_assignments",
                "experiment_id, unit_id, arm, assigned_at",
                "'good', 'a', 'A', TIMESTAMP'2025-01-01'",
                "'good', 'a', 'B', TIMESTAMP'2025-01-01'",
                "'zzz', 'a', 'A', TIMESTAMP'2025-01-01'");
        world.rows(
                "experiment_outcomes",
                "experiment_id, unit_id, metric, value, measured_from, measured_to",
                "'good', 'a', 'spend', CAST(1 AS DOUBLE), TIMESTAMP'2025-01-01', TIMESTAMP'2025-01-15'",
                "'late', 'a', 'spend', CAST('NaN' AS DOUBLE), TIMESTAMP'2025-01-01', TIMESTAMP'2025-01-15'",
                "'zzz', 'a', 'spend', CAST(1 AS DOUBLE), TIMESTAMP'2025-01-01', TIMESTAMP'2025-01-15'");
    }

    private static void costs(Constants world) {
        world.rows(
                "campaign_costs",
                "cost_id, campaign_id, play_id, cost_type, amount, currency, period_start, period_end",
                "'mailing', 'spring', NULL, 'media', 100, 'USD', DATE'2025-03-01', DATE'2025-03-31'",
                "'one-day', NULL, 'call', 'success', 5, 'EUR', DATE'2025-03-01', DATE'2025-03-01'",
                "'credit', 'spring', NULL, 'media', -10, 'USD', DATE'2025-03-01', DATE'2025-03-31'",
                "'guess', 'spring', NULL, 'luck', 1, 'USD', DATE'2025-03-01', DATE'2025-03-31'",
                "'shells', 'spring', NULL, 'media', 1, 'XYZ', DATE'2025-03-01', DATE'2025-03-31'",
                "'backwards', 'spring', NULL, 'media', 1, 'USD', DATE'2025-03-31', DATE'2025-03-01'",
                "'nothing', NULL, NULL, 'media', 1, 'USD', DATE'2025-03-01', DATE'2025-03-31'");
    }

    private static String event(String id, String instance, String offer, String who, String type, String at) {
        return "'%s', '%s', '%s', '%s', '%s', TIMESTAMP'%s', 'account', 'mail', 'post'"
                .formatted(id, instance, offer, who, type, at);
    }

    private static String experiment(String id, String design, String start, String end, String registered) {
        return "'%s', '%s', 'account', 'A', 'spend', array('spend'), array(14), 0.05, TIMESTAMP'%s', TIMESTAMP'%s', TIMESTAMP'%s'"
                .formatted(id, design, start, end, registered);
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "accounts, a, accepted",
        "accounts, b, accepted",
        "accounts, cycle-1, quarantined PARENT_CYCLE",
        "accounts, cycle-2, quarantined PARENT_CYCLE",
        "accounts, own-parent, quarantined PARENT_CYCLE",
        "accounts, orphan, quarantined ORPHAN_PARENT",
        "accounts, unborn, future FUTURE",
        "accounts, last-minute, accepted",
        "accounts, nameless, quarantined NULL_REQUIRED",
        "accounts, gold, quarantined CURRENCY_UNKNOWN",
        "accounts, left-out, excluded not_ours",
        "accounts, twice, accepted | duplicate DUPLICATE",
        "accounts, two-faced, quarantined KEY_CONFLICT | quarantined KEY_CONFLICT",
        "identity_map, email, accepted | accepted | quarantined ID_OVERLAP | quarantined ID_OVERLAP",
        "identity_map, phone, quarantined ORPHAN_ACCOUNT",
        "identity_map, fax, quarantined CONFIDENCE_RANGE",
        "identity_map, cookie, quarantined PERIOD_REVERSED",
        "products, p, accepted",
        "products, margin, quarantined MARGIN_RANGE",
        "products, overlap, quarantined VERSION_OVERLAP | quarantined VERSION_OVERLAP",
        "products, versions, accepted | accepted",
        "products, no-family, quarantined NULL_REQUIRED",
        "product_relations, good, accepted",
        "product_relations, self, quarantined SELF_LINK",
        "product_relations, up-1, quarantined UPGRADE_CYCLE",
        "product_relations, up-2, quarantined UPGRADE_CYCLE",
        "product_relations, both, quarantined RELATION_CONFLICT | quarantined RELATION_CONFLICT",
        "product_relations, odd, quarantined UNKNOWN_RELATION",
        "fx_rates, EUR, accepted",
        "fx_rates, GBP, quarantined RATE_NOT_POSITIVE",
        "fx_rates, XYZ, quarantined CURRENCY_UNKNOWN",
        "campaign_costs, mailing, accepted",
        "campaign_costs, one-day, accepted",
        "campaign_costs, credit, accepted",
        "campaign_costs, guess, quarantined UNKNOWN_COST_TYPE",
        "campaign_costs, shells, quarantined CURRENCY_UNKNOWN",
        "campaign_costs, backwards, quarantined PERIOD_REVERSED",
        "campaign_costs, nothing, quarantined COST_OF_NOTHING",
        "account_segments, a, accepted",
        "account_segments, b, quarantined SEGMENT_OVERLAP | quarantined SEGMENT_OVERLAP",
        "account_segments, nobody, quarantined ORPHAN_ACCOUNT",
        "orders, good, accepted",
        "orders, moved-before, accepted",
        "orders, moved-after, accepted",
        "orders, shared, quarantined UNRESOLVED",
        "orders, nobody, quarantined UNRESOLVED",
        "orders, internal, excluded internal_account",
        "orders, tester, excluded internal_account",
        "orders, cancelled, excluded order_cancelled",
        "orders, unpaid, excluded order_unpaid",
        "orders, odd-status, quarantined UNKNOWN_STATUS",
        "orders, no-time, quarantined PAID_WITHOUT_TIME",
        "orders, generous, quarantined DISCOUNT_EXCEEDS",
        "orders, yen, quarantined CURRENCY_DECIMALS",
        "orders, odd-money, quarantined CURRENCY_UNKNOWN",
        "orders, tomorrow, future FUTURE",
        "orders, empty, excluded no_lines",
        "invoice_lines, good, accepted",
        "invoice_lines, cent, accepted",
        "invoice_lines, mismatch, quarantined AMOUNT_MISMATCH",
        "invoice_lines, no-price, accepted",
        "invoice_lines, no-order, quarantined ORPHAN_ORDER",
        "invoice_lines, generous, quarantined ORPHAN_ORDER",
        "invoice_lines, bad-order, quarantined ORPHAN_ORDER",
        "invoice_lines, no-product, quarantined ORPHAN_PRODUCT",
        "invoice_lines, bad-product, quarantined ORPHAN_PRODUCT",
        "invoice_lines, odd-money, quarantined CURRENCY_UNKNOWN",
        "invoice_lines, half-yen, quarantined CURRENCY_DECIMALS",
        "invoice_lines, tenth-cent, quarantined CURRENCY_DECIMALS",
        "invoice_lines, euro, accepted",
        "invoice_lines, pound, quarantined FX_MISSING",
        "invoice_lines, zero, excluded zero_quantity",
        "invoice_lines, free, excluded free",
        "invoice_lines, zero-and-free, excluded zero_quantity",
        "invoice_lines, internal, excluded internal_account",
        "invoice_lines, cancelled, excluded order_cancelled",
        "invoice_lines, unpaid, excluded order_unpaid",
        "invoice_lines, tomorrow, future FUTURE",
        "invoice_lines, nowhere, quarantined NULL_REQUIRED",
        "invoice_lines, invoice, accepted",
        "invoice_lines, stranger, quarantined ORPHAN_ACCOUNT",
        "invoice_lines, odd-type, quarantined UNKNOWN_LINE_TYPE",
        "invoice_lines, period, quarantined SERVICE_PERIOD",
        "invoice_lines, not-ours, excluded no_customer",
        "refunds_returns, part, accepted",
        "refunds_returns, over, quarantined OVER_REFUND",
        "refunds_returns, rest, accepted",
        "refunds_returns, orphan, quarantined ORPHAN_LINE",
        "refunds_returns, odd-kind, quarantined UNKNOWN_KIND",
        "refunds_returns, negative, quarantined NEGATIVE_AMOUNT",
        "refunds_returns, nothing, excluded free",
        "refunds_returns, late, future FUTURE",
        "refunds_returns, whose, quarantined UNRESOLVED",
        "refunds_returns, vague, quarantined NULL_REQUIRED",
        "refunds_returns, unsold, quarantined NO_ORIGINAL",
        "touchpoints, good, accepted",
        "touchpoints, odd-class, quarantined UNKNOWN_TOUCH",
        "touchpoints, nobody, quarantined UNRESOLVED",
        "touchpoints, ambiguous, quarantined UNRESOLVED",
        "touchpoints, internal, excluded internal_account",
        "touchpoints, tomorrow, future FUTURE",
        "touchpoints, again, duplicate DUPLICATE",
        "offers, good, accepted",
        "offers, wrong, quarantined SELLTYPE_CONFLICT",
        "offers, untied, accepted",
        "offers, odd, quarantined UNKNOWN_SELL_TYPE",
        "offers, backwards, quarantined PERIOD_REVERSED",
        "offer_events, presented, accepted",
        "offer_events, accepted, accepted",
        "offer_events, hasty, quarantined ACCEPT_WITHOUT_PRESENT",
        "offer_events, hasty-presented, accepted",
        "offer_events, early-click, quarantined STAGE_ORDER",
        "offer_events, click-presented, accepted",
        "offer_events, one, quarantined INSTANCE_CONFLICT",
        "offer_events, other, quarantined INSTANCE_CONFLICT",
        "offer_events, no-offer, quarantined ORPHAN_OFFER",
        "offer_events, nobody, quarantined UNRESOLVED",
        "offer_events, odd, quarantined UNKNOWN_EVENT",
        "experiments, good, accepted",
        "experiments, late, accepted",
        "experiments, odd, quarantined UNKNOWN_DESIGN",
        "experiments, backwards, quarantined PERIOD_REVERSED",
        "experiment_assignments, good, accepted | accepted",
        "experiment_assignments, zzz, quarantined ORPHAN_EXPERIMENT",
        "experiment_outcomes, good, accepted",
        "experiment_outcomes, late, quarantined NOT_FINITE",
        "experiment_outcomes, zzz, quarantined ORPHAN_EXPERIMENT",
    })
    void aRowEndsAsTheRuleSays(String table, String key, String outcome) {
        assertThat(lake.outcome(table, key)).isEqualTo(outcome);
    }

    @Test
    void anOrderIsOfTheAccountThatHadTheIdentityAtItsTime() {
        assertThat(lake.read(Orders.TABLE)
                        .filter("order_id LIKE 'moved%'")
                        .selectExpr("concat(order_id, ' ', account_id)")
                        .collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactlyInAnyOrder("moved-before a", "moved-after b");
    }

    @Test
    void everyRowProducedIsInExactlyOneCountAndSoIsItsMoney() {
        assertThat(lake.counts()).hasSize(16);
        lake.counts().forEach((table, counts) -> {
            assertThat(counts.get(0).outcome()).isEqualTo("produced");
            assertThat(counts.stream().skip(1).mapToLong(OutcomeCount::rows).sum())
                    .as(table)
                    .isEqualTo(counts.get(0).rows());
        });
        assertThat(lake.amounts("refunds_returns"))
                .containsEntry("accepted/(all)", "9.5000")
                .containsEntry("quarantined/OVER_REFUND", "0.5100")
                .containsEntry("quarantined/NO_ORIGINAL", "1.0000");
    }
}
