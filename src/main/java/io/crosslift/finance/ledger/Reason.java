package io.crosslift.finance.ledger;

/** Why the ledger holds another amount than is counted here. */
public enum Reason {
    /** The ledger books the line in another month. */
    TIMING_CUTOFF,
    /** The ledger converts it at another rate. */
    FX_RATE,
    /** A refund that one side knows and the other doesn't, or books in another month. */
    REFUND_LAG,
    /** An entry that somebody made by hand. */
    MANUAL_JOURNAL,
    /** At most a cent per entry. */
    ROUNDING,
    /** A correction of a closed month, booked in the first open one. */
    RESTATEMENT,
    /** An entry of an account of taxes, or of a line that is one. */
    TAX_SCOPE,
    /** Revenue to the ledger and none here: shipping, fees, accounts outside revenue. */
    EXCLUDED_SCOPE,
    /** The line, or the refund, lies in quarantine here. */
    QUARANTINED,
    /** None of these. */
    UNEXPLAINED
}
