package io.crosslift.recurring;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;

import io.crosslift.config.OrderSettings;
import io.crosslift.config.ReportingSettings;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.InvoiceLines;
import io.crosslift.schema.Products;
import io.crosslift.schema.RefundsReturns;
import io.crosslift.schema.Subscriptions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** What subscribers bought once and kept: a new item may be an add-on of it, or more of the same. */
public final class BoughtProducts {
    private static final String RETURNED_LINE = "returned_line";
    private static final String RETURNED_AT = "returned_at";

    /**
     * What tells of purchases; absent feeds are null.
     *
     * @param lines classified lines (F1)
     * @param invoiceLines their contract lines (R07)
     * @param refunds refunds and returns (R08)
     * @param products products (R03)
     */
    public record Inputs(
            Dataset<Row> lines,
            Dataset<Row> invoiceLines,
            @Nullable Dataset<Row> refunds,
            Dataset<Row> products) {}

    private BoughtProducts() {}

    /**
     * Lines in, one row per account with a subscription, product and end of its ownership out, from its first order on: a line that is returned
     * whole is owned until its last return. Lines of recurring products and of subscription items are none: the items tell of them.
     */
    public static Dataset<Row> of(
            Inputs inputs, Dataset<Row> subscriptions, OrderSettings orders, ReportingSettings reporting) {
        Dataset<Row> accounts = subscriptions.select(Subscriptions.ACCOUNT_ID).distinct();
        Dataset<Row> recurring =
                inputs.products().filter(col(Products.IS_RECURRING)).select(Products.PRODUCT_ID);
        Dataset<Row> billing = inputs.invoiceLines()
                .filter(col(InvoiceLines.SUBSCRIPTION_ITEM_ID).isNotNull())
                .select(InvoiceLines.LINE_ID);
        Dataset<Row> bought = inputs.lines()
                .join(accounts, new String[] {ClassifiedLines.ACCOUNT_ID}, "left_semi")
                .join(recurring, new String[] {ClassifiedLines.PRODUCT_ID}, "left_anti")
                .join(billing, new String[] {ClassifiedLines.LINE_ID}, "left_anti");
        Integer expiresAfter = orders.ownershipExpiresAfterDays();
        Column expiry = expiresAfter == null
                ? lit(null).cast("timestamp")
                : col(ClassifiedLines.LINE_TS).plus(expr("interval " + expiresAfter + " days"));
        Column returnedAt =
                when(col(ClassifiedLines.QTY_NET).leq(0), coalesce(col(RETURNED_AT), col(ClassifiedLines.LINE_TS)));
        Dataset<Row> spans = withReturn(bought, inputs.refunds())
                .withColumn(Subscriptions.VALID_TO, least(returnedAt, expiry))
                .groupBy(ClassifiedLines.ACCOUNT_ID, ClassifiedLines.PRODUCT_ID, Subscriptions.VALID_TO)
                .agg(min(ClassifiedLines.LINE_TS).as(Subscriptions.VALID_FROM));
        return RecurringEvents.versions(spans, reporting.timeZone())
                .withColumn(RecurringEvents.KIND, lit(RecurringEvents.BOUGHT))
                .drop(Subscriptions.VALID_FROM, Subscriptions.VALID_TO);
    }

    private static Dataset<Row> withReturn(Dataset<Row> lines, @Nullable Dataset<Row> refunds) {
        if (refunds == null) {
            return lines.withColumn(RETURNED_AT, lit(null).cast("timestamp"));
        }
        Dataset<Row> returns = refunds.groupBy(col(RefundsReturns.LINE_ID).as(RETURNED_LINE))
                .agg(max(RefundsReturns.REFUNDED_AT).as(RETURNED_AT));
        return lines.join(returns, col(ClassifiedLines.LINE_ID).equalTo(col(RETURNED_LINE)), "left");
    }
}
