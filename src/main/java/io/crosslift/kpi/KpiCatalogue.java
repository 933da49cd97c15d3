package io.crosslift.kpi;

import java.util.List;

/** Every KPI table this version publishes, in the order in which they are computed. */
public final class KpiCatalogue {
    /** Version of all definitions, stamped on every row. */
    public static final String DEFINITION_VERSION = "1";

    public static final List<KpiTable> TABLES = List.of(
            new CrossSellMetricsTable(),
            new OfferConversionTable(),
            new TransactionMixTable(),
            new AttachTable(),
            new AttributionTable(),
            new TouchClassCreditTable(),
            new ChannelEconomicsTable(),
            new Revenue12mTable(),
            new AcceptorRetentionTable(),
            new SegmentPerformanceTable(),
            new InteractionTable(),
            new ContactPressureTable(),
            new MrrBridgeTable(),
            new RetentionTable(),
            new ArpaTable(),
            new AccountValueTable(),
            new ProgramEconomicsTable(),
            new MetricRegistryTable(),
            new DimDateTable());

    private KpiCatalogue() {}
}
