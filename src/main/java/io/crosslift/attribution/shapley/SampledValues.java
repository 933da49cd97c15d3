package io.crosslift.attribution.shapley;

/**
 * Means of independent, equally distributed samples, one per player, and how far they spread (Welford 1962, merged as
 * in Chan, Golub and LeVeque 1979).
 */
final class SampledValues {
    private final double[] means;
    private final double[] squares;
    private int samples;

    SampledValues(int players) {
        means = new double[players];
        squares = new double[players];
    }

    void add(double[] sample) {
        samples++;
        for (int player = 0; player < means.length; player++) {
            double off = sample[player] - means[player];
            means[player] += off / samples;
            squares[player] += off * (sample[player] - means[player]);
        }
    }

    void addAll(SampledValues other) {
        int together = samples + other.samples;
        if (together == 0) {
            return;
        }
        for (int player = 0; player < means.length; player++) {
            double off = other.means[player] - means[player];
            means[player] += off * other.samples / together;
            squares[player] += other.squares[player] + off * off * samples * other.samples / together;
        }
        samples = together;
    }

    int samples() {
        return samples;
    }

    double mean(int player) {
        return means[player];
    }

    /** Returns the squared standard error of the mean; 0 of fewer than two samples, which say nothing of it. */
    double squaredError(int player) {
        return samples < 2 ? 0 : squares[player] / (samples - 1) / samples;
    }
}
