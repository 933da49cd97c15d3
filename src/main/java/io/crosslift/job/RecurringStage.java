package io.crosslift.job;

import static org.apache.spark.sql.functions.col;

import io.crosslift.expansion.OwnershipMonth;
import io.crosslift.lake.Slice;
import io.crosslift.recurring.BilledLines;
import io.crosslift.recurring.BoughtProducts;
import io.crosslift.recurring.OwnershipUnion;
import io.crosslift.recurring.RecurringConversions;
import io.crosslift.recurring.RecurringOwnership;
import io.crosslift.recurring.RecurringStep;
import io.crosslift.schema.AccountMrrMonths;
import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.Conversions;
import io.crosslift.schema.FamilyMrrMonths;
import io.crosslift.schema.FxRates;
import io.crosslift.schema.InvoiceLines;
import io.crosslift.schema.MrrMovements;
import io.crosslift.schema.OwnershipChanges;
import io.crosslift.schema.OwnershipMonths;
import io.crosslift.schema.PriceBook;
import io.crosslift.schema.Products;
import io.crosslift.schema.RefundsReturns;
import io.crosslift.schema.RunStampColumns;
import io.crosslift.schema.SubscriptionItems;
import io.crosslift.schema.Subscriptions;
import io.crosslift.schema.TableSpec;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/**
 * Replays subscriptions into movements and balances of recurring revenue. What they gained joins the conversions of orders, families
 * are owned by what was bought and by what is paid for, and lines that bill items are classified by what they bill.
 */
final class RecurringStage implements Stage {
    @Override
    public String name() {
        return "recurring";
    }

    @Override
    public List<String> after() {
        return List.of("expansion");
    }

    @Override
    public List<TableSpec> writes() {
        return List.of(
                MrrMovements.TABLE,
                AccountMrrMonths.TABLE,
                FamilyMrrMonths.TABLE,
                Conversions.TABLE,
                OwnershipChanges.TABLE,
                OwnershipMonths.TABLE,
                ClassifiedLines.TABLE);
    }

    @Override
    public void run(RunContext run) {
        if (run.lacks("recurring", Subscriptions.TABLE, SubscriptionItems.TABLE, Products.TABLE)) {
            return;
        }
        Dataset<Row> replayed = RecurringStep.replay(
                        run.read(Subscriptions.TABLE),
                        run.read(SubscriptionItems.TABLE),
                        new RecurringStep.Inputs(
                                run.read(Products.TABLE),
                                ExpansionStage.relations(run),
                                optional(run, PriceBook.TABLE),
                                optional(run, FxRates.TABLE),
                                bought(run)),
                        run.settings().recurring(),
                        run.settings().reporting(),
                        run.asOf())
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            run.write(MrrMovements.TABLE, Slice.whole(), RecurringStep.movements(replayed));
            run.write(AccountMrrMonths.TABLE, Slice.whole(), RecurringStep.accountMonths(replayed));
            run.write(FamilyMrrMonths.TABLE, Slice.whole(), RecurringStep.familyMonths(replayed));
            addOwnership(run, RecurringStep.ownershipChanges(replayed));
            addMonths(run);
        } finally {
            replayed.unpersist();
        }
        Dataset<Row> gained = RecurringConversions.of(
                run.read(MrrMovements.TABLE),
                run.settings().recurring(),
                run.settings().history());
        run.write(Conversions.TABLE, Slice.whole(), joined(run, Conversions.TABLE, gained));
        classify(run);
    }

    /** Ownership months again, now that it is known what is owned by paying for it, and what that is worth. */
    private static void addMonths(RunContext run) {
        Dataset<Row> lines = run.has(ClassifiedLines.TABLE)
                ? run.read(ClassifiedLines.TABLE)
                : run.spark().createDataFrame(List.of(), ClassifiedLines.TABLE.shape());
        Dataset<Row> owned = OwnershipMonth.of(
                run.read(OwnershipChanges.TABLE),
                lines,
                run.asOf(),
                run.settings().reporting(),
                run.settings().history(),
                run.settings().orders());
        run.write(OwnershipMonths.TABLE, Slice.whole(), RecurringOwnership.of(owned, run.read(FamilyMrrMonths.TABLE)));
    }

    /** Lines that bill subscription items, if there are any, are what the change they bill is. */
    private static void classify(RunContext run) {
        if (!run.has(ClassifiedLines.TABLE) || !run.has(InvoiceLines.TABLE)) {
            return;
        }
        Dataset<Row> invoiceLines = run.read(InvoiceLines.TABLE);
        if (invoiceLines
                .filter(col(InvoiceLines.SUBSCRIPTION_ITEM_ID).isNotNull())
                .isEmpty()) {
            return;
        }
        run.write(
                ClassifiedLines.TABLE,
                Slice.whole(),
                BilledLines.classified(
                        unstamped(run.read(ClassifiedLines.TABLE)),
                        invoiceLines,
                        run.read(MrrMovements.TABLE),
                        run.settings().reporting()));
    }

    private static void addOwnership(RunContext run, Dataset<Row> changes) {
        Dataset<Row> all = run.has(OwnershipChanges.TABLE)
                ? OwnershipUnion.of(unstamped(run.read(OwnershipChanges.TABLE)), changes)
                : changes;
        run.write(OwnershipChanges.TABLE, Slice.whole(), all);
    }

    /** What subscribers bought once, or null where no lines are fed. */
    private static @Nullable Dataset<Row> bought(RunContext run) {
        if (!run.has(ClassifiedLines.TABLE) || !run.has(InvoiceLines.TABLE)) {
            return null;
        }
        BoughtProducts.Inputs inputs = new BoughtProducts.Inputs(
                run.read(ClassifiedLines.TABLE),
                run.read(InvoiceLines.TABLE),
                optional(run, RefundsReturns.TABLE),
                run.read(Products.TABLE));
        return BoughtProducts.of(
                inputs,
                run.read(Subscriptions.TABLE),
                run.settings().orders(),
                run.settings().reporting());
    }

    private static Dataset<Row> joined(RunContext run, TableSpec table, Dataset<Row> rows) {
        return run.has(table) ? unstamped(run.read(table)).unionByName(rows) : rows;
    }

    private static Dataset<Row> unstamped(Dataset<Row> rows) {
        return rows.drop(RunStampColumns.AS_OF_DATE, RunStampColumns.RUN_ID);
    }

    private static @Nullable Dataset<Row> optional(RunContext run, TableSpec table) {
        return run.has(table) ? run.read(table) : null;
    }
}
