package io.crosslift.recurring;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.last;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.OwnershipChanges;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/** What accounts own because they bought it or because they pay for it. */
public final class OwnershipUnion {
    private static final String PAID = "is_paid";
    private static final String BY_ORDER = "by_order";
    private static final String BY_ITEM = "by_item";
    private static final String STATE = "state";
    private static final String BEFORE = "state_before";

    private OwnershipUnion() {}

    /**
     * Changes by orders and changes by subscription items in, both shaped as {@link OwnershipChanges} without stamps, one history out:
     * a family is owned while it is by either, at the higher tier of both.
     */
    public static Dataset<Row> of(Dataset<Row> bought, Dataset<Row> paid) {
        String[] family = {OwnershipChanges.ACCOUNT_ID, OwnershipChanges.FAMILY};
        Dataset<Row> both = bought.select(OwnershipChanges.ACCOUNT_ID, OwnershipChanges.FAMILY)
                .intersect(paid.select(OwnershipChanges.ACCOUNT_ID, OwnershipChanges.FAMILY));
        Dataset<Row> all = bought.withColumn(PAID, lit(false)).unionByName(paid.withColumn(PAID, lit(true)));
        return all.join(both, family, "left_anti").drop(PAID).unionByName(joined(all.join(both, family, "left_semi")));
    }

    private static Dataset<Row> joined(Dataset<Row> changes) {
        WindowSpec history = Window.partitionBy(OwnershipChanges.ACCOUNT_ID, OwnershipChanges.FAMILY)
                .orderBy(col(OwnershipChanges.CHANGED_AT), col(PAID));
        WindowSpec inTime = Window.partitionBy(OwnershipChanges.ACCOUNT_ID, OwnershipChanges.FAMILY)
                .orderBy(OwnershipChanges.CHANGED_AT);
        WindowSpec untilNow = history.rowsBetween(Window.unboundedPreceding(), Window.currentRow());
        Column told = struct(col(OwnershipChanges.OWNED), col(OwnershipChanges.TIER), col(OwnershipChanges.BELOW_TOP));
        Column owned = col(STATE).getField(OwnershipChanges.OWNED);
        Column began = owned.and(not(coalesce(col(BEFORE).getField(OwnershipChanges.OWNED), lit(false))));
        return changes.withColumn(
                        BY_ORDER, last(when(not(col(PAID)), told), true).over(untilNow))
                .withColumn(BY_ITEM, last(when(col(PAID), told), true).over(untilNow))
                .withColumn("next_at", lead(OwnershipChanges.CHANGED_AT, 1).over(history))
                .filter(not(col("next_at").eqNullSafe(col(OwnershipChanges.CHANGED_AT))))
                .withColumn(STATE, state())
                .withColumn(BEFORE, lag(STATE, 1).over(inTime))
                .filter(not(col(STATE).eqNullSafe(col(BEFORE)))
                        .and(owned.or(col(BEFORE).isNotNull())))
                .withColumn(
                        OwnershipChanges.SINCE,
                        when(
                                owned,
                                last(when(began, col(OwnershipChanges.CHANGED_AT)), true)
                                        .over(inTime.rowsBetween(Window.unboundedPreceding(), Window.currentRow()))))
                .withColumn(OwnershipChanges.OWNED, owned)
                .withColumn(OwnershipChanges.TIER, col(STATE).getField(OwnershipChanges.TIER))
                .withColumn(OwnershipChanges.BELOW_TOP, col(STATE).getField(OwnershipChanges.BELOW_TOP))
                .drop(PAID, BY_ORDER, BY_ITEM, "next_at", STATE, BEFORE);
    }

    /** Owned by either; the tier, and whether it is below the top, of the one with the higher tier. */
    private static Column state() {
        Column byOrder = isOwned(BY_ORDER);
        Column byItem = isOwned(BY_ITEM);
        Column tierOfOrder = when(byOrder, col(BY_ORDER).getField(OwnershipChanges.TIER));
        Column tierOfItem = when(byItem, col(BY_ITEM).getField(OwnershipChanges.TIER));
        Column tier = greatest(tierOfOrder, tierOfItem);
        Column belowTop = when(tierOfOrder.eqNullSafe(tier), col(BY_ORDER).getField(OwnershipChanges.BELOW_TOP))
                .otherwise(col(BY_ITEM).getField(OwnershipChanges.BELOW_TOP));
        return struct(
                byOrder.or(byItem).as(OwnershipChanges.OWNED),
                tier.as(OwnershipChanges.TIER),
                tier.isNotNull().and(coalesce(belowTop, lit(false))).as(OwnershipChanges.BELOW_TOP));
    }

    private static Column isOwned(String side) {
        return coalesce(col(side).getField(OwnershipChanges.OWNED), lit(false));
    }
}
