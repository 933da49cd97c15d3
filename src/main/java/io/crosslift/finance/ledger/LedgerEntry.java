package io.crosslift.finance.ledger;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;

/**
 * An entry of the ledger.
 *
 * @param id entry
 * @param period accounting month
 * @param account account of the general ledger
 * @param kind what it books
 * @param amount amount in its currency
 * @param currency currency
 * @param rate the ledger's rate to the reporting currency
 */
public record LedgerEntry(
        String id, LocalDate period, String account, Kind kind, BigDecimal amount, String currency, BigDecimal rate) {
    /** What an entry books. */
    public enum Kind {
        /** Revenue of a line, or a refund of it. */
        REVENUE,
        /** Revenue of no line. */
        UNLINKED,
        /** Tax. */
        TAX,
        /** Something on an account outside revenue. */
        OTHER_ACCOUNT,
        /** Whatever somebody booked by hand. */
        MANUAL
    }

    /** The amount in the reporting currency, rounded once. */
    BigDecimal reporting() {
        return cents(amount.multiply(rate));
    }

    LedgerEntry negated() {
        return new LedgerEntry(id, period, account, kind, amount.negate(), currency, rate);
    }

    /** An amount in cents, half a cent going up. */
    public static BigDecimal cents(BigDecimal amount) {
        return amount.setScale(2, RoundingMode.HALF_UP);
    }
}
