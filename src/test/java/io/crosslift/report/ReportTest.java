package io.crosslift.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.schema.AttributionKpi;
import io.crosslift.schema.AttributionModelShares;
import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.IdentityChecks;
import io.crosslift.schema.IngestCounts;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.MetricRegistry;
import io.crosslift.schema.MrrBridge;
import io.crosslift.schema.OfferConversion;
import io.crosslift.schema.Reconciliation;
import io.crosslift.schema.TableSpec;
import io.crosslift.schema.TransactionMix;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final ReportRun RUN = new ReportRun(
            "r1",
            "shop <north>",
            LocalDate.of(2025, 3, 15),
            Instant.parse("2025-03-16T04:00:00Z"),
            "0.1.0",
            "5e771465",
            "EUR",
            new TreeMap<>(Map.of("lift", "no feed fills core.experiments")));

    private final Map<TableSpec, List<PublishedRow>> tables = new LinkedHashMap<>();

    @Test
    void headlineNumbersAreThoseOfTheNewestWholeMonthBesideTheMonthBefore() {
        month(TransactionMix.TABLE, "2025-01-01", TransactionMix.TOTAL_REVENUE, "200000.00");
        month(TransactionMix.TABLE, "2025-02-01", TransactionMix.TOTAL_REVENUE, "250000.00");
        month(TransactionMix.TABLE, "2025-03-01", TransactionMix.TOTAL_REVENUE, "90000.00");

        Card card = report().cards().get(0);

        assertThat(card.value()).isEqualTo("EUR 250 k");
        assertThat(card.movement()).isEqualTo("Feb 2025: ▲ +25.0 % on Jan 2025");
        assertThat(card.series()).containsExactly(200000.0, 250000.0);
    }

    @Test
    void rateMovesInPointsAndAWindowThatHasNotPassedDoesNotCount() {
        month(TransactionMix.TABLE, "2025-01-01", TransactionMix.EITHER_RATE, "0.500000");
        month(TransactionMix.TABLE, "2025-02-01", TransactionMix.EITHER_RATE, "0.462000");
        assertThat(report().cards().get(0).movement()).isEqualTo("Feb 2025: ▼ −3.8 points on Jan 2025");

        tables.get(TransactionMix.TABLE).get(1).values().put(KpiColumns.IS_MATURE, false);

        assertThat(report().cards().get(0).value()).isEqualTo("50.0 %");
    }

    @Test
    void creditNamesTheChannelThatEarnsMostAndWhatHadNoTouch() {
        credit("markov", "email", "60.00");
        credit("markov", "ads", "20.00");
        credit("markov", "unattributed", "20.00");
        credit("last_touch", "email", "30.00");
        credit("last_touch", "ads", "50.00");
        credit("last_touch", "unattributed", "20.00");
        add(
                AttributionModelShares.TABLE,
                Map.of(
                        "model",
                        "markov",
                        "goal",
                        "cross_sell",
                        "channel",
                        "email",
                        "share",
                        0.75,
                        "low",
                        0.7,
                        "high",
                        0.8));

        Section section = section("credit");

        assertThat(section.sentences().get(0))
                .isEqualTo("Cross-sell: EUR 100 in all, 20.0 % of it without any touch before; email earns the most,"
                        + " EUR 30.0 to 60.0 depending on the model.");
        Figure figure = section.figures().get(0);
        assertThat(figure.numbers().rows())
                .containsExactly(
                        List.of("email", "60.00", "75.0 % (70.0 % to 80.0 %)", "30.00", "–"),
                        List.of("ads", "20.00", "–", "50.00", "–"),
                        List.of("no touch before", "20.00", "–", "20.00", "–"));
        assertThat(figure.chart()).isNotNull();
        assertThat(figure.chart().points()).singleElement().satisfies(point -> assertThat(point)
                .containsEntry("channel", "email")
                .containsEntry("low", 0.7));
    }

    @Test
    void withoutAValidExperimentNothingIsCalledCaused() {
        credit("markov", "email", "60.00");

        assertThat(section("incremental").sentences())
                .singleElement()
                .asString()
                .startsWith("Not known yet");
    }

    @Test
    void creditedMoneyStandsBesideWhatExperimentsLeaveOfIt() {
        credit("markov", "email", "80.00", "60.00");
        credit("markov", "ads", "20.00", "0.00");
        credit("markov", "baseline", "0.00", "40.00");

        Section section = section("incremental");

        assertThat(section.sentences().get(0))
                .isEqualTo(
                        "Cross-sell: of EUR 100 credited to touches under Markov, experiments leave EUR 60.0 (60.0 %);"
                                + " the rest would have been sold anyway.");
        assertThat(section.figures().get(0).numbers().rows())
                .containsExactly(
                        List.of("email", "80.00", "60.00", "75.0 %"), List.of("ads", "20.00", "0.00", "0.0 %"));
    }

    @Test
    void verdictsAreSentencesAndComparisonsAreNotCalledEffects() {
        add(ExperimentLift.TABLE, effect("spring", "proportion", "converted_cross_sell", 0.05, 0.02, 0.08, "positive"));
        add(ExperimentLift.TABLE, effect("spring", "welch", "net_revenue", -3.0, -9.0, 3.0, "inconclusive"));
        Map<String, Object> returns = effect("spring", "welch", "returns", 0.5, 0.25, 0.75, "positive");
        returns.put(ExperimentLift.WARNINGS, List.of("MORE_IS_WORSE"));
        add(ExperimentLift.TABLE, returns);
        add(ExperimentLift.TABLE, effect("spring", "welch", "orders", 0.5, 0.25, 0.75, "inconclusive"));
        add(ExperimentLift.TABLE, effect("mailing", "welch", "net_revenue", 9.0, 8.0, 10.0, "not_an_experiment"));

        assertThat(section("experiments").sentences())
                .containsExactly(
                        "4 effects were measured: 1 for the better, 1 for the worse, 2 that cannot be told from chance, or are not valid.",
                        "spring: of treated, 5.0 percentage points more ended up buying cross-sell than of control within 30"
                                + " days (95 % interval 2.00 to 8.00). It works.",
                        "spring: treated had 3.00 less net revenue each than control within 30 days (95 % interval −9.00 to"
                                + " 3.00). It may be chance.",
                        "spring: treated had 0.50 more orders each than control within 30 days (95 % interval 0.25 to"
                                + " 0.75). It may be chance all the same: several effects were tested.",
                        "spring: treated had 0.50 more returns each than control within 30 days (95 % interval 0.25 to"
                                + " 0.75). It does harm.");
        assertThat(section("comparisons").figures().get(0).numbers().rows()).hasSize(1);
    }

    @Test
    void theBridgeEndsWhereRecurringRevenueEndedWhateverMovedIt() {
        add(
                MrrBridge.TABLE,
                Map.of(
                        KpiColumns.PERIOD_START,
                        LocalDate.of(2025, 1, 1),
                        KpiColumns.IS_MATURE,
                        true,
                        "opening",
                        new BigDecimal("940.00"),
                        "cross_sell",
                        new BigDecimal("40.00"),
                        "up_sell_tier",
                        new BigDecimal("140.00"),
                        "churn",
                        new BigDecimal("75.00"),
                        "transfer_in",
                        new BigDecimal("50.00"),
                        "closing",
                        new BigDecimal("1095.00")));

        List<List<String>> rows =
                section("recurring").figures().get(0).numbers().rows();

        assertThat(rows)
                .containsExactly(
                        List.of("at the start of Jan 2025", "–", "940.00"),
                        List.of("cross-sell", "40.00", "980.00"),
                        List.of("up-sell: higher tier", "140.00", "1,120.00"),
                        List.of("churn", "−75.00", "1,045.00"),
                        List.of("transfers", "50.00", "1,095.00"),
                        List.of("at the end of Jan 2025", "–", "1,095.00"));
        assertThat(section("recurring").sentences().get(0))
                .contains("from EUR 940 to EUR 1.10 k in 1 months", "added EUR 180", "took away EUR 75.0");
    }

    @Test
    void stagesOfTheFunnelAreSharesOfThePresentedAndOfTheStageBefore() {
        add(
                OfferConversion.TABLE,
                Map.of(
                        "sell_type",
                        "cross_sell",
                        "eligible",
                        8L,
                        "sent",
                        5L,
                        "presented",
                        4L,
                        "clicked",
                        2L,
                        "accepted",
                        2L,
                        "purchased",
                        1L,
                        "kept",
                        1L,
                        "revenue",
                        new BigDecimal("10.00")));

        assertThat(section("offers").figures().get(0).numbers().rows())
                .contains(List.of("eligible", "8", "200.0 %", "–"), List.of("accepted", "2", "50.0 %", "100.0 %"));
    }

    @Test
    void aFailedIdentityIsSaidLoudly() {
        add(IngestCounts.TABLE, Map.of("run_id", "r1", "table", "core.orders", "outcome", "produced", "rows", 200L));
        add(IngestCounts.TABLE, Map.of("run_id", "r1", "table", "core.orders", "outcome", "quarantined", "rows", 3L));
        add(IngestCounts.TABLE, Map.of("run_id", "r0", "table", "core.orders", "outcome", "quarantined", "rows", 9L));
        add(IdentityChecks.TABLE, Map.of("run_id", "r1", "passed", true));
        assertThat(section("quality").sentences().get(0)).startsWith("Of 200 rows taken in, 3 (1.5 %) are flawed");
        assertThat(section("quality").sentences().get(1)).startsWith("All 1 accounting identities hold");

        add(IdentityChecks.TABLE, Map.of("run_id", "r1", "passed", false));

        assertThat(section("quality").sentences().get(1)).startsWith("1 of 2 accounting identities FAIL");
    }

    @Test
    void theLedgerIsSaidToAgreeOnceEveryDifferenceHasAReason() {
        reconciled("2025-01-01", "10.00", "0.00", "reconciled");
        reconciled("2025-02-01", "0.00", "0.00", "no_ledger");
        assertThat(section("quality").sentences())
                .containsExactly(
                        "Every difference to the general ledger has its reason, in all months that it covers.");
        assertThat(section("quality").figures().get(0).numbers().rows())
                .containsExactly(List.of("Jan 2025", "net revenue", "90.00", "100.00", "10.00", "0.00"));

        reconciled("2025-02-01", "5.00", "5.00", "unreconciled");

        assertThat(section("quality").sentences().get(0))
                .startsWith("1 of 2 comparisons with the general ledger hold differences WITHOUT a reason");
    }

    private void reconciled(String month, String difference, String unexplained, String status) {
        add(
                Reconciliation.TABLE,
                Map.of(
                        KpiColumns.PERIOD_START,
                        LocalDate.parse(month),
                        Reconciliation.MEASURE,
                        Reconciliation.NET_REVENUE,
                        Reconciliation.KPI_TOTAL,
                        new BigDecimal("90.00"),
                        Reconciliation.LEDGER_TOTAL,
                        new BigDecimal("90.00").add(new BigDecimal(difference)),
                        Reconciliation.DIFFERENCE,
                        new BigDecimal(difference),
                        Reconciliation.UNEXPLAINED,
                        new BigDecimal(unexplained),
                        Reconciliation.STATUS,
                        status));
    }

    @Test
    void thePageIsOneFileThatNamesEveryChartAndEscapesWhatItIsGiven() {
        month(TransactionMix.TABLE, "2025-01-01", TransactionMix.TOTAL_REVENUE, "200.00");
        credit("markov", "</script><b>", "60.00");
        add(
                AttributionModelShares.TABLE,
                Map.of("model", "markov", "goal", "cross_sell", "channel", "</script><b>", "share", 0.75));
        add(
                MetricRegistry.TABLE,
                Map.of(
                        "metric_id",
                        "net_credit",
                        "name",
                        "Net credit",
                        "formula",
                        "credit + clawback",
                        "unit",
                        "money",
                        "table",
                        "kpi.kpi_attribution"));

        String page = report().html();

        assertThat(page).startsWith("<!doctype html>").endsWith("</html>\n");
        assertThat(page).doesNotContain("<b>", "shop <north>").contains("shop &lt;north&gt;");
        assertThat(page).doesNotContainPattern("(src|href)=\"(https?:)?//");
        assertThat(page.split("class=\"plot ", -1)).hasSize(2);
        assertThat(page).containsPattern("class=\"plot shares\" role=\"img\" aria-label=\"Share of cross-sell[^\"]+\"");
        assertThat(page).contains("data-definition=\"Net credit: credit + clawback\"", "id=\"metric-net_credit\"");
        assertThat(page).contains("no feed fills core.experiments");
        assertThat(page.length()).isLessThan(2_000_000);
    }

    private Report report() {
        return Report.of(RUN, new PublishedTables(tables));
    }

    private Section section(String id) {
        return report().sections().stream()
                .filter(section -> section.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private void add(TableSpec table, Map<String, Object> values) {
        tables.computeIfAbsent(table, key -> new ArrayList<>()).add(new PublishedRow(new HashMap<>(values)));
    }

    private void month(TableSpec table, String start, String column, String value) {
        add(
                table,
                Map.of(
                        KpiColumns.PERIOD_START,
                        LocalDate.parse(start),
                        KpiColumns.IS_MATURE,
                        true,
                        column,
                        new BigDecimal(value)));
    }

    private void credit(String model, String channel, String credit) {
        add(
                AttributionKpi.TABLE,
                Map.of("model", model, "goal", "cross_sell", "channel", channel, "net_credit", new BigDecimal(credit)));
    }

    private void credit(String model, String channel, String credit, String calibrated) {
        credit(model, channel, credit);
        List<PublishedRow> rows = tables.get(AttributionKpi.TABLE);
        rows.get(rows.size() - 1).values().put("calibrated", new BigDecimal(calibrated));
    }

    private static Map<String, Object> effect(
            String experiment, String estimator, String metric, double diff, double low, double high, String verdict) {
        Map<String, Object> row = new HashMap<>();
        row.put("experiment_id", experiment);
        row.put("estimator", estimator);
        row.put("metric", metric);
        row.put("arm", "treated");
        row.put("control_arm", "control");
        row.put("window_days", 30);
        row.put("diff", diff);
        row.put("ci_low", low);
        row.put("ci_high", high);
        row.put("rel_lift", diff / 10);
        row.put("verdict", verdict);
        row.put("n", 10L);
        row.put("n_control", 10L);
        return row;
    }
}
