package io.crosslift.finance;

import static io.crosslift.finance.Identities.LEFT;
import static io.crosslift.finance.Identities.RIGHT;
import static io.crosslift.finance.Identities.SLICE;
import static io.crosslift.finance.Identities.allSegments;
import static org.apache.spark.sql.functions.add_months;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.crosslift.recurring.ActiveItems;
import io.crosslift.schema.AccountMrrMonths;
import io.crosslift.schema.Arpa;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.MrrBridge;
import io.crosslift.schema.MrrMovements;
import io.crosslift.schema.Retention;
import java.sql.Date;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/** The identities of recurring revenue: balances are what movements made of them, from the item to the published bridge. */
final class RecurringIdentities {
    /** The identities, each with the tables it needs. */
    static final List<Identity> ALL = List.of(
            new Identity(
                    "I1",
                    List.of(AccountMrrMonths.TABLE),
                    tables -> closedMonths(tables.apply(AccountMrrMonths.TABLE))),
            new Identity(
                    "I2",
                    List.of(AccountMrrMonths.TABLE),
                    tables -> openedMonths(tables.apply(AccountMrrMonths.TABLE))),
            new Identity(
                    "I4",
                    List.of(AccountMrrMonths.TABLE, MrrMovements.TABLE),
                    tables -> movedAccounts(tables.apply(AccountMrrMonths.TABLE), tables.apply(MrrMovements.TABLE))),
            new Identity(
                    "I4",
                    List.of(AccountMrrMonths.TABLE, MrrBridge.TABLE),
                    tables -> bridged(
                            tables.apply(MrrBridge.TABLE),
                            tables.apply(AccountMrrMonths.TABLE),
                            "mrr",
                            col(AccountMrrMonths.CLOSING))),
            new Identity(
                    "I5",
                    List.of(AccountMrrMonths.TABLE, MrrMovements.TABLE),
                    tables -> movedYears(tables.apply(AccountMrrMonths.TABLE), tables.apply(MrrMovements.TABLE))),
            new Identity(
                    "I5",
                    List.of(AccountMrrMonths.TABLE, MrrBridge.TABLE),
                    tables -> bridged(
                            tables.apply(MrrBridge.TABLE),
                            tables.apply(AccountMrrMonths.TABLE),
                            "arr",
                            col(AccountMrrMonths.CLOSING_ARR))),
            new Identity("I15", List.of(Retention.TABLE), tables -> retainedAtMostAll(tables.apply(Retention.TABLE))),
            new Identity("I16", List.of(Arpa.TABLE), tables -> upliftsTakenApart(tables.apply(Arpa.TABLE))),
            new Identity("I17", List.of(MrrBridge.TABLE), tables -> transfers(tables.apply(MrrBridge.TABLE))));

    private RecurringIdentities() {}

    /** I1: account months whose opening and movements make the closing, of all. */
    private static Dataset<Row> closedMonths(Dataset<Row> months) {
        Column made = col(AccountMrrMonths.OPENING);
        for (String movement : AccountMrrMonths.MOVEMENTS) {
            made = AccountMrrMonths.LOSSES.contains(movement) ? made.minus(col(movement)) : made.plus(col(movement));
        }
        return counted(months, made.equalTo(col(AccountMrrMonths.CLOSING)), "account months that close");
    }

    /** I2: account months that open as the one before closed, with nothing where there was none, of all. */
    private static Dataset<Row> openedMonths(Dataset<Row> months) {
        var account = Window.partitionBy(AccountMrrMonths.ACCOUNT_ID, AccountMrrMonths.ORIG_CCY)
                .orderBy(AccountMrrMonths.MONTH);
        Column adjacent =
                coalesce(col("month_before").equalTo(add_months(col(AccountMrrMonths.MONTH), -1)), lit(false));
        Column before = coalesce(col("closing_before"), lit(0));
        Column opens = when(adjacent, before.equalTo(col(AccountMrrMonths.OPENING)))
                .otherwise(before.equalTo(0).and(col(AccountMrrMonths.OPENING).equalTo(0)));
        return counted(
                months.withColumn("month_before", lag(AccountMrrMonths.MONTH, 1).over(account))
                        .withColumn(
                                "closing_before",
                                lag(AccountMrrMonths.CLOSING, 1).over(account)),
                opens,
                "account months that open as the one before closed");
    }

    /** I3: what accounts close with in a month against the items active on its last day, or on as-of inside it. */
    static Dataset<Row> activeItems(Dataset<Row> months, Dataset<Row> items, LocalDate asOf) {
        Column month = lit(Date.valueOf(asOf.withDayOfMonth(1)));
        Dataset<Row> closing = months.filter(col(AccountMrrMonths.MONTH).equalTo(month))
                .agg(sum(AccountMrrMonths.CLOSING).as(LEFT));
        return closing.crossJoin(items.agg(sum(ActiveItems.MRR).as(RIGHT)))
                .withColumn(SLICE, lit("closing mrr and items active, " + asOf));
    }

    /** I4: every movement column of all accounts against the movements of its class, by month. */
    private static Dataset<Row> movedAccounts(Dataset<Row> months, Dataset<Row> movements) {
        Column classes = array(AccountMrrMonths.MOVEMENTS.stream()
                .map(name -> struct(
                        lit(name).as("booked_class"),
                        (AccountMrrMonths.LOSSES.contains(name) ? negate(col(name)) : col(name)).as("booked")))
                .toArray(Column[]::new));
        Dataset<Row> booked = months.select(col(AccountMrrMonths.MONTH).as("booked_month"), inline(classes))
                .groupBy("booked_month", "booked_class")
                .agg(sum("booked").as(RIGHT));
        Dataset<Row> moved = movements
                .groupBy(col(MrrMovements.EFFECTIVE_MONTH), col(MrrMovements.MOVEMENT_CLASS))
                .agg(sum(MrrMovements.MRR_DELTA).as(LEFT));
        return booked.join(
                        moved,
                        col("booked_month")
                                .equalTo(col(MrrMovements.EFFECTIVE_MONTH))
                                .and(col("booked_class").equalTo(col(MrrMovements.MOVEMENT_CLASS))),
                        "left")
                .select(
                        concat_ws(" ", col("booked_class"), lit("movements,"), col("booked_month"))
                                .as(SLICE),
                        col(LEFT),
                        col(RIGHT));
    }

    /** I5: yearly revenue that all movements of a month moved against the change of the balances. */
    private static Dataset<Row> movedYears(Dataset<Row> months, Dataset<Row> movements) {
        Dataset<Row> moved = movements
                .groupBy(col(MrrMovements.EFFECTIVE_MONTH).as("moved_month"))
                .agg(sum(MrrMovements.ARR_DELTA).as(LEFT));
        return months.groupBy(AccountMrrMonths.MONTH)
                .agg(sum(col(AccountMrrMonths.CLOSING_ARR).minus(col(AccountMrrMonths.OPENING_ARR)))
                        .as(RIGHT))
                .join(moved, col("moved_month").equalTo(col(AccountMrrMonths.MONTH)), "left")
                .select(
                        concat_ws(" ", lit("ARR movements,"), col(AccountMrrMonths.MONTH))
                                .as(SLICE),
                        col(LEFT),
                        col(RIGHT));
    }

    /** I4, I5: closing balance of the published bridge against that of the accounts, by month. */
    private static Dataset<Row> bridged(Dataset<Row> bridge, Dataset<Row> months, String measure, Column closing) {
        Dataset<Row> booked = months.groupBy(col(AccountMrrMonths.MONTH).as("booked_month"))
                .agg(sum(closing).as(RIGHT));
        return allSegments(bridge, "month")
                .filter(col(MrrBridge.MEASURE)
                        .equalTo(measure)
                        .and(col(MrrBridge.FAMILY).equalTo("ALL")))
                .join(booked, col("booked_month").equalTo(col(KpiColumns.PERIOD_START)), "left")
                .select(
                        concat_ws(" ", lit("closing " + measure + ","), col(KpiColumns.PERIOD_START))
                                .as(SLICE),
                        col(MrrBridge.CLOSING).as(LEFT),
                        col(RIGHT));
    }

    /** I15: rows of retention with 0 <= GRR <= 1 and GRR <= NRR, of all that have a GRR. */
    private static Dataset<Row> retainedAtMostAll(Dataset<Row> retention) {
        Column grr = col(Retention.GRR);
        return counted(
                retention.filter(grr.isNotNull()),
                grr.between(0, 1).and(grr.leq(col(Retention.NRR))),
                "rows with 0 <= GRR <= 1 and GRR <= NRR");
    }

    /** I16: rows of K07 whose effects of rate and mix make the uplift, of all that have one. */
    private static Dataset<Row> upliftsTakenApart(Dataset<Row> averages) {
        return counted(
                averages.filter(col(Arpa.UPLIFT).isNotNull()),
                coalesce(col(Arpa.UPLIFT).equalTo(col(Arpa.RATE_EFFECT).plus(col(Arpa.MIX_EFFECT))), lit(false)),
                "uplifts that rate and mix make");
    }

    /** I17: what moves between families nets to zero, and so does what moves between accounts. */
    private static Dataset<Row> transfers(Dataset<Row> bridge) {
        Column whole = col(MrrBridge.FAMILY).equalTo("ALL");
        return allSegments(bridge, "month")
                .groupBy(
                        col(KpiColumns.PERIOD_START),
                        col(MrrBridge.MEASURE),
                        when(whole, "all accounts").otherwise("families").as("level"))
                .agg(
                        sum(MrrBridge.TRANSFER_IN).as(LEFT),
                        sum(MrrBridge.TRANSFER_OUT).as(RIGHT))
                .select(
                        concat_ws(
                                        " ",
                                        lit("transfers of"),
                                        col("level"),
                                        col(MrrBridge.MEASURE),
                                        col(KpiColumns.PERIOD_START))
                                .as(SLICE),
                        col(LEFT),
                        col(RIGHT));
    }

    private static Dataset<Row> counted(Dataset<Row> rows, Column holds, String slice) {
        return rows.agg(
                        sum(when(holds, 1L).otherwise(0L)).as(LEFT),
                        count(lit(1)).as(RIGHT))
                .withColumn(SLICE, lit(slice));
    }
}
