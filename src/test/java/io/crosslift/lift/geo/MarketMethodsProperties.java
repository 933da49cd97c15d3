package io.crosslift.lift.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.lift.estimate.Confidence;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

class MarketMethodsProperties {
    private static final int BEFORE = 14;
    private static final int PERIODS = 17;

    @Property(tries = 10)
    void whatIsAddedToTheTestIsAddedToTheEffect(
            @ForAll long seed, @ForAll @DoubleRange(min = -50, max = 50) double added) {
        double[][] rows = rows(seed);
        double[][] lifted = rows(seed);
        for (int t = BEFORE; t < PERIODS; t++) {
            lifted[0][t] += added;
        }

        for (String method : MarketMethods.names()) {
            double expected = effect(method, rows) + added;
            assertThat(effect(method, lifted)).as(method).isCloseTo(expected, within(tolerance(expected)));
        }
    }

    @Property(tries = 10)
    void anotherUnitScalesTheEffectAndAnotherLevelOfAMarketDoesNothing(
            @ForAll long seed, @ForAll @DoubleRange(min = 0.1, max = 1000) double scale) {
        double[][] rows = rows(seed);
        double[][] other = rows(seed);
        for (int i = 0; i < other.length; i++) {
            for (int t = 0; t < PERIODS; t++) {
                other[i][t] = scale * other[i][t] + 100 * scale * i;
            }
        }

        for (String method : MarketMethods.names()) {
            double expected = scale * effect(method, rows);
            assertThat(effect(method, other))
                    .as(method)
                    .isCloseTo(expected, within(scale * tolerance(expected / scale)));
        }
    }

    /** Small beside the noise of 5 and the effect: with a penalty near 0 augmented weights are good to about five digits. */
    private static double tolerance(double effect) {
        return 1e-3 + 1e-4 * Math.abs(effect);
    }

    private static double effect(String method, double[][] rows) {
        List<String> names =
                IntStream.range(0, rows.length).mapToObj(i -> "m" + i).toList();
        return MarketMethods.estimate(
                        method, new MarketPanel(names, rows, Set.of("m0"), BEFORE), Confidence.TWO_SIDED_95)
                .effect()
                .value();
    }

    private static double[][] rows(long seed) {
        Random random = new Random(seed);
        double[][] rows = new double[15][PERIODS];
        for (int t = 0; t < PERIODS; t++) {
            double common = 20 * random.nextGaussian();
            for (double[] row : rows) {
                row[t] = 200 + common + 5 * random.nextGaussian();
            }
        }
        return rows;
    }
}
