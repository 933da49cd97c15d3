package io.crosslift.expansion;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_utc_timestamp;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.to_utc_timestamp;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.crosslift.config.ReportingSettings;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.FxRates;
import io.crosslift.schema.InvoiceLines;
import io.crosslift.schema.Offers;
import io.crosslift.schema.Orders;
import io.crosslift.schema.Products;
import io.crosslift.schema.RefundsReturns;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.jspecify.annotations.Nullable;

/**
 * Product lines of paid orders with their money in the reporting currency. In: the contract tables. Out: one row per product
 * line, F1's money columns and what classification needs ({@code tier}, {@code recurring}, {@code cross_sell_offer},
 * {@code replaces_line_id}, {@code subscription_item_id}).
 */
public final class PricedLines {
    static final String TIER = "tier";
    static final String RECURRING = "recurring";
    static final String CROSS_SELL_OFFER = "cross_sell_offer";
    /** Beginning of the local day of the order, microseconds since the epoch. */
    static final String START_OF_DAY = "start_of_day";

    private static final String ORDER_SHARE = "order_discount_share";

    private PricedLines() {}

    /** What the lines are priced from; absent feeds are null. */
    public record Inputs(
            Dataset<Row> orders,
            Dataset<Row> lines,
            Dataset<Row> products,
            @Nullable Dataset<Row> refunds,
            @Nullable Dataset<Row> offers,
            @Nullable Dataset<Row> fxRates) {}

    /** Prices the lines; a line whose order is not paid, or that is tax, shipping or a fee, is left out. */
    public static Dataset<Row> of(Inputs inputs, ReportingSettings reporting) {
        Dataset<Row> lines = inputs.lines()
                .filter(col(InvoiceLines.LINE_TYPE).isin("product", "service", "usage"))
                .drop("source_system", "ingested_at", "record_hash", InvoiceLines.ORDERED_MONTH);
        return paid(lines, inputs.orders())
                .transform(PricedLines::withOrderDiscountShare)
                .transform(priced -> withProduct(priced, inputs.products()))
                .transform(priced -> withRate(priced, inputs.fxRates(), reporting))
                .transform(priced -> withRefunds(priced, inputs.refunds(), reporting))
                .transform(priced -> withOffer(priced, inputs.offers()))
                .transform(priced -> inReportingCurrency(priced, reporting));
    }

    private static Dataset<Row> paid(Dataset<Row> lines, Dataset<Row> orders) {
        Dataset<Row> paid = orders.filter(col(Orders.STATUS).equalTo("paid"))
                .select(
                        col(Orders.ORDER_ID),
                        col(Orders.PAID_AT).as(ClassifiedLines.LINE_TS),
                        col(Orders.ORDER_DISCOUNT));
        return lines.join(paid, "order_id");
    }

    /**
     * Shares an order's discount over its lines in proportion to their net amounts, to the smallest stored unit: rounded down,
     * what is left over goes to the largest remainders, ties by line id.
     */
    static Dataset<Row> withOrderDiscountShare(Dataset<Row> lines) {
        WindowSpec order = Window.partitionBy(InvoiceLines.ORDER_ID);
        Column cents = col(Orders.ORDER_DISCOUNT).multiply(100).cast("decimal(38,0)");
        Column weight = col(InvoiceLines.NET_AMOUNT).multiply(10000).cast("decimal(18,0)");
        Column product = col("discount_cents").multiply(col("weight")).cast("decimal(38,0)");
        Column floor = when(col("weights").equalTo(0), lit(0))
                .otherwise(product.minus(product.mod(col("weights"))).divide(col("weights")));
        WindowSpec byRemainder = order.orderBy(col("remainder").desc(), col(InvoiceLines.LINE_ID));
        return lines.withColumn("discount_cents", cents.cast("decimal(18,0)"))
                .withColumn("weight", weight)
                .withColumn("weights", sum("weight").over(order).cast("decimal(18,0)"))
                .withColumn("floor", round(floor, 0).cast("decimal(18,0)"))
                .withColumn("remainder", product.minus(col("floor").multiply(col("weights"))))
                .withColumn(
                        "left_over", col("discount_cents").minus(sum("floor").over(order)))
                .withColumn(
                        ORDER_SHARE,
                        col("floor")
                                .plus(when(row_number().over(byRemainder).leq(col("left_over")), lit(1))
                                        .otherwise(lit(0)))
                                .divide(100)
                                .cast(ColumnTypes.ORIGINAL_MONEY))
                .drop("discount_cents", "weight", "weights", "floor", "remainder", "left_over");
    }

    private static Dataset<Row> withProduct(Dataset<Row> lines, Dataset<Row> products) {
        Dataset<Row> versions = products.select(
                col(Products.PRODUCT_ID),
                col(Products.PRODUCT_FAMILY).as(ClassifiedLines.FAMILY),
                col(Products.TIER_RANK).as(TIER),
                col(Products.IS_RECURRING).as(RECURRING),
                col(Products.VALID_FROM).as("product_from"),
                col(Products.VALID_TO).as("product_to"));
        Column valid = lines.col(InvoiceLines.PRODUCT_ID)
                .equalTo(versions.col(Products.PRODUCT_ID))
                .and(col("product_from").leq(col(ClassifiedLines.LINE_TS)))
                .and(col("product_to").isNull().or(col("product_to").gt(col(ClassifiedLines.LINE_TS))));
        return lines.join(versions, valid)
                .drop(versions.col(Products.PRODUCT_ID))
                .drop("product_from", "product_to");
    }

    private static Dataset<Row> withRate(
            Dataset<Row> lines, @Nullable Dataset<Row> fxRates, ReportingSettings reporting) {
        Column home = col(InvoiceLines.CURRENCY).equalTo(reporting.currency());
        if (fxRates == null) {
            return lines.filter(home).withColumn(ClassifiedLines.FX_RATE, lit(1).cast("decimal(18,8)"));
        }
        Dataset<Row> rates =
                fxRates.select(col(FxRates.CURRENCY).as("rate_currency"), col(FxRates.RATE_DATE), col(FxRates.RATE));
        Column onDay = col(InvoiceLines.CURRENCY)
                .equalTo(col("rate_currency"))
                .and(localDay(col(ClassifiedLines.LINE_TS), reporting).equalTo(col(FxRates.RATE_DATE)));
        return lines.join(broadcast(rates), onDay, "left")
                .withColumn(
                        ClassifiedLines.FX_RATE,
                        when(home, lit(1)).otherwise(col(FxRates.RATE)).cast("decimal(18,8)"))
                .drop("rate_currency", FxRates.RATE_DATE, FxRates.RATE);
    }

    private static Dataset<Row> withRefunds(
            Dataset<Row> lines, @Nullable Dataset<Row> refunds, ReportingSettings reporting) {
        if (refunds == null) {
            return lines.withColumn("refunded", lit(0).cast(ColumnTypes.ORIGINAL_MONEY))
                    .withColumn("refunded_in_month", lit(0).cast(ColumnTypes.ORIGINAL_MONEY))
                    .withColumn("returned", lit(0).cast("decimal(18,6)"))
                    .withColumn("last_refund_at", lit(null).cast("timestamp"));
        }
        Dataset<Row> byMonth = refunds.groupBy(
                        col(RefundsReturns.LINE_ID).as("refunded_line"),
                        trunc(localDay(col(RefundsReturns.REFUNDED_AT), reporting), "month")
                                .as("refund_month"))
                .agg(
                        sum(RefundsReturns.AMOUNT).as("amount"),
                        sum(coalesce(col(RefundsReturns.QTY), lit(0))).as("qty"),
                        max(RefundsReturns.REFUNDED_AT).as("at"));
        Column sameMonth =
                col("refund_month").equalTo(trunc(localDay(col(ClassifiedLines.LINE_TS), reporting), "month"));
        Dataset<Row> perLine = lines.select(InvoiceLines.LINE_ID, ClassifiedLines.LINE_TS)
                .join(byMonth, col(InvoiceLines.LINE_ID).equalTo(col("refunded_line")))
                .groupBy(col("refunded_line"))
                .agg(
                        sum("amount").cast(ColumnTypes.ORIGINAL_MONEY).as("refunded"),
                        sum(when(sameMonth, col("amount")).otherwise(lit(0)))
                                .cast(ColumnTypes.ORIGINAL_MONEY)
                                .as("refunded_in_month"),
                        sum("qty").cast("decimal(18,6)").as("returned_qty"),
                        max("at").as("last_refund_at"));
        Column none = lit(0).cast(ColumnTypes.ORIGINAL_MONEY);
        Column wholeAmount = col("refunded").geq(col(InvoiceLines.NET_AMOUNT).minus(col(ORDER_SHARE)));
        return lines.join(perLine, col(InvoiceLines.LINE_ID).equalTo(col("refunded_line")), "left")
                .withColumn("refunded", coalesce(col("refunded"), none))
                .withColumn("refunded_in_month", coalesce(col("refunded_in_month"), none))
                .withColumn(
                        "returned",
                        when(col("returned_qty").isNull(), lit(0).cast("decimal(18,6)"))
                                .when(col("returned_qty").equalTo(0).and(wholeAmount), col(InvoiceLines.QTY))
                                .otherwise(least(col("returned_qty"), col(InvoiceLines.QTY))))
                .drop("refunded_line", "returned_qty");
    }

    private static Dataset<Row> withOffer(Dataset<Row> lines, @Nullable Dataset<Row> offers) {
        if (offers == null) {
            return lines.withColumn(CROSS_SELL_OFFER, lit(false));
        }
        Dataset<Row> crossSell = offers.filter(col(Offers.SELL_TYPE).equalTo("cross_sell"))
                .select(col(Offers.OFFER_ID).as("cross_sell_offer_id"));
        return lines.join(broadcast(crossSell), col(InvoiceLines.OFFER_ID).equalTo(col("cross_sell_offer_id")), "left")
                .withColumn(CROSS_SELL_OFFER, col("cross_sell_offer_id").isNotNull())
                .drop("cross_sell_offer_id");
    }

    /** Rounds once: gross and value each from original amounts, discount as their difference, so that the line adds up. */
    private static Dataset<Row> inReportingCurrency(Dataset<Row> lines, ReportingSettings reporting) {
        Column rate = col(ClassifiedLines.FX_RATE);
        Column gross = money(col(InvoiceLines.NET_AMOUNT).plus(col(InvoiceLines.LINE_DISCOUNT)), rate);
        Column value = money(col(InvoiceLines.NET_AMOUNT).minus(col(ORDER_SHARE)), rate);
        Column day = localDay(col(ClassifiedLines.LINE_TS), reporting);
        return lines.withColumn(ClassifiedLines.GROSS, gross)
                .withColumn(ClassifiedLines.DISCOUNT, gross.minus(value).cast(ColumnTypes.MONEY))
                .withColumn(ClassifiedLines.REFUND, least(money(col("refunded"), rate), value))
                .withColumn(
                        ClassifiedLines.NET,
                        value.minus(col(ClassifiedLines.REFUND)).cast(ColumnTypes.MONEY))
                .withColumn(ClassifiedLines.REFUND_IN_MONTH, least(money(col("refunded_in_month"), rate), value))
                .withColumn(
                        ClassifiedLines.QTY_NET,
                        col(InvoiceLines.QTY).minus(col("returned")).cast("decimal(18,6)"))
                .withColumn(
                        ClassifiedLines.ORIG_AMOUNT,
                        col(InvoiceLines.NET_AMOUNT).minus(col(ORDER_SHARE)).cast(ColumnTypes.ORIGINAL_MONEY))
                .withColumnRenamed(InvoiceLines.CURRENCY, ClassifiedLines.ORIG_CCY)
                .withColumn(ClassifiedLines.LINE_DATE, day)
                .withColumn(
                        START_OF_DAY,
                        unix_micros(to_utc_timestamp(
                                day.cast("timestamp"), reporting.timeZone().getId())))
                .withColumn(ClassifiedLines.LINE_MONTH, trunc(day, "month"));
    }

    private static Column money(Column amount, Column rate) {
        return round(amount.multiply(rate), 2).cast(ColumnTypes.MONEY);
    }

    /** The local day of an instant in the reporting zone. */
    public static Column localDay(Column instant, ReportingSettings reporting) {
        return to_date(from_utc_timestamp(instant, reporting.timeZone().getId()));
    }
}
