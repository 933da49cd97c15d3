package io.crosslift.kpi;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.bool_and;
import static org.apache.spark.sql.functions.bool_or;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.ProductRelations;
import io.crosslift.schema.Products;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.jspecify.annotations.Nullable;

/** Purchases by family, a bundle counting as a purchase of each of its components too. */
final class FamilyPurchases {
    static final String UNITS = "units";
    static final String VIA_BUNDLE = "via_bundle";
    /** Spells of ownership of an account: {@code since}, {@code order_id}, {@code since_day}, {@code existing}, {@code via_bundle}, {@code until}, {@code family}. */
    static final String SPELLS = "spells";

    static final String SINCE = "since";
    static final String SINCE_DAY = "since_day";
    static final String EXISTING = "existing";
    /** Last day of a spell, NULL where ownership never ends. */
    static final String UNTIL = "until";

    static final String FAMILY = "family";

    /** What is read of a line. */
    static final List<String> LINE_COLUMNS = List.of(
            ClassifiedLines.ACCOUNT_ID,
            ClassifiedLines.LINE_ID,
            ClassifiedLines.ORDER_ID,
            ClassifiedLines.PRODUCT_ID,
            ClassifiedLines.FAMILY,
            ClassifiedLines.LINE_TS,
            ClassifiedLines.LINE_DATE,
            ClassifiedLines.IS_EXISTING,
            ClassifiedLines.QTY_NET);

    private static final String COMPONENTS = "components";
    private static final String FACTOR = "factor";
    private static final String SPELL = "spell";

    private FamilyPurchases() {}

    /**
     * Lines in, one row per order and family of which something was kept out: units, and whether all came in bundles.
     *
     * @param components components by bundle product, or nothing where no product is a bundle
     * @param families families that matter, a small table
     */
    static Dataset<Row> perOrder(Dataset<Row> lines, Optional<Dataset<Row>> components, Dataset<Row> families) {
        Column self = array(item(col(ClassifiedLines.FAMILY), lit(1), lit(false)));
        Dataset<Row> kept = lines.filter(col(ClassifiedLines.QTY_NET).gt(0));
        Dataset<Row> items = components
                .map(bundles -> kept.join(bundles, new String[] {ClassifiedLines.PRODUCT_ID}, "left")
                        .withColumn(
                                COMPONENTS,
                                when(col(COMPONENTS).isNull(), self).otherwise(concat(self, col(COMPONENTS)))))
                .orElseGet(() -> kept.withColumn(COMPONENTS, self))
                .select(
                        col(ClassifiedLines.ACCOUNT_ID),
                        coalesce(col(ClassifiedLines.ORDER_ID), col(ClassifiedLines.LINE_ID))
                                .as(ClassifiedLines.ORDER_ID),
                        col(ClassifiedLines.LINE_TS),
                        col(ClassifiedLines.LINE_DATE),
                        col(ClassifiedLines.IS_EXISTING),
                        col(ClassifiedLines.QTY_NET),
                        inline(col(COMPONENTS)));
        return items.join(broadcast(families), new String[] {FAMILY}, "left_semi")
                .groupBy(ClassifiedLines.ACCOUNT_ID, ClassifiedLines.ORDER_ID, FAMILY)
                .agg(
                        min(ClassifiedLines.LINE_TS).as(ClassifiedLines.LINE_TS),
                        min(ClassifiedLines.LINE_DATE).as(ClassifiedLines.LINE_DATE),
                        bool_or(col(ClassifiedLines.IS_EXISTING)).as(ClassifiedLines.IS_EXISTING),
                        sum(col(ClassifiedLines.QTY_NET).multiply(col(FACTOR))).as(UNITS),
                        bool_and(col(VIA_BUNDLE)).as(VIA_BUNDLE));
    }

    /** Relations and products in, one row per bundle product with its components out. */
    static Dataset<Row> components(Dataset<Row> relations, Dataset<Row> products) {
        Dataset<Row> families = AttachPairs.families(products)
                .select(
                        col(Products.PRODUCT_ID).as(ProductRelations.TO_PRODUCT),
                        col(Products.PRODUCT_FAMILY).as(FAMILY));
        return relations
                .filter(col(ProductRelations.RELATION).equalTo("bundle_contains"))
                .join(families, ProductRelations.TO_PRODUCT)
                .groupBy(col(ProductRelations.FROM_PRODUCT).as(ClassifiedLines.PRODUCT_ID))
                .agg(collect_list(item(col(FAMILY), coalesce(col(ProductRelations.QTY), lit(1)), lit(true)))
                        .as(COMPONENTS));
    }

    /**
     * Orders by family in, one row per account with its spells of ownership out. A spell begins with a purchase while the family
     * is not owned.
     *
     * @param expiresAfterDays days after the last purchase at which ownership ends, or null for never
     */
    static Dataset<Row> spells(Dataset<Row> perOrder, @Nullable Integer expiresAfterDays) {
        Column purchase = struct(
                col(ClassifiedLines.LINE_TS).as(SINCE),
                col(ClassifiedLines.ORDER_ID).as(ClassifiedLines.ORDER_ID),
                col(ClassifiedLines.LINE_DATE).as(SINCE_DAY),
                col(ClassifiedLines.IS_EXISTING).as(EXISTING),
                col(VIA_BUNDLE).as(VIA_BUNDLE));
        Column last = max(ClassifiedLines.LINE_DATE);
        Column until = expiresAfterDays == null ? lit(null).cast(ColumnTypes.DAY) : date_add(last, expiresAfterDays);
        return numbered(perOrder, expiresAfterDays)
                .groupBy(ClassifiedLines.ACCOUNT_ID, FAMILY, SPELL)
                .agg(min(purchase).as(SINCE), until.as(UNTIL))
                .groupBy(ClassifiedLines.ACCOUNT_ID)
                .agg(collect_list(struct(
                                col(SINCE).getField(SINCE).as(SINCE),
                                col(SINCE).getField(ClassifiedLines.ORDER_ID).as(ClassifiedLines.ORDER_ID),
                                col(SINCE).getField(SINCE_DAY).as(SINCE_DAY),
                                col(SINCE).getField(EXISTING).as(EXISTING),
                                col(SINCE).getField(VIA_BUNDLE).as(VIA_BUNDLE),
                                col(UNTIL),
                                col(FAMILY)))
                        .as(SPELLS));
    }

    private static Dataset<Row> numbered(Dataset<Row> perOrder, @Nullable Integer expiresAfterDays) {
        if (expiresAfterDays == null) {
            return perOrder.withColumn(SPELL, lit(1));
        }
        WindowSpec inTime = Window.partitionBy(ClassifiedLines.ACCOUNT_ID, FAMILY)
                .orderBy(ClassifiedLines.LINE_TS, ClassifiedLines.ORDER_ID);
        Column gap = datediff(
                col(ClassifiedLines.LINE_DATE),
                lag(col(ClassifiedLines.LINE_DATE), 1).over(inTime));
        Column begins = coalesce(gap.gt(expiresAfterDays), lit(true)).cast("int");
        String flag = "begins";
        return perOrder.withColumn(flag, begins)
                .withColumn(SPELL, sum(flag).over(inTime.rowsBetween(Window.unboundedPreceding(), Window.currentRow())))
                .drop(flag);
    }

    private static Column item(Column family, Column factor, Column viaBundle) {
        return struct(family.as(FAMILY), factor.as(FACTOR), viaBundle.as(VIA_BUNDLE));
    }
}
