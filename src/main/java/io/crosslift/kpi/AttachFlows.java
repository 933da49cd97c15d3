package io.crosslift.kpi;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_min;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_from_entries;
import static org.apache.spark.sql.functions.map_keys;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.Attach;
import io.crosslift.schema.ClassifiedLines;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What orders contribute to K06 in their month: accounts by their first anchor purchase, orders by basket, and units. Who holds
 * the attached family before the anchor is in neither side of the first two and counted as already owned.
 */
final class AttachFlows {
    private static final String PRIOR = "prior_holder";
    private static final String ATTACHED = "attached";
    private static final String BUNDLED = "attached_via_bundle";
    private static final String FIRST = "first";
    private static final String NEXT = "next";

    private final Dataset<Row> perOrder;
    private final Dataset<Row> spells;
    private final Dataset<Row> pairs;
    private final Periods periods;
    private final Optional<Dataset<Row>> segments;

    /**
     * Over one set of purchases.
     *
     * @param perOrder orders by family, of {@link FamilyPurchases#perOrder}
     * @param pairs pairs followed
     */
    AttachFlows(Dataset<Row> perOrder, Dataset<Row> pairs, KpiInputs inputs, Optional<Dataset<Row>> segments) {
        this.perOrder = perOrder;
        this.spells =
                FamilyPurchases.spells(perOrder, inputs.settings().orders().ownershipExpiresAfterDays());
        this.pairs = pairs;
        this.periods = Periods.of(inputs);
        this.segments = segments;
    }

    /** Accounts whose first purchase of the anchor lies in the month: those that buy the attached family within each window. */
    Dataset<Row> accounts(List<Integer> windowsDays) {
        Column all = col(FamilyPurchases.SPELLS);
        Column since = col(FIRST).getField(FamilyPurchases.SINCE);
        Column day = col(FIRST).getField(FamilyPurchases.SINCE_DAY);
        Column next = array_min(filter(all, spell -> isOf(spell, Attach.ATTACH)
                .and(spell.getField(FamilyPurchases.SINCE).geq(since))));
        Column anchors = array_distinct(transform(all, spell -> spell.getField(FamilyPurchases.FAMILY)));
        Dataset<Row> indexed = spells.select(col("*"), explode(anchors).as(Attach.ANCHOR))
                .join(broadcast(pairs), Attach.ANCHOR)
                .withColumn(FIRST, array_min(filter(all, spell -> isOf(spell, Attach.ANCHOR))))
                .filter(periods.published(day))
                .withColumns(Map.of(
                        NEXT,
                        next,
                        PRIOR,
                        heldBefore(all, since, day),
                        AttachCounts.DAY,
                        day,
                        AttachCounts.SCOPES,
                        scopes(col(FIRST).getField(FamilyPurchases.EXISTING)),
                        Attach.WINDOW_DAYS,
                        explode(lit(windowsDays.toArray(Integer[]::new)))));
        Column within = datediff(col(NEXT).getField(FamilyPurchases.SINCE_DAY), col(AttachCounts.DAY))
                .leq(col(Attach.WINDOW_DAYS));
        Dataset<Row> sliced = Slices.withSegments(indexed, segments, since);
        return counted(
                sliced.withColumn(ATTACHED, not(col(PRIOR)).and(coalesce(within, lit(false))))
                        .withColumn(BUNDLED, col(ATTACHED).and(col(NEXT).getField(FamilyPurchases.VIA_BUNDLE))),
                AttachVariants.ACCOUNTS,
                col(Attach.WINDOW_DAYS));
    }

    /** Orders of the month with the anchor: those with the attached family in the same basket. */
    Dataset<Row> orders() {
        String basket = "basket";
        Dataset<Row> baskets = perOrder.filter(periods.published(col(ClassifiedLines.LINE_DATE)))
                .groupBy(
                        ClassifiedLines.ACCOUNT_ID,
                        ClassifiedLines.ORDER_ID,
                        ClassifiedLines.LINE_TS,
                        ClassifiedLines.LINE_DATE,
                        ClassifiedLines.IS_EXISTING)
                .agg(map_from_entries(
                                collect_list(struct(col(FamilyPurchases.FAMILY), col(FamilyPurchases.VIA_BUNDLE))))
                        .as(basket));
        Column viaBundle = element_at(col(basket), col(Attach.ATTACH));
        Column prior =
                heldBefore(col(FamilyPurchases.SPELLS), col(ClassifiedLines.LINE_TS), col(ClassifiedLines.LINE_DATE));
        Dataset<Row> judged = Slices.withSegments(
                        baskets.join(spells, ClassifiedLines.ACCOUNT_ID), segments, col(ClassifiedLines.LINE_TS))
                .select(col("*"), explode(map_keys(col(basket))).as(Attach.ANCHOR))
                .join(broadcast(pairs), Attach.ANCHOR)
                .withColumns(Map.of(
                        AttachCounts.DAY,
                        col(ClassifiedLines.LINE_DATE),
                        AttachCounts.SCOPES,
                        scopes(col(ClassifiedLines.IS_EXISTING)),
                        PRIOR,
                        prior))
                .withColumn(ATTACHED, not(col(PRIOR)).and(viaBundle.isNotNull()))
                .withColumn(BUNDLED, col(ATTACHED).and(viaBundle));
        return counted(judged, AttachVariants.ORDERS, lit(0));
    }

    /** Units of a family sold in the month, whoever bought them; units of one family per unit of another may exceed one. */
    Dataset<Row> units() {
        Dataset<Row> sold = Slices.withSegments(
                        perOrder.filter(periods.published(col(ClassifiedLines.LINE_DATE))),
                        segments,
                        col(ClassifiedLines.LINE_TS))
                .withColumns(Map.of(
                        Attach.ANCHOR, col(FamilyPurchases.FAMILY),
                        AttachCounts.DAY, col(ClassifiedLines.LINE_DATE),
                        AttachCounts.SCOPES, scopes(col(ClassifiedLines.IS_EXISTING))));
        return AttachCounts.contributions(
                sold,
                AttachVariants.UNITS,
                Map.of(
                        Attach.ATTACH, lit(Slices.ALL),
                        AttachCounts.UNITS, col(FamilyPurchases.UNITS),
                        AttachCounts.UNITS_VIA_BUNDLE,
                                when(col(FamilyPurchases.VIA_BUNDLE), col(FamilyPurchases.UNITS))));
    }

    private static Dataset<Row> counted(Dataset<Row> judged, String variant, Column windowDays) {
        return AttachCounts.contributions(
                judged,
                variant,
                Map.of(
                        Attach.WINDOW_DAYS, windowDays,
                        Attach.NUMERATOR, col(ATTACHED).cast("int"),
                        Attach.DENOMINATOR, not(col(PRIOR)).cast("int"),
                        Attach.ALREADY_OWNED, col(PRIOR).cast("int"),
                        Attach.VIA_BUNDLE, coalesce(col(BUNDLED), lit(false)).cast("int")));
    }

    private static Column scopes(Column existing) {
        return when(existing, array(lit(Slices.EXISTING_ONLY), lit(Slices.ALL_SCOPE)))
                .otherwise(array(lit(Slices.ALL_SCOPE)));
    }

    private static Column heldBefore(Column spells, Column instant, Column day) {
        return exists(spells, spell -> {
            Column until = spell.getField(FamilyPurchases.UNTIL);
            return isOf(spell, Attach.ATTACH)
                    .and(spell.getField(FamilyPurchases.SINCE).lt(instant))
                    .and(until.isNull().or(until.geq(day)));
        });
    }

    private static Column isOf(Column spell, String family) {
        return spell.getField(FamilyPurchases.FAMILY).equalTo(col(family));
    }
}
