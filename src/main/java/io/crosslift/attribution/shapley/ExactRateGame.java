package io.crosslift.attribution.shapley;

/**
 * The Shapley value of the game v(S) = conversions / journeys of the journeys whose channels all lie in S, 0 where
 * there are none. Subset sums take one pass per channel over all 2^n coalitions (Yates 1937, the zeta transform of the
 * subset lattice), the values another two.
 */
final class ExactRateGame {

    private ExactRateGame() {}

    /**
     * Returns the value of each channel; they sum to the rate of all channels together.
     *
     * @param conversions by coalition of exactly these channels, bit i for channel i, 2^n of them; overwritten
     * @param journeys as above, with the journeys that did not convert; overwritten
     */
    static double[] shapley(double[] conversions, double[] journeys) {
        int coalitions = conversions.length;
        int channels = Integer.numberOfTrailingZeros(coalitions);
        addSubsets(conversions);
        addSubsets(journeys);
        CoalitionWeights weights = new CoalitionWeights(channels);
        double common = 0;
        for (int s = 0; s < coalitions; s++) {
            double rate = journeys[s] > 0 ? conversions[s] / journeys[s] : 0;
            int members = Integer.bitCount(s);
            common += weights.common(members) * rate;
            conversions[s] = weights.withPlayer(members) * rate;
        }
        double[] values = new double[channels];
        for (int channel = channels - 1; channel >= 0; channel--) {
            values[channel] = foldUpperHalf(conversions, 1 << channel) - common;
        }
        return values;
    }

    private static void addSubsets(double[] sums) {
        for (int bit = 1; bit < sums.length; bit <<= 1) {
            for (int block = bit; block < sums.length; block += 2 * bit) {
                for (int s = block; s < block + bit; s++) {
                    sums[s] += sums[s - bit];
                }
            }
        }
    }

    /** Adds the coalitions with a channel to the same ones without it, and returns the sum of the former. */
    private static double foldUpperHalf(double[] sums, int half) {
        double upper = 0;
        for (int s = 0; s < half; s++) {
            upper += sums[s + half];
            sums[s] += sums[s + half];
        }
        return upper;
    }
}
