package io.crosslift.recurring.movement;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** List prices over time (R05). */
@FunctionalInterface
public interface PriceList {
    /** A list that knows no price. */
    PriceList EMPTY = (product, currency, interval, day) -> null;

    /** The price of one unit per interval on a day, or null where the list has none. */
    @Nullable
    BigDecimal price(String productId, String currency, BillingInterval interval, LocalDate day);
}
