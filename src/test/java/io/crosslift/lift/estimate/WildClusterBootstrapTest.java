package io.crosslift.lift.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Against all draws of the regression of single members on the arm, which knows nothing of sums of clusters. */
class WildClusterBootstrapTest {
    private static final double[] WEBB = {-Math.sqrt(1.5), -1, -Math.sqrt(0.5), Math.sqrt(0.5), 1, Math.sqrt(1.5)};
    private static final double[] RADEMACHER = {-1, 1};
    private static final ClusterRobust ESTIMATOR = new ClusterRobust(0, 1);

    @Test
    void fewClustersTryAllOfWebbsWeights() {
        double[][] treated = {{9, 7, 8}, {6, 8}};
        double[][] control = {{5, 4}, {6, 5, 7, 3}, {2, 4}};

        Lift lift = WildClusterBootstrap.estimate(sums(treated), sums(control), ESTIMATOR);

        assertThat(lift.difference().p()).isCloseTo(byRegression(treated, control, WEBB, 0), within(1e-12));
        assertThat(lift.difference().value()).isCloseTo(38 / 5.0 - 36 / 8.0, within(1e-12));
    }

    @Test
    void fromElevenClustersOnTheSignsOfRademacherDo() {
        double[][] treated = {{9, 7, 8}, {6, 8}, {7, 7, 9}, {4, 6}, {11, 8}};
        double[][] control = {{5, 4}, {6, 5, 7, 3}, {2, 4}, {9, 3}, {6, 6, 5}, {4, 7}};

        Lift lift = WildClusterBootstrap.estimate(sums(treated), sums(control), ESTIMATOR);

        assertThat(lift.difference().p()).isCloseTo(byRegression(treated, control, RADEMACHER, 0), within(1e-12));
    }

    @Test
    void theIntervalEndsWhereTheTestBeginsToReject() {
        double[][] treated = {{9, 7, 8}, {6, 8}, {7, 7, 9}, {4, 6}, {11, 8}};
        double[][] control = {{5, 4}, {6, 5, 7, 3}, {2, 4}, {9, 3}, {6, 6, 5}, {4, 7}};

        Estimate difference = WildClusterBootstrap.estimate(sums(treated), sums(control), ESTIMATOR)
                .difference();

        assertThat(byRegression(treated, control, RADEMACHER, difference.low() + 1e-6))
                .isGreaterThan(0.05);
        assertThat(byRegression(treated, control, RADEMACHER, difference.low() - 1e-6))
                .isLessThanOrEqualTo(0.05);
        assertThat(byRegression(treated, control, RADEMACHER, difference.high() - 1e-6))
                .isGreaterThan(0.05);
        assertThat(byRegression(treated, control, RADEMACHER, difference.high() + 1e-6))
                .isLessThanOrEqualTo(0.05);
    }

    @Test
    void manyClustersAreDrawnByASeedAndAgreeWithTheLargeSample() {
        SplittableRandom random = new SplittableRandom(7);
        double[][] treated = new double[35][];
        double[][] control = new double[35][];
        for (int g = 0; g < 35; g++) {
            double shared = random.nextDouble();
            treated[g] = new double[] {1.1 + shared + random.nextDouble(), 1.1 + shared + random.nextDouble()};
            double other = random.nextDouble();
            control[g] = new double[] {1 + other + random.nextDouble(), 1 + other + random.nextDouble()};
        }
        Estimate wild = WildClusterBootstrap.estimate(sums(treated), sums(control), ESTIMATOR)
                .difference();
        Estimate t = ESTIMATOR
                .estimate(moments(sums(treated)), moments(sums(control)))
                .difference();

        assertThat(wild)
                .isEqualTo(WildClusterBootstrap.estimate(sums(treated), sums(control), ESTIMATOR)
                        .difference());
        assertThat(wild.p()).isCloseTo(t.p(), within(0.05));
        assertThat(wild.low()).isCloseTo(t.low(), within(0.2 * t.standardError()));
        assertThat(wild.high()).isCloseTo(t.high(), within(0.2 * t.standardError()));
    }

    @Test
    void oneClusterPerArmHasNoTest() {
        Lift lift = WildClusterBootstrap.estimate(
                sums(new double[][] {{1, 2}}), sums(new double[][] {{2, 3}, {1, 4}}), ESTIMATOR);

        assertThat(lift.difference().p()).isNull();
        assertThat(lift.difference().warnings()).contains(WarningCode.TOO_FEW_UNITS);
    }

    @Test
    void aOneSidedTestIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WildClusterBootstrap.estimate(
                        List.of(), List.of(), new ClusterRobust(0, 1, new Confidence(0.05, Alternative.GREATER))))
                .withMessage("the bootstrap of clusters is two-sided, not GREATER");
    }

    /** Share of all draws of weights with a |t| like the observed one, by least squares on members with the null imposed. */
    private static double byRegression(double[][] treated, double[][] control, double[] points, double effect) {
        List<double[]> clusters = new ArrayList<>(List.of(treated));
        clusters.addAll(List.of(control));
        int members = 0;
        double sum = 0;
        double[][] outcomes = new double[clusters.size()][];
        for (int g = 0; g < outcomes.length; g++) {
            outcomes[g] = clusters.get(g).clone();
            for (int i = 0; i < outcomes[g].length; i++) {
                outcomes[g][i] -= g < treated.length ? effect : 0;
                sum += outcomes[g][i];
                members++;
            }
        }
        double mean = sum / members;
        double observed = t(outcomes, treated.length);
        int draws = (int) Math.pow(points.length, outcomes.length);
        int asFar = 0;
        for (int draw = 0; draw < draws; draw++) {
            int left = draw;
            double[][] wild = new double[outcomes.length][];
            for (int g = 0; g < wild.length; g++) {
                wild[g] = outcomes[g].clone();
                for (int i = 0; i < wild[g].length; i++) {
                    wild[g][i] = mean + points[left % points.length] * (outcomes[g][i] - mean);
                }
                left /= points.length;
            }
            asFar += t(wild, treated.length) >= observed * (1 - 1e-9) ? 1 : 0;
        }
        return (double) asFar / draws;
    }

    /** |b| / se of y = a + b x by the normal equations and the sandwich with clusters. */
    private static double t(double[][] outcomes, int treated) {
        double n = 0;
        double x = 0;
        double y = 0;
        double xy = 0;
        for (int g = 0; g < outcomes.length; g++) {
            for (double outcome : outcomes[g]) {
                double arm = g < treated ? 1 : 0;
                n++;
                x += arm;
                y += outcome;
                xy += arm * outcome;
            }
        }
        double determinant = n * x - x * x;
        double slope = (n * xy - x * y) / determinant;
        double intercept = (x * y - x * xy) / determinant;
        double meat = 0;
        for (int g = 0; g < outcomes.length; g++) {
            double arm = g < treated ? 1 : 0;
            double score = 0;
            for (double outcome : outcomes[g]) {
                // The second row of (X'X)^-1 X' times the residual.
                score += (n * arm - x) / determinant * (outcome - intercept - slope * arm);
            }
            meat += score * score;
        }
        return Math.abs(slope) / Math.sqrt(meat);
    }

    private static List<double[]> sums(double[][] clusters) {
        List<double[]> sums = new ArrayList<>();
        for (double[] cluster : clusters) {
            double sum = 0;
            for (double outcome : cluster) {
                sum += outcome;
            }
            sums.add(new double[] {sum, cluster.length});
        }
        return sums;
    }

    private static Moments moments(List<double[]> vectors) {
        MomentAccumulator moments = new MomentAccumulator(2);
        vectors.forEach(moments::add);
        return moments.moments();
    }
}
