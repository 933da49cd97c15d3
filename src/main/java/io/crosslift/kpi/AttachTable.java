package io.crosslift.kpi;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.crosslift.schema.AccountSegments;
import io.crosslift.schema.Attach;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.OwnershipMonths;
import io.crosslift.schema.ProductRelations;
import io.crosslift.schema.Products;
import io.crosslift.schema.TableSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * K06: classified lines and ownership months in, one row per pair, variant, window, month, scope and segment out (M09, M40 to
 * M45, M47). A side that a variant has none of is ALL. Variants that count holders at month end are of existing customers by
 * nature and published in that scope alone.
 */
final class AttachTable implements KpiTable {
    @Override
    public TableSpec table() {
        return Attach.TABLE;
    }

    @Override
    public List<TableSpec> reads() {
        return List.of(ClassifiedLines.TABLE, OwnershipMonths.TABLE);
    }

    @Override
    public List<TableSpec> optionalReads() {
        return List.of(Products.TABLE, ProductRelations.TABLE, AccountSegments.TABLE);
    }

    @Override
    public Dataset<Row> rows(KpiInputs inputs) {
        // By account once: first purchases, baskets and spells then need no exchange of their own.
        Dataset<Row> lines = inputs.read(ClassifiedLines.TABLE)
                .select(Published.columns(FamilyPurchases.LINE_COLUMNS))
                .repartition(col(ClassifiedLines.ACCOUNT_ID));
        Dataset<Row> pairs = AttachPairs.followed(inputs);
        Optional<Dataset<Row>> segments = inputs.readIfPresent(AccountSegments.TABLE);
        Optional<Dataset<Row>> components = components(inputs);
        AttachFlows flows =
                new AttachFlows(FamilyPurchases.perOrder(lines, components, families(pairs)), pairs, inputs, segments);
        OwnershipStock stock = new OwnershipStock(inputs.read(OwnershipMonths.TABLE), lines, pairs, inputs, segments);
        Dataset<Row> contributions = flows.accounts(inputs.settings().attach().windowsDays())
                .union(flows.orders())
                .union(flows.units())
                .union(stock.owners())
                .union(stock.breadth(components.isPresent()));
        return Published.as(Attach.TABLE, judged(AttachCounts.summed(contributions, pairs), inputs), inputs);
    }

    /** Components by bundle product, or nothing where no product is a bundle. */
    private static Optional<Dataset<Row>> components(KpiInputs inputs) {
        if (!inputs.has(ProductRelations.TABLE) || !inputs.has(Products.TABLE)) {
            return Optional.empty();
        }
        Dataset<Row> components =
                FamilyPurchases.components(inputs.read(ProductRelations.TABLE), inputs.read(Products.TABLE));
        return components.isEmpty() ? Optional.empty() : Optional.of(components);
    }

    private static Dataset<Row> families(Dataset<Row> pairs) {
        return pairs.select(col(Attach.ANCHOR).as(FamilyPurchases.FAMILY))
                .union(pairs.select(Attach.ATTACH))
                .distinct();
    }

    private static Dataset<Row> judged(Dataset<Row> counts, KpiInputs inputs) {
        return counts.withColumns(Map.of(
                Attach.TARGET, lit(null).cast(ColumnTypes.FRACTION),
                KpiColumns.IS_MATURE, Periods.of(inputs).elapsed(col(Attach.WINDOW_DAYS)),
                KpiColumns.INSUFFICIENT, Published.insufficient(col(Attach.DENOMINATOR), inputs)));
    }
}
