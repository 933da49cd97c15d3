package io.crosslift.recurring;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.from_utc_timestamp;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import io.crosslift.config.ReportingSettings;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.InvoiceLines;
import io.crosslift.schema.MrrMovements;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What lines that bill subscription items are: the class of the item's change in the billed period, renewal where nothing changed. A credit
 * is of what was lost, a charge of what was gained, in so far as there was any; else both are of the one change they prorate.
 */
public final class BilledLines {
    private static final String ITEM = "billed_item";
    private static final String FROM = "billed_from";
    private static final String TO = "billed_to";
    private static final String CHANGES = "item_changes";
    private static final String GAIN = "gain";
    private static final String RANK = "rank";

    private BilledLines() {}

    /** Classified lines in, the same lines out, those of subscription items with the class and reason of what they bill. */
    public static Dataset<Row> classified(
            Dataset<Row> classifiedLines,
            Dataset<Row> invoiceLines,
            Dataset<Row> movements,
            ReportingSettings reporting) {
        Column from = coalesce(col(InvoiceLines.SERVICE_START), col(InvoiceLines.POSTED_AT));
        Dataset<Row> billed = invoiceLines
                .filter(col(InvoiceLines.SUBSCRIPTION_ITEM_ID).isNotNull())
                .select(
                        col(InvoiceLines.LINE_ID),
                        col(InvoiceLines.SUBSCRIPTION_ITEM_ID).as(ITEM),
                        day(from, reporting).as(FROM),
                        coalesce(day(col(InvoiceLines.SERVICE_END), reporting), date_add(day(from, reporting), 1))
                                .as(TO));
        Dataset<Row> changes = movements
                .filter(rank().isNotNull())
                .groupBy(col(MrrMovements.ITEM_ID).as("changed_item"))
                .agg(sort_array(collect_list(struct(
                                rank().as(RANK),
                                col(MrrMovements.EFFECTIVE_DATE),
                                col(MrrMovements.SEQ),
                                col(MrrMovements.CHANGE_SET_ID),
                                col(MrrMovements.MOVEMENT_CLASS),
                                col(MrrMovements.REASON),
                                col(MrrMovements.MRR_DELTA).geq(0).as(GAIN))))
                        .as(CHANGES));
        Column isBilled = col(ITEM).isNotNull();
        return classifiedLines
                .join(billed, new String[] {ClassifiedLines.LINE_ID}, "left")
                .join(changes, col(ITEM).equalTo(col("changed_item")), "left")
                .withColumn(CHANGES, filter(col(CHANGES), BilledLines::bills))
                .withColumn(CHANGES, coalesce(first(filter(col(CHANGES), BilledLines::sameSign)), first(col(CHANGES))))
                .withColumn(ClassifiedLines.MOVEMENT_CLASS, of(isBilled, MrrMovements.MOVEMENT_CLASS))
                .withColumn(ClassifiedLines.REASON, of(isBilled, MrrMovements.REASON))
                .withColumn(
                        ClassifiedLines.CHANGE_ID,
                        coalesce(col(ClassifiedLines.CHANGE_ID), col(CHANGES).getField(MrrMovements.CHANGE_SET_ID)))
                .drop(ITEM, FROM, TO, CHANGES, "changed_item");
    }

    /** The same column, or the change's where the line bills an item. */
    private static Column of(Column isBilled, String field) {
        return when(isBilled, coalesce(col(CHANGES).getField(field), lit("renewal")))
                .otherwise(col(field));
    }

    /** Whether a change is what a line bills: the one it names, else one of the billed period. */
    private static Column bills(Column change) {
        Column day = change.getField(MrrMovements.EFFECTIVE_DATE);
        return when(
                        col(ClassifiedLines.CHANGE_ID).isNotNull(),
                        change.getField(MrrMovements.CHANGE_SET_ID).equalTo(col(ClassifiedLines.CHANGE_ID)))
                .otherwise(day.geq(col(FROM)).and(day.lt(col(TO))));
    }

    private static Column sameSign(Column change) {
        return change.getField(GAIN).equalTo(col(ClassifiedLines.ORIG_AMOUNT).geq(0));
    }

    private static Column first(Column changes) {
        return when(size(changes).gt(0), element_at(changes, 1));
    }

    /** Which change of several a line is of: what the account became, then what the item gained or lost; others are none. */
    private static Column rank() {
        Column movement = col(MrrMovements.MOVEMENT_CLASS);
        return when(movement.isin("new", "reactivation", "churn"), 1)
                .when(movement.equalTo("cross_sell"), 2)
                .when(movement.equalTo("up_sell"), 3)
                .when(movement.equalTo("contraction"), 4);
    }

    private static Column day(Column instant, ReportingSettings reporting) {
        return to_date(from_utc_timestamp(instant, reporting.timeZone().getId()));
    }
}
