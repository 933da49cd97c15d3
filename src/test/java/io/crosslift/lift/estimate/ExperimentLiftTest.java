package io.crosslift.lift.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The worked case of an experiment on accounts: a treated account that was never exposed stays in its arm. */
class ExperimentLiftTest {
    private static final String GOLDEN = "kpi/24_experiment_lift";
    private static final double CENT = 5e-3;
    private static final double ROUNDING = 5e-7;

    private final Map<String, String> expected =
            Golden.rows(GOLDEN + "/expected.csv").get(0);

    @Test
    void expansionRevenuePerAssignedAccount() {
        Lift lift = new MeanDifference(0).estimate(arm("treatment"), arm("control"));

        assertThat(lift.treatment().units()).isEqualTo(Long.parseLong(expected.get("n_treatment")));
        assertThat(lift.control().units()).isEqualTo(Long.parseLong(expected.get("n_control")));
        isClose(lift.treatment().value(), "mean_treatment");
        isClose(lift.control().value(), "mean_control");
        isClose(lift.difference().value(), "lift_abs_per_account");
        isClose(lift.difference().standardError(), "se_welch");
        isClose(lift.difference().low(), "ci_low");
        isClose(lift.difference().high(), "ci_high");
        assertThat(lift.incrementalTotal().value()).isCloseTo(number("incremental_total"), within(CENT));
        assertThat(lift.difference().degreesOfFreedom()).isCloseTo(6.566, within(5e-4));
        assertThat(Verdict.of(
                        Validity.clean(),
                        lift.difference().low(),
                        lift.difference().high()))
                .isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void theRelativeLiftIsWithheldWhereControlIsCloseToZero() {
        Lift lift = new MeanDifference(0).estimate(arm("treatment"), arm("control"));

        // 30 with a standard error of 19.15; the published case divides all the same: 30 / 30 = 1
        assertThat(lift.relative().value()).isNull();
        assertThat(lift.relative().warnings()).contains(WarningCode.CONTROL_TOO_NOISY);
        isClose(lift.difference().value() / lift.control().value(), "lift_rel");
    }

    @Test
    void netRevenueRetentionIsARatioOfSums() {
        Lift lift = new RatioOfSums(2, 1).estimate(arm("treatment"), arm("control"));

        isClose(lift.treatment().value(), "nrr_treatment");
        isClose(lift.control().value(), "nrr_control");
        isClose(100 * lift.difference().value(), "nrr_lift_points");
    }

    private void isClose(Double actual, String field) {
        assertThat(actual).as(field).isCloseTo(number(field), within(ROUNDING));
    }

    private double number(String field) {
        return Double.parseDouble(expected.get(field));
    }

    private static Moments arm(String arm) {
        MomentAccumulator accounts = new MomentAccumulator(3);
        for (Map<String, String> row : Golden.rows(GOLDEN + "/in_accounts.csv")) {
            if (row.get("arm").equals(arm)) {
                accounts.add(
                        Double.parseDouble(row.get("expansion_revenue")),
                        Double.parseDouble(row.get("open_mrr")),
                        Double.parseDouble(row.get("close_mrr")));
            }
        }
        return accounts.moments();
    }
}
