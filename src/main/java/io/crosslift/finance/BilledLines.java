package io.crosslift.finance;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.crosslift.config.ReportingSettings;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.InvoiceLines;
import io.crosslift.schema.RefundsReturns;
import io.crosslift.source.rules.LocalDays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Product lines that were billed without an order, as subscriptions are, with their money in the reporting currency. */
public final class BilledLines {
    private BilledLines() {}

    /**
     * Invoice lines in, those without an order out, in the columns of money of F1: gross is what was billed, discount nothing.
     *
     * @param refunds R08, or null
     * @param fxRates R17, or null; the ingest has seen to it that none is missing
     */
    public static Dataset<Row> of(
            Dataset<Row> lines,
            @Nullable Dataset<Row> refunds,
            @Nullable Dataset<Row> fxRates,
            ReportingSettings reporting) {
        Dataset<Row> billed = lines.filter(col(InvoiceLines.ORDER_ID)
                .isNull()
                .and(col(InvoiceLines.LINE_TYPE).isin("product", "service", "usage")));
        Column rate = col(ClassifiedLines.FX_RATE);
        Column value = money(col(InvoiceLines.NET_AMOUNT), rate);
        Column refunded = money(col("refunded"), rate);
        Dataset<Row> rated = DailyRates.on(
                billed, InvoiceLines.CURRENCY, InvoiceLines.POSTED_AT, fxRates, reporting, ClassifiedLines.FX_RATE);
        return withRefunds(rated, refunds)
                .select(
                        col(InvoiceLines.LINE_ID).as(ClassifiedLines.LINE_ID),
                        col(InvoiceLines.ACCOUNT_ID).as(ClassifiedLines.ACCOUNT_ID),
                        LocalDays.month(col(InvoiceLines.POSTED_AT), reporting.timeZone())
                                .as(ClassifiedLines.LINE_MONTH),
                        value.as(ClassifiedLines.GROSS),
                        lit(0).cast(ColumnTypes.MONEY).as(ClassifiedLines.DISCOUNT),
                        when(value.gt(0), least(refunded, value))
                                .otherwise(lit(0).cast(ColumnTypes.MONEY))
                                .as(ClassifiedLines.REFUND),
                        col(InvoiceLines.NET_AMOUNT).as(ClassifiedLines.ORIG_AMOUNT),
                        col(InvoiceLines.CURRENCY).as(ClassifiedLines.ORIG_CCY),
                        rate.as(ClassifiedLines.FX_RATE));
    }

    private static Dataset<Row> withRefunds(Dataset<Row> lines, @Nullable Dataset<Row> refunds) {
        Column none = lit(0).cast(ColumnTypes.ORIGINAL_MONEY);
        if (refunds == null) {
            return lines.withColumn("refunded", none);
        }
        Dataset<Row> perLine = refunds.groupBy(col(RefundsReturns.LINE_ID).as("refunded_line"))
                .agg(sum(RefundsReturns.AMOUNT).as("refunded"));
        return lines.join(perLine, col(InvoiceLines.LINE_ID).equalTo(col("refunded_line")), "left")
                .withColumn("refunded", coalesce(col("refunded"), none));
    }

    private static Column money(Column amount, Column rate) {
        return round(amount.multiply(rate), 2).cast(ColumnTypes.MONEY);
    }
}
