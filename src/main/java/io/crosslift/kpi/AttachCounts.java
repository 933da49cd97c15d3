package io.crosslift.kpi;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.Attach;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.KpiColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Adds up what single orders and accounts contribute to the variants of K06, all in one aggregate. A contribution has a day, the
 * scopes it counts in and its segment; measures it does not name are zero.
 */
final class AttachCounts {
    static final String DAY = "day";
    static final String SCOPES = "scopes";
    static final String UNITS = "units";
    static final String UNITS_VIA_BUNDLE = "units_via_bundle";
    /** Recurring revenue of the attached family. */
    static final String MRR = "mrr";
    /** Recurring revenue of the account in all families. */
    static final String TOTAL_MRR = "total_mrr";
    /** Recurring revenue of one holder of the family, for the median. */
    static final String HOLDER_MRR = "holder_mrr";

    private static final String PAYERS = "payers";

    private static final List<String> COUNTS =
            List.of(Attach.NUMERATOR, Attach.DENOMINATOR, Attach.ALREADY_OWNED, Attach.VIA_BUNDLE, Attach.WHITE_SPACE);
    private static final List<String> AMOUNTS = List.of(UNITS, UNITS_VIA_BUNDLE, MRR, TOTAL_MRR);
    private static final List<String> KEYS = List.of(Attach.ANCHOR, Attach.ATTACH, Attach.VARIANT, Attach.WINDOW_DAYS);

    private AttachCounts() {}

    /** Rows with keys, day, scopes and segment in; contributions, all of the same columns, out. */
    static Dataset<Row> contributions(Dataset<Row> rows, String variant, Map<String, Column> measures) {
        List<Column> columns = new ArrayList<>(List.of(
                col(DAY), col(SCOPES), col(KpiColumns.SEGMENT_TYPE), col(KpiColumns.SEGMENT), col(Attach.ANCHOR)));
        columns.add(measures.getOrDefault(Attach.ATTACH, col(Attach.ATTACH)).as(Attach.ATTACH));
        columns.add(measures.getOrDefault(Attach.VARIANT, lit(variant)).as(Attach.VARIANT));
        columns.add(measures.getOrDefault(Attach.WINDOW_DAYS, lit(0)).as(Attach.WINDOW_DAYS));
        COUNTS.forEach(count ->
                columns.add(measures.getOrDefault(count, lit(0L)).cast("bigint").as(count)));
        AMOUNTS.forEach(amount -> columns.add(measures.getOrDefault(amount, lit(null))
                .cast(ColumnTypes.decimal(18, 6))
                .as(amount)));
        columns.add(measures.getOrDefault(HOLDER_MRR, lit(null))
                .cast(ColumnTypes.MONEY)
                .as(HOLDER_MRR));
        return rows.select(columns.toArray(Column[]::new));
    }

    /** Contributions in, one row per pair, variant, window and slice out, with every measure of K06 but its flags. */
    static Dataset<Row> summed(Dataset<Row> contributions, Dataset<Row> pairs) {
        Dataset<Row> sliced = contributions.select(Published.with(
                withMeasures(KEYS, List.of(KpiColumns.SEGMENT_TYPE, KpiColumns.SEGMENT, HOLDER_MRR)),
                lit(Periods.MONTH).as(KpiColumns.PERIOD_TYPE),
                trunc(col(DAY), Periods.MONTH).as(KpiColumns.PERIOD_START),
                explode(col(SCOPES)).as(KpiColumns.SCOPE)));
        // Holders are counted by what they pay, so that the median needs the distinct prices, not the holders.
        Dataset<Row> sums = sliced.groupBy(Published.columns(KEYS, Slices.KEYS, List.of(HOLDER_MRR)))
                .agg(totals().get(0), totals().subList(1, totals().size()).toArray(Column[]::new));
        // Everything after this is about one slice: one exchange serves the pairs of units and both windows.
        Dataset<Row> bySlice = sums.repartition(Published.columns(Slices.KEYS));
        Dataset<Row> paired = unitsByPair(bySlice, pairs)
                .groupBy(Published.columns(KEYS, Slices.KEYS))
                .agg(collect_list(payers()).as(PAYERS), totals().toArray(Column[]::new));
        return withDenominators(paired);
    }

    private static Column payers() {
        return when(
                col(HOLDER_MRR).isNotNull(),
                struct(col(HOLDER_MRR).as(MRR), col(Attach.NUMERATOR).as("holders")));
    }

    private static List<String> withMeasures(List<String> keys, List<String> others) {
        List<String> names = new ArrayList<>(keys);
        names.addAll(COUNTS);
        names.addAll(AMOUNTS);
        names.addAll(others);
        return names;
    }

    private static List<Column> totals() {
        List<Column> sums = new ArrayList<>();
        COUNTS.forEach(count -> sums.add(sum(count).as(count)));
        AMOUNTS.forEach(
                amount -> sums.add(sum(amount).cast(ColumnTypes.decimal(18, 6)).as(amount)));
        return sums;
    }

    /** Units are summed by family first; a family's sum then is the denominator of its pairs as anchor, a numerator as attached. */
    private static Dataset<Row> unitsByPair(Dataset<Row> sums, Dataset<Row> pairs) {
        String family = "family";
        String asAnchor = "as_anchor";
        String anchor = "pair_anchor";
        String attach = "pair_attach";
        Dataset<Row> roles = pairs.select(
                        col(Attach.ANCHOR).as(anchor),
                        col(Attach.ATTACH).as(attach),
                        explode(expr("array(true, false)")).as(asAnchor))
                .withColumn(family, when(col(asAnchor), col(anchor)).otherwise(col(attach)));
        Column isUnits = col(Attach.VARIANT).equalTo(AttachVariants.UNITS);
        Column matches = isUnits.and(sums.col(Attach.ANCHOR).equalTo(roles.col(family)));
        Column units = round(col(UNITS)).cast("bigint");
        Column attached = not(col(asAnchor));
        return sums.join(broadcast(roles), matches, "left")
                .filter(not(isUnits).or(col(family).isNotNull()))
                .withColumns(Map.of(
                        Attach.ANCHOR, coalesce(col(anchor), col(Attach.ANCHOR)),
                        Attach.ATTACH, coalesce(col(attach), col(Attach.ATTACH)),
                        Attach.DENOMINATOR,
                                when(isUnits.and(col(asAnchor)), units).otherwise(col(Attach.DENOMINATOR)),
                        Attach.NUMERATOR, when(isUnits.and(attached), units).otherwise(col(Attach.NUMERATOR)),
                        Attach.VIA_BUNDLE,
                                when(
                                                isUnits.and(attached),
                                                round(coalesce(col(UNITS_VIA_BUNDLE), lit(0)))
                                                        .cast("bigint"))
                                        .otherwise(col(Attach.VIA_BUNDLE))));
    }

    /** Active accounts are the denominator of penetration; the median of a family's holders values its white space. */
    private static Dataset<Row> withDenominators(Dataset<Row> sums) {
        String active = "active";
        String median = "median";
        Column variant = col(Attach.VARIANT);
        Column penetration = variant.equalTo(AttachVariants.PENETRATION);
        Column owners = variant.equalTo(AttachVariants.OWNERS);
        Column activeAccounts = max(when(variant.equalTo(AttachVariants.MULTI_PRODUCT), col(Attach.DENOMINATOR)))
                .over(Window.partitionBy(Published.columns(Slices.KEYS)));
        Column medianOfHolders = max(when(penetration, medianOf(PAYERS)))
                .over(Window.partitionBy(Published.columns(Slices.KEYS, List.of(Attach.ATTACH))));
        Column numerator = col(Attach.NUMERATOR);
        Dataset<Row> valued = sums.withColumns(Map.of(active, activeAccounts, median, medianOfHolders))
                .withColumn(Attach.DENOMINATOR, when(penetration, col(active)).otherwise(col(Attach.DENOMINATOR)));
        Column rate = Ratios.ofCounts(numerator, col(Attach.DENOMINATOR));
        Column potential =
                col(Attach.WHITE_SPACE).cast(ColumnTypes.decimal(12, 0)).multiply(col(median));
        return valued.filter(variant.notEqual(AttachVariants.UNITS)
                        .or(col(Attach.DENOMINATOR).gt(0)))
                .withColumns(Map.of(
                        Attach.RATE, rate,
                        Attach.MULTI_PRODUCT_RATE, when(variant.equalTo(AttachVariants.MULTI_PRODUCT), rate),
                        Attach.PRODUCTS_PER_ACCOUNT, when(variant.equalTo(AttachVariants.PRODUCTS_PER_ACCOUNT), rate),
                        Attach.MRR_SHARE, when(owners, Ratios.ofMoney(col(MRR), col(TOTAL_MRR))),
                        Attach.WHITE_SPACE, when(owners, col(Attach.WHITE_SPACE)),
                        Attach.WHITE_SPACE_MRR, when(owners, round(potential, 2).cast(ColumnTypes.MONEY))));
    }

    /**
     * The median of (amount, holders), the mean of the two in the middle: exact, in money, where a percentile would be a double.
     */
    private static Column medianOf(String payers) {
        return expr("""
                aggregate(
                    array_sort(%1$s),
                    named_struct('seen', 0L, 'low', CAST(NULL AS DECIMAL(18, 2)), 'high', CAST(NULL AS DECIMAL(18, 2))),
                    (middle, payer) -> named_struct(
                        'seen', middle.seen + payer.holders,
                        'low', coalesce(middle.low, CASE WHEN 2 * (middle.seen + payer.holders)
                            >= aggregate(%1$s, 0L, (n, p) -> n + p.holders) THEN payer.mrr END),
                        'high', coalesce(middle.high, CASE WHEN 2 * (middle.seen + payer.holders)
                            > aggregate(%1$s, 0L, (n, p) -> n + p.holders) THEN payer.mrr END)),
                    middle -> (middle.low + middle.high) / 2)
                """.formatted(payers));
    }
}
