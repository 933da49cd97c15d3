package io.crosslift.attribution;

/**
 * Resamples of a path table alone: every journey of a row counts Poisson(1) times, independently, so that a row's
 * conversions and nulls are Poisson with their observed numbers as means; the value follows the conversions. Draws
 * depend on the names on the path, the resample and the seed only, not on other rows or their order.
 */
public final class PoissonResamples implements Resamples {
    private final PathTable paths;
    private final int count;
    private final long seed;
    private final long[] hashes;

    /**
     * Prepares resamples.
     *
     * @param count number of resamples, at least 2
     * @param seed any number
     */
    public PoissonResamples(PathTable paths, int count, long seed) {
        if (count < 2) {
            throw new IllegalArgumentException("a bootstrap takes at least 2 resamples, was " + count);
        }
        this.paths = paths;
        this.count = count;
        this.seed = seed;
        long[] names = new long[paths.channels().size()];
        for (int channel = 0; channel < names.length; channel++) {
            names[channel] = RandomStream.hash(paths.channels().get(channel));
        }
        hashes = new long[paths.paths()];
        for (int path = 0; path < hashes.length; path++) {
            long hash = 0;
            for (int i = 0; i < paths.length(path); i++) {
                hash = RandomStream.mixed(hash ^ names[paths.channel(path, i)]) + i;
            }
            hashes[path] = hash;
        }
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public PathWeights of(int resample) {
        double[] conversions = new double[hashes.length];
        double[] value = new double[hashes.length];
        double[] nulls = new double[hashes.length];
        PathWeights observed = paths.observed();
        long ofResample = RandomStream.mixed(seed ^ RandomStream.mixed(resample));
        for (int path = 0; path < hashes.length; path++) {
            RandomStream random = new RandomStream(hashes[path] ^ ofResample);
            double converted = observed.conversions(path);
            if (converted > 0) {
                conversions[path] = random.poisson(converted);
                value[path] = observed.value(path) * (conversions[path] / converted);
            }
            nulls[path] = random.poisson(observed.nulls(path));
        }
        return new PathWeights(conversions, value, nulls);
    }
}
