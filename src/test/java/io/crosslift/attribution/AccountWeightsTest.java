package io.crosslift.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AccountWeightsTest {
    private static final int ACCOUNTS = 20_000;
    private static final int RESAMPLES = 20;

    @Test
    void weightsArePoissonWithMeanOne() {
        long[] counts = new long[20];
        int[] weights = new int[RESAMPLES];
        AccountWeights drawn = new AccountWeights(RESAMPLES, 7);
        for (int account = 0; account < ACCOUNTS; account++) {
            drawn.into(RandomStream.mixed(account), weights);
            for (int weight : weights) {
                counts[weight]++;
            }
        }

        // P(k) = 1 / (e k!), four standard errors of a share of 400,000 draws
        double draws = (double) ACCOUNTS * RESAMPLES;
        double probability = 1 / Math.E;
        for (int k = 0; k < 6; k++) {
            double error = Math.sqrt(probability * (1 - probability) / draws);
            assertThat(counts[k] / draws).isCloseTo(probability, within(4 * error));
            probability /= k + 1;
        }
    }

    @Test
    void accountsAndResamplesAreDrawnIndependently() {
        int[] weights = new int[RESAMPLES];
        AccountWeights drawn = new AccountWeights(RESAMPLES, 7);
        double products = 0;
        for (int account = 0; account < ACCOUNTS; account++) {
            drawn.into(RandomStream.mixed(account), weights);
            products += (weights[0] - 1.0) * (weights[1] - 1.0);
        }

        // The mean of the product of two independent Poisson(1) less their means is 0, its variance 1.
        assertThat(products / ACCOUNTS).isCloseTo(0, within(4 / Math.sqrt(ACCOUNTS)));
    }

    @Test
    void anotherSeedDrawsOtherWeightsAndTheSameSeedTheSame() {
        int[] first = new int[RESAMPLES];
        int[] again = new int[RESAMPLES];
        int[] other = new int[RESAMPLES];
        new AccountWeights(RESAMPLES, 7).into(42, first);
        new AccountWeights(RESAMPLES, 7).into(42, again);
        new AccountWeights(RESAMPLES, 8).into(42, other);

        assertThat(again).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }
}
