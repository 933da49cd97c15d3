package io.crosslift.attribution.logistic;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.commons.statistics.distribution.PoissonDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoissonDrawTest {

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 1, 5, 15.9, 16.1, 1_000})
    void invertsTheCumulativeProbability(double mean) {
        PoissonDistribution poisson = PoissonDistribution.of(mean);
        for (double u = 0.0005; u < 1; u += 0.001) {
            int drawn = (int) PoissonDraw.of(mean, u);

            assertThat(poisson.cumulativeProbability(drawn)).isGreaterThanOrEqualTo(u);
            assertThat(poisson.cumulativeProbability(drawn - 1)).isLessThan(u);
        }
    }

    @Test
    void drawsNothingFromNothing() {
        assertThat(PoissonDraw.of(0, 0.999999)).isZero();
    }
}
