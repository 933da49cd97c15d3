package io.crosslift.lift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.failure.Failure;
import io.crosslift.lift.estimate.Alternative;
import io.crosslift.lift.estimate.Confidence;
import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.Experiments;
import io.crosslift.testing.SparkSessionExtension;
import java.math.BigDecimal;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What stands in K19 beside the primary estimator: what was known before, who was exposed, what was bought instead, and when. */
@ExtendWith(SparkSessionExtension.class)
class SecondEstimatorsTest {
    private static final double CLOSE = 1e-9;
    private static final int UNITS = 40;

    /** Of x = 0..3 before, every unit spends 2 x + 10 + noise of +-1 that x says nothing of, a treated one 5 more. */
    @Test
    void whatUnitsSpentBeforeTakesItsShareOutOfTheVariance(SparkSession spark) {
        Business business = new Business().arm("treated", UNITS).arm("control", UNITS);
        business.line("control-0", "first", "2024-06-01T00:00:00Z", "1.00", "1");
        for (int i = 0; i < UNITS; i++) {
            int before = i % 4;
            int noise = i / 4 % 2 == 0 ? 1 : -1;
            for (String arm : new String[] {"treated", "control"}) {
                int after = 2 * before + 10 + noise + (arm.equals("treated") ? 5 : 0);
                if (before > 0) {
                    business.line(arm + "-" + i, "x-" + arm + i, "2025-02-10T00:00:00Z", before + ".00", "1");
                }
                business.line(arm + "-" + i, "y-" + arm + i, "2025-03-10T00:00:00Z", after + ".00", "1");
            }
        }
        business.account("young", "2025-02-20T00:00:00Z", null)
                .assigned("young", "control", Business.START.toString(), null)
                .line("young", "y-young", "2025-03-10T00:00:00Z", "10.00", "1");

        Measured measured = business.measured(spark);

        Row adjusted = measured.row("net_revenue", "treated", "cuped");
        // The young account has a covariate of its own, so it bears on nothing but its own level: theta is 2 as without
        // it.
        assertThat(adjusted.<Double>getAs(ExperimentLift.DIFF)).isCloseTo(5, within(0.2));
        assertThat(adjusted.<Double>getAs(ExperimentLift.MISSING_PRE)).isCloseTo(1 / 81.0, within(CLOSE));
        // Without the young account: V_y = 4 V_x + V_e with V_x = 5/4 and V_e = 1, so 5/6 of the variance go.
        assertThat(adjusted.<Double>getAs(ExperimentLift.VARIANCE_REDUCTION)).isCloseTo(5 / 6.0, within(0.02));
        assertThat(adjusted.<Double>getAs(ExperimentLift.SE))
                .isLessThan(measured.row("net_revenue", "treated", "welch").<Double>getAs(ExperimentLift.SE) / 2);
        assertThat(adjusted.<Double>getAs(ExperimentLift.P_ADJUSTED)).isNull();
    }

    @Test
    void anUnknownPastGivesNoAdjustment(SparkSession spark) {
        Measured measured = bought(10, 0).measured(spark);

        assertThat(measured.lift())
                .extracting(row -> row.<String>getAs(ExperimentLift.ESTIMATOR))
                .doesNotContain("cuped", "cace", "pull_forward");
    }

    @Test
    void whatWasStatedOfTheTimeBeforeIsACovariateAndNoMetric(SparkSession spark) {
        Business business =
                new Business().metrics("spend").arm("treated", UNITS).arm("control", UNITS);
        for (int i = 0; i < UNITS; i++) {
            int past = i % 4;
            int noise = i / 4 % 2 == 0 ? 1 : -1;
            business.outcome("treated-" + i, "past", past, "2025-03-01T00:00:00Z")
                    .outcome("control-" + i, "past", past, "2025-03-01T00:00:00Z")
                    .outcome("treated-" + i, "spend", 2 * past + noise + 5)
                    .outcome("control-" + i, "spend", 2 * past + noise);
        }

        Row row = business.measured(spark).row("spend", "treated", "cuped");

        assertThat(row.<Double>getAs(ExperimentLift.DIFF)).isCloseTo(5, within(CLOSE));
        assertThat(row.<Double>getAs(ExperimentLift.VARIANCE_REDUCTION)).isCloseTo(5 / 6.0, within(CLOSE));
        assertThat(row.<Double>getAs(ExperimentLift.SE)).isCloseTo(Math.sqrt(2.0 / (UNITS - 1)), within(CLOSE));
        assertThat(row.<Double>getAs(ExperimentLift.MISSING_PRE)).isZero();
    }

    @Test
    void halfExposedMeansTwiceTheEffectOnThoseExposed(SparkSession spark) {
        Business business = bought(10, 0);
        for (int i = 0; i < UNITS; i += 2) {
            business.presented("treated-" + i, "offer-1", "2025-03-02T00:00:00Z");
        }
        Measured measured = business.measured(spark);

        double assigned = measured.row("net_revenue", "treated", "welch").<Double>getAs(ExperimentLift.DIFF);
        Row row = measured.row("net_revenue", "treated", "cace");
        assertThat(row.<Double>getAs(ExperimentLift.DIFF)).isCloseTo(2 * assigned, within(CLOSE));
        assertThat(row.<Long>getAs(ExperimentLift.EXPOSED)).isEqualTo(UNITS / 2);
    }

    /** Treated units buy an upgrade for 20.00 in place of the 12.00 or 13.00 that they would have spent anyway. */
    @Test
    void whatUpSellTakesFromTheBaseIsPartOfTheNet(SparkSession spark) {
        Business business = new Business().arm("treated", UNITS).arm("control", UNITS);
        for (int i = 0; i < UNITS; i++) {
            String base = 12 + i % 2 + ".00";
            business.line("control-" + i, "c-" + i, "2025-03-10T00:00:00Z", base, "1", "base");
            if (i % 2 == 0) {
                business.line("treated-" + i, "t-" + i, "2025-03-10T00:00:00Z", "20.00", "1", "up_sell");
            } else {
                business.line("treated-" + i, "t-" + i, "2025-03-10T00:00:00Z", base, "1", "base");
            }
        }
        Measured measured = business.measured(spark);

        Row upSell = measured.row("up_sell_revenue", "treated", "cannibalisation");
        Row base = measured.row("base_revenue", "treated", "cannibalisation");
        Row net = measured.row("net_revenue", "treated", "cannibalisation");
        assertThat(upSell.<Double>getAs(ExperimentLift.DIFF)).isCloseTo(10, within(CLOSE));
        assertThat(base.<Double>getAs(ExperimentLift.DIFF)).isCloseTo(-6, within(CLOSE));
        assertThat(net.<Double>getAs(ExperimentLift.DIFF)).isCloseTo(4, within(CLOSE));
        // Treated: 20 and 13 in halves, control 12 and 13: V = (3.5^2 + 0.5^2) n / (n - 1), below the sum of the parts'
        // variances.
        assertThat(net.<Double>getAs(ExperimentLift.SE))
                .isCloseTo(Math.sqrt((3.5 * 3.5 + 0.5 * 0.5) / (UNITS - 1)), within(CLOSE));
        assertThat(upSell.<Double>getAs(ExperimentLift.SE)).isCloseTo(Math.sqrt(100.0 / (UNITS - 1)), within(CLOSE));
        assertThat(base.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("negative");
        assertThat(net.<BigDecimal>getAs(ExperimentLift.INCREMENTAL_TOTAL)).isEqualByComparingTo("160.00");
    }

    /** Treated units spend 9.00 or 11.00 in the first week, control units 9.00 or 11.00 in the third: nothing is added. */
    @Test
    void businessThatWasOnlyBroughtForwardComesBackAsANegativeStep(SparkSession spark) {
        Business business = new Business()
                .with(Experiments.WINDOWS, new Object[] {7, 30})
                .arm("treated", UNITS)
                .arm("control", UNITS);
        for (int i = 0; i < UNITS; i++) {
            String amount = 9 + 2 * (i % 2) + ".00";
            business.line("treated-" + i, "t-" + i, "2025-03-04T00:00:00Z", amount, "1")
                    .line("control-" + i, "c-" + i, "2025-03-18T00:00:00Z", amount, "1");
        }
        Measured measured = business.measured(spark);

        Row week = measured.row(7, "net_revenue", "treated", "pull_forward");
        Row month = measured.row(30, "net_revenue", "treated", "pull_forward");
        Row step = measured.row(30, "net_revenue", "treated", "pull_forward_step");
        assertThat(week.<Double>getAs(ExperimentLift.DIFF)).isCloseTo(10, within(CLOSE));
        assertThat(month.<Double>getAs(ExperimentLift.DIFF)).isCloseTo(0, within(CLOSE));
        assertThat(step.<Double>getAs(ExperimentLift.DIFF)).isCloseTo(-10, within(CLOSE));
        assertThat(week.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("positive");
        assertThat(month.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("inconclusive");
        assertThat(step.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("negative");
        // Two windows at once: each at half the error level. V = 40/39 in each arm.
        double half =
                new Confidence(0.025, Alternative.TWO_SIDED).critical(2.0 * (UNITS - 1)) * Math.sqrt(2.0 / (UNITS - 1));
        assertThat(month.<Double>getAs(ExperimentLift.CI_HIGH)).isCloseTo(half, within(CLOSE));
        assertThat(month.<String>getAs(ExperimentLift.P_FAMILY)).startsWith("bonferroni: windows of net_revenue");
        assertThat(month.<Double>getAs(ExperimentLift.P_ADJUSTED)).isEqualTo(1);
    }

    @Test
    void segmentsSayWhetherTheyDifferAndWhatEachIsWithoutNoise(SparkSession spark) {
        Business business = new Business().arm("treated", 80).arm("control", 80);
        for (int i = 0; i < 80; i++) {
            String size = i < 40 ? "large" : "small";
            int effect = i < 40 ? 10 : 0;
            business.segment("treated-" + i, "size", size, "2020-01-01T00:00:00Z", null)
                    .segment("control-" + i, "size", size, "2020-01-01T00:00:00Z", null)
                    .line("treated-" + i, "t-" + i, "2025-03-10T00:00:00Z", 9 + 2 * (i % 2) + effect + ".00", "1")
                    .line("control-" + i, "c-" + i, "2025-03-10T00:00:00Z", 9 + 2 * (i % 2) + ".00", "1");
        }
        Measured measured = business.measured(spark);
        Row large = measured.row("net_revenue", "treated", "welch", "size", "large");

        // Effects 10 and 0 with se^2 = 2/39 each: Q = 2 x 5^2 x 39/2 on 1 df, tau^2 = (Q - 1) / w, weight tau^2 /
        // (tau^2 + se^2).
        double weight = 39 / 2.0;
        double q = 50 * weight;
        double between = (q - 1) / weight;
        assertThat(large.<Double>getAs(ExperimentLift.INCONSISTENCY)).isCloseTo(1 - 1 / q, within(CLOSE));
        assertThat(large.<Double>getAs(ExperimentLift.SHRUNK_DIFF))
                .isCloseTo(5 + between / (between + 1 / weight) * 5, within(CLOSE));
        assertThat(large.<Double>getAs(ExperimentLift.HETEROGENEITY_P)).isLessThan(1e-9);

        Row together = measured.row("net_revenue", "treated", "post_stratified", "size", "ALL");
        // Halves of both arms: (2 x 1/4 x 2/39) within, and the spread of the effects over the strata, (50 - 25) / 160.
        assertThat(together.<Double>getAs(ExperimentLift.DIFF)).isCloseTo(5, within(CLOSE));
        assertThat(together.<Double>getAs(ExperimentLift.SE))
                .isCloseTo(Math.sqrt(1 / 39.0 + 25 / 160.0), within(CLOSE));
        assertThat(together.<Long>getAs(ExperimentLift.N)).isEqualTo(80);
        assertThat(together.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("positive");
    }

    /** Effect 10 with se^2 = 2 x 0.25/39 over 80 units: clear by any rule, and wider by the declared one. */
    @Test
    void whereAnAnytimePlanWasDeclaredTheVerdictRestsOnIt(SparkSession spark) {
        Measured clear = bought(10, 0)
                .with(Experiments.SEQUENTIAL_PLAN, "anytime units=80")
                .measured(spark);
        // 0.25 apart: t = 2.2 at the fixed horizon, which doesn't last at any time
        Business close = new Business()
                .with(Experiments.SEQUENTIAL_PLAN, "anytime units=80")
                .arm("treated", UNITS)
                .arm("control", UNITS);
        for (int i = 0; i < UNITS; i++) {
            close.line("treated-" + i, "t-" + i, "2025-03-10T00:00:00Z", i % 2 + ".25", "1")
                    .line("control-" + i, "c-" + i, "2025-03-10T00:00:00Z", i % 2 + ".00", "1");
        }
        Measured unclear = close.measured(spark);

        Row fixed = clear.row("net_revenue", "treated", "welch");
        Row anytime = clear.row("net_revenue", "treated", "anytime");
        double error = Math.sqrt(2 * 0.25 / (UNITS - 1));
        double squaredRho = (-2 * Math.log(0.05) + Math.log(1 - 2 * Math.log(0.05))) / 80;
        double information = 80 * squaredRho;
        double half =
                error * Math.sqrt(2 * (information + 1) / information * Math.log(Math.sqrt(information + 1) / 0.05));
        assertThat(anytime.<Double>getAs(ExperimentLift.CI_HIGH)).isCloseTo(10 + half, within(CLOSE));
        assertThat(anytime.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("positive");
        assertThat(anytime.<Double>getAs(ExperimentLift.P_ADJUSTED)).isNotNull();
        assertThat(fixed.<Double>getAs(ExperimentLift.P_ADJUSTED)).isNull();
        assertThat(fixed.<String>getAs(ExperimentLift.SEQUENTIAL_RULE)).startsWith("anytime units=80 alpha=0.05");
        Row lost = unclear.row("net_revenue", "treated", "welch");
        assertThat(lost.<Double>getAs(ExperimentLift.P_VALUE)).isLessThan(0.05);
        assertThat(lost.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("inconclusive");
    }

    @Test
    void aSequentialPlanThatCannotBeReadIsRefusedWithItsExperiment(SparkSession spark) {
        Business business = bought(10, 0).with(Experiments.SEQUENTIAL_PLAN, "peeking");

        assertThatThrownBy(() -> business.measured(spark))
                .isInstanceOf(Failure.class)
                .hasMessageContaining(
                        "experiment e: a sequential plan starts with anytime, msprt or group_sequential, was 'peeking'");
    }

    /** Every treated unit spends {@code treated} or 1.00 more, every control unit {@code control} or 1.00 more. */
    private static Business bought(int treated, int control) {
        Business business = new Business().arm("treated", UNITS).arm("control", UNITS);
        for (int i = 0; i < UNITS; i++) {
            business.line("treated-" + i, "t-" + i, "2025-03-10T00:00:00Z", treated + i / 2 % 2 + ".00", "1")
                    .line("control-" + i, "c-" + i, "2025-03-10T00:00:00Z", control + i / 2 % 2 + ".00", "1");
        }
        return business;
    }
}
