package io.crosslift.lift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.Experiments;
import io.crosslift.testing.CsvResource;
import io.crosslift.testing.SparkSessionExtension;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.apache.commons.statistics.inference.TTest;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Net revenue retention of arms from movements of recurring revenue: the accounts of the worked case, who all start with 100. */
@ExtendWith(SparkSessionExtension.class)
class RecurringLiftTest {
    private static final String FOLDER = "/golden/kpi/24_experiment_lift/";
    private static final List<Map<String, String>> ACCOUNTS = CsvResource.rows(FOLDER + "in_accounts.csv");
    private static final Map<String, String> EXPECTED =
            CsvResource.rows(FOLDER + "expected.csv").get(0);
    private static final double ROUNDING = 5e-7;

    @Test
    void theArmsRetainWhatTheWorkedCaseSays(SparkSession spark) {
        Row nrr = worked().measured(spark).row("nrr", "treatment", "ratio");

        assertThat(nrr.<Double>getAs(ExperimentLift.MEAN))
                .isCloseTo(Double.parseDouble(EXPECTED.get("nrr_treatment")), within(ROUNDING));
        assertThat(nrr.<Double>getAs(ExperimentLift.MEAN_CONTROL))
                .isCloseTo(Double.parseDouble(EXPECTED.get("nrr_control")), within(ROUNDING));
        assertThat(nrr.<Double>getAs(ExperimentLift.NRR_LIFT_POINTS))
                .isCloseTo(Double.parseDouble(EXPECTED.get("nrr_lift_points")), within(ROUNDING));
    }

    /** All start with the same, so retention is a mean per account and its test Welch's, here of another library. */
    @Test
    void theIntervalIsThatOfAccounts(SparkSession spark) {
        Measured measured = worked().measured(spark);
        Row nrr = measured.row("nrr", "treatment", "ratio");

        assertThat(nrr.<Double>getAs(ExperimentLift.P_VALUE))
                .isCloseTo(
                        TTest.withDefaults()
                                .test(retained("treatment"), retained("control"))
                                .getPValue(),
                        within(1e-9));
        assertThat(nrr.<Double>getAs(ExperimentLift.NRR_LIFT_LOW))
                .isCloseTo(100 * nrr.<Double>getAs(ExperimentLift.CI_LOW), within(1e-9));
        assertThat(nrr.<Double>getAs(ExperimentLift.NRR_LIFT_HIGH))
                .isCloseTo(100 * nrr.<Double>getAs(ExperimentLift.CI_HIGH), within(1e-9));
        // It stands beside the other metrics of the window too.
        assertThat(measured.row("net_revenue", "treatment", "welch").<Double>getAs(ExperimentLift.NRR_LIFT_LOW))
                .isEqualTo(nrr.<Double>getAs(ExperimentLift.NRR_LIFT_LOW));
    }

    @Test
    void exchangeRatesNewAccountsAndLaterChangesRetainNothing(SparkSession spark) {
        Row nrr = worked()
                // 30 days after 1 March is the last day of the window, the day after isn't in it.
                .moved("t1", "2025-03-31", "fx_effect", "50.00")
                .moved("t1", "2025-04-01", "up_sell", "500.00")
                .account("late")
                .assigned("late", "treatment", Business.START.toString(), null)
                .moved("late", "2025-03-05", "new", "900.00")
                .measured(spark)
                .row("nrr", "treatment", "ratio");

        assertThat(nrr.<Double>getAs(ExperimentLift.NRR_LIFT_POINTS))
                .isCloseTo(Double.parseDouble(EXPECTED.get("nrr_lift_points")), within(ROUNDING));
        assertThat(nrr.<Long>getAs(ExperimentLift.N)).isEqualTo(6);
    }

    @Test
    void changesOfTheFirstAndTheLastDayAreInTheWindow(SparkSession spark) {
        Business business = worked().moved("t1", "2025-03-01", "up_sell", "20.00")
                .moved("t2", "2025-03-31", "contraction", "-10.00");

        // 10 more over 5 x 100.
        assertThat(business.measured(spark).row("nrr", "treatment", "ratio").<Double>getAs(ExperimentLift.MEAN))
                .isCloseTo(1.07 + 10.0 / 500, within(ROUNDING));
    }

    @Test
    void anArmThatStartsWithNothingSaysWhyThereAreNoPoints(SparkSession spark) {
        Business business = new Business()
                .arm("treated", 3)
                .arm("control", 3)
                .moved("treated-0", "2025-01-01", "new", "100.00")
                .line("treated-0", "order", "2025-03-05T00:00:00Z", "10.00", "1");
        Row row = business.measured(spark).row("net_revenue", "treated", "welch");

        assertThat(row.<Double>getAs(ExperimentLift.NRR_LIFT_POINTS)).isNull();
        assertThat(Measured.warnings(row)).contains("NO_OPENING_REVENUE");
    }

    /** Treated: one of three leaves, one comes new. Control: both stay, one with less. */
    @Test
    void accountsAreRetainedThatPaidAndStillPay(SparkSession spark) {
        Row row = new Business()
                .metrics("retention")
                .arm("treated", 4)
                .arm("control", 2)
                .moved("treated-0", "2025-01-01", "new", "100.00")
                .moved("treated-1", "2025-01-01", "new", "10.00")
                .moved("treated-2", "2025-02-28", "new", "20.00")
                .moved("treated-3", "2025-03-05", "new", "30.00")
                .moved("treated-1", "2025-03-31", "churn", "-10.00")
                .moved("treated-2", "2025-04-01", "churn", "-20.00")
                .moved("control-0", "2025-01-01", "new", "50.00")
                .moved("control-0", "2025-03-10", "contraction", "-40.00")
                .moved("control-1", "2025-01-01", "new", "50.00")
                .measured(spark)
                .row("retention", "treated", "ratio");

        assertThat(row.<Double>getAs(ExperimentLift.MEAN)).isCloseTo(2 / 3.0, within(ROUNDING));
        assertThat(row.<Double>getAs(ExperimentLift.MEAN_CONTROL)).isCloseTo(1, within(ROUNDING));
    }

    @Test
    void withoutSubscriptionsRetentionIsLeftOutWithItsReason(SparkSession spark) {
        Measured measured = new Business()
                .metrics("net_revenue", "nrr")
                .arm("treated", 3)
                .arm("control", 3)
                .line("treated-0", "order", "2025-03-05T00:00:00Z", "10.00", "1")
                .measured(spark);

        assertThat(measured.skipped())
                .containsExactly(
                        "metric nrr of experiment e isn't measured: no outcomes state it and no subscriptions give it");
        assertThat(measured.row("net_revenue", "treated", "welch").<Double>getAs(ExperimentLift.NRR_LIFT_POINTS))
                .isNull();
    }

    private static double[] retained(String arm) {
        return ACCOUNTS.stream()
                .filter(account -> account.get("arm").equals(arm))
                .mapToDouble(account ->
                        Double.parseDouble(account.get("close_mrr")) / Double.parseDouble(account.get("open_mrr")))
                .toArray();
    }

    private static Business worked() {
        Business business = new Business()
                .with(
                        Experiments.ALLOCATION,
                        Map.of("control", new BigDecimal("0.5"), "treatment", new BigDecimal("0.5")))
                .metrics("nrr", "net_revenue");
        for (Map<String, String> account : ACCOUNTS) {
            String id = account.get("account_id");
            BigDecimal change =
                    new BigDecimal(account.get("close_mrr")).subtract(new BigDecimal(account.get("open_mrr")));
            business.account(id)
                    .assigned(id, account.get("arm"), Business.START.toString(), null)
                    .moved(id, "2024-06-30", "new", account.get("open_mrr"))
                    .line(id, "order-" + id, "2025-03-10T00:00:00Z", "10.00", "1");
            if (change.signum() != 0) {
                business.moved(
                        id, "2025-03-15", change.signum() > 0 ? "up_sell" : "contraction", change.toPlainString());
            }
        }
        return business;
    }
}
