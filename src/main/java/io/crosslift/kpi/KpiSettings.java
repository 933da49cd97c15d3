package io.crosslift.kpi;

import io.crosslift.config.AttachSettings;
import io.crosslift.config.AttributionSettings;
import io.crosslift.config.HistorySettings;
import io.crosslift.config.JourneySettings;
import io.crosslift.config.LifecycleSettings;
import io.crosslift.config.OfferSettings;
import io.crosslift.config.OrderSettings;
import io.crosslift.config.RecurringSettings;
import io.crosslift.config.ReportingSettings;
import io.crosslift.config.RevenueSettings;
import io.crosslift.config.Settings;

/**
 * The settings that KPI definitions depend on.
 *
 * @param reporting time zone, currency and smallest cell
 * @param history first day of complete history
 * @param orders ownership and activity
 * @param offers windows of the offer funnel
 * @param journey lookback of the touches, for the registry
 * @param attribution models, for the registry
 * @param attach pairs and windows
 * @param revenue months of revenue per customer
 * @param lifecycle when a customer is gone, and when that is asked
 * @param recurring windows of retention
 */
public record KpiSettings(
        ReportingSettings reporting,
        HistorySettings history,
        OrderSettings orders,
        OfferSettings offers,
        JourneySettings journey,
        AttributionSettings attribution,
        AttachSettings attach,
        RevenueSettings revenue,
        LifecycleSettings lifecycle,
        RecurringSettings recurring) {
    /** The part of all settings that KPIs depend on. */
    public static KpiSettings of(Settings settings) {
        return new KpiSettings(
                settings.reporting(),
                settings.history(),
                settings.orders(),
                settings.offers(),
                settings.journey(),
                settings.attribution(),
                settings.attach(),
                settings.revenue(),
                settings.lifecycle(),
                settings.recurring());
    }
}
