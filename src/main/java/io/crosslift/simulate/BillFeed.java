package io.crosslift.simulate;

import static io.crosslift.simulate.FeedColumns.cents;
import static io.crosslift.simulate.FeedColumns.instant;

import io.crosslift.config.ScenarioSettings;
import io.crosslift.schema.InvoiceLines;
import io.crosslift.simulate.world.Account;
import io.crosslift.simulate.world.Billing;
import java.util.List;
import org.apache.spark.sql.types.StructType;

/** The feed of what accounts are billed for their subscriptions. */
final class BillFeed {
    /** Its number, and what is planted in it. */
    static final int NUMBER = 11;

    static final List<Flaw> FLAWS = List.of(
            Flaw.REPEATED,
            Flaw.quarantined(2, "UNKNOWN_LINE_TYPE"),
            Flaw.quarantined(3, "ORPHAN_PRODUCT"),
            Flaw.quarantined(4, "SERVICE_PERIOD"));

    private final ScenarioSettings scenario;

    BillFeed(ScenarioSettings scenario) {
        this.scenario = scenario;
    }

    AccountFeed feed() {
        return new AccountFeed(
                "subscription_invoices",
                InvoiceLines.TABLE,
                NUMBER,
                StructType.fromDDL("a BIGINT, number INT, item INT, family INT, tier INT, seats INT, since BIGINT,"
                        + " until BIGINT, unit BIGINT, net BIGINT, whole BOOLEAN, currency INT"),
                BillFeed::rows,
                new FeedColumns()
                        .with(InvoiceLines.LINE_ID, "concat('b', a, '-', number, " + FeedColumns.OTHER_ID + ")")
                        .with(InvoiceLines.INVOICE_ID, "concat('v', a, '-', since)")
                        .with(InvoiceLines.ACCOUNT_ID, "concat('a', a)")
                        .with(InvoiceLines.PRODUCT_ID, "IF(flaw = 3, 'nothing', " + FeedColumns.product(scenario) + ")")
                        .with(InvoiceLines.SUBSCRIPTION_ITEM_ID, "concat('i', a, '-', item)")
                        .with(InvoiceLines.QTY, "seats")
                        .with(InvoiceLines.UNIT_PRICE, "IF(whole, " + cents("unit") + ", NULL)")
                        .with(InvoiceLines.LINE_DISCOUNT, "IF(whole, " + cents("unit * seats - net") + ", 0)")
                        .with(InvoiceLines.NET_AMOUNT, cents("net"))
                        .with(InvoiceLines.CURRENCY, FeedColumns.currency(scenario))
                        .with(InvoiceLines.SERVICE_START, instant("since"))
                        .with(InvoiceLines.SERVICE_END, instant("IF(flaw = 4, since, until)"))
                        .with(InvoiceLines.IS_PRORATION, "NOT whole")
                        .with(InvoiceLines.LINE_TYPE, "IF(flaw = 2, 'favour', 'product')")
                        .with(InvoiceLines.POSTED_AT, instant("since"))
                        .columns(),
                FLAWS);
    }

    private static void rows(Chapter chapter, List<Object[]> rows) {
        Account account = chapter.account();
        for (Billing.Bill bill : bills(chapter)) {
            rows.add(new Object[] {
                account.number(),
                bill.number(),
                bill.item(),
                bill.family(),
                bill.tier(),
                bill.seats(),
                bill.from(),
                bill.to(),
                chapter.world().prices().unit(account.currency(), bill.family(), bill.tier(), account.yearly()),
                bill.net(),
                bill.whole(),
                account.currency()
            });
        }
    }

    /** What an account is billed, in the order of the feed's rows. */
    static List<Billing.Bill> bills(Chapter chapter) {
        return chapter.account().internal()
                ? List.of()
                : Billing.of(chapter.world(), chapter.account(), chapter.history());
    }
}
