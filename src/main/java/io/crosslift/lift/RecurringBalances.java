package io.crosslift.lift;

import static io.crosslift.lift.ExperimentJoin.ELIGIBLE;
import static io.crosslift.lift.ExperimentJoin.EXPERIMENT_ID;
import static io.crosslift.lift.ExperimentJoin.FROM_DAY;
import static io.crosslift.lift.ExperimentJoin.UNIT_ID;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.MrrMovements;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * What recurring revenue each unit had when its window started and when it ended (M25, M27). In: units and F2, whose movements add up
 * to the balances of F3 at the end of every month (I4); windows end on days, so the balance of their day is taken. Out: the same
 * units with {@link #OPEN} and {@link #closing} in cents, and whether they paid at either time: {@link #PAID} and {@link #pays}.
 *
 * <p>The opening is the sum of all movements before the window's first day. The closing adds those of the window but for exchange
 * rates, which retain nothing. Both are 0 for a unit without an opening: who comes new is nobody's retention.
 */
final class RecurringBalances {
    static final String OPEN = "open_mrr";
    /** 1 for a unit that paid when its window started, else 0. */
    static final String PAID = "paid_at_open";

    private static final String ACCOUNT = "recurring_account";
    private static final String CENTS = "recurring_cents";
    private static final String OFFSET = "recurring_offset";
    private static final String FX = "fx_effect";

    private RecurringBalances() {}

    /** The balance at the end of the window of so many days. */
    static String closing(int days) {
        return "close_mrr_" + days;
    }

    /** 1 for a unit that paid when its window started and when the one of so many days ended, else 0. */
    static String pays(int days) {
        return "pays_at_close_" + days;
    }

    /**
     * Outcomes of units to outcomes with balances; unchanged where no subscriptions are fed.
     *
     * @param units one row per experiment and assigned unit: fewer columns than outcomes have, so that these aren't computed twice
     * @param windows lengths in days
     */
    static Dataset<Row> with(
            Dataset<Row> outcomes, Dataset<Row> units, @Nullable Dataset<Row> movements, List<Integer> windows) {
        if (movements == null) {
            return outcomes;
        }
        Column before = col(OFFSET).lt(0);
        Column commercial = col(MrrMovements.MOVEMENT_CLASS).notEqual(FX);
        List<Column> closings = new ArrayList<>();
        for (int days : windows) {
            Column inside = col(OFFSET).between(0, days).and(commercial);
            closings.add(cents(before.or(inside)).as(closing(days)));
        }
        Dataset<Row> theirs = units.filter(col(ELIGIBLE)).select(EXPERIMENT_ID, UNIT_ID, FROM_DAY);
        Dataset<Row> balances = movements
                .select(
                        col(MrrMovements.ACCOUNT_ID).as(ACCOUNT),
                        col(MrrMovements.EFFECTIVE_DATE),
                        col(MrrMovements.MOVEMENT_CLASS),
                        col(MrrMovements.MRR_DELTA).multiply(100).cast("bigint").as(CENTS))
                .join(theirs, col(ACCOUNT).equalTo(col(UNIT_ID)))
                .withColumn(OFFSET, datediff(col(MrrMovements.EFFECTIVE_DATE), col(FROM_DAY)))
                .groupBy(col(EXPERIMENT_ID).as("recurring_experiment"), col(ACCOUNT))
                .agg(cents(before).as(OPEN), closings.toArray(Column[]::new));
        Dataset<Row> joined = outcomes.join(
                        balances,
                        col(EXPERIMENT_ID)
                                .equalTo(col("recurring_experiment"))
                                .and(col(UNIT_ID).equalTo(col(ACCOUNT))),
                        "left")
                .drop("recurring_experiment", ACCOUNT);
        Column opened = coalesce(col(OPEN).gt(0), lit(false));
        for (int days : windows) {
            joined = joined.withColumn(
                            closing(days), when(opened, col(closing(days))).otherwise(lit(0L)))
                    .withColumn(
                            pays(days), when(col(closing(days)).gt(0), lit(1L)).otherwise(lit(0L)));
        }
        return joined.withColumn(OPEN, when(opened, col(OPEN)).otherwise(lit(0L)))
                .withColumn(PAID, when(col(OPEN).gt(0), lit(1L)).otherwise(lit(0L)));
    }

    private static Column cents(Column some) {
        return sum(when(some, col(CENTS)).otherwise(lit(0L)));
    }
}
