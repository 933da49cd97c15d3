package io.crosslift.lift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.Experiments;
import io.crosslift.testing.CsvResource;
import io.crosslift.testing.SparkSessionExtension;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Experiments whose units are markets and clusters, from their accounts' sales to K19. */
@ExtendWith(SparkSessionExtension.class)
class AreaExperimentsTest {
    private static final double CLOSE = 1e-9;

    /** GeoLift's walkthrough with one account per market that buys for Y every day: what GeoLift prints, and no verdict. */
    @Test
    void theWalkthroughFromTheLakehouseIsWhatGeoLiftPrints(SparkSession spark) throws IOException {
        Business business = new Business()
                .with(Experiments.DESIGN, "geo")
                .with(Experiments.UNIT_TYPE, "geo_market")
                .with(Experiments.WINDOWS, new Object[] {14})
                .with(Experiments.START_AT, Timestamp.from(Instant.parse("2021-04-01T00:00:00Z")))
                .with(Experiments.END_AT, Timestamp.from(Instant.parse("2021-04-16T00:00:00Z")))
                .with(Experiments.REGISTERED_AT, Timestamp.from(Instant.parse("2021-03-01T00:00:00Z")));
        Set<String> markets = new TreeSet<>();
        for (NamedCsvRecord row : CsvResource.records("/golden/lift/geolift_walkthrough/GeoLift_Test.csv.gz")) {
            String market = row.getField("location");
            if (markets.add(market)) {
                boolean treated = Set.of("chicago", "portland").contains(market);
                business.inMarket("account-" + market, market)
                        .assigned(market, treated ? "treated" : "control", "2021-04-01T00:00:00Z", null);
            }
            String day = row.getField("date");
            business.line("account-" + market, market + day, day + "T12:00:00Z", row.getField("Y") + ".00", "1");
        }

        Measured measured = business.measured(spark);

        // GeoLift_Walkthrough.md: ATT 155.556, incremental 4667, lift 5.4 %; conformal p .048, placebo markets .30.
        Row row = measured.row("net_revenue", "treated", "synthetic_control");
        assertThat(row.<Long>getAs(ExperimentLift.N)).isEqualTo(2);
        assertThat(row.<Long>getAs(ExperimentLift.N_CONTROL)).isEqualTo(38);
        assertThat(row.<Double>getAs(ExperimentLift.DIFF)).isCloseTo(155.556, within(0.3));
        assertThat(row.<BigDecimal>getAs(ExperimentLift.INCREMENTAL_TOTAL).doubleValue())
                .isCloseTo(4667, within(10.0));
        assertThat(row.<Double>getAs(ExperimentLift.REL_LIFT)).isCloseTo(0.054, within(5e-4));
        assertThat(row.<Double>getAs(ExperimentLift.P_VALUE)).isCloseTo(0.048, within(5e-4));
        assertThat(row.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("inconclusive");
        assertThat(Measured.warnings(row)).contains("TESTS_DISAGREE");
        assertThat(measured.row("net_revenue", "treated", "synthetic_did").<Double>getAs(ExperimentLift.DIFF))
                .isCloseTo(236.18608, within(2e-3));
        Row did = measured.row("net_revenue", "treated", "did");
        assertThat(did.<Double>getAs(ExperimentLift.DIFF)).isCloseTo(255, within(0.5));
        assertThat(measured.lift())
                .extracting(each -> each.<String>getAs(ExperimentLift.ESTIMATOR))
                .containsExactlyInAnyOrder(
                        "synthetic_control", "augmented_synthetic_control", "synthetic_did", "tbr", "did");
        assertThat(measured.skipped()).isEmpty();
    }

    @Test
    void aTestOfMarketsThatWasRegisteredLateIsInvalid(SparkSession spark) {
        Measured measured = markets(20)
                .with(Experiments.REGISTERED_AT, Timestamp.from(Instant.parse("2025-03-02T00:00:00Z")))
                .measured(spark);

        assertThat(measured.lift()).isNotEmpty().allSatisfy(row -> {
            assertThat(Measured.flags(row)).containsExactly("LATE_REGISTRATION");
            assertThat(row.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("invalid");
        });
    }

    @Test
    void withoutHistoryMarketsAreNotCompared(SparkSession spark) {
        Measured measured = markets(2).measured(spark);

        assertThat(measured.lift()).isEmpty();
        assertThat(measured.skipped())
                .containsExactly("experiment e isn't measured: sales are known of 2 days before its start");
    }

    /** The worked case: means of clusters and periods, each of two accounts that spend 1 more and 1 less. */
    @Test
    void aSteppedWedgeIsEstimatedWithinItsPeriods(SparkSession spark) {
        Business business = new Business()
                .with(Experiments.DESIGN, "stepped_wedge")
                .with(Experiments.UNIT_TYPE, "geo_market")
                .with(Experiments.WINDOWS, new Object[] {10})
                .with(Experiments.END_AT, Timestamp.from(Instant.parse("2025-04-10T00:00:00Z")));
        LocalDate start = LocalDate.parse("2025-03-01");
        Set<String> crossed = new TreeSet<>();
        for (Map<String, String> cell : CsvResource.rows("/golden/kpi/31_stepped_wedge/in_cells.csv")) {
            String cluster = cell.get("cluster");
            LocalDate first = start.plusDays(10L * Integer.parseInt(cell.get("period")));
            if (cell.get("treated").equals("1") && crossed.add(cluster)) {
                business.crossing(cluster, Business.START.toString(), first.toString());
            }
            int mean = Integer.parseInt(cell.get("mean_outcome"));
            for (int more : List.of(-1, 1)) {
                String account = cluster + (more < 0 ? "-low" : "-high");
                if (cell.get("period").equals("0")) {
                    business.inMarket(account, cluster);
                }
                // Two orders on two days of the period, the last one included.
                business.line(account, account + first, first + "T00:00:00Z", "4.00", "1")
                        .line(
                                account,
                                account + first + "later",
                                first.plusDays(9) + "T23:00:00Z",
                                mean + more - 4 + ".00",
                                "1");
            }
        }

        Measured measured = business.measured(spark);

        Map<String, String> expected = CsvResource.rows("/golden/kpi/31_stepped_wedge/expected.csv").stream()
                .collect(Collectors.toMap(row -> row.get("estimator"), row -> row.get("value")));
        Row within = measured.row("net_revenue", "treated", "wedge_within_period");
        assertThat(within.<Double>getAs(ExperimentLift.DIFF))
                .isCloseTo(Double.parseDouble(expected.get("within_period_weighted")), within(5e-7));
        assertThat(within.<Long>getAs(ExperimentLift.N)).isEqualTo(6);
        assertThat(within.<Long>getAs(ExperimentLift.N_CONTROL)).isEqualTo(6);
        assertThat(measured.row("net_revenue", "treated", "wedge_naive").<Double>getAs(ExperimentLift.DIFF))
                .isCloseTo(Double.parseDouble(expected.get("naive_treated_minus_untreated")), within(5e-7));
        // y = level + period + 5 x treated holds exactly, so every regression finds 5.
        Row headline = measured.row("net_revenue", "treated", "wedge_tate");
        assertThat(headline.<Double>getAs(ExperimentLift.DIFF)).isCloseTo(5, within(CLOSE));
        assertThat(Measured.warnings(headline)).contains("FEW_CLUSTERS");
        // Of 6 orders in which 3 clusters start none can have p at most .05.
        assertThat(headline.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("inconclusive");
        assertThat(measured.row("net_revenue", "treated", "wedge_fe").<Double>getAs(ExperimentLift.DIFF))
                .isCloseTo(5, within(CLOSE));
        // 5 per account and period, in 6 treated cells of 2 accounts.
        assertThat(headline.<BigDecimal>getAs(ExperimentLift.INCREMENTAL_TOTAL)).isEqualByComparingTo("60.00");
        assertThat(measured.skipped()).isEmpty();
    }

    /** Twelve markets, two of them treated, that buy for about 100 a day, from so many days before the start. */
    private static Business markets(int before) {
        Business business = new Business()
                .with(Experiments.DESIGN, "geo")
                .with(Experiments.UNIT_TYPE, "geo_market")
                .with(Experiments.WINDOWS, new Object[] {6});
        for (int market = 0; market < 12; market++) {
            String name = "market-" + market;
            business.inMarket("account-" + market, name)
                    .assigned(name, market < 2 ? "treated" : "control", Business.START.toString(), null);
            for (int day = -before; day <= 6; day++) {
                LocalDate date = LocalDate.parse("2025-03-01").plusDays(day);
                int amount = 100 + market + (market * 7 + (day + before) * 5) % 11 + (day >= 0 && market < 2 ? 30 : 0);
                business.line("account-" + market, name + date, date + "T10:00:00Z", amount + ".00", "1");
            }
        }
        return business;
    }
}
