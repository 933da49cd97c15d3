package io.crosslift.kpi;

import static io.crosslift.kpi.TestRun.cells;
import static io.crosslift.kpi.TestRun.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.schema.ClassifiedLines;
import io.crosslift.schema.ColumnTypes;
import io.crosslift.schema.MetricRegistry;
import io.crosslift.schema.MrrMovements;
import io.crosslift.schema.OfferJourneys;
import io.crosslift.schema.PropensityValidation;
import io.crosslift.schema.Reconciliation;
import io.crosslift.schema.TableCatalogue;
import io.crosslift.schema.TableSpec;
import io.crosslift.testing.SparkSessionExtension;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SparkSessionExtension.class)
final class CatalogueTest {
    @Test
    void everyTableIsListedOnceAndBelongsToTheKpiSchema() {
        assertThat(KpiCatalogue.TABLES)
                .extracting(kpi -> kpi.table().name())
                .containsExactlyInAnyOrder(
                        "cross_sell_metrics",
                        "kpi_offer_conversion",
                        "kpi_transaction_mix",
                        "kpi_attach",
                        "kpi_attribution",
                        "kpi_attribution_touch_class",
                        "kpi_channel_economics",
                        "kpi_revenue_12m",
                        "kpi_acceptor_retention",
                        "kpi_segment_performance",
                        "kpi_interaction",
                        "kpi_contact_pressure",
                        "kpi_mrr_bridge",
                        "kpi_retention",
                        "kpi_arpa",
                        "kpi_account_value",
                        "kpi_program_economics",
                        "metric_registry",
                        "dim_date");
        assertThat(KpiCatalogue.TABLES)
                .extracting(KpiTable::table)
                .allSatisfy(table -> assertThat(TableCatalogue.ofSchema("kpi")).contains(table));
    }

    @Test
    void aTableNamesWhatItMissesInsteadOfComingOutEmpty(SparkSession spark) {
        KpiInputs inputs = TestRun.asOf(spark, "2025-12-31")
                .with(ClassifiedLines.TABLE, TableRows.of(ClassifiedLines.TABLE))
                .inputs();

        assertThat(new CrossSellMetricsTable().missing(inputs)).containsExactly(OfferJourneys.TABLE);
        assertThat(new TransactionMixTable().missing(inputs)).isEmpty();
    }

    @Test
    void metricsHaveUniqueIdsAndStandInTheirTables() {
        assertThat(MetricCatalogue.METRICS).extracting(Metric::id).doesNotHaveDuplicates();
        assertThat(MetricCatalogue.METRICS).allSatisfy(metric -> {
            assertThat(metric.table().has(metric.column())).as(metric.id()).isTrue();
            assertThat(metric.formula()).as(metric.id()).isNotBlank();
        });
    }

    @Test
    void everyPublishedFractionIsAMetric() {
        for (KpiTable kpi : KpiCatalogue.TABLES) {
            TableSpec table = kpi.table();
            List<String> fractions = Arrays.stream(table.columns().fields())
                    .filter(field -> field.dataType().equals(ColumnTypes.FRACTION))
                    .map(field -> field.name())
                    .filter(column -> !column.equals("target"))
                    .toList();
            assertThat(MetricCatalogue.METRICS.stream()
                            .filter(metric -> metric.table().equals(table))
                            .map(Metric::column))
                    .as(table.qualifiedName())
                    .containsAll(fractions);
        }
    }

    @Test
    void whatAScoreIsJudgedByIsInTheRegistry() {
        assertThat(MetricCatalogue.METRICS.stream()
                        .filter(metric -> metric.table().equals(PropensityValidation.TABLE))
                        .map(Metric::column))
                .contains(
                        "auc",
                        "brier",
                        "qini",
                        "qini_n2",
                        "qini_coefficient",
                        "uplift_at_10",
                        "uplift_at_20",
                        "uplift_at_30",
                        "calibration_slope");
    }

    @Test
    void whatFinanceReconcilesIsInTheRegistry() {
        assertThat(MetricCatalogue.METRICS.stream()
                        .filter(metric -> metric.table().equals(Reconciliation.TABLE))
                        .map(Metric::id))
                .containsExactly(
                        "reconciliation_kpi_total",
                        "reconciliation_ledger_total",
                        "reconciliation_difference",
                        "reconciliation_explained",
                        "reconciliation_unexplained",
                        "reconciliation_unexplained_lines",
                        "reconciliation_explained_ratio");
    }

    @Test
    void theRegistryStatesTheWindowsInForce(SparkSession spark) {
        List<Row> rows = TestRun.asOf(spark, "2025-12-31").rows(new MetricRegistryTable());

        Map<String, String> windows = rows.stream()
                .collect(java.util.stream.Collectors.toMap(
                        row -> text(row, MetricRegistry.METRIC_ID), row -> text(row, MetricRegistry.WINDOWS)));
        assertThat(windows)
                .containsEntry("offer_conversion_rate", "accept 30 d, purchase 30 d, return 30 d")
                .containsEntry("attach_accounts", "attach 30 d, 90 d")
                .containsEntry("retention_difference", "landmark 30 d, retention 90 d, 180 d, gone after 365 d")
                .containsEntry("net_credit", "lookback cross-sell 90 d, up-sell 60 d, fit 365 d");
    }

    @Test
    void datesRunFromTheFirstPublishedYearToTheEndOfTheLast(SparkSession spark) {
        List<Row> days = TestRun.asOf(spark, "2024-06-15")
                .with(ClassifiedLines.TABLE, TableRows.of(ClassifiedLines.TABLE).row("line_date", "2023-12-20"))
                .rows(new DimDateTable());

        // 2023, and a leap year
        assertThat(days).hasSize(365 + 366);
        Row sunday = days.stream()
                .filter(row -> text(row, "date_day").equals("2023-12-31"))
                .findFirst()
                .orElseThrow();
        assertThat(cells(
                                sunday,
                                "week_start",
                                "month_start",
                                "quarter_start",
                                "year_start",
                                "quarter",
                                "month_name",
                                "iso_week",
                                "day_of_week",
                                "is_weekend")
                        .values())
                .containsExactly(
                        "2023-12-25", "2023-12-01", "2023-10-01", "2023-01-01", "4", "December", "52", "7", "true");
    }

    @Test
    void datesStartWithCompleteHistoryOrWithTheYear(SparkSession spark) {
        assertThat(TestRun.asOf(spark, "2025-12-31").completeFrom("2025-11-20").rows(new DimDateTable()))
                .hasSize(365);
        // 1 January 2025 is a Wednesday: with nothing published the year begins on the Monday of its week.
        assertThat(TestRun.asOf(spark, "2025-03-01").rows(new DimDateTable())).hasSize(365 + 2);
    }

    @Test
    void datesHoldTheFirstMonthOfRecurringRevenue(SparkSession spark) {
        List<Row> days = TestRun.asOf(spark, "2025-03-01")
                .with(MrrMovements.TABLE, TableRows.of(MrrMovements.TABLE).row("effective_date", "2024-11-05"))
                .rows(new DimDateTable());

        assertThat(days).hasSize(366 + 365);
    }
}
