package io.crosslift.simulate;

import static io.crosslift.simulate.FeedColumns.cents;
import static io.crosslift.simulate.FeedColumns.instant;
import static io.crosslift.simulate.FeedColumns.text;

import io.crosslift.config.ScenarioSettings;
import io.crosslift.schema.InvoiceLines;
import io.crosslift.schema.Orders;
import io.crosslift.schema.RefundsReturns;
import io.crosslift.simulate.world.Account;
import io.crosslift.simulate.world.AccountHistory;
import java.util.List;
import org.apache.spark.sql.types.StructType;

/** Feeds of what accounts order. */
final class OrderFeeds {
    /** The feed of lines: its number, what is planted in it, and what a line with a wrong amount says too much, in cents. */
    static final int LINES = 8;

    static final List<Flaw> LINE_FLAWS =
            List.of(Flaw.REPEATED, Flaw.quarantined(2, "AMOUNT_MISMATCH"), Flaw.quarantined(3, "ORPHAN_PRODUCT"));
    static final int TOO_MUCH = 1000;

    private final ScenarioSettings scenario;

    OrderFeeds(ScenarioSettings scenario) {
        this.scenario = scenario;
    }

    List<AccountFeed> all() {
        return List.of(orders(), lines(), refunds());
    }

    private AccountFeed orders() {
        return new AccountFeed(
                Orders.TABLE,
                7,
                StructType.fromDDL("a BIGINT, number INT, at BIGINT, currency INT"),
                (chapter, rows) -> sales(chapter)
                        .forEach(sale -> rows.add(new Object[] {
                            chapter.account().number(),
                            sale.number(),
                            sale.at(),
                            chapter.account().currency()
                        })),
                new FeedColumns()
                        .with(Orders.ORDER_ID, "concat('o', a, '-', number, " + FeedColumns.OTHER_ID + ")")
                        .with(Orders.IDENTITY_TYPE, text("account"))
                        .with(Orders.IDENTITY_VALUE, "IF(flaw = 3, 'nobody', concat('a', a))")
                        .with(Orders.ORDERED_AT, instant("at"))
                        .with(Orders.PAID_AT, instant("at"))
                        .with(Orders.STATUS, "IF(flaw = 2, 'lost', 'paid')")
                        .with(Orders.CURRENCY, FeedColumns.currency(scenario))
                        .columns(),
                List.of(Flaw.REPEATED, Flaw.quarantined(2, "UNKNOWN_STATUS"), Flaw.quarantined(3, "UNRESOLVED")));
    }

    private AccountFeed lines() {
        return new AccountFeed(
                InvoiceLines.TABLE,
                LINES,
                StructType.fromDDL("a BIGINT, number INT, at BIGINT, currency INT, family INT, tier INT, quantity INT,"
                        + " unit BIGINT, net BIGINT"),
                (chapter, rows) -> {
                    Account account = chapter.account();
                    for (AccountHistory.Sale sale : sales(chapter)) {
                        rows.add(new Object[] {
                            account.number(),
                            sale.number(),
                            sale.at(),
                            account.currency(),
                            sale.family(),
                            sale.tier(),
                            sale.quantity(),
                            chapter.world().prices().unit(account.currency(), sale.family(), sale.tier(), false),
                            sale.net()
                        });
                    }
                },
                new FeedColumns()
                        .with(InvoiceLines.LINE_ID, "concat('l', a, '-', number, " + FeedColumns.OTHER_ID + ")")
                        .with(InvoiceLines.ORDER_ID, "concat('o', a, '-', number)")
                        .with(InvoiceLines.ACCOUNT_ID, "concat('a', a)")
                        .with(InvoiceLines.PRODUCT_ID, "IF(flaw = 3, 'nothing', " + FeedColumns.product(scenario) + ")")
                        .with(InvoiceLines.QTY, "quantity")
                        .with(InvoiceLines.UNIT_PRICE, cents("unit"))
                        .with(InvoiceLines.NET_AMOUNT, cents("net + IF(flaw = 2, " + TOO_MUCH + ", 0)"))
                        .with(InvoiceLines.CURRENCY, FeedColumns.currency(scenario))
                        .with(InvoiceLines.POSTED_AT, instant("at"))
                        .columns(),
                LINE_FLAWS);
    }

    private static AccountFeed refunds() {
        return new AccountFeed(
                RefundsReturns.TABLE,
                9,
                StructType.fromDDL("a BIGINT, number INT, at BIGINT, amount BIGINT"),
                (chapter, rows) -> sales(chapter).stream()
                        .filter(sale -> sale.refunded() > 0)
                        .forEach(sale -> rows.add(new Object[] {
                            chapter.account().number(), sale.number(), sale.refundedAt(), sale.refunded()
                        })),
                new FeedColumns()
                        .with(RefundsReturns.REFUND_ID, "concat('r', a, '-', number, " + FeedColumns.OTHER_ID + ")")
                        .with(RefundsReturns.LINE_ID, "concat('l', a, '-', number)")
                        .with(RefundsReturns.KIND, "IF(flaw = 2, 'regret', 'refund')")
                        .with(RefundsReturns.AMOUNT, cents("amount"))
                        .with(RefundsReturns.REFUNDED_AT, instant("at"))
                        .columns(),
                List.of(Flaw.REPEATED, Flaw.quarantined(2, "UNKNOWN_KIND")));
    }

    /** What an account ordered, in the order of the feeds' rows. */
    static List<AccountHistory.Sale> sales(Chapter chapter) {
        return chapter.account().internal() ? List.of() : chapter.history().sales();
    }
}
