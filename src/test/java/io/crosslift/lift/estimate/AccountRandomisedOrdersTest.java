package io.crosslift.lift.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.lift.estimate.Golden.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Accounts are randomised, orders are measured: sums per account are enough for the right standard error. */
class AccountRandomisedOrdersTest {
    private static final String GOLDEN = "lift/account_randomised_orders";
    private static final int ORDERS = 0;
    private static final int AMOUNT = 1;

    @Test
    void orderValueByTheDeltaMethod() {
        Lift lift = new RatioOfSums(AMOUNT, ORDERS).estimate(accounts(1), accounts(0));

        Map<String, Reference> expected = Golden.references(GOLDEN, "delta_ratio");
        expected.get("control").matches(lift.control().value());
        expected.get("treatment").matches(lift.treatment().value());
        expected.get("diff").matches(lift.difference().value());
        expected.get("se").matches(lift.difference().standardError());
        assertThat(lift.incrementalTotal()).isNull();
    }

    @Test
    void revenuePerAccountByWelch() {
        Estimate difference =
                new MeanDifference(AMOUNT).estimate(accounts(1), accounts(0)).difference();

        Map<String, Reference> expected = Golden.references(GOLDEN, "per_account_mean");
        expected.get("diff").matches(difference.value());
        expected.get("t").matches(difference.statistic());
        expected.get("p").matches(difference.p());
    }

    @Test
    void theDeltaMethodIsTheClusterRobustRegressionAndNotTheNaiveOne() {
        double standardError = new RatioOfSums(AMOUNT, ORDERS)
                .estimate(accounts(1), accounts(0))
                .difference()
                .standardError();

        double cluster = Golden.references(GOLDEN, "cluster_ols_cr1").get("se").value();
        double naive = Golden.references(GOLDEN, "naive_ols").get("se").value();
        assertThat(standardError).isCloseTo(cluster, within(0.002 * cluster)).isGreaterThan(1.3 * naive);
    }

    @Test
    void theBucketJackknifeAgreesWithTheDeltaMethod() {
        List<Moments> treatment = new ArrayList<>();
        List<Moments> control = new ArrayList<>();
        accountSums(1).values().forEach(sums -> treatment.add(Samples.rows(sums)));
        accountSums(0).values().forEach(sums -> control.add(Samples.rows(sums)));
        while (control.size() < treatment.size()) {
            control.add(Moments.empty(2));
        }
        while (treatment.size() < control.size()) {
            treatment.add(Moments.empty(2));
        }

        BucketJackknife.Result result = BucketJackknife.of(
                treatment, control, (t, c) -> t.mean(AMOUNT) / t.mean(ORDERS) - c.mean(AMOUNT) / c.mean(ORDERS));

        double delta = Golden.references(GOLDEN, "delta_ratio").get("se").value();
        assertThat(result.standardError()).isCloseTo(delta, within(0.1 * delta));
    }

    private static Moments accounts(int treated) {
        return Samples.rows(accountSums(treated).values().toArray(new double[0][]));
    }

    private static Map<String, double[]> accountSums(int treated) {
        Map<String, double[]> sums = new TreeMap<>();
        for (Map<String, String> order : Golden.rows(GOLDEN + "/inputs.csv")) {
            if (Integer.parseInt(order.get("treat")) == treated) {
                double[] account = sums.computeIfAbsent(order.get("account"), any -> new double[2]);
                account[ORDERS]++;
                account[AMOUNT] += Double.parseDouble(order.get("amount"));
            }
        }
        return sums;
    }
}
