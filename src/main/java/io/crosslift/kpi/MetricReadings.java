package io.crosslift.kpi;

import io.crosslift.kpi.Metric.Reading;
import java.util.stream.Collectors;

/** How each family of metrics is read: cadence, roles, scopes and windows. */
final class MetricReadings {
    private static final String BOTH_SCOPES = "existing_only, all";
    private static final String EXISTING_ONLY = "existing_only";

    static final Reading OFFERS = new Reading(
            "weekly",
            "leading",
            "activation",
            "marketing",
            "product, sales",
            BOTH_SCOPES,
            settings -> "accept " + days(settings.offers().acceptWindowDays()) + ", purchase "
                    + days(settings.offers().purchaseWindowDays()) + ", return "
                    + days(settings.offers().returnWindowDays()));
    static final Reading CUSTOMER_DAYS = new Reading(
            OFFERS.cadence(),
            OFFERS.leadingOrLagging(),
            OFFERS.stage(),
            OFFERS.owner(),
            OFFERS.contributors(),
            EXISTING_ONLY,
            OFFERS.windows());
    static final Reading ORDERS = new Reading(
            "monthly", "lagging", "revenue", "sales", "marketing, finance", BOTH_SCOPES, settings -> "none");
    static final Reading BREADTH = new Reading(
            "monthly",
            "leading",
            "retention",
            "product",
            "customer success, marketing",
            EXISTING_ONLY,
            settings -> "active " + days(settings.orders().activeWindowDays()));
    static final Reading ATTACH = new Reading(
            "monthly",
            "leading",
            "revenue",
            "product",
            "sales, customer success",
            BOTH_SCOPES,
            settings -> "attach "
                    + settings.attach().windowsDays().stream()
                            .map(MetricReadings::days)
                            .collect(Collectors.joining(", ")));
    static final Reading CREDIT = new Reading(
            "monthly",
            "lagging",
            "revenue",
            "marketing",
            "sales, customer success, product",
            EXISTING_ONLY,
            settings -> "lookback cross-sell "
                    + days(settings.journey().lookbackCrossSell().toDays()) + ", up-sell "
                    + days(settings.journey().lookbackUpSell().toDays()) + ", fit "
                    + days(settings.attribution().trainingWindowDays()));
    static final Reading VALUE = new Reading(
            "quarterly",
            "lagging",
            "revenue",
            "finance",
            "marketing, customer success",
            BOTH_SCOPES,
            settings ->
                    settings.revenue().months().stream().map(String::valueOf).collect(Collectors.joining(", "))
                            + " months; group by acceptance within "
                            + days(settings.offers().acceptWindowDays()));
    static final Reading RETENTION = new Reading(
            "quarterly",
            "lagging",
            "retention",
            "customer success",
            "marketing, product",
            BOTH_SCOPES,
            settings -> "landmark " + days(settings.offers().acceptWindowDays()) + ", retention "
                    + settings.lifecycle().retentionWindowsDays().stream()
                            .map(MetricReadings::days)
                            .collect(Collectors.joining(", "))
                    + ", gone after " + days(settings.lifecycle().inactiveAfterDays(settings.orders())));
    static final Reading SETTINGS_OF_OFFERS = new Reading(
            "quarterly",
            OFFERS.leadingOrLagging(),
            OFFERS.stage(),
            OFFERS.owner(),
            OFFERS.contributors(),
            OFFERS.scope(),
            OFFERS.windows());
    static final Reading RECURRING = new Reading(
            "monthly",
            "lagging",
            "revenue",
            "finance",
            "sales, customer success",
            "all",
            settings -> "gap tolerance " + days(settings.recurring().gapToleranceDays()));
    static final Reading REVENUE_RETENTION = new Reading(
            "monthly",
            "lagging",
            "retention",
            "finance",
            "customer success, product",
            EXISTING_ONLY,
            settings -> settings.recurring().retentionMonths().stream()
                            .map(String::valueOf)
                            .collect(Collectors.joining(", "))
                    + " months");
    static final Reading RECONCILIATION = new Reading(
            "monthly",
            "lagging",
            "revenue",
            "finance",
            "analytics",
            "all",
            settings -> "calendar month; a closed month keeps its value");
    static final Reading LIFT = new Reading(
            "per_test",
            "lagging",
            "revenue",
            "analytics",
            "marketing, finance",
            EXISTING_ONLY,
            settings -> "as registered with the experiment");

    static final Reading CALIBRATION = new Reading(
            LIFT.cadence(),
            LIFT.leadingOrLagging(),
            LIFT.stage(),
            LIFT.owner(),
            LIFT.contributors(),
            LIFT.scope(),
            settings -> "longest elapsed window of the experiment");

    static final Reading SEGMENTS = new Reading(
            LIFT.cadence(),
            LIFT.leadingOrLagging(),
            LIFT.stage(),
            "marketing",
            "analytics, customer success",
            BOTH_SCOPES,
            settings -> "as registered with the experiment, else purchase "
                    + days(settings.offers().purchaseWindowDays()));

    static final Reading PROPENSITY = new Reading(
            LIFT.cadence(),
            "leading",
            "activation",
            "analytics",
            "marketing, sales",
            LIFT.scope(),
            settings -> "longest elapsed window of the experiment");

    private MetricReadings() {}

    private static String days(long days) {
        return days + " d";
    }
}
