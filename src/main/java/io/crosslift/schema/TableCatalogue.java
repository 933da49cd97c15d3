package io.crosslift.schema;

import java.util.List;
import java.util.stream.Stream;

/** Every table of the lakehouse, in the order in which they are produced. */
public final class TableCatalogue {
    public static final List<TableSpec> TABLES = List.of(
            Accounts.TABLE,
            IdentityMap.TABLE,
            Products.TABLE,
            ProductRelations.TABLE,
            Orders.TABLE,
            InvoiceLines.TABLE,
            RefundsReturns.TABLE,
            Touchpoints.TABLE,
            Offers.TABLE,
            OfferEvents.TABLE,
            Experiments.TABLE,
            ExperimentAssignments.TABLE,
            ExperimentOutcomes.TABLE,
            AccountSegments.TABLE,
            FxRates.TABLE,
            CampaignCosts.TABLE,
            FinanceLedger.TABLE,
            PriceBook.TABLE,
            Subscriptions.TABLE,
            SubscriptionItems.TABLE,
            Contracts.TABLE,
            Referrals.TABLE,
            SupportTickets.TABLE,
            ClassifiedLines.TABLE,
            Conversions.TABLE,
            AttributionCredits.TABLE,
            OfferJourneys.TABLE,
            OwnershipChanges.TABLE,
            OwnershipMonths.TABLE,
            MrrMovements.TABLE,
            AccountMrrMonths.TABLE,
            FamilyMrrMonths.TABLE,
            Journeys.TABLE,
            PathCounts.TABLE,
            PropensityScores.TABLE,
            ExperimentLooks.TABLE,
            CrossSellMetrics.TABLE,
            OfferConversion.TABLE,
            TransactionMix.TABLE,
            Attach.TABLE,
            AttributionKpi.TABLE,
            TouchClassCredit.TABLE,
            ChannelEconomics.TABLE,
            Revenue12m.TABLE,
            AcceptorRetention.TABLE,
            SegmentPerformance.TABLE,
            Interaction.TABLE,
            ContactPressure.TABLE,
            MrrBridge.TABLE,
            Retention.TABLE,
            Arpa.TABLE,
            AccountValue.TABLE,
            ProgramEconomics.TABLE,
            ExperimentLift.TABLE,
            ExperimentJoinAudit.TABLE,
            Calibrations.TABLE,
            PropensityValidation.TABLE,
            AttributionModelShares.TABLE,
            MetricRegistry.TABLE,
            Reconciliation.TABLE,
            ReconciliationLines.TABLE,
            Bookings.TABLE,
            IdentityChecks.TABLE,
            DimDate.TABLE,
            Runs.TABLE,
            RunStages.TABLE,
            SliceDigests.TABLE,
            Quarantine.TABLE,
            IngestCounts.TABLE,
            PeriodCloses.TABLE,
            ClosedLines.TABLE,
            Scores.TABLE);

    /** The tables of one schema, in catalogue order. */
    public static Stream<TableSpec> ofSchema(String schema) {
        return TABLES.stream().filter(table -> table.schema().equals(schema));
    }

    private TableCatalogue() {}
}
