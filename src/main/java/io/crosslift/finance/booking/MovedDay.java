package io.crosslift.finance.booking;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;

/**
 * What moved the recurring revenue of an account in one currency on one day.
 *
 * @param day local day
 * @param original change of ARR in that currency by what was bought and given up
 * @param value the same in the reporting currency, as movements are valued
 * @param transferred change of ARR in that currency by transfers
 * @param valuation change of ARR in the reporting currency by transfers and exchange rates
 * @param movements number of movements
 */
public record MovedDay(
        LocalDate day,
        BigDecimal original,
        BigDecimal value,
        BigDecimal transferred,
        BigDecimal valuation,
        int movements) {
    /** The same less a part of what was bought, valued like the whole. */
    MovedDay without(BigDecimal part) {
        if (part.signum() == 0 || original.signum() == 0) {
            return this;
        }
        BigDecimal left = original.subtract(part);
        BigDecimal itsValue = value.multiply(left).divide(original, 2, RoundingMode.HALF_UP);
        return new MovedDay(day, left, itsValue, transferred, valuation, movements);
    }
}
