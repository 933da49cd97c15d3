package io.crosslift.recurring;

import io.crosslift.recurring.RecurringEvents.Cells;
import io.crosslift.recurring.movement.BillingInterval;
import io.crosslift.recurring.movement.BoughtProduct;
import io.crosslift.recurring.movement.Discount;
import io.crosslift.recurring.movement.ItemTerms;
import io.crosslift.recurring.movement.ItemVersion;
import io.crosslift.recurring.movement.Span;
import io.crosslift.recurring.movement.SubscriptionVersion;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** The versions of one account, gathered from rows of {@link RecurringEvents}. */
final class AccountVersions {
    private final ProductBook products;
    private final List<SubscriptionVersion> subscriptions = new ArrayList<>();
    private final List<Row> subscriptionRows = new ArrayList<>();
    private final List<Row> itemRows = new ArrayList<>();
    private final List<BoughtProduct> bought = new ArrayList<>();

    AccountVersions(ProductBook products) {
        this.products = products;
    }

    void add(Row row) {
        if (row.getInt(Cells.KIND_AT) == RecurringEvents.ITEM) {
            itemRows.add(row);
        } else if (row.getInt(Cells.KIND_AT) == RecurringEvents.BOUGHT) {
            String product = row.getString(Cells.PRODUCT);
            bought.add(new BoughtProduct(
                    product,
                    products.at(product, row.getLong(Cells.FROM_MICROS)).family(),
                    span(row)));
        } else {
            subscriptionRows.add(row);
            LocalDate end = day(row, Cells.END);
            subscriptions.add(new SubscriptionVersion(
                    row.getString(Cells.SUBSCRIPTION_ID),
                    span(row),
                    SubscriptionVersion.Status.valueOf(
                            row.getString(Cells.STATUS).toUpperCase(Locale.ROOT)),
                    end,
                    end == null ? 0 : row.getLong(Cells.END_MICROS),
                    row.getBoolean(Cells.MOVED_IN_AT),
                    row.getBoolean(Cells.MOVED_OUT_AT)));
        }
    }

    List<SubscriptionVersion> subscriptions() {
        return subscriptions;
    }

    /** What was bought once and kept. */
    List<BoughtProduct> bought() {
        return bought;
    }

    /** The items; one of a subscription that is not known is none. */
    List<ItemVersion> items() {
        List<ItemVersion> items = new ArrayList<>();
        for (Row row : itemRows) {
            String currency = currency(row);
            if (currency != null) {
                items.add(item(row, currency));
            }
        }
        return items;
    }

    private ItemVersion item(Row row, String currency) {
        ProductBook.Version product = products.at(row.getString(Cells.PRODUCT), row.getLong(Cells.FROM_MICROS));
        ItemTerms terms = new ItemTerms(
                row.getString(Cells.PRODUCT),
                product.family(),
                product.tier(),
                row.getDecimal(Cells.QUANTITY),
                row.getDecimal(Cells.PRICE),
                new BillingInterval(BillingInterval.Unit.named(row.getString(Cells.UNIT)), row.getInt(Cells.COUNT)),
                currency,
                discount(row));
        return new ItemVersion(
                row.getString(Cells.ITEM_ID),
                row.getString(Cells.SUBSCRIPTION_ID),
                span(row),
                terms,
                row.isNullAt(Cells.REPLACES) ? null : row.getString(Cells.REPLACES),
                !row.isNullAt(Cells.INITIATED_BY)
                        && row.getString(Cells.INITIATED_BY).equals("vendor"));
    }

    /** The currency its subscription is billed in when the item's version begins, else that of the subscription's last version. */
    private @Nullable String currency(Row item) {
        long at = item.getLong(Cells.FROM_MICROS);
        String last = null;
        long newest = Long.MIN_VALUE;
        for (Row row : subscriptionRows) {
            if (row.getString(Cells.SUBSCRIPTION_ID).equals(item.getString(Cells.SUBSCRIPTION_ID))) {
                long from = row.getLong(Cells.FROM_MICROS);
                if (from <= at && (row.isNullAt(Cells.TO_MICROS) || row.getLong(Cells.TO_MICROS) > at)) {
                    return row.getString(Cells.CURRENCY);
                }
                if (from > newest) {
                    newest = from;
                    last = row.getString(Cells.CURRENCY);
                }
            }
        }
        return last;
    }

    private static Discount discount(Row row) {
        if (row.isNullAt(Cells.PERCENT) && row.isNullAt(Cells.AMOUNT)) {
            return Discount.NONE;
        }
        Discount.Kind kind = row.isNullAt(Cells.DISCOUNT_KIND)
                ? Discount.Kind.FOREVER
                : Discount.Kind.valueOf(row.getString(Cells.DISCOUNT_KIND).toUpperCase(Locale.ROOT));
        return new Discount(kind, decimal(row, Cells.PERCENT), decimal(row, Cells.AMOUNT), day(row, Cells.UNTIL));
    }

    private static BigDecimal decimal(Row row, int cell) {
        return row.isNullAt(cell) ? BigDecimal.ZERO : row.getDecimal(cell);
    }

    private static @Nullable LocalDate day(Row row, int cell) {
        return row.isNullAt(cell) ? null : row.getDate(cell).toLocalDate();
    }

    private static Span span(Row row) {
        LocalDate to = day(row, Cells.TO);
        return new Span(
                row.getDate(Cells.FROM).toLocalDate(),
                to == null ? LocalDate.MAX : to,
                row.getLong(Cells.FROM_MICROS),
                to == null ? Long.MAX_VALUE : row.getLong(Cells.TO_MICROS));
    }
}
