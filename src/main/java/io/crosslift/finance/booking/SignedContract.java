package io.crosslift.finance.booking;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * A contract, or an amendment, as it was signed.
 *
 * @param id contract
 * @param kind what it does
 * @param signed local day of signing
 * @param renewal day it is up for renewal
 * @param original what recurs in a year, in its own currency
 * @param value the same in the reporting currency, at the rate of the day of signing
 */
public record SignedContract(
        String id, Kind kind, LocalDate signed, LocalDate renewal, BigDecimal original, BigDecimal value) {
    /** What a contract does. Those of a new subscription and of an expansion add revenue, a renewal keeps what there is. */
    public enum Kind {
        NEW,
        EXPANSION,
        RENEWAL
    }
}
