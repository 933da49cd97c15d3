package io.crosslift.recurring.movement;

import java.math.BigDecimal;
import java.time.LocalDate;

/** Exchange rates to the reporting currency (R17). */
@FunctionalInterface
public interface Rates {
    /** Reporting currency units for one unit of the currency at the end of a day. */
    BigDecimal rate(String currency, LocalDate day);
}
