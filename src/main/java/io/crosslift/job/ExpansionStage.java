package io.crosslift.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;

import io.crosslift.expansion.ClassifiedLinesStep;
import io.crosslift.expansion.Conversion;
import io.crosslift.expansion.OfferJourney;
import io.crosslift.expansion.OwnershipMonth;
import io.crosslift.expansion.PricedLines;
import io.crosslift.expansion.RelationGraph;
import io.crosslift.lake.Slice;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.FxRates;
import io.crosslift.schema.InvoiceLines;
import io.crosslift.schema.OfferEvents;
import io.crosslift.schema.OfferJourneys;
import io.crosslift.schema.Offers;
import io.crosslift.schema.Orders;
import io.crosslift.schema.OwnershipChanges;
import io.crosslift.schema.OwnershipMonths;
import io.crosslift.schema.ProductRelations;
import io.crosslift.schema.Products;
import io.crosslift.schema.RefundsReturns;
import io.crosslift.schema.TableSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/** Classifies lines, keeps ownership, and finds conversions and what became of every offer. */
final class ExpansionStage implements Stage {
    @Override
    public String name() {
        return "expansion";
    }

    @Override
    public List<String> after() {
        return List.of("ingest");
    }

    @Override
    public List<TableSpec> writes() {
        return List.of(
                ClassifiedLines.TABLE,
                OwnershipChanges.TABLE,
                Conversions.TABLE,
                OwnershipMonths.TABLE,
                OfferJourneys.TABLE);
    }

    @Override
    public void run(RunContext run) {
        for (TableSpec needed : List.of(Orders.TABLE, InvoiceLines.TABLE, Products.TABLE)) {
            if (!run.has(needed)) {
                run.skip("expansion", "no feed fills " + needed.qualifiedName());
                return;
            }
        }
        Dataset<Row> refunds = optional(run, RefundsReturns.TABLE);
        Dataset<Row> replayed = replay(run, refunds).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            Dataset<Row> lines =
                    ClassifiedLinesStep.lines(replayed, run.settings().history());
            run.write(ClassifiedLines.TABLE, Slice.whole(), lines);
            run.write(Conversions.TABLE, Slice.whole(), Conversion.ofOrders(lines));
            run.write(
                    OwnershipChanges.TABLE,
                    Slice.whole(),
                    ClassifiedLinesStep.ownershipChanges(
                            replayed, run.settings().reporting()));
        } finally {
            replayed.unpersist();
        }
        Dataset<Row> lines = run.read(ClassifiedLines.TABLE);
        run.write(
                OwnershipMonths.TABLE,
                Slice.whole(),
                OwnershipMonth.of(
                        run.read(OwnershipChanges.TABLE),
                        lines,
                        run.asOf(),
                        run.settings().reporting(),
                        run.settings().history(),
                        run.settings().orders()));
        offers(run, lines);
    }

    private static void offers(RunContext run, Dataset<Row> lines) {
        if (!run.has(Offers.TABLE) || !run.has(OfferEvents.TABLE)) {
            run.skip(OfferJourneys.TABLE.qualifiedName(), "no feed fills core.offers and core.offer_events");
            return;
        }
        run.write(
                OfferJourneys.TABLE,
                Slice.whole(),
                OfferJourney.of(
                        run.read(OfferEvents.TABLE),
                        run.read(Offers.TABLE),
                        lines,
                        run.asOf(),
                        run.settings().offers(),
                        run.settings().reporting()));
    }

    private static Dataset<Row> replay(RunContext run, @Nullable Dataset<Row> refunds) {
        Dataset<Row> products = run.read(Products.TABLE);
        PricedLines.Inputs inputs = new PricedLines.Inputs(
                run.read(Orders.TABLE),
                run.read(InvoiceLines.TABLE),
                products,
                refunds,
                optional(run, Offers.TABLE),
                optional(run, FxRates.TABLE));
        Dataset<Row> priced = PricedLines.of(inputs, run.settings().reporting());
        return new ClassifiedLinesStep(
                        relations(run), topTiers(products), run.settings().orders(), run.endOfAsOf())
                .replay(priced, refunds);
    }

    static RelationGraph relations(RunContext run) {
        if (!run.has(ProductRelations.TABLE)) {
            return RelationGraph.of(List.of());
        }
        return RelationGraph.of(run
                .read(ProductRelations.TABLE)
                .select(ProductRelations.FROM_PRODUCT, ProductRelations.TO_PRODUCT, ProductRelations.RELATION)
                .collectAsList()
                .stream()
                .map(row -> new RelationGraph.Relation(row.getString(0), row.getString(1), row.getString(2)))
                .toList());
    }

    private static Map<String, Integer> topTiers(Dataset<Row> products) {
        Map<String, Integer> tiers = new HashMap<>();
        products.filter(col(Products.TIER_RANK).isNotNull())
                .groupBy(Products.PRODUCT_FAMILY)
                .agg(max(Products.TIER_RANK))
                .collectAsList()
                .forEach(row -> tiers.put(row.getString(0), row.getInt(1)));
        return tiers;
    }

    private static @Nullable Dataset<Row> optional(RunContext run, TableSpec table) {
        return run.has(table) ? run.read(table) : null;
    }
}
