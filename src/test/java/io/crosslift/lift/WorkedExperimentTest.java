package io.crosslift.lift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.Experiments;
import io.crosslift.schema.KpiColumns;
import io.crosslift.testing.CsvResource;
import io.crosslift.testing.SparkSessionExtension;
import java.math.BigDecimal;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The worked case of an experiment on accounts, from assignments, offers, conversions and stated recurring revenue to K19. */
@ExtendWith(SparkSessionExtension.class)
class WorkedExperimentTest {
    private static final String GOLDEN = "kpi/24_experiment_lift";
    private static final double ROUNDING = 5e-7;

    private final Map<String, String> expected =
            CsvResource.rows("/golden/" + GOLDEN + "/expected.csv").get(0);

    @Test
    void expansionRevenueAndRetentionOfAssignedAccounts(SparkSession spark) {
        Business business = new Business()
                .with(
                        Experiments.ALLOCATION,
                        Map.of("control", new BigDecimal("0.5"), "treatment", new BigDecimal("0.5")))
                .metrics("expansion_revenue", "nrr")
                .minimum(30);
        for (Map<String, String> account : CsvResource.rows("/golden/" + GOLDEN + "/in_accounts.csv")) {
            String id = account.get("account_id");
            business.account(id)
                    .assigned(id, account.get("arm"), Business.START.toString(), null)
                    .outcome(id, "open_mrr", Double.parseDouble(account.get("open_mrr")))
                    .outcome(id, "close_mrr", Double.parseDouble(account.get("close_mrr")));
            // No purchase is no row: the account still counts with 0.
            if (!account.get("expansion_revenue").equals("0.00")) {
                business.conversion(id, "cross_sell", "2025-03-10T12:00:00Z", account.get("expansion_revenue"), "0.00");
            }
            if (account.get("exposed").equals("1")) {
                business.presented(id, "offer-1", "2025-03-05T08:00:00Z");
            }
        }

        Measured measured = business.measured(spark);

        Row row = measured.row("expansion_revenue", "treatment", "welch");
        assertThat(row.<Long>getAs(ExperimentLift.N)).isEqualTo(Long.parseLong(expected.get("n_treatment")));
        assertThat(row.<Long>getAs(ExperimentLift.N_CONTROL)).isEqualTo(Long.parseLong(expected.get("n_control")));
        isClose(row, ExperimentLift.MEAN, "mean_treatment");
        isClose(row, ExperimentLift.MEAN_CONTROL, "mean_control");
        isClose(row, ExperimentLift.DIFF, "lift_abs_per_account");
        isClose(row, ExperimentLift.REL_LIFT, "lift_rel");
        isClose(row, ExperimentLift.SE, "se_welch");
        isClose(row, ExperimentLift.CI_LOW, "ci_low");
        isClose(row, ExperimentLift.CI_HIGH, "ci_high");
        isClose(row, ExperimentLift.NRR_LIFT_POINTS, "nrr_lift_points");
        assertThat(row.<BigDecimal>getAs(ExperimentLift.INCREMENTAL_TOTAL))
                .isEqualByComparingTo(expected.get("incremental_total"));
        assertThat(row.<Boolean>getAs(ExperimentLift.IS_SIGNIFICANT))
                .isEqualTo(expected.get("is_significant").equals("1"));
        assertThat(row.<Double>getAs(ExperimentLift.DF)).isCloseTo(6.566, within(5e-4));
        assertThat(row.<Long>getAs(ExperimentLift.EXPOSED)).isEqualTo(4);
        assertThat(row.<Long>getAs(ExperimentLift.EXPOSED_CONTROL)).isZero();
        assertThat(row.<String>getAs(ExperimentLift.VERDICT)).isEqualTo("inconclusive");
        assertThat(row.<Boolean>getAs(KpiColumns.INSUFFICIENT)).isTrue();
        // 30 with a standard error of 19.15: there is a point, and no interval around it.
        assertThat(row.<Double>getAs(ExperimentLift.REL_LOW)).isNull();
        assertThat(Measured.warnings(row)).contains("CONTROL_TOO_NOISY");
        Row retention = measured.row("nrr", "treatment", "ratio");
        isClose(retention, ExperimentLift.MEAN, "nrr_treatment");
        isClose(retention, ExperimentLift.MEAN_CONTROL, "nrr_control");
        assertThat(retention.<BigDecimal>getAs(ExperimentLift.INCREMENTAL_TOTAL))
                .isNull();
        assertThat(measured.skipped()).isEmpty();
    }

    private void isClose(Row row, String column, String field) {
        assertThat(row.<Double>getAs(column))
                .as(field)
                .isCloseTo(Double.parseDouble(expected.get(field)), within(ROUNDING));
    }
}
