package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.Samples.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.lift.estimate.Golden.Reference;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ClusterRobustTest {
    private static final String GOLDEN = "lift/account_randomised_orders";

    @Test
    void agreesWithTheClusterRobustRegressionOnSingleOrders() {
        Lift lift = new ClusterRobust(0, 1).estimate(accounts("1"), accounts("0"));

        Map<String, Reference> expected = Golden.references(GOLDEN, "cluster_ols_cr1");
        expected.get("se").matches(lift.difference().standardError());
        Golden.references(GOLDEN, "naive_ols")
                .get("diff")
                .matches(lift.difference().value());
        assertThat(lift.difference().degreesOfFreedom()).isEqualTo(398);
        assertThat(lift.difference().warnings()).isEmpty();
    }

    @Test
    void withOneMemberPerClusterItIsTheRobustVarianceOfSingleUnits() {
        Moments treatment = rows(new double[][] {{1, 1}, {4, 1}, {7, 1}});
        Moments control = rows(new double[][] {{2, 1}, {3, 1}});

        Estimate difference =
                new ClusterRobust(0, 1).estimate(treatment, control).difference();

        // 5/4 x 4/3 x (18/9 + 0.5/4)
        assertThat(difference.standardError()).isCloseTo(Math.sqrt(5.0 / 3 * (2 + 0.125)), within(1e-14));
        assertThat(difference.degreesOfFreedom()).isEqualTo(3);
        assertThat(difference.warnings()).containsExactly(WarningCode.FEW_CLUSTERS);
    }

    @Test
    void theTotalCountsMembersNotClusters() {
        Moments treatment = rows(new double[][] {{20, 4}, {36, 6}});
        Moments control = rows(new double[][] {{10, 5}, {25, 5}});

        Lift lift = new ClusterRobust(0, 1).estimate(treatment, control);

        assertThat(lift.difference().value()).isCloseTo(5.6 - 3.5, within(1e-14));
        assertThat(lift.incrementalTotal().value()).isCloseTo(21, within(1e-12));
    }

    @Test
    void clustersThatAreAllAlikeGiveNoTest() {
        Moments alike = rows(new double[][] {{4, 2}, {8, 4}});

        Estimate difference = new ClusterRobust(0, 1).estimate(alike, alike).difference();

        assertThat(difference.p()).isNull();
        assertThat(difference.warnings()).contains(WarningCode.ZERO_VARIANCE_BOTH);
    }

    private static Moments accounts(String treated) {
        Map<String, double[]> sums = new TreeMap<>();
        for (Map<String, String> order : Golden.rows(GOLDEN + "/inputs.csv")) {
            if (order.get("treat").equals(treated)) {
                double[] account = sums.computeIfAbsent(order.get("account"), any -> new double[2]);
                account[0] += Double.parseDouble(order.get("amount"));
                account[1]++;
            }
        }
        return rows(sums.values().toArray(new double[0][]));
    }
}
