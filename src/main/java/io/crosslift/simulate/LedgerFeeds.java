package io.crosslift.simulate;

import static io.crosslift.simulate.FeedColumns.cents;
import static io.crosslift.simulate.FeedColumns.instant;

import io.crosslift.config.ScenarioSettings;
import io.crosslift.schema.FinanceLedger;
import io.crosslift.simulate.world.AccountHistory;
import io.crosslift.simulate.world.Billing;
import io.crosslift.simulate.world.Ledger;
import io.crosslift.simulate.world.Ledger.UnsoundLine;
import io.crosslift.simulate.world.SeededDraws;
import io.crosslift.simulate.world.World;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.StructType;

/** Feeds of the general ledger: what it books of accounts, and what is booked by hand. */
final class LedgerFeeds {
    /** Accounts of the ledger. */
    static final String SALES = "4000";

    static final String SUBSCRIPTIONS = "4010";
    static final String TAXES = "2200";
    static final String ACCRUALS = "4900";

    private static final int NUMBER = 12;
    private static final long LARGEST_JOURNAL = 100_000;

    private final ScenarioSettings scenario;

    LedgerFeeds(ScenarioSettings scenario) {
        this.scenario = scenario;
    }

    /** What is booked by hand in a month: cents of the reporting currency. */
    record Journal(LocalDate month, int number, long cents) {}

    AccountFeed entries() {
        String line = "concat(IF(billed, 'b', 'l'), a, '-', line, IF(sound, '', '-x'))";
        return new AccountFeed(
                FinanceLedger.TABLE,
                NUMBER,
                StructType.fromDDL(
                        "a BIGINT, number INT, tax BOOLEAN, billed BOOLEAN, line INT, sound BOOLEAN, month INT,"
                                + " amount BIGINT, currency INT, rate BIGINT, at BIGINT"),
                LedgerFeeds::rows,
                new FeedColumns()
                        .with(FinanceLedger.LEDGER_LINE_ID, "concat('e', a, '-', number, " + FeedColumns.OTHER_ID + ")")
                        .with(FinanceLedger.LINE_ID, line)
                        .with(FinanceLedger.ACCOUNT_ID, "IF(flaw = 3, 'nobody', concat('a', a))")
                        .with(FinanceLedger.PERIOD, "date_add(DATE'1970-01-01', month)")
                        .with(
                                FinanceLedger.GL_ACCOUNT,
                                "IF(tax, '" + TAXES + "', IF(billed, '" + SUBSCRIPTIONS + "', '" + SALES + "'))")
                        .with(FinanceLedger.AMOUNT, cents("amount"))
                        .with(FinanceLedger.CURRENCY, FeedColumns.currency(scenario))
                        .with(FinanceLedger.LEDGER_RATE, "IF(flaw = 4, 0, CAST(rate AS DECIMAL(20,8)) / 100000000)")
                        .with(FinanceLedger.ENTRY_SOURCE, "IF(flaw = 2, 'hearsay', '" + FinanceLedger.BILLING + "')")
                        .with(FinanceLedger.POSTED_AT, instant("at"))
                        .columns(),
                List.of(
                        Flaw.REPEATED,
                        Flaw.quarantined(2, "UNKNOWN_SOURCE"),
                        Flaw.quarantined(3, "ORPHAN_ACCOUNT"),
                        Flaw.quarantined(4, "RATE_NOT_POSITIVE")));
    }

    private static void rows(Chapter chapter, List<Object[]> rows) {
        for (Ledger.Entry entry : of(chapter).entries()) {
            rows.add(new Object[] {
                chapter.account().number(),
                rows.size() + 1,
                entry.books() == Ledger.Books.TAX,
                entry.billed(),
                entry.line(),
                entry.sound(),
                (int) entry.month().toEpochDay(),
                entry.amount(),
                chapter.account().currency(),
                entry.rate(),
                entry.at()
            });
        }
    }

    /** The books of an account, the flawed lines among them that lie in quarantine. */
    static Ledger of(Chapter chapter) {
        World world = chapter.world();
        AccountHistory history = chapter.account().internal() ? new AccountHistory() : chapter.history();
        return Ledger.of(world, chapter.account(), history, unsound(chapter));
    }

    private static List<UnsoundLine> unsound(Chapter chapter) {
        World world = chapter.world();
        double dirt = world.scenario().dirt();
        List<UnsoundLine> unsound = new ArrayList<>();
        SeededDraws ofLines =
                SeededDraws.ofFlaws(world.seed(), chapter.account().number(), OrderFeeds.LINES);
        for (AccountHistory.Sale sale : OrderFeeds.sales(chapter)) {
            int flaw = Flaw.drawn(ofLines, dirt, OrderFeeds.LINE_FLAWS);
            if (flaw > Flaw.REPEATED.code()) {
                long net = sale.net() + (flaw == 2 ? OrderFeeds.TOO_MUCH : 0);
                unsound.add(new UnsoundLine(false, sale.number(), sale.at(), net));
            }
        }
        SeededDraws ofBills =
                SeededDraws.ofFlaws(world.seed(), chapter.account().number(), BillFeed.NUMBER);
        for (Billing.Bill bill : BillFeed.bills(chapter)) {
            if (Flaw.drawn(ofBills, dirt, BillFeed.FLAWS) > Flaw.REPEATED.code()) {
                unsound.add(new UnsoundLine(true, bill.number(), bill.from(), bill.net()));
            }
        }
        return unsound;
    }

    static SharedFeed journals(World world) {
        SharedFeed feed = new SharedFeed(
                FinanceLedger.TABLE,
                "journals",
                FinanceLedger.LEDGER_LINE_ID,
                FinanceLedger.PERIOD,
                FinanceLedger.GL_ACCOUNT,
                FinanceLedger.AMOUNT,
                FinanceLedger.ENTRY_SOURCE,
                FinanceLedger.POSTED_AT);
        for (Journal journal : byHand(world)) {
            feed.add(
                    "j" + journal.month() + "-" + journal.number(),
                    Date.valueOf(journal.month()),
                    ACCRUALS,
                    BigDecimal.valueOf(journal.cents(), 2).setScale(4),
                    FinanceLedger.MANUAL_JOURNAL,
                    Timestamp.from(Instant.ofEpochSecond(journal.month().toEpochDay() * 86_400)));
        }
        return feed;
    }

    /** What is booked by hand in all months. */
    static List<Journal> byHand(World world) {
        List<Journal> journals = new ArrayList<>();
        for (LocalDate month : world.horizon().months()) {
            LocalDate first =
                    month.isBefore(world.horizon().first()) ? world.horizon().first() : month;
            SeededDraws draws = SeededDraws.ofJournals(world.seed(), (int) month.toEpochDay());
            for (int number = 1; number <= world.scenario().books().byHand(); number++) {
                journals.add(new Journal(first, number, Math.round((2 * draws.uniform() - 1) * LARGEST_JOURNAL)));
            }
        }
        return journals;
    }
}
