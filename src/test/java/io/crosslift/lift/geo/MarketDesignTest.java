package io.crosslift.lift.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.lift.estimate.Confidence;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MarketDesignTest {

    @Test
    void theCorrelationNeededIsFishersBound() {
        // tanh(atanh(.8) + 1.6448536 / sqrt(87)) = tanh(1.0986123 + .1763471)
        assertThat(MarketDesign.correlationNeeded(90)).isCloseTo(Math.tanh(1.2749594), within(1e-6));
    }

    @Test
    void durbinWatsonOfAlternatingResidualsIsNearFour() {
        assertThat(MarketDesign.durbinWatson(new double[] {1, -1, 1, -1})).isCloseTo(3, within(1e-15));
        assertThat(MarketDesign.durbinWatson(new double[] {1, 1, -1, -1})).isCloseTo(1, within(1e-15));
    }

    @Test
    void theBridgeIsLargestWhereResidualsChangeTheirSign() {
        // s^2 = 4 / 2; at k = 2 the sum is 2 / sqrt 2, over sqrt(2 (1 - 1/2)).
        assertThat(MarketDesign.bridge(new double[] {1, 1, -1, -1})).isCloseTo(Math.sqrt(2), within(1e-14));
    }

    @Test
    void aShortHistoryOfOneDominantMarketIsNamed() {
        MarketPanel panel = new MarketPanel(
                List.of("big", "a", "b"),
                new double[][] {{90, 95, 85, 91, 99, 80}, {1, 2, 1, 3, 2, 1}, {2, 1, 2, 1, 3, 2}},
                Set.of("a"),
                4);

        MarketDesign design = MarketDesign.of(panel);

        assertThat(design.largestMarket()).isEqualTo("big");
        assertThat(design.historyRatio()).isEqualTo(2);
        assertThat(design.warnings())
                .contains(GeoWarning.SHORT_HISTORY, GeoWarning.DOMINANT_MARKET, GeoWarning.WEAK_CORRELATION);
    }

    @Test
    void aMarketThatOnlyAddsNoiseIsNamed() {
        Random random = new Random(5);
        double[][] rows = new double[4][40];
        for (int t = 0; t < 40; t++) {
            double common = 100 + 10 * Math.sin(t);
            for (int i = 0; i < 3; i++) {
                rows[i][t] = common + random.nextGaussian();
            }
            rows[3][t] = 100 + 60 * random.nextGaussian();
        }
        MarketPanel panel = new MarketPanel(List.of("t", "a", "b", "loud"), rows, Set.of("t"), 35);

        assertThat(MarketDesign.of(panel).noisyMarkets()).containsExactly("loud");
    }

    @Test
    void aHistoryThatFitsExactlyHasNoResidualsToTest() {
        double[][] rows = {{2, 4, 6, 8, 10}, {1, 2, 3, 4, 5}, {1, 2, 3, 4, 5}};

        MarketDesign design = MarketDesign.of(new MarketPanel(List.of("t", "a", "b"), rows, Set.of("t"), 4));

        assertThat(design.durbinWatson()).isNull();
        assertThat(design.bridge()).isNull();
        assertThat(design.correlation()).isCloseTo(1, within(1e-12));
    }

    @Test
    void theDetectableLiftGrowsWithTheNoise() {
        InjectedLift calm = MarketMethods.detectable(noisy(1), Confidence.TWO_SIDED_95);
        InjectedLift loud = MarketMethods.detectable(noisy(4), Confidence.TWO_SIDED_95);

        // Mean 100, 4 treated periods, noise 1: about (1.96 + .84) x sqrt(1/4 (1 + 1/6)) = 1.5 %, conformal somewhat
        // more.
        assertThat(calm.smallest()).isBetween(0.012, 0.035);
        assertThat(loud.smallest() / calm.smallest()).isBetween(2.5, 6.0);
        assertThat(calm.windows()).isEqualTo(25);
    }

    @Test
    void withoutWindowsNothingIsDetectable() {
        MarketPanel panel = new MarketPanel(
                List.of("t", "a", "b"), new double[][] {{1, 2, 3, 4}, {1, 3, 2, 4}, {2, 1, 3, 2}}, Set.of("t"), 2);

        assertThat(MarketMethods.detectable(panel, Confidence.TWO_SIDED_95)).isEqualTo(new InjectedLift(null, 0));
    }

    private static MarketPanel noisy(double noise) {
        Random random = new Random(11);
        double[][] rows = new double[7][64];
        for (int t = 0; t < 64; t++) {
            double common = 100 + 8 * Math.sin(t / 3.0);
            for (double[] row : rows) {
                row[t] = common + noise * random.nextGaussian();
            }
        }
        return new MarketPanel(List.of("t", "a", "b", "c", "d", "e", "f"), rows, Set.of("t"), 60);
    }
}
