package io.crosslift.expansion;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.sum;

import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.Conversions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What attribution credits: one account's purchase of one family towards one goal, in one order. */
public final class Conversion {
    private Conversion() {}

    /** The conversion an order's lines of one goal and family belong to. */
    static Column id(Column order, Column goal, Column family) {
        return concat_ws("|", order, goal, family);
    }

    /** Classified lines to conversions (F4 without its stamps): their values summed, refunds kept apart. */
    public static Dataset<Row> ofOrders(Dataset<Row> classifiedLines) {
        Column value = col(ClassifiedLines.GROSS).minus(col(ClassifiedLines.DISCOUNT));
        return classifiedLines
                .filter(col(ClassifiedLines.CONVERSION_ID).isNotNull())
                .groupBy(col(ClassifiedLines.CONVERSION_ID))
                .agg(
                        first(ClassifiedLines.ACCOUNT_ID).as(Conversions.ACCOUNT_ID),
                        first(ClassifiedLines.SELL_TYPE).as(Conversions.SELL_TYPE),
                        first(ClassifiedLines.FAMILY).as(Conversions.FAMILY),
                        min_by(col(ClassifiedLines.REASON), col(ClassifiedLines.LINE_ID))
                                .as(Conversions.REASON),
                        first(ClassifiedLines.LINE_TS).as(Conversions.CONVERTED_AT),
                        first(ClassifiedLines.LINE_DATE).as(Conversions.CONVERSION_DATE),
                        first(ClassifiedLines.LINE_MONTH).as(Conversions.CONVERSION_MONTH),
                        sum(value).cast(ColumnTypes.MONEY).as(Conversions.VALUE),
                        lit("line_net").as(Conversions.VALUE_BASIS),
                        first(ClassifiedLines.ORDER_ID).as(Conversions.SOURCE_ID),
                        sum(ClassifiedLines.REFUND).cast(ColumnTypes.MONEY).as(Conversions.REFUNDED),
                        max("last_refund_at").as(Conversions.LAST_REFUND_AT));
    }
}
