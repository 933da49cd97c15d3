package io.crosslift.recurring;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.trunc;

import io.crosslift.config.HistorySettings;
import io.crosslift.config.RecurringSettings;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.MrrMovements;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Recurring conversions (F4): what one change set gained an existing account's family towards one goal, and touches may earn. */
public final class RecurringConversions {
    private RecurringConversions() {}

    /**
     * Movements in, one row per change set, goal and family out, without stamps. The value is yearly or monthly by the settings;
     * refunds leave it alone, because they end no item.
     */
    public static Dataset<Row> of(Dataset<Row> movements, RecurringSettings settings, HistorySettings history) {
        Column published = history.completeFrom() == null
                ? lit(true)
                : col(MrrMovements.EFFECTIVE_DATE).geq(lit(java.sql.Date.valueOf(history.completeFrom())));
        Column goal = col(MrrMovements.MOVEMENT_CLASS);
        Column value = col(settings.valueBasis().equals("arr_delta") ? MrrMovements.ARR_DELTA : MrrMovements.MRR_DELTA);
        return movements
                .filter(col(MrrMovements.IS_COMMERCIAL)
                        .and(goal.isin("cross_sell", "up_sell"))
                        .and(published))
                .groupBy(
                        col(MrrMovements.CHANGE_SET_ID),
                        goal.as(Conversions.SELL_TYPE),
                        col(MrrMovements.FAMILY).as(Conversions.FAMILY))
                .agg(
                        first(MrrMovements.ACCOUNT_ID).as(Conversions.ACCOUNT_ID),
                        min_by(col(MrrMovements.REASON), struct(col(MrrMovements.ITEM_ID), col(MrrMovements.SEQ)))
                                .as(Conversions.REASON),
                        max(MrrMovements.EFFECTIVE_AT).as(Conversions.CONVERTED_AT),
                        first(MrrMovements.EFFECTIVE_DATE).as(Conversions.CONVERSION_DATE),
                        sum(value).cast(ColumnTypes.MONEY).as(Conversions.VALUE))
                .filter(col(Conversions.VALUE).gt(0))
                .select(
                        concat_ws(
                                        "|",
                                        col(MrrMovements.CHANGE_SET_ID),
                                        col(Conversions.SELL_TYPE),
                                        col(Conversions.FAMILY))
                                .as(Conversions.CONVERSION_ID),
                        col(Conversions.ACCOUNT_ID),
                        col(Conversions.SELL_TYPE),
                        col(Conversions.FAMILY),
                        col(Conversions.REASON),
                        col(Conversions.CONVERTED_AT),
                        col(Conversions.CONVERSION_DATE),
                        trunc(col(Conversions.CONVERSION_DATE), "month").as(Conversions.CONVERSION_MONTH),
                        col(Conversions.VALUE),
                        lit(settings.valueBasis()).as(Conversions.VALUE_BASIS),
                        col(MrrMovements.CHANGE_SET_ID).as(Conversions.SOURCE_ID),
                        lit(0).cast(ColumnTypes.MONEY).as(Conversions.REFUNDED),
                        lit(null).cast("timestamp").as(Conversions.LAST_REFUND_AT));
    }
}
