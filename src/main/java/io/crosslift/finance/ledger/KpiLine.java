package io.crosslift.finance.ledger;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * A line as it is counted here.
 *
 * @param month month it was sold in
 * @param value value before refunds, reporting currency
 * @param refunded refunds known, reporting currency, of the sign of the value
 * @param original value in its own currency
 * @param currency that currency
 * @param rate rate used
 */
public record KpiLine(
        LocalDate month, BigDecimal value, BigDecimal refunded, BigDecimal original, String currency, BigDecimal rate) {
    KpiLine negated() {
        return new KpiLine(month, value.negate(), refunded.negate(), original.negate(), currency, rate);
    }
}
