package io.crosslift.source.rules;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import java.util.Currency;
import org.apache.spark.sql.Column;

/** Conditions on currencies and amounts, by the ISO 4217 list that Java carries. */
final class Money {
    /** True where a currency is no ISO 4217 code. */
    static Column unknown(String currency) {
        return not(col(currency)
                .isin(Currency.getAvailableCurrencies().stream()
                        .map(Currency::getCurrencyCode)
                        .sorted()
                        .toArray()));
    }

    /** True where an amount has more decimals than its currency has minor units. */
    static Column tooManyDecimals(String currency, String... amounts) {
        return Arrays.stream(amounts)
                .map(amount -> when(col(currency).isin(codes(0)), col(amount).notEqual(round(col(amount), 0)))
                        .when(col(currency).isin(codes(3)), col(amount).notEqual(round(col(amount), 3)))
                        .when(col(currency).isin(codes(4)), false)
                        .otherwise(col(amount).notEqual(round(col(amount), 2))))
                .reduce(Column::or)
                .orElseThrow();
    }

    private static Object[] codes(int digits) {
        return Currency.getAvailableCurrencies().stream()
                .filter(currency -> currency.getDefaultFractionDigits() == digits)
                .map(Currency::getCurrencyCode)
                .sorted()
                .toArray();
    }

    private Money() {}
}
