package io.crosslift.config;

/** Every setting of a run, one record per block of {@code reference.conf}. */
public record Settings(
        LakeSettings lake,
        RunSettings run,
        ReportingSettings reporting,
        HistorySettings history,
        QualitySettings quality,
        OrderSettings orders,
        OfferSettings offers,
        JourneySettings journey,
        AttributionSettings attribution,
        AttachSettings attach,
        RevenueSettings revenue,
        LifecycleSettings lifecycle,
        RecurringSettings recurring,
        LiftSettings lift,
        FinanceSettings finance,
        SourceSettings source) {}
