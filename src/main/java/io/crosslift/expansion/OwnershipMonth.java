package io.crosslift.expansion;

import static org.apache.spark.sql.functions.add_months;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.last_day;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.when;

import io.crosslift.config.HistorySettings;
import io.crosslift.config.OrderSettings;
import io.crosslift.config.ReportingSettings;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.OwnershipChanges;
import io.crosslift.schema.OwnershipMonths;
import java.time.LocalDate;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/** Which families every account owned at the end of each month (F7). */
public final class OwnershipMonth {
    private static final String FIRST = "first_month";
    private static final String LAST = "last_month";

    private OwnershipMonth() {}

    /**
     * Ownership changes and classified lines to one row per account, family and month in which the family is owned at month
     * end; the month of as_of ends at as_of. Without stamps.
     */
    public static Dataset<Row> of(
            Dataset<Row> changes,
            Dataset<Row> classifiedLines,
            LocalDate asOf,
            ReportingSettings reporting,
            HistorySettings history,
            OrderSettings orders) {
        Dataset<Row> owned = ownedMonths(changes, asOf, reporting, history);
        Dataset<Row> active = activeMonths(classifiedLines, asOf, orders);
        return owned.join(
                        active,
                        owned.col(OwnershipMonths.ACCOUNT_ID)
                                .equalTo(active.col("active_account"))
                                .and(owned.col(OwnershipMonths.MONTH).equalTo(active.col("active_month"))),
                        "left")
                .withColumn(OwnershipMonths.IS_ACTIVE, col("active_account").isNotNull())
                .drop("active_account", "active_month");
    }

    private static Dataset<Row> ownedMonths(
            Dataset<Row> changes, LocalDate asOf, ReportingSettings reporting, HistorySettings history) {
        Column next = lead(col(OwnershipChanges.CHANGE_DATE), 1)
                .over(Window.partitionBy(OwnershipChanges.ACCOUNT_ID, OwnershipChanges.FAMILY)
                        .orderBy(OwnershipChanges.CHANGED_AT));
        Column start = Optional.ofNullable(history.completeFrom())
                .map(from -> greatest(trunc(col(OwnershipChanges.CHANGE_DATE), "month"), day(from.withDayOfMonth(1))))
                .orElse(trunc(col(OwnershipChanges.CHANGE_DATE), "month"));
        // A change inside a month hides the state before it from that month's end.
        Column lastMonth = when(col("next_change").isNull(), trunc(day(asOf), "month"))
                .otherwise(least(add_months(trunc(col("next_change"), "month"), -1), trunc(day(asOf), "month")));
        return changes.withColumn("next_change", next)
                .filter(col(OwnershipChanges.OWNED))
                .withColumn(FIRST, start)
                .withColumn(LAST, lastMonth)
                .filter(col(FIRST).leq(col(LAST)))
                .select(
                        col(OwnershipMonths.ACCOUNT_ID),
                        col(OwnershipMonths.FAMILY),
                        explode(expr("sequence(" + FIRST + ", " + LAST + ", interval 1 month)"))
                                .as(OwnershipMonths.MONTH),
                        col(OwnershipChanges.OWNED),
                        PricedLines.localDay(col(OwnershipChanges.SINCE), reporting)
                                .as(OwnershipMonths.SINCE),
                        lit(null).cast("decimal(18,2)").as(OwnershipMonths.MRR),
                        lit(false).as(OwnershipMonths.VIA_BUNDLE),
                        lit(true).as(OwnershipMonths.ELIGIBLE),
                        lit(null).cast("string").as(OwnershipMonths.INELIGIBLE_REASON),
                        col(OwnershipChanges.TIER).as(OwnershipMonths.TOP_TIER));
    }

    /** The months at whose end an account had a kept paid order inside the active window. */
    private static Dataset<Row> activeMonths(Dataset<Row> classifiedLines, LocalDate asOf, OrderSettings orders) {
        Column until = least(date_add(col("last_order"), orders.activeWindowDays()), day(asOf));
        Column endOfMonth = least(last_day(col("active_month")), day(asOf));
        return classifiedLines
                .filter(col(ClassifiedLines.QTY_NET).gt(0))
                .groupBy(ClassifiedLines.ACCOUNT_ID, ClassifiedLines.LINE_MONTH)
                .agg(max(ClassifiedLines.LINE_DATE).as("last_order"))
                .select(
                        col(ClassifiedLines.ACCOUNT_ID).as("active_account"),
                        col("last_order"),
                        explode(sequence(
                                        trunc(col("last_order"), "month"),
                                        trunc(until, "month"),
                                        expr("interval 1 month")))
                                .as("active_month"))
                .filter(datediff(endOfMonth, col("last_order")).between(0, orders.activeWindowDays()))
                .select("active_account", "active_month")
                .distinct();
    }

    private static Column day(LocalDate date) {
        return lit(java.sql.Date.valueOf(date));
    }
}
