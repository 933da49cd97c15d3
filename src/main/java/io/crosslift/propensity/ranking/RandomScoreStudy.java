package io.crosslift.propensity.ranking;

import java.util.Random;

/**
 * Scores that are chance, on arms where the treatment works for everybody alike: their Qini is 0 in the mean, and 95 % of its
 * intervals should hold it. The same seed gives the same share.
 */
public final class RandomScoreStudy {
    private static final int UNITS = 1000;
    private static final int RANGES = 20;
    private static final int RESAMPLES = 200;
    private static final double CONTROL_RATE = 0.1;
    private static final double TREATMENT_RATE = 0.15;

    private RandomScoreStudy() {}

    /** The share of experiments whose interval of the Qini coefficient holds 0. */
    public static double coverage(int replicates, long seed) {
        Checks.require(replicates >= 1, "a study needs at least 1 replicate, had %s", replicates);
        Random random = new Random(seed);
        int covered = 0;
        for (int i = 0; i < replicates; i++) {
            RankingAccumulator units = new RankingAccumulator(ScoreKeys.ofProbabilities(RANGES));
            for (int k = 0; k < UNITS; k++) {
                boolean treated = k % 2 == 0;
                double outcome = random.nextDouble() < (treated ? TREATMENT_RATE : CONTROL_RATE) ? 1 : 0;
                units.add(random.nextDouble(), treated, outcome);
            }
            QiniBootstrap.Interval interval = QiniBootstrap.of(units.ranking(), RESAMPLES, random.nextLong())
                    .qiniCoefficient();
            Double low = interval.low();
            Double high = interval.high();
            covered += low != null && high != null && low <= 0 && high >= 0 ? 1 : 0;
        }
        return (double) covered / replicates;
    }
}
