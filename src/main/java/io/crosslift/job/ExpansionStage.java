package io.crosslift.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import io.crosslift.expansion.ClassifiedLinesStep;
import io.crosslift.expansion.Conversion;
import io.crosslift.expansion.OfferJourney;
import io.crosslift.expansion.OfferSetting;
import io.crosslift.expansion.OwnershipMonth;
import io.crosslift.expansion.PricedLines;
import io.crosslift.expansion.RelationGraph;
import io.crosslift.recurring.PaidItems;
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
import io.crosslift.schema.SubscriptionItems;
import io.crosslift.schema.Subscriptions;
import io.crosslift.schema.TableSpec;
import io.crosslift.schema.Touchpoints;
import io.crosslift.source.SliceDigest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
        if (run.lacks("expansion", Orders.TABLE, InvoiceLines.TABLE, Products.TABLE)) {
            return;
        }
        Dataset<Row> refunds = optional(run, RefundsReturns.TABLE);
        Dataset<Row> replayed = replay(run, refunds).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            lines(run, replayed);
            ownershipChanges(run, replayed);
        } finally {
            replayed.unpersist();
        }
        LocalDate matured = run.restatement().firstMatured(run.asOf());
        LocalDate months = Restatement.earlier(
                matured, run.restatedFrom(OwnershipMonths.TABLE, ClassifiedLines.TABLE, OwnershipChanges.TABLE));
        Dataset<Row> lines = run.read(ClassifiedLines.TABLE);
        run.writeFrom(
                OwnershipMonths.TABLE,
                OwnershipMonths.MONTH,
                months,
                OwnershipMonth.of(
                        run.read(OwnershipChanges.TABLE),
                        lines,
                        run.asOf(),
                        run.settings().reporting(),
                        run.settings().history(),
                        run.settings().orders()));
        offers(run, lines);
    }

    /** Lines and conversions: all are replayed, and the months that came out otherwise are written. */
    private static void lines(RunContext run, Dataset<Row> replayed) {
        Dataset<Row> lines = ClassifiedLinesStep.lines(replayed, run.settings().history());
        List<String> columns = new ArrayList<>(valuesOf(ClassifiedLines.TABLE, lines));
        columns.add(Conversions.LAST_REFUND_AT);
        LocalDate first = run.noteChanges(
                ClassifiedLines.TABLE,
                run.restatement().first(),
                true,
                SliceDigest.of(lines, ClassifiedLines.LINE_MONTH, columns));
        LocalDate ofConversions = run.restatedFrom(Conversions.TABLE, ClassifiedLines.TABLE);
        run.writeFrom(ClassifiedLines.TABLE, ClassifiedLines.LINE_MONTH, first, lines);
        run.writeFrom(Conversions.TABLE, Conversions.CONVERSION_MONTH, ofConversions, Conversion.ofOrders(lines));
    }

    private static void ownershipChanges(RunContext run, Dataset<Row> replayed) {
        Dataset<Row> changes =
                ClassifiedLinesStep.ownershipChanges(replayed, run.settings().reporting());
        LocalDate first = run.noteChanges(
                OwnershipChanges.TABLE,
                run.restatement().first(),
                true,
                SliceDigest.of(changes, OwnershipChanges.CHANGE_MONTH, valuesOf(OwnershipChanges.TABLE, changes)));
        run.writeFrom(OwnershipChanges.TABLE, OwnershipChanges.CHANGE_MONTH, first, changes);
    }

    /** The columns of a table that computed rows fill; its stamps are put on when they are written. */
    private static List<String> valuesOf(TableSpec table, Dataset<Row> rows) {
        return Stream.of(table.columns().fieldNames())
                .filter(List.of(rows.columns())::contains)
                .toList();
    }

    /** Offer instances: a change reaches those whose windows it falls into, however early they were presented. */
    private static void offers(RunContext run, Dataset<Row> lines) {
        if (!run.has(Offers.TABLE) || !run.has(OfferEvents.TABLE)) {
            run.skip(OfferJourneys.TABLE.qualifiedName(), "no feed fills core.offers and core.offer_events");
            return;
        }
        Dataset<Row> bare = journeys(run, lines).persist(StorageLevel.MEMORY_AND_DISK());
        Dataset<Row> journeys = withSetting(run, bare, lines).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            LocalDate first = run.noteChanges(
                    OfferJourneys.TABLE,
                    firstReached(run, bare),
                    true,
                    SliceDigest.of(journeys, OfferJourneys.OFFER_MONTH, valuesOf(OfferJourneys.TABLE, journeys)));
            run.writeFrom(OfferJourneys.TABLE, OfferJourneys.OFFER_MONTH, first, journeys);
        } finally {
            journeys.unpersist();
            bare.unpersist();
        }
    }

    private static Dataset<Row> journeys(RunContext run, Dataset<Row> lines) {
        return OfferJourney.of(
                run.read(OfferEvents.TABLE),
                run.read(Offers.TABLE),
                lines,
                run.asOf(),
                run.settings().offers(),
                run.settings().reporting());
    }

    private static Dataset<Row> withSetting(RunContext run, Dataset<Row> journeys, Dataset<Row> lines) {
        OfferSetting.Rules rules = new OfferSetting.Rules(
                run.settings().lifecycle(),
                run.settings().orders(),
                run.settings().journey(),
                run.settings().reporting());
        Dataset<Row> byOrders = OfferSetting.withState(journeys, lines, rules);
        Dataset<Row> items = paidItems(run);
        Dataset<Row> withState = items == null ? byOrders : OfferSetting.withItems(byOrders, items, rules);
        return run.has(Touchpoints.TABLE)
                ? OfferSetting.withPath(withState, run.read(Touchpoints.TABLE), rules)
                : withState;
    }

    /** The earliest month of an instance, as it was or as it is now, of which something can lie in the restated months. */
    private static @Nullable LocalDate firstReached(RunContext run, Dataset<Row> journeys) {
        LocalDate first = run.restatement().first();
        if (first == null) {
            return null;
        }
        Dataset<Row> both = Stream.of(journeys, run.lake().readOrEmpty(OfferJourneys.TABLE))
                .map(rows -> OfferJourney.reach(
                        rows, run.settings().offers(), run.settings().reporting()))
                .reduce(Dataset::union)
                .orElseThrow();
        Row earliest = both.filter(col(OfferJourney.REACH).geq(lit(java.sql.Date.valueOf(first))))
                .agg(min(OfferJourneys.OFFER_MONTH))
                .first();
        LocalDate month = earliest.isNullAt(0) ? first : earliest.getDate(0).toLocalDate();
        return month.isBefore(first) ? month : first;
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
                .replay(priced, refunds, paidItems(run));
    }

    /** What accounts hold because they pay for it, or null where no subscriptions are fed. */
    private static @Nullable Dataset<Row> paidItems(RunContext run) {
        return run.has(Subscriptions.TABLE) && run.has(SubscriptionItems.TABLE)
                ? PaidItems.of(
                        run.read(Subscriptions.TABLE),
                        run.read(SubscriptionItems.TABLE),
                        run.read(Products.TABLE),
                        run.settings().recurring(),
                        run.settings().reporting())
                : null;
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
