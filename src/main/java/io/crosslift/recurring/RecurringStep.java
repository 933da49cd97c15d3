package io.crosslift.recurring;

import static org.apache.spark.sql.functions.col;

import io.crosslift.config.RecurringSettings;
import io.crosslift.config.ReportingSettings;
import io.crosslift.expansion.RelationGraph;
import io.crosslift.recurring.movement.AccountHistory;
import io.crosslift.recurring.movement.DecisionTable;
import io.crosslift.recurring.movement.MovementRules;
import io.crosslift.schema.Subscriptions;
import java.io.Serializable;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Iterator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Replays every account's subscriptions. In: versions of subscriptions (R09) and of their items (R10). Out: movements (F2), monthly
 * balances by account (F3) and by family, and changes of ownership, which {@link #movements}, {@link #accountMonths},
 * {@link #familyMonths} and {@link #ownershipChanges} take apart; without run stamps. One shuffle, by account. Products, prices,
 * relations and month-end exchange rates are held in memory.
 */
public final class RecurringStep {
    /** What accounts are judged by, as it travels to the executors. */
    private record Judged(
            RelationGraph relations,
            ProductBook products,
            ListPrices prices,
            ExchangeRates rates,
            LocalDate asOf,
            int gapToleranceDays,
            ZoneId zone)
            implements Serializable {
        Iterator<Row> replay(Iterator<Row> rows) {
            MovementRules rules =
                    new MovementRules(DecisionTable.STANDARD, relations, prices, rates, asOf, gapToleranceDays);
            ReplayedRows results = new ReplayedRows(zone, products);
            return new VersionsByAccount(
                    products,
                    rows,
                    (account, versions) -> results.of(
                            account,
                            AccountHistory.replay(
                                    versions.items(), versions.subscriptions(), versions.bought(), rules)));
        }
    }

    /**
     * What accounts are judged by; absent feeds are null.
     *
     * @param products products (R03)
     * @param relations product relations (R04)
     * @param priceBook list prices (R05)
     * @param fxRates exchange rates (R17)
     * @param bought what accounts bought once, see {@link BoughtProducts}
     */
    public record Inputs(
            Dataset<Row> products,
            RelationGraph relations,
            @Nullable Dataset<Row> priceBook,
            @Nullable Dataset<Row> fxRates,
            @Nullable Dataset<Row> bought) {}

    private RecurringStep() {}

    /** Replays the accounts as of a day. */
    public static Dataset<Row> replay(
            Dataset<Row> subscriptions,
            Dataset<Row> items,
            Inputs inputs,
            RecurringSettings settings,
            ReportingSettings reporting,
            LocalDate asOf) {
        ZoneId zone = reporting.timeZone();
        Judged judged = new Judged(
                inputs.relations(),
                ProductBook.collect(inputs.products()),
                ListPrices.collect(inputs.priceBook(), zone),
                ExchangeRates.collect(inputs.fxRates(), reporting.currency(), asOf),
                asOf,
                settings.gapToleranceDays(),
                zone);
        MapPartitionsFunction<Row, Row> replay = judged::replay;
        Dataset<Row> versions = RecurringEvents.of(subscriptions, items, settings, zone);
        Dataset<Row> bought = inputs.bought();
        return byAccount(bought == null ? versions : versions.unionByName(bought, true))
                .mapPartitions(replay, Encoders.row(ReplayedRows.SCHEMA));
    }

    /** Versions of subscriptions and items in one stream, those of an account together: what {@link #replay} reads. */
    public static Dataset<Row> versions(
            Dataset<Row> subscriptions, Dataset<Row> items, RecurringSettings settings, ReportingSettings reporting) {
        return byAccount(RecurringEvents.of(subscriptions, items, settings, reporting.timeZone()));
    }

    private static Dataset<Row> byAccount(Dataset<Row> versions) {
        return versions.repartition(col(Subscriptions.ACCOUNT_ID)).sortWithinPartitions(Subscriptions.ACCOUNT_ID);
    }

    /** The movements among replayed rows (F2). */
    public static Dataset<Row> movements(Dataset<Row> replayed) {
        return part(replayed, ReplayedRows.MOVEMENT);
    }

    /** The monthly balances of accounts among replayed rows (F3). */
    public static Dataset<Row> accountMonths(Dataset<Row> replayed) {
        return part(replayed, ReplayedRows.ACCOUNT_MONTH);
    }

    /** The monthly balances of families among replayed rows. */
    public static Dataset<Row> familyMonths(Dataset<Row> replayed) {
        return part(replayed, ReplayedRows.FAMILY_MONTH);
    }

    /** The changes of ownership among replayed rows. */
    public static Dataset<Row> ownershipChanges(Dataset<Row> replayed) {
        return part(replayed, ReplayedRows.OWNERSHIP);
    }

    private static Dataset<Row> part(Dataset<Row> replayed, String name) {
        return replayed.filter(col(name).isNotNull()).select(name + ".*");
    }
}
