package io.crosslift.kpi;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.struct;

import io.crosslift.schema.Attach;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.OwnershipMonths;
import io.crosslift.schema.ProductRelations;
import io.crosslift.schema.Products;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Which pairs of families K06 follows: anchor, and the family that may attach to it. */
final class AttachPairs {
    private static final StructType PAIR = new StructType(new StructField[] {
        DataTypes.createStructField(Attach.ANCHOR, ColumnTypes.STRING, false),
        DataTypes.createStructField(Attach.ATTACH, ColumnTypes.STRING, false)
    });
    private static final String HELD_BY = "held_by";

    private AttachPairs() {}

    /**
     * Pairs of complement and add-on relations, the pairs set, and those held together by most active accounts in as-of's month.
     * They are picked here, in one small job, because every variant needs them.
     */
    static Dataset<Row> followed(KpiInputs inputs) {
        List<Row> set = inputs.settings().attach().pairs().stream()
                .map(pair -> RowFactory.create(pair.anchor(), pair.attach()))
                .toList();
        Dataset<Row> pairs = inputs.spark().createDataFrame(set, PAIR);
        if (inputs.has(ProductRelations.TABLE) && inputs.has(Products.TABLE)) {
            pairs = pairs.union(related(inputs.read(ProductRelations.TABLE), inputs.read(Products.TABLE)));
        }
        int top = inputs.settings().attach().topPairs();
        if (top > 0) {
            pairs = pairs.union(heldTogether(inputs.read(OwnershipMonths.TABLE), Periods.of(inputs), top));
        }
        return inputs.spark().createDataFrame(pairs.distinct().collectAsList(), PAIR);
    }

    /** Products in, one row per product with its present family out. */
    static Dataset<Row> families(Dataset<Row> products) {
        return products.groupBy(col(Products.PRODUCT_ID))
                .agg(max_by(col(Products.PRODUCT_FAMILY), col(Products.VALID_FROM))
                        .as(Products.PRODUCT_FAMILY));
    }

    private static Dataset<Row> related(Dataset<Row> relations, Dataset<Row> products) {
        Dataset<Row> from = families(products).toDF(ProductRelations.FROM_PRODUCT, Attach.ATTACH);
        Dataset<Row> to = families(products).toDF(ProductRelations.TO_PRODUCT, Attach.ANCHOR);
        return relations
                .filter(col(ProductRelations.RELATION).isin("complement_of", "addon_of"))
                .join(from, ProductRelations.FROM_PRODUCT)
                .join(to, ProductRelations.TO_PRODUCT)
                .filter(col(Attach.ANCHOR).notEqual(col(Attach.ATTACH)))
                .select(Attach.ANCHOR, Attach.ATTACH);
    }

    private static Dataset<Row> heldTogether(Dataset<Row> ownership, Periods periods, int top) {
        Dataset<Row> held = ownership
                .filter(col(OwnershipMonths.MONTH)
                        .equalTo(lit(periods.asOf().withDayOfMonth(1)))
                        .and(col(OwnershipMonths.OWNED))
                        .and(col(OwnershipMonths.IS_ACTIVE)))
                .select(OwnershipMonths.ACCOUNT_ID, OwnershipMonths.FAMILY);
        Dataset<Row> one = held.toDF(OwnershipMonths.ACCOUNT_ID, Attach.ANCHOR);
        Dataset<Row> other = held.toDF(OwnershipMonths.ACCOUNT_ID, Attach.ATTACH);
        Column bothWays = array(direction(Attach.ANCHOR, Attach.ATTACH), direction(Attach.ATTACH, Attach.ANCHOR));
        return one.join(other, OwnershipMonths.ACCOUNT_ID)
                .filter(col(Attach.ANCHOR).lt(col(Attach.ATTACH)))
                .groupBy(Attach.ANCHOR, Attach.ATTACH)
                .agg(count(lit(1)).as(HELD_BY))
                .select(col(HELD_BY), inline(bothWays))
                .orderBy(col(HELD_BY).desc(), col(Attach.ANCHOR), col(Attach.ATTACH))
                .limit(top)
                .select(Attach.ANCHOR, Attach.ATTACH);
    }

    private static Column direction(String anchor, String attach) {
        return struct(col(anchor).as(Attach.ANCHOR), col(attach).as(Attach.ATTACH));
    }
}
