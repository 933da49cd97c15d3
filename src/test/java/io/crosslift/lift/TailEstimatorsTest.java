package io.crosslift.lift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.schema.ExperimentLift;
import io.crosslift.testing.SparkSessionExtension;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Outcomes whose mean a few units carry: up to a cap, and by their quantiles. */
@ExtendWith(SparkSessionExtension.class)
class TailEstimatorsTest {
    private static final double CLOSE = 1e-9;

    /** 1,200 units spend 10 or 12, one of them 1,000: the 1,199th of all is 12. */
    @Test
    void oneUnitDoesNotCarryTheCappedMean(SparkSession spark) {
        Business business = new Business().metrics("spend").arm("treated", 600).arm("control", 600);
        for (int i = 0; i < 600; i++) {
            business.outcome("treated-" + i, "spend", i == 0 ? 1000 : 10 + 2 * (i % 2))
                    .outcome("control-" + i, "spend", 10 + 2 * (i % 2));
        }

        Measured measured = business.measured(spark);

        Row raw = measured.row("spend", "treated", "welch");
        Row capped = measured.row("spend", "treated", "winsorised");
        assertThat(raw.<Double>getAs(ExperimentLift.DIFF)).isCloseTo(990 / 600.0, within(CLOSE));
        assertThat(capped.<Double>getAs(ExperimentLift.CAP)).isEqualTo(12);
        assertThat(capped.<Double>getAs(ExperimentLift.DIFF)).isCloseTo(2 / 600.0, within(CLOSE));
        // 600 x 11 in control, 990 more in treatment, of which the cap leaves 2.
        assertThat(capped.<Double>getAs(ExperimentLift.CAP_REMOVED)).isCloseTo(988 / (13200 + 990.0), within(CLOSE));
        assertThat(capped.<Double>getAs(ExperimentLift.P_ADJUSTED)).isNull();
        assertThat(capped.<String>getAs(ExperimentLift.VERDICT)).isEqualTo(raw.<String>getAs(ExperimentLift.VERDICT));
        assertThat(raw.<Double>getAs(ExperimentLift.CAP)).isNull();
    }

    @Test
    void whereTheCapTakesNothingAwayThereIsNoTwin(SparkSession spark) {
        Business business = new Business().metrics("spend").arm("treated", 40).arm("control", 40);
        for (int i = 0; i < 40; i++) {
            business.outcome("treated-" + i, "spend", i + 0.5).outcome("control-" + i, "spend", i);
        }

        Measured measured = business.measured(spark);

        assertThat(measured.lift())
                .extracting(row -> row.<String>getAs(ExperimentLift.ESTIMATOR))
                .doesNotContain("winsorised");
    }

    /** Control spends 1 to 100, treatment the same and from the 81st unit on 10 times as much: the median stays. */
    @Test
    void quantilesTellWhereInTheDistributionTheEffectLies(SparkSession spark) {
        Business business = new Business().metrics("spend").arm("treated", 100).arm("control", 100);
        for (int i = 1; i <= 100; i++) {
            business.outcome("treated-" + (i - 1), "spend", i <= 80 ? i : 10 * i)
                    .outcome("control-" + (i - 1), "spend", i);
        }

        Measured measured = business.measured(spark);

        Row median = measured.row("spend", "treated", "quantile_0.5");
        assertThat(median.<Double>getAs(ExperimentLift.DIFF)).isZero();
        assertThat(median.<Double>getAs(ExperimentLift.MEAN)).isEqualTo(50);
        // Ranks 50 -+ 1.96 sqrt(25): the 40th and the 61st, 21 apart in both arms.
        assertThat(median.<Double>getAs(ExperimentLift.SE))
                .isCloseTo(Math.sqrt(2) * 21 / (2 * 1.959963984540054), within(CLOSE));
        Row upper = measured.row("spend", "treated", "quantile_0.9");
        assertThat(upper.<Double>getAs(ExperimentLift.MEAN)).isEqualTo(900);
        assertThat(upper.<Double>getAs(ExperimentLift.MEAN_CONTROL)).isEqualTo(90);
        assertThat(upper.<Double>getAs(ExperimentLift.DIFF)).isEqualTo(810);
        // Ranks 90 -+ 1.96 x 3: the 84th and the 97th.
        assertThat(upper.<Double>getAs(ExperimentLift.SE))
                .isCloseTo(Math.hypot(130, 13) / (2 * 1.959963984540054), within(CLOSE));
        assertThat(upper.getAs(ExperimentLift.INCREMENTAL_TOTAL) == null).isTrue();
        // The 99th has no unit above its upper rank.
        Row edge = measured.row("spend", "treated", "quantile_0.99");
        assertThat(Measured.warnings(edge)).contains("QUANTILE_AT_THE_EDGE");
        assertThat(edge.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("inconclusive");
    }

    @Test
    void aMetricWithoutATailHasNeither(SparkSession spark) {
        Business business = new Business().metrics("clicked").arm("treated", 40).arm("control", 40);
        for (int i = 0; i < 40; i += 2) {
            business.outcome("treated-" + i, "clicked", 1);
            business.outcome("control-" + i, "clicked", i % 4 == 0 ? 1 : 0);
        }

        List<String> estimators = business.measured(spark).lift().stream()
                .map(row -> row.<String>getAs(ExperimentLift.ESTIMATOR))
                .toList();

        assertThat(estimators).containsExactlyInAnyOrder("proportion", "welch");
    }
}
