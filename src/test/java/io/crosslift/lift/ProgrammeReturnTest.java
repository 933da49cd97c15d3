package io.crosslift.lift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.lift.estimate.Alternative;
import io.crosslift.lift.estimate.Confidence;
import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.Experiments;
import io.crosslift.testing.SparkSessionExtension;
import java.math.BigDecimal;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a programme cost, and what that bought. */
@ExtendWith(SparkSessionExtension.class)
class ProgrammeReturnTest {
    private static final double CLOSE = 1e-9;
    private static final int UNITS = 40;

    /** 40 treated units spend 20 or 21 in an order, 40 control units 10 or 11: 400 more, by a programme of 31 days for 100. */
    @Test
    void theReturnIsWhatTheProgrammeAddedOverWhatItCost(SparkSession spark) {
        Measured measured = bought("offer-1", 0).measured(spark);

        Row row = measured.row("net_revenue", "treated", "roi");
        assertThat(row.<BigDecimal>getAs(ExperimentLift.COST)).isEqualByComparingTo("100.00");
        assertThat(row.<Double>getAs(ExperimentLift.DIFF)).isCloseTo(3, within(CLOSE));
        // V = 0.25 x 40/39 in each arm; the interval of the total over the cost.
        double half = UNITS
                * new Confidence(0.05, Alternative.TWO_SIDED).critical(2.0 * (UNITS - 1))
                * Math.sqrt(2 * 0.25 / (UNITS - 1));
        assertThat(row.<Double>getAs(ExperimentLift.CI_LOW)).isCloseTo(3 - half / 100, within(CLOSE));
        assertThat(row.<Double>getAs(ExperimentLift.CI_HIGH)).isCloseTo(3 + half / 100, within(CLOSE));
        assertThat(row.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("positive");
    }

    @Test
    void withMarginsTheReturnIsThatOfTheMargin(SparkSession spark) {
        Measured measured = bought("offer-1", 0).margin("product", "0.5").measured(spark);

        // Half of 400, less half a cent for every line of an odd number of cents: there is none.
        assertThat(measured.row("gross_margin", "treated", "roi").<Double>getAs(ExperimentLift.DIFF))
                .isCloseTo(1, within(CLOSE));
    }

    /** Control orders in half of the units: 20 more orders for 100; V of orders is 0.25 x 40/39 in control and 0 in treatment. */
    @Test
    void oneMoreOrderCostsTheCostOverTheOrdersAdded(SparkSession spark) {
        Measured measured = bought("offer-1", 2).measured(spark);

        Row row = measured.row("orders", "treated", "cost_per_increment");
        assertThat(row.<Double>getAs(ExperimentLift.DIFF)).isCloseTo(5, within(CLOSE));
        double half = UNITS
                * new Confidence(0.05, Alternative.TWO_SIDED).critical((double) UNITS - 1)
                * Math.sqrt(0.25 / (UNITS - 1));
        assertThat(row.<Double>getAs(ExperimentLift.CI_LOW)).isCloseTo(100 / (20 + half), within(CLOSE));
        assertThat(row.<Double>getAs(ExperimentLift.CI_HIGH)).isCloseTo(100 / (20 - half), within(CLOSE));
    }

    /** Every other unit of both arms orders: none more, and so many that none can't be told from some. */
    @Test
    void whereOrdersWereNotAddedThereIsNoFiniteBound(SparkSession spark) {
        Business business = new Business().arm("treated", UNITS).arm("control", UNITS);
        for (int i = 0; i < UNITS; i += 2) {
            business.line("treated-" + i, "t-" + i, "2025-03-10T00:00:00Z", "10.00", "1")
                    .line("control-" + i, "c-" + i, "2025-03-10T00:00:00Z", "10.00", "1");
        }
        business.cost("offer-1", "100.00", "2025-03-01", "2025-03-31");

        Row row = business.measured(spark).row("orders", "treated", "cost_per_increment");

        assertThat(row.<Double>getAs(ExperimentLift.DIFF)).isNull();
        assertThat(row.<Double>getAs(ExperimentLift.CI_HIGH)).isNull();
        assertThat(Measured.warnings(row)).contains("NO_INCREMENT", "NO_FINITE_BOUND");
    }

    /** A cost of 62 days from February on, of which 31 are in the experiment's. */
    @Test
    void aCostForALongerTimeCountsByItsDays(SparkSession spark) {
        Measured measured = bought("other", 0)
                .cost("offer-1", "62.00", "2025-01-29", "2025-03-31")
                .measured(spark);

        assertThat(measured.row("net_revenue", "treated", "roi").<BigDecimal>getAs(ExperimentLift.COST))
                .isEqualByComparingTo("31.00");
    }

    @Test
    void whatNoExperimentShowsCostsItNothing(SparkSession spark) {
        assertThat(bought("other", 0).measured(spark).lift())
                .extracting(row -> row.<String>getAs(ExperimentLift.ESTIMATOR))
                .doesNotContain("roi", "cost_per_increment");
    }

    @Test
    void armsThatShareACostHaveNoReturnOfTheirOwn(SparkSession spark) {
        Business business = bought("offer-1", 0)
                .with(
                        Experiments.ALLOCATION,
                        Map.of(
                                "control", new BigDecimal("0.4"),
                                "treated", new BigDecimal("0.4"),
                                "other", new BigDecimal("0.2")))
                .arm("other", UNITS / 2);

        assertThat(business.measured(spark).lift())
                .extracting(row -> row.<String>getAs(ExperimentLift.ESTIMATOR))
                .contains("welch")
                .doesNotContain("roi", "cost_per_increment");
    }

    /**
     * Sales of both arms.
     *
     * @param campaign what 100 was spent on
     * @param skip every how manieth control unit orders nothing; 0 for none
     */
    private static Business bought(String campaign, int skip) {
        Business business = new Business().arm("treated", UNITS).arm("control", UNITS);
        for (int i = 0; i < UNITS; i++) {
            business.line("treated-" + i, "t-" + i, "2025-03-10T00:00:00Z", 20 + i / 2 % 2 + ".00", "1");
            if (skip == 0 || i % skip != 0) {
                business.line("control-" + i, "c-" + i, "2025-03-10T00:00:00Z", 10 + i / 2 % 2 + ".00", "1");
            }
        }
        return business.cost(campaign, "100.00", "2025-03-01", "2025-03-31");
    }
}
