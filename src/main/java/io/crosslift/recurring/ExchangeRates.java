package io.crosslift.recurring;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.last_day;
import static org.apache.spark.sql.functions.lit;

import io.crosslift.failure.Failure;
import io.crosslift.recurring.movement.Rates;
import io.crosslift.schema.FxRates;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** The rates that recurring revenue needs: of the last day of each month and of as-of (R17), held in memory. */
final class ExchangeRates implements Rates, Serializable {
    private static final long serialVersionUID = 1L;

    private record Key(String currency, LocalDate day) implements Serializable {}

    private final String home;
    private final HashMap<Key, BigDecimal> rates = new HashMap<>();

    private ExchangeRates(String home) {
        this.home = home;
    }

    /** Rates of a table, none of an absent one; the reporting currency needs none. */
    static ExchangeRates collect(@Nullable Dataset<Row> fxRates, String home, LocalDate asOf) {
        ExchangeRates rates = new ExchangeRates(home);
        if (fxRates == null) {
            return rates;
        }
        for (Row row : fxRates.filter(col(FxRates.RATE_DATE)
                        .equalTo(last_day(col(FxRates.RATE_DATE)))
                        .or(col(FxRates.RATE_DATE).equalTo(lit(java.sql.Date.valueOf(asOf)))))
                .select(FxRates.CURRENCY, FxRates.RATE_DATE, FxRates.RATE)
                .collectAsList()) {
            rates.rates.put(new Key(row.getString(0), row.getDate(1).toLocalDate()), row.getDecimal(2));
        }
        return rates;
    }

    @Override
    public BigDecimal rate(String currency, LocalDate day) {
        if (currency.equals(home)) {
            return BigDecimal.ONE;
        }
        BigDecimal rate = rates.get(new Key(currency, day));
        if (rate == null) {
            throw Failure.data("core.fx_rates has no rate of " + currency + " on " + day
                    + ", which values recurring revenue of a month's end: feed one");
        }
        return rate;
    }
}
