package io.crosslift.expansion;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.sum;

import io.crosslift.config.ReportingSettings;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.RefundsReturns;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/** What was given back on each day of a conversion; the days of a conversion add up to what it has refunded. */
public final class RefundDays {
    private RefundDays() {}

    /**
     * Classified lines and refunds to one row per conversion and local day: {@code conversion_id, refunded_on, amount}.
     * Cumulative amounts are rounded and then differenced, so no cent is lost between days.
     */
    public static Dataset<Row> of(Dataset<Row> classifiedLines, Dataset<Row> refunds, ReportingSettings reporting) {
        WindowSpec line = Window.partitionBy("line_id").orderBy("refunded_on");
        Column soFar = least(
                round(
                                sum("amount")
                                        .over(line.rowsBetween(Window.unboundedPreceding(), Window.currentRow()))
                                        .multiply(col(ClassifiedLines.FX_RATE)),
                                2)
                        .cast(ColumnTypes.MONEY),
                col("line_value"));
        Dataset<Row> lines = classifiedLines
                .filter(col(ClassifiedLines.CONVERSION_ID).isNotNull())
                .select(
                        col(ClassifiedLines.LINE_ID),
                        col(ClassifiedLines.CONVERSION_ID),
                        col(ClassifiedLines.FX_RATE),
                        col(ClassifiedLines.GROSS)
                                .minus(col(ClassifiedLines.DISCOUNT))
                                .as("line_value"));
        return refunds.groupBy(
                        col(RefundsReturns.LINE_ID),
                        PricedLines.localDay(col(RefundsReturns.REFUNDED_AT), reporting)
                                .as("refunded_on"))
                .agg(sum(RefundsReturns.AMOUNT).as("amount"))
                .join(lines, "line_id")
                .withColumn("so_far", soFar)
                .withColumn(
                        "given_back",
                        col("so_far").minus(lag(col("so_far"), 1, lit(0)).over(line)))
                .groupBy("conversion_id", "refunded_on")
                .agg(sum("given_back").cast(ColumnTypes.MONEY).as("amount"))
                .filter(col("amount").notEqual(0));
    }
}
