package io.crosslift.lift.sequential;

import io.crosslift.lift.estimate.Distributions;

/**
 * How the score of the experiments that crossed no boundary so far is distributed, by recursive integration (Armitage,
 * McPherson and Rowe 1969; Jennison and Turnbull 2000, chapter 19).
 *
 * <p>The score is S = Z sqrt(t), a Brownian motion with a drift, seen at times t. Between the boundaries its density is
 * kept at Gauss-Legendre points, {@value #POINTS} per panel of at most one standard deviation of the smaller neighbouring
 * step, which leaves errors below 1e-10 and keeps the relative accuracy of crossings as rare as 1e-300.
 */
final class ContinuationDensity {
    private static final int POINTS = 8;
    private static final double[] NODES = {0.1834346424956498, 0.525532409916329, 0.7966664774136267, 0.9602898564975362
    };
    private static final double[] WEIGHTS = {
        0.362683783378362, 0.31370664587788727, 0.22238103445337448, 0.10122853629037626
    };

    /** Where an open upper side ends: nothing a double can hold lies beyond. */
    private static final double HIGHEST = 38;

    /** Where an open lower side ends; what lies below it hardly ever reaches the upper boundary. */
    private static final double LOWEST = -12;

    private final double time;
    private final double[] scores;
    private final double[] masses;

    private ContinuationDensity(double time, double[] scores, double[] masses) {
        this.time = time;
        this.scores = scores;
        this.masses = masses;
    }

    /** Before the first look: score 0 at time 0. */
    static ContinuationDensity start() {
        return new ContinuationDensity(0, new double[] {0}, new double[] {1});
    }

    /** The probability of coming here and being above {@code score} at the next look. */
    double above(double nextTime, double score, double drift) {
        double step = nextTime - time;
        double spread = Math.sqrt(step);
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            sum += masses[i] * Distributions.normalSurvival((score - scores[i] - drift * step) / spread);
        }
        return sum;
    }

    /** The probability of coming here and being below {@code score} at the next look. */
    double below(double nextTime, double score, double drift) {
        double step = nextTime - time;
        double spread = Math.sqrt(step);
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            sum += masses[i] * Distributions.normalSurvival((scores[i] + drift * step - score) / spread);
        }
        return sum;
    }

    /**
     * The distribution after the next look, of those between the boundaries.
     *
     * @param low score at or below which an experiment stops, possibly infinite
     * @param high score at or above which it stops, possibly infinite
     * @param finest the smaller of the steps before and after the next look
     */
    ContinuationDensity next(double nextTime, double low, double high, double drift, double finest) {
        double spread = Math.sqrt(nextTime);
        double from = Math.max(low, drift * nextTime + LOWEST * spread);
        double to = Math.min(high, drift * nextTime + HIGHEST * spread);
        if (from >= to) {
            return new ContinuationDensity(nextTime, new double[0], new double[0]);
        }
        int panels = Math.max(1, (int) Math.ceil((to - from) / Math.sqrt(finest)));
        double half = (to - from) / panels / 2;
        double[] nextScores = new double[panels * POINTS];
        double[] nextMasses = new double[panels * POINTS];
        for (int panel = 0; panel < panels; panel++) {
            double middle = from + (2 * panel + 1) * half;
            for (int k = 0; k < NODES.length; k++) {
                int left = panel * POINTS + k;
                int right = panel * POINTS + POINTS - 1 - k;
                nextScores[left] = middle - half * NODES[NODES.length - 1 - k];
                nextScores[right] = middle + half * NODES[NODES.length - 1 - k];
                nextMasses[left] = half * WEIGHTS[NODES.length - 1 - k];
                nextMasses[right] = nextMasses[left];
            }
        }
        for (int i = 0; i < nextScores.length; i++) {
            nextMasses[i] *= density(nextTime, nextScores[i], drift);
        }
        return new ContinuationDensity(nextTime, nextScores, nextMasses);
    }

    private double density(double nextTime, double score, double drift) {
        double step = nextTime - time;
        double spread = Math.sqrt(step);
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            double z = (score - scores[i] - drift * step) / spread;
            sum += masses[i] * Math.exp(-z * z / 2);
        }
        return sum / (spread * Math.sqrt(2 * Math.PI));
    }
}
