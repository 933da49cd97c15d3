package io.crosslift.simulate;

import static io.crosslift.simulate.FeedColumns.cents;
import static io.crosslift.simulate.FeedColumns.instant;
import static io.crosslift.simulate.FeedColumns.optionalInstant;
import static io.crosslift.simulate.FeedColumns.text;

import io.crosslift.config.ScenarioSettings;
import io.crosslift.schema.SubscriptionItems;
import io.crosslift.schema.Subscriptions;
import io.crosslift.simulate.world.Account;
import io.crosslift.simulate.world.AccountHistory;
import java.util.List;
import org.apache.spark.sql.types.StructType;

/** Feeds of what accounts subscribe to. */
final class ContractFeeds {
    private final ScenarioSettings scenario;

    ContractFeeds(ScenarioSettings scenario) {
        this.scenario = scenario;
    }

    List<AccountFeed> all() {
        return List.of(subscriptions(), items());
    }

    private AccountFeed subscriptions() {
        return new AccountFeed(
                Subscriptions.TABLE,
                5,
                StructType.fromDDL("a BIGINT, number INT, since BIGINT, until BIGINT, status STRING, started BIGINT,"
                        + " cancelled BIGINT, ends BIGINT, currency INT"),
                (chapter, rows) -> {
                    if (!chapter.account().internal()) {
                        for (AccountHistory.Subscription version :
                                chapter.history().subscriptions()) {
                            rows.add(new Object[] {
                                chapter.account().number(),
                                version.number(),
                                version.from(),
                                version.to(),
                                version.status(),
                                version.startedAt(),
                                version.cancelledAt(),
                                version.endsAt(),
                                chapter.account().currency()
                            });
                        }
                    }
                },
                new FeedColumns()
                        .with(
                                Subscriptions.SUBSCRIPTION_ID,
                                "concat('s', a, '-', number, " + FeedColumns.OTHER_ID + ")")
                        .with(Subscriptions.VALID_FROM, instant("since"))
                        .with(Subscriptions.ACCOUNT_ID, "concat('a', a)")
                        .with(Subscriptions.STATUS, "IF(flaw = 2, 'dreaming', status)")
                        .with(Subscriptions.STARTED_AT, instant("started"))
                        .with(
                                Subscriptions.CANCELLED_AT,
                                "IF(flaw = 3, timestamp_seconds(started - 1), " + optionalInstant("cancelled") + ")")
                        .with(Subscriptions.ENDS_AT, optionalInstant("ends"))
                        .with(Subscriptions.CURRENCY, FeedColumns.currency(scenario))
                        .with(Subscriptions.VALID_TO, optionalInstant("until"))
                        .columns(),
                List.of(
                        Flaw.REPEATED,
                        Flaw.quarantined(2, "UNKNOWN_STATUS"),
                        Flaw.quarantined(3, "CANCELLED_BEFORE_START")));
    }

    private AccountFeed items() {
        return new AccountFeed(
                SubscriptionItems.TABLE,
                6,
                StructType.fromDDL("a BIGINT, number INT, subscription INT, since BIGINT, until BIGINT, family INT,"
                        + " tier INT, seats INT, unit BIGINT, discount INT, yearly BOOLEAN"),
                (chapter, rows) -> items(chapter, rows),
                new FeedColumns()
                        .with(
                                SubscriptionItems.SUBSCRIPTION_ITEM_ID,
                                "concat('i', a, '-', number, " + FeedColumns.OTHER_ID + ")")
                        .with(SubscriptionItems.VALID_FROM, instant("since"))
                        .with(
                                SubscriptionItems.SUBSCRIPTION_ID,
                                "IF(flaw = 4, 'nothing', concat('s', a, '-', subscription))")
                        .with(SubscriptionItems.PRODUCT_ID, FeedColumns.product(scenario))
                        .with(SubscriptionItems.QTY, "IF(flaw = 3, -1, seats)")
                        .with(SubscriptionItems.UNIT_PRICE, cents("unit"))
                        .with(SubscriptionItems.INTERVAL_UNIT, "IF(flaw = 2, 'fortnight', IF(yearly, 'year', 'month'))")
                        .with(SubscriptionItems.INTERVAL_COUNT, "1")
                        .with(SubscriptionItems.RECURRING_DISCOUNT_PCT, "nullif(discount, 0)")
                        .with(SubscriptionItems.DISCOUNT_KIND, "IF(discount = 0, NULL, 'forever')")
                        .with(SubscriptionItems.INITIATED_BY, text("customer"))
                        .with(SubscriptionItems.VALID_TO, optionalInstant("until"))
                        .columns(),
                List.of(
                        Flaw.REPEATED,
                        Flaw.quarantined(2, "INTERVAL_UNKNOWN"),
                        Flaw.quarantined(3, "NEGATIVE_QUANTITY"),
                        Flaw.quarantined(4, "ORPHAN_SUBSCRIPTION")));
    }

    private static void items(Chapter chapter, List<Object[]> rows) {
        Account account = chapter.account();
        if (account.internal()) {
            return;
        }
        for (AccountHistory.Item item : chapter.history().items()) {
            rows.add(new Object[] {
                account.number(),
                item.number(),
                item.subscription(),
                item.from(),
                item.to(),
                item.family(),
                item.tier(),
                item.seats(),
                chapter.world().prices().unit(account.currency(), item.family(), item.tier(), account.yearly()),
                account.discount(),
                account.yearly()
            });
        }
    }
}
