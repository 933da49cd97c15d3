package io.crosslift.recurring;

import io.crosslift.recurring.movement.BillingInterval;
import io.crosslift.recurring.movement.PriceList;
import io.crosslift.schema.PriceBook;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** The price book (R05), held in memory. */
final class ListPrices implements PriceList, Serializable {
    private static final long serialVersionUID = 1L;

    private record Key(String product, String currency, String unit, int count) implements Serializable {}

    private record Price(BigDecimal amount, LocalDate from, LocalDate to) implements Serializable {}

    private final HashMap<Key, ArrayList<Price>> prices = new HashMap<>();

    private ListPrices() {}

    /** Prices of a book, none of an absent one. */
    static ListPrices collect(@Nullable Dataset<Row> book, ZoneId zone) {
        ListPrices list = new ListPrices();
        if (book == null) {
            return list;
        }
        for (Row row : book.select(
                        PriceBook.PRODUCT_ID,
                        PriceBook.CURRENCY,
                        PriceBook.INTERVAL_UNIT,
                        PriceBook.INTERVAL_COUNT,
                        PriceBook.UNIT_PRICE,
                        PriceBook.VALID_FROM,
                        PriceBook.VALID_TO)
                .collectAsList()) {
            Key key = new Key(
                    row.getString(0),
                    row.getString(1),
                    BillingInterval.Unit.named(row.getString(2)).name(),
                    row.getInt(3));
            LocalDate to = row.isNullAt(6)
                    ? LocalDate.MAX
                    : row.getTimestamp(6).toInstant().atZone(zone).toLocalDate();
            list.prices
                    .computeIfAbsent(key, none -> new ArrayList<>())
                    .add(new Price(
                            row.getDecimal(4),
                            row.getTimestamp(5).toInstant().atZone(zone).toLocalDate(),
                            to));
        }
        return list;
    }

    @Override
    public @Nullable BigDecimal price(String productId, String currency, BillingInterval interval, LocalDate day) {
        List<Price> known =
                prices.get(new Key(productId, currency, interval.unit().name(), interval.count()));
        return known == null
                ? null
                : known.stream()
                        .filter(price -> !day.isBefore(price.from()) && day.isBefore(price.to()))
                        .map(Price::amount)
                        .findFirst()
                        .orElse(null);
    }
}
