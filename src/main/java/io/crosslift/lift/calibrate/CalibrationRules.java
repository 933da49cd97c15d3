package io.crosslift.lift.calibrate;

import static io.crosslift.lift.estimate.Arguments.require;

/**
 * How long an experiment counts, and how wide the intervals are.
 *
 * @param alpha error rate of the intervals, in (0, 1)
 * @param halfLifeDays age at which an experiment's variance has doubled; markets move and an old answer is a vaguer one
 * @param validDays age from which on an experiment counts no longer
 * @param prior what is supposed before any experiment
 */
public record CalibrationRules(double alpha, double halfLifeDays, long validDays, CalibrationPrior prior) {
    public CalibrationRules {
        require(alpha > 0 && alpha < 1, "alpha must be in (0, 1), was %s", alpha);
        require(
                halfLifeDays > 0 && Double.isFinite(halfLifeDays),
                "the half-life must be above 0 days, was %s",
                halfLifeDays);
        require(validDays > 0, "the validity must be at least 1 day, was %s", validDays);
    }

    /** 2^(age / half-life). */
    double inflation(long ageDays) {
        return Math.pow(2, ageDays / halfLifeDays);
    }
}
