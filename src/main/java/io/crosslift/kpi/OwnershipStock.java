package io.crosslift.kpi;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.bool_or;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.last_day;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_entries;
import static org.apache.spark.sql.functions.map_from_entries;
import static org.apache.spark.sql.functions.map_keys;
import static org.apache.spark.sql.functions.map_values;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.Attach;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.OwnershipMonths;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What accounts contribute to K06 by what they hold at the end of a month: owners of pairs, penetration and breadth. An account
 * counts as active by its recurring revenue or a recent order, whether it owns something or not.
 */
final class OwnershipStock {
    private static final String FAMILIES = "families";
    private static final String INELIGIBLE = "ineligible";
    private static final String MRR = "mrr";
    private static final String FAMILY = "family";
    private static final String HOLDING = "holding";

    private final Dataset<Row> accountMonths;
    private final Dataset<Row> pairs;

    /**
     * Over one set of ownership months.
     *
     * @param lines classified lines by account, for accounts that are active without owning anything
     * @param pairs pairs followed
     */
    OwnershipStock(
            Dataset<Row> ownership,
            Dataset<Row> lines,
            Dataset<Row> pairs,
            KpiInputs inputs,
            Optional<Dataset<Row>> segments) {
        Periods periods = Periods.of(inputs);
        this.pairs = pairs;
        Dataset<Row> months =
                accountMonths(ownership, lines, inputs.settings().orders().activeWindowDays(), periods);
        this.accountMonths = Slices.withSegments(months, segments, periods.lastInstant(col(AttachCounts.DAY)));
    }

    /** Active accounts that hold both families of a pair, of those that hold the anchor; who may yet buy is white space. */
    Dataset<Row> owners() {
        String attached = "attached";
        Column missing = col(attached).isNull();
        Dataset<Row> holders = accountMonths
                .select(col("*"), explode(map_keys(col(FAMILIES))).as(Attach.ANCHOR))
                .join(broadcast(pairs), Attach.ANCHOR)
                .withColumn(attached, element_at(col(FAMILIES), col(Attach.ATTACH)));
        return AttachCounts.contributions(
                holders,
                AttachVariants.OWNERS,
                Map.of(
                        Attach.NUMERATOR, not(missing).cast("int"),
                        Attach.DENOMINATOR, lit(1),
                        Attach.VIA_BUNDLE,
                                when(col(attached).getField(Attach.VIA_BUNDLE), 1)
                                        .otherwise(0),
                        Attach.WHITE_SPACE,
                                missing.and(not(array_contains(col(INELIGIBLE), col(Attach.ATTACH))))
                                        .cast("int"),
                        AttachCounts.MRR, col(attached).getField(MRR),
                        AttachCounts.TOTAL_MRR, col(MRR)));
    }

    /** Per active account: one row per family it holds, and its breadth as a whole. */
    Dataset<Row> breadth(boolean withBundles) {
        Column families = size(col(FAMILIES));
        Column bundled = exists(map_values(col(FAMILIES)), holding -> holding.getField(Attach.VIA_BUNDLE));
        List<Column> whole = new ArrayList<>(List.of(
                breadth(AttachVariants.MULTI_PRODUCT, families.geq(2).cast("int"), lit(0)),
                breadth(AttachVariants.PRODUCTS_PER_ACCOUNT, families, lit(0))));
        if (withBundles) {
            whole.add(breadth(AttachVariants.BUNDLE_ADOPTION, bundled.cast("int"), bundled.cast("int")));
        }
        Column held = transform(map_entries(col(FAMILIES)), entry -> {
            Column holding = entry.getField("value");
            return held(
                    entry.getField("key"),
                    AttachVariants.PENETRATION,
                    lit(1),
                    lit(0),
                    holding.getField(Attach.VIA_BUNDLE).cast("int"),
                    holding.getField(MRR));
        });
        Dataset<Row> rows = accountMonths.select(col("*"), inline(concat(array(whole.toArray(Column[]::new)), held)));
        return AttachCounts.contributions(
                rows.withColumn(Attach.ANCHOR, lit(Slices.ALL)),
                AttachVariants.PENETRATION,
                Map.of(
                        Attach.VARIANT, col(Attach.VARIANT),
                        Attach.NUMERATOR, col(Attach.NUMERATOR),
                        Attach.DENOMINATOR, col(Attach.DENOMINATOR),
                        Attach.VIA_BUNDLE, col(Attach.VIA_BUNDLE),
                        AttachCounts.HOLDER_MRR, col(AttachCounts.HOLDER_MRR)));
    }

    private static Column breadth(String variant, Column numerator, Column viaBundle) {
        return held(
                lit(Slices.ALL),
                variant,
                numerator,
                lit(1),
                viaBundle,
                lit(null).cast(ColumnTypes.MONEY));
    }

    private static Column held(
            Column family, String variant, Column numerator, Column denominator, Column viaBundle, Column mrr) {
        return struct(
                family.as(Attach.ATTACH),
                lit(variant).as(Attach.VARIANT),
                numerator.as(Attach.NUMERATOR),
                denominator.as(Attach.DENOMINATOR),
                viaBundle.as(Attach.VIA_BUNDLE),
                mrr.as(AttachCounts.HOLDER_MRR));
    }

    /** One row per account and month at whose end it is active, by F7 or by a paid order within the active window (O-5). */
    private static Dataset<Row> accountMonths(
            Dataset<Row> ownership, Dataset<Row> lines, int activeWindowDays, Periods periods) {
        Column holding = struct(
                col(OwnershipMonths.MRR).as(MRR),
                col(OwnershipMonths.VIA_BUNDLE).as(Attach.VIA_BUNDLE));
        Column owned = when(col(OwnershipMonths.OWNED), struct(col(FAMILY), holding.as(HOLDING)));
        Dataset<Row> states = ownership.select(
                OwnershipMonths.ACCOUNT_ID,
                OwnershipMonths.MONTH,
                OwnershipMonths.IS_ACTIVE,
                OwnershipMonths.FAMILY,
                OwnershipMonths.OWNED,
                OwnershipMonths.MRR,
                OwnershipMonths.VIA_BUNDLE,
                OwnershipMonths.ELIGIBLE);
        return states.unionByName(activeByOrders(lines, activeWindowDays, periods), true)
                .repartition(col(OwnershipMonths.ACCOUNT_ID))
                .groupBy(OwnershipMonths.ACCOUNT_ID, OwnershipMonths.MONTH)
                .agg(
                        bool_or(col(OwnershipMonths.IS_ACTIVE)).as(OwnershipMonths.IS_ACTIVE),
                        map_from_entries(collect_list(owned)).as(FAMILIES),
                        collect_set(when(not(col(OwnershipMonths.ELIGIBLE)), col(FAMILY)))
                                .as(INELIGIBLE),
                        sum(when(col(OwnershipMonths.OWNED), col(OwnershipMonths.MRR)))
                                .as(MRR))
                .select(
                        col(OwnershipMonths.ACCOUNT_ID),
                        monthEnd(periods).as(AttachCounts.DAY),
                        array(lit(Slices.EXISTING_ONLY)).as(AttachCounts.SCOPES),
                        col(OwnershipMonths.IS_ACTIVE),
                        col(FAMILIES),
                        col(INELIGIBLE),
                        col(MRR))
                .filter(col(OwnershipMonths.IS_ACTIVE).and(periods.published(col(AttachCounts.DAY))));
    }

    private static Dataset<Row> activeByOrders(Dataset<Row> lines, int activeWindowDays, Periods periods) {
        Column latest = col(ClassifiedLines.LINE_DATE);
        String expires = "expires";
        Column months = sequence(
                trunc(latest, Periods.MONTH), least(col(expires), lit(periods.asOf())), expr("INTERVAL 1 MONTH"));
        return lines.filter(latest.leq(lit(periods.asOf())))
                .groupBy(col(OwnershipMonths.ACCOUNT_ID), trunc(latest, Periods.MONTH))
                .agg(max(latest).as(ClassifiedLines.LINE_DATE))
                .withColumn(expires, date_add(latest, activeWindowDays))
                .select(
                        col(OwnershipMonths.ACCOUNT_ID),
                        col(expires),
                        explode(months).as(OwnershipMonths.MONTH))
                .filter(monthEnd(periods).leq(col(expires)))
                .select(
                        col(OwnershipMonths.ACCOUNT_ID),
                        col(OwnershipMonths.MONTH),
                        lit(true).as(OwnershipMonths.IS_ACTIVE));
    }

    /** The last day of the month of a row, or as-of inside it. */
    private static Column monthEnd(Periods periods) {
        return least(last_day(col(OwnershipMonths.MONTH)), lit(periods.asOf()));
    }
}
