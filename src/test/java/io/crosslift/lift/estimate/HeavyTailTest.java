package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.Samples.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeavyTailTest {
    private static final QuantileEffect MEDIAN = new QuantileEffect(0.5, Confidence.TWO_SIDED_95);

    @Test
    void theRanksAreThoseOfTheBinomial() {
        QuantileArm.Ranks ranks = QuantileArm.Ranks.of(100, 0.5);

        // 50 -+ 1.96 x 5
        assertThat(ranks).isEqualTo(new QuantileArm.Ranks(40, 50, 61));
    }

    @Test
    void theErrorIsTheDistanceOfTheOrderStatisticsOverTwoZ() {
        double[] values = IntStream.rangeClosed(1, 100).mapToDouble(i -> i).toArray();
        double[] shifted = IntStream.rangeClosed(1, 100).mapToDouble(i -> i + 7).toArray();

        Lift lift = MEDIAN.estimate(QuantileArm.ofSorted(shifted, 0.5, 1), QuantileArm.ofSorted(values, 0.5, 1));

        double error = (61 - 40) / (2 * 1.959963984540054);
        assertThat(lift.difference().value()).isEqualTo(7);
        assertThat(lift.difference().standardError()).isCloseTo(error * Math.sqrt(2), within(1e-12));
        assertThat(lift.incrementalTotal()).isNull();
    }

    @Test
    void theMedianOfNormalSamplesHasTheErrorOfTheTextbook() {
        double[] values = IntStream.range(0, 40_000)
                .mapToDouble(i -> Distributions.normalQuantile((i + 0.5) / 40_000))
                .toArray();

        // sqrt(pi / 2) / sqrt(n)
        double textbook = Math.sqrt(Math.PI / 2 / values.length);
        assertThat(QuantileArm.ofSorted(values, 0.5, 1).standardError()).isCloseTo(textbook, within(0.01 * textbook));
    }

    @Test
    void tiesAroundTheQuantileLeaveNoInference() {
        double[] mostlyZero = new double[100];
        mostlyZero[99] = 50;

        Lift lift = MEDIAN.estimate(QuantileArm.ofSorted(mostlyZero, 0.5, 1), QuantileArm.ofSorted(mostlyZero, 0.5, 1));

        assertThat(lift.difference().value()).isZero();
        assertThat(lift.difference().p()).isNull();
        assertThat(lift.difference().warnings()).containsExactly(WarningCode.QUANTILE_TIED);
    }

    @Test
    void aQuantileAtTheEdgeOfFewValuesHasNoInterval() {
        double[] values = IntStream.rangeClosed(1, 50).mapToDouble(i -> i).toArray();

        Lift lift = new QuantileEffect(0.99, Confidence.TWO_SIDED_95)
                .estimate(QuantileArm.ofSorted(values, 0.99, 1), QuantileArm.ofSorted(values, 0.99, 1));

        assertThat(lift.difference().low()).isNull();
        assertThat(lift.difference().warnings()).containsExactly(WarningCode.QUANTILE_AT_THE_EDGE);
    }

    @Test
    void clustersOfEqualValuesWidenTheQuantileByTheRootOfTheirSize() {
        // 40 clusters of 4 equal values: half of them below the quantile.
        double[][] clusters = new double[40][];
        for (int g = 0; g < 40; g++) {
            clusters[g] = new double[] {g < 20 ? 4 : 0, 4};
        }

        double inflation = QuantileArm.inflation(rows(clusters), 0, 1, 0.5);

        assertThat(inflation).isCloseTo(2 * Math.sqrt(40.0 / 39), within(1e-12));
    }

    @Test
    void theCapIsTheRankAmongAllArmsAndTheShareItTakesAwayIsStated() {
        double[] treatment = {1, 2, 3, 4, 1000};
        double[] control = {1, 2, 3, 4, 5};
        double[] pooled = new double[10];
        System.arraycopy(treatment, 0, pooled, 0, 5);
        System.arraycopy(control, 0, pooled, 5, 5);
        Arrays.sort(pooled);
        Cap cap = Cap.ofSorted(pooled, 0.9);

        WinsorisedMean twin = new WinsorisedMean(0, 1, cap, Confidence.TWO_SIDED_95);
        Lift lift = twin.estimate(capped(treatment, cap), capped(control, cap));
        WinsorisedMean.Removed removed = twin.removed(capped(treatment, cap), capped(control, cap));

        assertThat(cap.value()).isEqualTo(5);
        assertThat(lift.difference().value()).isCloseTo(0, within(1e-15));
        assertThat(removed.treatment()).isCloseTo(995 / 1010.0, within(1e-15));
        assertThat(removed.control()).isZero();
        assertThat(removed.total()).isCloseTo(995 / 1025.0, within(1e-15));
        assertThat(Cap.at(5).of(7)).isEqualTo(5);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cap.at(Double.NaN))
                .withMessage("a cap must be a finite number, was NaN");
    }

    private static Moments capped(double[] values, Cap cap) {
        double[][] rows = new double[values.length][];
        for (int i = 0; i < values.length; i++) {
            rows[i] = new double[] {values[i], cap.of(values[i])};
        }
        return rows(rows);
    }
}
