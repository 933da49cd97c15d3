package io.crosslift.simulate.world;

import io.crosslift.simulate.world.AccountHistory.Sale;
import io.crosslift.simulate.world.Billing.Bill;
import io.crosslift.simulate.world.SeededStream.Purpose;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * How the general ledger books what an account bought, and how much that differs from what it bought, by reason. Every line and
 * refund has its entry; some lines are booked a month late, all at the rate of the first day of the month they are booked in, and
 * tax stands on an account of its own.
 */
public final class Ledger {
    /** Reasons, as the reconciliation names them. */
    static final String TIMING_CUTOFF = "TIMING_CUTOFF";

    static final String FX_RATE = "FX_RATE";
    static final String REFUND_LAG = "REFUND_LAG";
    static final String TAX_SCOPE = "TAX_SCOPE";
    static final String QUARANTINED = "QUARANTINED";

    private static final long POSTED_LATE = 2 * Horizon.DAY;

    /** What an entry books. */
    public enum Books {
        /** A line. */
        LINE,
        /** What is given back of a line. */
        REFUND,
        /** The tax on a line. */
        TAX
    }

    /**
     * An entry.
     *
     * @param books what it books
     * @param billed whether the line is one of an invoice, not of an order
     * @param line number of the line
     * @param month accounting month
     * @param sound whether the line is one that can be taken in
     * @param amount cents in the account's currency
     * @param rate to the reporting currency, in hundred-millionths
     * @param at second in which it is posted
     */
    public record Entry(
            Books books, boolean billed, int line, boolean sound, LocalDate month, long amount, long rate, long at) {}

    /** A line that the ledger books and nobody can take in: number, second in which it is posted, cents in the account's currency. */
    public record UnsoundLine(boolean billed, int line, long at, long net) {}

    /** Ledger less what was sold, in cents of the reporting currency. */
    public record Difference(LocalDate month, boolean billed, String reason, long cents) {}

    private final World world;
    private final Account account;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Difference> differences = new ArrayList<>();

    private Ledger(World world, Account account) {
        this.world = world;
        this.account = account;
    }

    /** The books of an account. */
    public static Ledger of(World world, Account account, AccountHistory history, List<UnsoundLine> unsound) {
        Ledger ledger = new Ledger(world, account);
        SeededStream draws = new SeededStream(world.seed(), account.number(), Purpose.LEDGER, 0);
        for (Sale sale : history.sales()) {
            ledger.line(false, sale.number(), sale.at(), sale.net(), draws.uniform());
            if (sale.refunded() > 0) {
                ledger.refund(sale);
            }
        }
        for (Bill bill : Billing.of(world, account, history)) {
            ledger.line(true, bill.number(), bill.from(), bill.net(), draws.uniform());
        }
        unsound.forEach(ledger::unsound);
        return ledger;
    }

    /** All entries. */
    public List<Entry> entries() {
        return entries;
    }

    /** Every difference that the entries make; those of one month and reason may be several. */
    public List<Difference> differences() {
        return differences;
    }

    /** The rate that the ledger uses in a month, in hundred-millionths. */
    public static long rate(World world, int currency, LocalDate month) {
        return world.rates().rate(currency, month.toEpochDay());
    }

    private void line(boolean billed, int number, long at, long net, double chance) {
        LocalDate sold = month(at);
        long afterwards = sold.plusMonths(1).toEpochDay() * Horizon.DAY + POSTED_LATE;
        boolean late = chance < world.scenario().books().late()
                && afterwards < world.horizon().end();
        LocalDate booked = late ? sold.plusMonths(1) : sold;
        long value = world.rates().converted(net, account.currency(), Horizon.day(at));
        long amount = book(Books.LINE, billed, number, true, booked, net, late ? afterwards : at);
        if (late) {
            differ(sold, billed, TIMING_CUTOFF, -value);
            differ(booked, billed, TIMING_CUTOFF, value);
        }
        differ(booked, billed, FX_RATE, amount - value);
        boolean taxed = !World.country(account.market()).equals("US");
        long tax = taxed ? Math.round(net * world.scenario().books().tax()) : 0;
        if (tax != 0) {
            differ(
                    booked,
                    billed,
                    TAX_SCOPE,
                    book(Books.TAX, billed, number, true, booked, tax, late ? afterwards : at));
        }
    }

    /** Whose line it is isn't known here, so that what isn't counted is never counted as billed. */
    private void unsound(UnsoundLine line) {
        LocalDate month = month(line.at());
        long amount = book(Books.LINE, line.billed(), line.line(), false, month, line.net(), line.at());
        differ(month, false, QUARANTINED, amount);
    }

    private void refund(Sale sale) {
        LocalDate sold = month(sale.at());
        LocalDate refunded = month(sale.refundedAt());
        long value = world.rates().converted(sale.refunded(), account.currency(), Horizon.day(sale.at()));
        long amount = book(Books.REFUND, false, sale.number(), true, refunded, -sale.refunded(), sale.refundedAt());
        if (!refunded.equals(sold)) {
            differ(sold, false, REFUND_LAG, value);
            differ(refunded, false, REFUND_LAG, -value);
        }
        differ(refunded, false, FX_RATE, amount + value);
    }

    /** An entry; says what it is worth in the reporting currency. */
    private long book(Books books, boolean billed, int line, boolean sound, LocalDate month, long amount, long at) {
        long rate = rate(world, account.currency(), month);
        entries.add(new Entry(books, billed, line, sound, month, amount, rate, at));
        return Rates.converted(amount, rate);
    }

    private void differ(LocalDate month, boolean billed, String reason, long cents) {
        if (cents != 0) {
            differences.add(new Difference(month, billed, reason, cents));
        }
    }

    private static LocalDate month(long second) {
        return LocalDate.ofEpochDay(Horizon.day(second)).withDayOfMonth(1);
    }
}
