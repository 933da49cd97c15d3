package io.crosslift.lift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.failure.Failure;
import io.crosslift.schema.ExperimentJoinAudit;
import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.Experiments;
import io.crosslift.schema.KpiColumns;
import io.crosslift.testing.SparkSessionExtension;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What makes a unit count, and what makes an experiment invalid. */
@ExtendWith(SparkSessionExtension.class)
class ExperimentRulesTest {
    private static final double EXACT = 1e-12;

    @Test
    void unitsThatMatchNoAccountOrCameLateLeaveAllArms(SparkSession spark) {
        Business business = clearLift()
                .assigned("nobody-1", "treated", Business.START.toString(), null)
                .assigned("nobody-2", "control", Business.START.toString(), null)
                .account("newcomer", "2025-03-02T00:00:00Z", null)
                .assigned("newcomer", "control", Business.START.toString(), null);

        Measured measured = business.measured(spark);

        assertThat(measured.units("assigned", "control")).isEqualTo(42);
        assertThat(measured.units("matched", "control")).isEqualTo(41);
        assertThat(measured.units("eligible", "control")).isEqualTo(40);
        assertThat(measured.units("analysed", "control")).isEqualTo(40);
        assertThat(measured.units("assigned", "treated")).isEqualTo(41);
        assertThat(measured.units("analysed", "treated")).isEqualTo(40);
        Row matched = measured.audit("matched", "control");
        assertThat(matched.<Double>getAs(ExperimentJoinAudit.EXPECTED)).isCloseTo(40.5, within(EXACT));
        assertThat(matched.<Double>getAs(ExperimentJoinAudit.CHI_SQUARE)).isCloseTo(1 / 81.0, within(EXACT));
        assertThat(matched.<Double>getAs(ExperimentJoinAudit.SHARE)).isCloseTo(41 / 42.0, within(EXACT));
        assertThat(measured.audit("exposed", "treated").<Double>getAs(ExperimentJoinAudit.P))
                .isNull();
        Row row = measured.row("net_revenue", "treated", "welch");
        assertThat(row.<Long>getAs(ExperimentLift.N_CONTROL)).isEqualTo(40);
        assertThat(row.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("positive");
        assertThat(row.<Boolean>getAs(ExperimentLift.IS_VALID)).isTrue();
        assertThat(row.<Boolean>getAs(ExperimentLift.IS_SIGNIFICANT)).isTrue();
    }

    @Test
    void aUnitInTwoArmsAtOnceMakesTheVerdictInvalid(SparkSession spark) {
        Measured measured = clearLift()
                .assigned("control-0", "treated", "2025-03-05T00:00:00Z", null)
                .measured(spark);

        Row row = measured.row("net_revenue", "treated", "welch");
        assertThat(Measured.flags(row)).containsExactly("MULTI_ARM");
        assertThat(row.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("invalid");
        assertThat(row.<Boolean>getAs(ExperimentLift.IS_SIGNIFICANT)).isFalse();
        assertThat(row.<Double>getAs(ExperimentLift.DIFF)).isPositive();
        assertThat(measured.units("multi_arm", "control")).isEqualTo(1);
        assertThat(measured.units("assigned", "control")).isEqualTo(40);
        assertThat(measured.units("assigned", "treated")).isEqualTo(40);
    }

    @Test
    void aUnitThatChangedArmsStaysInTheOneItWasAssignedTo(SparkSession spark) {
        Measured measured = clearLift()
                .account("mover")
                .assigned("mover", "control", "2025-03-01T00:00:00Z", "2025-03-08T00:00:00Z")
                .assigned("mover", "treated", "2025-03-08T00:00:00Z", null)
                .measured(spark);

        assertThat(measured.units("analysed", "control")).isEqualTo(41);
        assertThat(measured.units("multi_arm", "control")).isZero();
        assertThat(measured.row("net_revenue", "treated", "welch").<Boolean>getAs(ExperimentLift.IS_VALID))
                .isTrue();
    }

    @Test
    void aLateRegistrationMakesTheVerdictInvalid(SparkSession spark) {
        Measured measured = clearLift()
                .with(Experiments.REGISTERED_AT, Timestamp.from(Instant.parse("2025-03-01T00:00:01Z")))
                .measured(spark);

        assertInvalid(measured, "LATE_REGISTRATION");
    }

    @Test
    void exposedControlUnitsAboveTheLimitMakeTheVerdictInvalid(SparkSession spark) {
        Measured two = clearLift()
                .presented("control-0", "offer-1", "2025-03-05T00:00:00Z")
                .presented("control-1", "offer-1", "2025-03-31T23:59:59Z")
                .measured(spark);
        Measured three = clearLift()
                .presented("control-0", "offer-1", "2025-03-05T00:00:00Z")
                .presented("control-1", "offer-1", "2025-03-05T00:00:00Z")
                .touched("control-2", "offer-1", null, "2025-03-05T00:00:00Z")
                .presented("control-2", "offer-1", "2025-03-06T00:00:00Z")
                .measured(spark);

        assertThat(two.row("net_revenue", "treated", "welch").<Boolean>getAs(ExperimentLift.IS_VALID))
                .isTrue();
        assertInvalid(three, "CONTAMINATION");
        assertThat(three.row("net_revenue", "treated", "welch").<Long>getAs(ExperimentLift.EXPOSED_CONTROL))
                .isEqualTo(3);
    }

    @Test
    void onlyWhatAnExperimentNamesInsideTheWindowIsExposure(SparkSession spark) {
        Measured measured = clearLift()
                .with(Experiments.EXPOSURE_REFS, new Object[] {"campaign-1", "play-1"})
                .touched("treated-0", "campaign-1", null, "2025-03-01T00:00:00Z")
                .touched("treated-1", "campaign-2", "play-1", "2025-03-20T00:00:00Z")
                .touched("treated-2", "campaign-2", "play-2", "2025-03-20T00:00:00Z")
                .touched("treated-3", "campaign-1", null, "2025-02-28T23:59:59Z")
                .touched("treated-4", "campaign-1", null, "2025-04-01T00:00:00Z")
                .measured(spark);

        assertThat(measured.row("net_revenue", "treated", "welch").<Long>getAs(ExperimentLift.EXPOSED))
                .isEqualTo(2);
        assertThat(measured.units("exposed", "treated")).isEqualTo(2);
    }

    @Test
    void anExposureThatTheAssignmentStatesCounts(SparkSession spark) {
        Measured measured = clearLift()
                .account("told")
                .assigned("told", "treated", "2025-03-01T00:00:00Z", null, "2025-03-02T00:00:00Z")
                .account("early")
                .assigned("early", "treated", "2025-03-01T00:00:00Z", null, "2025-02-02T00:00:00Z")
                .measured(spark);

        Row row = measured.row("net_revenue", "treated", "welch");
        assertThat(row.<Long>getAs(ExperimentLift.EXPOSED)).isEqualTo(1);
        assertThat(Measured.warnings(row)).contains("EXPOSED_BEFORE_ASSIGNMENT");
        assertThat(measured.units("exposed_before", "treated")).isEqualTo(1);
    }

    @Test
    void aWindowIsOpenUntilItsLastDayIsOver(SparkSession spark) {
        Row open = clearLift().asOf("2025-03-30").measured(spark).row("net_revenue", "treated", "welch");
        Row closed = clearLift().asOf("2025-03-31").measured(spark).row("net_revenue", "treated", "welch");

        assertThat(Measured.flags(open)).containsExactly("WINDOW_OPEN");
        assertThat(open.<Boolean>getAs(KpiColumns.IS_MATURE)).isFalse();
        assertThat(open.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("invalid");
        assertThat(open.<Long>getAs(ExperimentLift.N)).isEqualTo(40);
        assertThat(closed.<Boolean>getAs(KpiColumns.IS_MATURE)).isTrue();
        assertThat(closed.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("positive");
    }

    @Test
    void unitsStillInsideTheirWindowAreNotAnalysed(SparkSession spark) {
        Measured measured = clearLift()
                .account("late")
                .assigned("late", "control", "2025-03-10T00:00:00Z", null)
                .line("late", "late-order", "2025-03-11T00:00:00Z", "1000.00", "1")
                .asOf("2025-04-05")
                .measured(spark);

        Row row = measured.row("net_revenue", "treated", "welch");
        assertThat(row.<Long>getAs(ExperimentLift.N_CONTROL)).isEqualTo(40);
        assertThat(row.<Boolean>getAs(KpiColumns.IS_MATURE)).isTrue();
        assertThat(Measured.warnings(row)).contains("STILL_ENROLLING");
        assertThat(measured.units("eligible", "control")).isEqualTo(41);
        assertThat(measured.units("analysed", "control")).isEqualTo(40);
    }

    @Test
    void armsThatLostTheirSharesMakeTheVerdictInvalid(SparkSession spark) {
        Measured measured = clearLift()
                .with(
                        Experiments.ALLOCATION,
                        Map.of("control", new BigDecimal("0.1"), "treated", new BigDecimal("0.9")))
                .measured(spark);

        assertInvalid(measured, "SAMPLE_RATIO");
    }

    @Test
    void unitsInAnArmThatNobodyPlannedMakeTheVerdictInvalid(SparkSession spark) {
        Measured measured = clearLift().arm("other", 2).measured(spark);

        assertInvalid(measured, "UNPLANNED_ARM");
        assertThat(measured.audit("assigned", "other").<Double>getAs(ExperimentJoinAudit.EXPECTED))
                .isZero();
    }

    @Test
    void aComparisonThatNobodyRandomisedIsNoLift(SparkSession spark) {
        Business business = clearLift()
                .with(Experiments.DESIGN, "observational")
                .with(Experiments.ALLOCATION, null)
                .segment("treated-0", "age", "old", "2020-01-01T00:00:00Z", null);
        for (int i = 0; i < 40; i++) {
            business.line("treated-" + i, "before-" + i, "2025-02-10T00:00:00Z", "7.50", "1");
        }
        business.line("control-0", "first", "2025-01-01T00:00:00Z", "1.00", "1")
                .presented("treated-1", "offer-1", "2025-03-02T00:00:00Z");

        Measured measured = business.measured(spark);

        Row row = measured.row("net_revenue", "treated", "welch");
        assertThat(row.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("not_an_experiment");
        assertThat(row.<Boolean>getAs(ExperimentLift.IS_VALID)).isFalse();
        assertThat(row.<Boolean>getAs(ExperimentLift.IS_SIGNIFICANT)).isFalse();
        assertThat(Measured.flags(row)).containsExactly("NOT_RANDOMISED");
        assertThat(row.<BigDecimal>getAs(ExperimentLift.INCREMENTAL_TOTAL)).isNull();
        assertThat(row.<Double>getAs(ExperimentLift.P_ADJUSTED)).isNull();
        assertThat(row.<Double>getAs(ExperimentLift.PRE_PERIOD_DIFF)).isCloseTo(7.5, within(EXACT));
        assertThat(measured.lift()).hasSize(1);
        assertThat(measured.audit("assigned", "treated").<Double>getAs(ExperimentJoinAudit.EXPECTED))
                .isNull();
    }

    @Test
    void theVerdictLooksAtTheIntervalOfTheDeclaredFamily(SparkSession spark) {
        Row alone = visits("visit").measured(spark).row("visit", "treated", "proportion");
        Measured pair = visits("visit", "call").measured(spark);

        // z = 0.225 / sqrt(31/80 x 49/80 x 2/40) = 2.06542 and p = erfc(z / sqrt(2)), below 0.05 and above 0.05 / 2.
        assertThat(alone.<Double>getAs(ExperimentLift.P_VALUE)).isCloseTo(0.0388832, within(5e-8));
        assertThat(alone.<Double>getAs(ExperimentLift.P_ADJUSTED))
                .isEqualTo(alone.<Double>getAs(ExperimentLift.P_VALUE));
        assertThat(alone.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("positive");
        for (String metric : new String[] {"visit", "call"}) {
            Row row = pair.row(metric, "treated", "proportion");
            assertThat(row.<Double>getAs(ExperimentLift.P_ADJUSTED))
                    .isCloseTo(2 * alone.<Double>getAs(ExperimentLift.P_VALUE), within(EXACT));
            assertThat(row.<Double>getAs(ExperimentLift.CI_LOW)).isEqualTo(alone.<Double>getAs(ExperimentLift.CI_LOW));
            assertThat(row.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("inconclusive");
            assertThat(row.<Boolean>getAs(ExperimentLift.IS_SIGNIFICANT)).isFalse();
            assertThat(row.<String>getAs(ExperimentLift.P_FAMILY)).isEqualTo("holm: (visit, call) x (treated)");
        }
        assertThat(pair.row("visit", "treated", "welch").<Double>getAs(ExperimentLift.P_ADJUSTED))
                .isNull();
    }

    @Test
    void tooFewUnitsNeverPass(SparkSession spark) {
        Row row = clearLift().minimum(41).measured(spark).row("net_revenue", "treated", "welch");

        assertThat(row.<Boolean>getAs(KpiColumns.INSUFFICIENT)).isTrue();
        assertThat(row.<Double>getAs(ExperimentLift.CI_LOW)).isPositive();
        assertThat(row.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("inconclusive");
    }

    @Test
    void accountsOfOneParentInBothArmsAreAWarning(SparkSession spark) {
        Measured measured = clearLift()
                .account("daughter", "2020-01-01T00:00:00Z", "treated-0")
                .assigned("daughter", "control", Business.START.toString(), null)
                .measured(spark);

        Row row = measured.row("net_revenue", "treated", "welch");
        assertThat(Measured.warnings(row)).contains("SHARED_PARENT");
        assertThat(row.<Boolean>getAs(ExperimentLift.IS_VALID)).isTrue();
        assertThat(clearLift().measured(spark).says("SHARED_PARENT")).isFalse();
    }

    @Test
    void anArmWithoutUnitsHasNoNumbers(SparkSession spark) {
        Row row = new Business()
                .arm("treated", 3)
                .line("treated-0", "order", "2025-03-10T00:00:00Z", "5.00", "1")
                .measured(spark)
                .row("net_revenue", "treated", "welch");

        assertThat(row.<Double>getAs(ExperimentLift.DIFF)).isNull();
        assertThat(row.<Double>getAs(ExperimentLift.P_VALUE)).isNull();
        assertThat(Measured.warnings(row)).contains("NO_UNITS");
    }

    @Test
    void aControlArmThatDoesNotExistIsRefusedWithTheOnesThatDo(SparkSession spark) {
        Business business = clearLift().with(Experiments.CONTROL_ARM, "holdout");

        assertThatThrownBy(() -> business.measured(spark))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("experiment e names the control arm holdout")
                .hasMessageContaining("it holds control, treated");
    }

    @Test
    void anOutcomeThatIsNoNumberIsRefused(SparkSession spark) {
        Business business = clearLift().metrics("visit").outcome("treated-0", "visit", Double.NaN);

        assertThatThrownBy(() -> business.measured(spark))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("states 1 values of metric visit in experiment e that aren't finite numbers");
    }

    @Test
    void whatCannotBeMeasuredIsSkippedWithItsReason(SparkSession spark) {
        Measured geo = clearLift().with(Experiments.DESIGN, "geo").measured(spark);
        Measured future = clearLift().asOf("2025-02-28").measured(spark);
        Measured early = clearLift().completeFrom("2025-03-02").measured(spark);
        Measured metric = clearLift().metrics("net_revenue", "tickets").measured(spark);

        assertThat(geo.lift()).isEmpty();
        assertThat(geo.skipped()).containsExactly("experiment e isn't measured: its unit account isn't geo_market");
        assertThat(future.skipped())
                .containsExactly("experiment e isn't measured: it starts on 2025-03-01, after 2025-02-28");
        assertThat(early.skipped())
                .containsExactly(
                        "experiment e isn't measured: it starts on 2025-03-01, before history is complete on 2025-03-02");
        assertThat(metric.skipped())
                .containsExactly(
                        "metric tickets of experiment e isn't measured: no outcomes state it and no support tickets"
                                + " give it");
        assertThat(metric.lift())
                .extracting(row -> row.<String>getAs(ExperimentLift.METRIC))
                .doesNotContain("tickets");
    }

    /** 40 treated accounts that spend 10 or 11, 40 control accounts that spend 0 or 1. */
    private static Business clearLift() {
        Business business = new Business().arm("treated", 40).arm("control", 40);
        for (int i = 0; i < 40; i++) {
            business.line("treated-" + i, "t-" + i, "2025-03-10T00:00:00Z", 10 + i % 2 + ".00", "1")
                    .line("control-" + i, "c-" + i, "2025-03-10T00:00:00Z", i % 2 + ".00", "1");
        }
        return business;
    }

    /** 20 of 40 treated units and 11 of 40 control units do each thing. */
    private static Business visits(String... metrics) {
        Business business = new Business().metrics(metrics).arm("treated", 40).arm("control", 40);
        for (String metric : metrics) {
            for (int i = 0; i < 20; i++) {
                business.outcome("treated-" + i, metric, 1);
            }
            for (int i = 0; i < 11; i++) {
                business.outcome("control-" + i, metric, 1);
            }
        }
        return business;
    }

    private static void assertInvalid(Measured measured, String flag) {
        Row row = measured.row("net_revenue", "treated", "welch");
        assertThat(Measured.flags(row)).containsExactly(flag);
        assertThat(row.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("invalid");
        assertThat(row.<Boolean>getAs(ExperimentLift.IS_VALID)).isFalse();
        assertThat(row.<Boolean>getAs(ExperimentLift.IS_SIGNIFICANT)).isFalse();
    }
}
