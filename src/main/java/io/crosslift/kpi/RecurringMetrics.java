package io.crosslift.kpi;

import io.crosslift.schema.MrrBridge;
import io.crosslift.schema.Retention;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The metrics of recurring revenue. */
final class RecurringMetrics {
    private static final String MONEY = "money";
    private static final String FRACTION = "fraction";

    private RecurringMetrics() {}

    static List<Metric> bridge() {
        String losses = "contraction + churn";
        Stream<Metric> flows = Map.of(
                        MrrBridge.NEW, "New recurring revenue",
                        MrrBridge.CROSS_SELL, "Cross-sell recurring revenue",
                        MrrBridge.REACTIVATION, "Reactivated recurring revenue",
                        MrrBridge.CONTRACTION, "Contraction",
                        MrrBridge.CHURN, "Churn",
                        MrrBridge.EXPANSION, "Expansion",
                        MrrBridge.NET_EXPANSION, "Net expansion")
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .map(flow -> amount(flow.getKey(), flow.getValue(), true));
        Stream<Metric> balances = Stream.of(
                amount(MrrBridge.OPENING, "Opening recurring revenue", false),
                amount(MrrBridge.CLOSING, "Closing recurring revenue", false));
        Stream<Metric> ratios = Stream.of(
                bridge(MrrBridge.QUICK_RATIO, "Quick ratio", "new + expansion + reactivation", losses),
                bridge(MrrBridge.QUICK_RATIO_NO_REACT, "Quick ratio without reactivation", "new + expansion", losses),
                bridge(MrrBridge.CHURN_OFFSET, "Churn offset", MrrBridge.EXPANSION, losses));
        return Stream.of(balances, flows, ratios).flatMap(metrics -> metrics).toList();
    }

    static List<Metric> retention() {
        return List.of(
                retention(Retention.NRR, "Net revenue retention", Retention.CLOSING),
                retention(Retention.GRR, "Gross revenue retention", Retention.RETAINED_MIN),
                retention(
                        Retention.NRR_EXCL_REACTIVATION,
                        "Net revenue retention without accounts that came back",
                        Retention.CLOSING_EXCL_REACTIVATION),
                retention(Retention.GRR_PATH, "Gross revenue retention by path", "opening - path_losses"),
                Metric.ratio(
                        Retention.TABLE,
                        Retention.LOGO_RETENTION,
                        "Logo retention",
                        Retention.ACCOUNTS_RETAINED,
                        Retention.COHORT_ACCOUNTS,
                        FRACTION,
                        MetricReadings.REVENUE_RETENTION));
    }

    private static Metric amount(String column, String name, boolean additive) {
        return Metric.measure(MrrBridge.TABLE, column, name, MONEY, additive, MetricReadings.RECURRING)
                .called("recurring_" + column);
    }

    private static Metric bridge(String column, String name, String numerator, String denominator) {
        return Metric.ratio(MrrBridge.TABLE, column, name, numerator, denominator, FRACTION, MetricReadings.RECURRING);
    }

    private static Metric retention(String column, String name, String numerator) {
        return Metric.ratio(
                Retention.TABLE,
                column,
                name,
                numerator,
                Retention.OPENING,
                FRACTION,
                MetricReadings.REVENUE_RETENTION);
    }
}
