package io.crosslift.kpi;

import io.crosslift.schema.Reconciliation;
import java.util.List;
import java.util.stream.Stream;

/** The metrics of the reconciliation with the general ledger (K21). */
final class FinanceMetrics {
    private static final String PREFIX = "reconciliation_";

    private FinanceMetrics() {}

    static List<Metric> all() {
        MetricCatalogue.Section section =
                new MetricCatalogue.Section(Reconciliation.TABLE, MetricReadings.RECONCILIATION);
        return Stream.of(
                        section.money(Reconciliation.KPI_TOTAL, "Revenue of the month's lines"),
                        section.money(Reconciliation.LEDGER_TOTAL, "Revenue the ledger books"),
                        section.money(Reconciliation.DIFFERENCE, "Ledger less revenue of lines"),
                        section.money(Reconciliation.EXPLAINED, "Difference with a reason"),
                        section.money(Reconciliation.UNEXPLAINED, "Difference without a reason"),
                        section.count(Reconciliation.UNEXPLAINED_LINES, "Lines without a reason"),
                        section.ratio(
                                Reconciliation.EXPLAINED_RATIO,
                                "Share of the difference with a reason",
                                Reconciliation.EXPLAINED,
                                Reconciliation.DIFFERENCE))
                .map(metric -> metric.called(PREFIX + metric.column()))
                .toList();
    }
}
