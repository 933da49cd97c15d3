package io.crosslift.lift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.Experiments;
import io.crosslift.schema.KpiColumns;
import io.crosslift.testing.CsvResource;
import io.crosslift.testing.SparkSessionExtension;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The worked case of eight settings as three programmes that run at once: timing (treated: after first use), channel (treated: in the
 * app) and offer (treated: Y), 50 accounts per combination, of whom some buy another product.
 */
@ExtendWith(SparkSessionExtension.class)
class ConcurrentProgrammesLiftTest {
    private static final String FOLDER = "/golden/kpi/27_interaction/";
    /** The worked answers have six decimals. */
    private static final double SIX_DECIMALS = 5e-7;

    private static final String METRIC = "converted_cross_sell";

    private static Measured measured;
    private static Map<String, Double> expected;

    @BeforeAll
    static void measure(SparkSession spark) {
        measured = business().measured(spark);
        expected = CsvResource.rows(FOLDER + "expected.csv").stream()
                .collect(Collectors.toMap(row -> row.get("metric"), row -> Double.parseDouble(row.get("value"))));
    }

    @Test
    void theEffectOfEachProgrammeIsTheMeanOverTheOthers() {
        Row timing = row("timing", "concurrent_main", "experiments channel, offer", "ALL");
        Row channel = row("channel", "concurrent_main", "experiments offer, timing", "ALL");

        assertThat(timing.<Double>getAs(ExperimentLift.DIFF))
                .isCloseTo(
                        expected.get("main_timing_post_use") - expected.get("main_timing_post_purchase"),
                        within(SIX_DECIMALS));
        assertThat(channel.<Double>getAs(ExperimentLift.DIFF))
                .isCloseTo(
                        expected.get("main_channel_in_app") - expected.get("main_channel_email"), within(SIX_DECIMALS));
        // Every cell has 50 accounts and the coefficient 1/4: se^2 = sum over the cells of p (1 - p) / 49 / 16.
        double squares = CsvResource.rows(FOLDER + "in_cells.csv").stream()
                .mapToDouble(cell -> Double.parseDouble(cell.get("converted")) / 50)
                .map(p -> p * (1 - p) / 49 / 16)
                .sum();
        assertThat(timing.<Double>getAs(ExperimentLift.SE)).isCloseTo(Math.sqrt(squares), within(1e-12));
        assertThat(timing.<Long>getAs(ExperimentLift.N)).isEqualTo(200);
    }

    @Test
    void howTimingAndChannelGoTogetherDependsOnTheOffer() {
        assertThat(interaction("channel without offer").<Double>getAs(ExperimentLift.DIFF))
                .isCloseTo(expected.get("contrast_timing_x_channel_offer_X"), within(SIX_DECIMALS));
        assertThat(interaction("channel with offer").<Double>getAs(ExperimentLift.DIFF))
                .isCloseTo(expected.get("contrast_timing_x_channel_offer_Y"), within(SIX_DECIMALS));
        assertThat(interaction("channel x offer").<Double>getAs(ExperimentLift.DIFF))
                .isCloseTo(expected.get("three_way_contrast_Y_minus_X"), within(SIX_DECIMALS));
        assertThat(interaction("channel").<Double>getAs(ExperimentLift.DIFF))
                .isCloseTo(
                        (expected.get("contrast_timing_x_channel_offer_X")
                                        + expected.get("contrast_timing_x_channel_offer_Y"))
                                / 2,
                        within(SIX_DECIMALS));
        assertThat(interaction("channel with offer").<Long>getAs(ExperimentLift.N))
                .isEqualTo(100);
    }

    @Test
    void theAnswerIsTheSameFromEachProgrammesSide() {
        Row fromTiming = interaction("channel x offer");
        Row fromOffer = row("offer", "interaction", "experiments channel, timing", "channel x timing");

        assertThat(fromOffer.<Double>getAs(ExperimentLift.DIFF))
                .isCloseTo(fromTiming.<Double>getAs(ExperimentLift.DIFF), within(1e-12));
        assertThat(fromOffer.<Double>getAs(ExperimentLift.SE))
                .isCloseTo(fromTiming.<Double>getAs(ExperimentLift.SE), within(1e-12));
    }

    @Test
    void theBestAndTheWorstCombinationStandAmongTheSegments() {
        List<Row> cells = measured.lift().stream()
                .filter(row -> row.getAs(ExperimentLift.EXPERIMENT_ID).equals("timing")
                        && row.getAs(KpiColumns.SEGMENT_TYPE).equals("experiments channel, offer")
                        && row.getAs(ExperimentLift.ESTIMATOR).equals("proportion"))
                .toList();

        assertThat(cells).hasSize(4);
        assertThat(cells.stream()
                        .mapToDouble(ConcurrentProgrammesLiftTest::larger)
                        .max())
                .hasValue(expected.get("best_cell_rate"));
        assertThat(cells.stream()
                        .mapToDouble(ConcurrentProgrammesLiftTest::smaller)
                        .min())
                .hasValue(expected.get("worst_cell_rate"));
    }

    @Test
    void allInteractionsOfAProgrammeAreTestedTogether() {
        List<Row> rows = measured.lift().stream()
                .filter(row -> row.getAs(ExperimentLift.EXPERIMENT_ID).equals("timing")
                        && row.getAs(KpiColumns.SEGMENT_TYPE).equals("experiments channel, offer")
                        && row.getAs(ExperimentLift.ESTIMATOR).equals("interaction"))
                .toList();

        // With each of the two, with both at once, and each with and without the other.
        assertThat(rows).hasSize(7);
        double smallest = rows.stream()
                .mapToDouble(row -> row.<Double>getAs(ExperimentLift.P_VALUE))
                .min()
                .orElseThrow();
        assertThat(rows).anySatisfy(row -> {
            assertThat(row.<Double>getAs(ExperimentLift.P_VALUE)).isEqualTo(smallest);
            assertThat(row.<Double>getAs(ExperimentLift.P_ADJUSTED)).isCloseTo(7 * smallest, within(1e-12));
        });
    }

    private static double larger(Row row) {
        return Math.max(row.<Double>getAs(ExperimentLift.MEAN), row.<Double>getAs(ExperimentLift.MEAN_CONTROL));
    }

    private static double smaller(Row row) {
        return Math.min(row.<Double>getAs(ExperimentLift.MEAN), row.<Double>getAs(ExperimentLift.MEAN_CONTROL));
    }

    private static Row interaction(String segment) {
        return row("timing", "interaction", "experiments channel, offer", segment);
    }

    private static Row row(String experiment, String estimator, String segmentType, String segment) {
        List<Row> found = measured.lift().stream()
                .filter(row -> row.getAs(ExperimentLift.EXPERIMENT_ID).equals(experiment)
                        && row.getAs(ExperimentLift.METRIC).equals(METRIC)
                        && row.getAs(ExperimentLift.ESTIMATOR).equals(estimator)
                        && row.getAs(KpiColumns.SEGMENT_TYPE).equals(segmentType)
                        && row.getAs(KpiColumns.SEGMENT).equals(segment))
                .toList();
        assertThat(found).as("%s of %s, %s", estimator, experiment, segment).hasSize(1);
        return found.get(0);
    }

    private static Business business() {
        Business business = new Business()
                .with(Experiments.EXPERIMENT_ID, "timing")
                .beside("channel")
                .beside("offer")
                .metrics(METRIC);
        int unit = 0;
        for (Map<String, String> cell : CsvResource.rows(FOLDER + "in_cells.csv")) {
            for (int i = 0; i < Integer.parseInt(cell.get("presented")); i++) {
                String account = "account-" + unit++;
                business.account(account);
                assign(business, "timing", account, cell.get("timing").equals("post_use"));
                assign(business, "channel", account, cell.get("channel").equals("in_app"));
                assign(business, "offer", account, cell.get("offer").equals("Y"));
                if (i < Integer.parseInt(cell.get("converted"))) {
                    business.conversion(account, "cross_sell", "2025-03-10T00:00:00Z", "10.00", "0.00");
                }
            }
        }
        return business;
    }

    private static void assign(Business business, String experiment, String account, boolean treated) {
        business.assigned(experiment, account, treated ? "treated" : "control", Business.START.toString(), null, null);
    }
}
