package io.crosslift.attribution;

/**
 * Weights of a Poisson bootstrap over accounts: how often an account is drawn into a resample, Poisson with mean 1, by
 * inversion of a hash of account, resample and seed. So a resample is the same however the rows are partitioned (Chamandy,
 * Muralidharan, Najmi and Naidu 2012, "Estimating uncertainty for massive data streams").
 */
public final class AccountWeights {
    /** P(Poisson(1) <= k) for k = 0 to 11, scaled to the 53 bits of the hash that are used; beyond it there is no number. */
    private static final long[] CUMULATED = cumulated();

    private final long[] ofResample;

    /**
     * Prepares resamples.
     *
     * @param resamples number of resamples
     * @param seed any number
     */
    public AccountWeights(int resamples, long seed) {
        ofResample = new long[resamples];
        for (int resample = 0; resample < resamples; resample++) {
            ofResample[resample] = RandomStream.mixed(seed ^ RandomStream.mixed(resample));
        }
    }

    /** Writes the account's weight in every resample; {@code account} is a hash of its id. */
    public void into(long account, int[] weights) {
        for (int resample = 0; resample < ofResample.length; resample++) {
            long uniform = RandomStream.mixed(account ^ ofResample[resample]) >>> 11;
            int weight = 0;
            while (weight < CUMULATED.length && uniform >= CUMULATED[weight]) {
                weight++;
            }
            weights[resample] = weight;
        }
    }

    private static long[] cumulated() {
        long[] cumulated = new long[12];
        double probability = StrictMath.exp(-1);
        double sum = 0;
        for (int k = 0; k < cumulated.length; k++) {
            sum += probability;
            cumulated[k] = (long) (sum * 0x1p53);
            probability /= k + 1;
        }
        return cumulated;
    }
}
