package io.crosslift.recurring;

import io.crosslift.config.RecurringSettings;
import io.crosslift.config.ReportingSettings;
import io.crosslift.expansion.ItemSpan;
import io.crosslift.recurring.movement.PaidSpan;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** When accounts paid for subscription items, and for which products: what they held besides what they bought. */
public final class PaidItems {
    private PaidItems() {}

    /**
     * Versions of subscriptions (R09), of their items (R10) and of products (R03) in, one row per item, product and time in which it was paid
     * for out, in the columns of {@link ItemSpan}. One shuffle, by account; products are held in memory.
     */
    public static Dataset<Row> of(
            Dataset<Row> subscriptions,
            Dataset<Row> items,
            Dataset<Row> products,
            RecurringSettings settings,
            ReportingSettings reporting) {
        ProductBook book = ProductBook.collect(products);
        MapPartitionsFunction<Row, Row> spans = rows -> new VersionsByAccount(
                book, rows, (account, versions) -> PaidSpan.of(versions.items(), versions.subscriptions()).stream()
                        .map(span -> row(account, span))
                        .toList());
        return RecurringStep.versions(subscriptions, items, settings, reporting)
                .mapPartitions(spans, Encoders.row(ItemSpan.SCHEMA));
    }

    private static Row row(String account, PaidSpan span) {
        return RowFactory.create(
                account, span.itemId(), span.productId(), span.family(), span.tier(), span.from(), span.to());
    }
}
