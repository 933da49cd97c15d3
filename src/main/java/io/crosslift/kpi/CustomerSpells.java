package io.crosslift.kpi;

import static org.apache.spark.sql.functions.array_max;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.last;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.ClassifiedLines;
import java.time.LocalDate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * The time in which accounts are customers: from a paid order of which something is kept, until there has been none for longer
 * than the given days. The day after those is the day of the churn; a later order starts a new spell.
 */
final class CustomerSpells {
    /** Helper column: an account's spells, each with {@code start} and {@code churned_on}, NULL while it lasts. */
    static final String SPELLS = "spells";

    private static final String START = "start";
    private static final String CHURNED_ON = "churned_on";
    private static final String NEXT = "next_order_on";

    private CustomerSpells() {}

    /** Classified lines in, one row per account with all of its spells up to as-of out. */
    static Dataset<Row> of(Dataset<Row> lines, int inactiveAfterDays, LocalDate asOf) {
        WindowSpec inTime = Window.partitionBy(ClassifiedLines.ACCOUNT_ID).orderBy(col(ClassifiedLines.LINE_DATE));
        Column day = col(ClassifiedLines.LINE_DATE);
        Column previous = lag(day, 1).over(inTime);
        Column opens = previous.isNull().or(datediff(day, previous).gt(inactiveAfterDays + 1));
        Column closes = col(NEXT).isNull().or(datediff(col(NEXT), day).gt(inactiveAfterDays + 1));
        Column churn = date_add(day, inactiveAfterDays + 1);
        return lines.filter(col(ClassifiedLines.QTY_NET).gt(0))
                .select(ClassifiedLines.ACCOUNT_ID, ClassifiedLines.LINE_DATE)
                .distinct()
                .withColumn(NEXT, lead(day, 1).over(inTime))
                .withColumn(START, when(opens, day))
                .withColumn(
                        START,
                        last(col(START), true)
                                .over(inTime.rowsBetween(Window.unboundedPreceding(), Window.currentRow())))
                .filter(closes)
                .withColumn(CHURNED_ON, when(churn.leq(lit(asOf)), churn))
                .groupBy(ClassifiedLines.ACCOUNT_ID)
                .agg(collect_list(struct(col(START), col(CHURNED_ON))).as(SPELLS));
    }

    /** Whether the account of a row is a customer on a day up to as-of. */
    static Column activeOn(Column day) {
        return coalesce(exists(col(SPELLS), spell -> holds(spell, day)), lit(false));
    }

    /** The day on which the spell that holds a day ended; NULL where it lasts or there is none. */
    static Column churnAfter(Column day) {
        return array_max(
                transform(filter(col(SPELLS), spell -> holds(spell, day)), spell -> spell.getField(CHURNED_ON)));
    }

    private static Column holds(Column spell, Column day) {
        Column end = spell.getField(CHURNED_ON);
        return spell.getField(START).leq(day).and(end.isNull().or(day.lt(end)));
    }
}
