package io.crosslift.lift.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SimplexLeastSquaresProperties {

    @Property(tries = 200)
    void noMarketWithoutWeightWouldImproveTheFit(
            @ForAll @IntRange(min = 1, max = 40) int markets,
            @ForAll @IntRange(min = 2, max = 60) int periods,
            @ForAll long seed) {
        Random random = new Random(seed);
        double[][] rows = new double[markets][periods];
        double[] target = new double[periods];
        for (int t = 0; t < periods; t++) {
            for (double[] row : rows) {
                row[t] = random.nextGaussian();
            }
            target[t] = random.nextGaussian() + 0.5 * rows[0][t];
        }
        double[][] products = SyntheticControl.products(rows, periods);
        double[] right = SyntheticControl.products(rows, target, periods);

        double[] weights = new SimplexLeastSquares(products).weights(right);

        double sum = 0;
        double level = 0;
        double[] gradient = new double[markets];
        for (int i = 0; i < markets; i++) {
            gradient[i] = -right[i];
            for (int j = 0; j < markets; j++) {
                gradient[i] += products[i][j] * weights[j];
            }
            assertThat(weights[i]).isNotNegative();
            sum += weights[i];
            level += weights[i] * gradient[i];
        }
        assertThat(sum).isCloseTo(1, within(1e-9));
        for (int i = 0; i < markets; i++) {
            assertThat(gradient[i]).isGreaterThan(level - 1e-7 * periods);
            if (weights[i] > 1e-6) {
                assertThat(gradient[i]).isCloseTo(level, within(1e-7 * periods));
            }
        }
    }

    @Example
    void aMixtureOfMarketsIsFound() {
        double[][] rows = {{1, 0, 0, 2}, {0, 1, 0, 1}, {0, 0, 1, 5}};
        double[] target = {0.2, 0.8, 0, 1.2};

        double[] weights = new SimplexLeastSquares(SyntheticControl.products(rows, 4))
                .weights(SyntheticControl.products(rows, target, 4));

        assertThat(weights).containsExactly(new double[] {0.2, 0.8, 0}, within(1e-9));
    }

    @Example
    void equalMarketsAreNoTrouble() {
        double[][] rows = {{1, 2, 3}, {1, 2, 3}, {-1, 0, -5}};

        double[] weights = new SimplexLeastSquares(SyntheticControl.products(rows, 3))
                .weights(SyntheticControl.products(rows, new double[] {2, 4, 6}, 3));

        assertThat(weights[0] + weights[1]).isCloseTo(1, within(1e-12));
    }

    @Example
    void marketsThatNeverMoveWeighTheSame() {
        double[] weights = new SimplexLeastSquares(new double[4][4]).weights(new double[4]);

        assertThat(weights).containsExactly(0.25, 0.25, 0.25, 0.25);
    }
}
