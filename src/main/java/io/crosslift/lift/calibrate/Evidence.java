package io.crosslift.lift.calibrate;

import java.util.List;

/**
 * What all valid experiments say about one subject: their factors weighted by 1 / variance, each variance inflated by age.
 *
 * @param kappa weighted factor, of any sign
 * @param variance of it, above 0
 * @param experiments ids, ascending
 */
record Evidence(double kappa, double variance, List<String> experiments) {

    static Evidence of(List<CalibrationTest> tests, CalibrationRules rules) {
        double weights = 0;
        double weighted = 0;
        for (CalibrationTest test : tests) {
            double weight = 1 / (test.variance() * rules.inflation(test.ageDays()));
            weights += weight;
            weighted += weight * test.factor();
        }
        List<String> experiments =
                tests.stream().map(CalibrationTest::experimentId).sorted().toList();
        return new Evidence(weighted / weights, 1 / weights, experiments);
    }

    boolean positive() {
        return kappa > 0;
    }

    /** Whether the interval of the given half width in standard errors lies above zero. */
    boolean clear(double critical) {
        return kappa > critical * Math.sqrt(variance);
    }

    double logKappa() {
        return Math.log(kappa);
    }

    /** s^2 = variance / kappa^2, for one experiment (se_I / I)^2 + (se_A / A)^2 times the inflation. */
    double logVariance() {
        return variance / (kappa * kappa);
    }
}
