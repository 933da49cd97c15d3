package io.crosslift.lift.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.lift.calibrate.CalibrationFactor.Source;
import io.crosslift.lift.calibrate.CalibrationTest.Measured;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShrunkFactorTest {
    private static final double Z = 1.959963984540054;
    private static final CalibrationPrior PRIOR = new CalibrationPrior(0.5, 1, 0.5);
    private static final CalibrationRules RULES = new CalibrationRules(0.05, 180, 720, PRIOR);

    @Test
    void theVarianceOfTheLogFactorIsTheSumOfTheSquaredRelativeErrors() {
        CalibrationFactor factor = factor("email", List.of(test("email", 50, 5, 100, 8, 0)));

        // (5 / 50)^2 + (8 / 100)^2
        assertThat(factor.measured()).isEqualTo(0.5);
        assertThat(factor.logVariance()).isCloseTo(0.0164, within(1e-15));
    }

    @Test
    void factorsAreThoseOfTheModelIntegratedPointByPoint() {
        List<CalibrationTest> tests = List.of(
                test("email", 80, 8, 100, 0, 0), test("in_app", 30, 6, 100, 0, 0), test("sales", 20, 10, 100, 0, 0));
        double[] logarithms = {Math.log(0.8), Math.log(0.3), Math.log(0.2)};
        double[] variances = {0.01, 0.04, 0.25};

        PointByPoint expected = new PointByPoint(logarithms, variances);

        assertThat(expected.mean(0)).isBetween(Math.log(0.7), Math.log(0.8));
        for (int i = 0; i < 3; i++) {
            CalibrationFactor factor = factor(tests.get(i).subject(), tests);
            assertThat(Math.log(factor.kappa())).isCloseTo(expected.mean(i), within(1e-4));
            assertThat(Math.log(factor.high()) - Math.log(factor.kappa()))
                    .isCloseTo(Z * Math.sqrt(expected.variance(i)), within(1e-3));
            assertThat(factor.source()).isEqualTo(Source.EXPERIMENT);
        }
        CalibrationFactor untested = factor("direct", tests);
        assertThat(Math.log(untested.kappa())).isCloseTo(expected.mean(3), within(1e-4));
        assertThat(Math.log(untested.high()) - Math.log(untested.kappa()))
                .isCloseTo(Z * Math.sqrt(expected.variance(3)), within(1e-3));
        assertThat(untested.source()).isEqualTo(Source.PORTFOLIO);
        assertThat(untested.measured()).isNull();
        assertThat(untested.experiments()).isEmpty();
        assertThat(untested.flags()).containsExactly(CalibrationFlag.UNTESTED);
    }

    @Test
    void aSureExperimentSpeaksForItself() {
        CalibrationFactor factor = factor("email", List.of(test("email", 80, 0.08, 100, 0, 0)));

        assertThat(factor.kappa()).isCloseTo(0.8, within(1e-5));
        assertThat(factor.low()).isCloseTo(0.8 * Math.exp(-Z * 0.001), within(1e-5));
        assertThat(factor.high()).isCloseTo(0.8 * Math.exp(Z * 0.001), within(1e-5));
        assertThat(factor.weight()).isGreaterThan(0.998);
        assertThat(factor.experiments()).containsExactly("x-email");
        assertThat(factor.flags()).containsExactly(CalibrationFlag.SINGLE_SUBJECT);
    }

    @Test
    void theFactorOfTheDocumentationIsRight() {
        CalibrationFactor factor = factor("email", List.of(test("email", 80, 8, 100, 0, 0)));

        PointByPoint expected = new PointByPoint(new double[] {Math.log(0.8)}, new double[] {0.01});
        assertThat(Math.exp(expected.mean(0))).isCloseTo(0.797, within(5e-4));
        assertThat(factor.kappa()).isCloseTo(0.797, within(5e-4));
    }

    @Test
    void anExperimentThatSaysNothingLeavesWhatWasSupposed() {
        CalibrationFactor factor = factor("email", List.of(test("email", 50, 1e6, 100, 0, 0)));

        // E(tau^2) of a half-normal is the square of its scale
        double spread = Math.sqrt(1 + 0.25);
        assertThat(factor.kappa()).isCloseTo(0.5, within(1e-4));
        assertThat(factor.low()).isCloseTo(0.5 * Math.exp(-Z * spread), within(1e-4));
        assertThat(factor.high()).isCloseTo(0.5 * Math.exp(Z * spread), within(1e-3));
        assertThat(factor.flags()).containsExactly(CalibrationFlag.SINGLE_SUBJECT, CalibrationFlag.INTERVAL_HOLDS_ZERO);
    }

    @Test
    void anExperimentLosesHalfItsPrecisionEveryHalfLife() {
        double fresh = factor("email", List.of(test("email", 50, 5, 100, 8, 0))).logVariance();
        double old = factor("email", List.of(test("email", 50, 5, 100, 8, 360))).logVariance();

        assertThat(old).isCloseTo(4 * fresh, within(1e-15));
    }

    @Test
    void experimentsOfOneSubjectAreWeightedByTheirPrecision() {
        // 0.5 with variance 0.01 and 1.0 with variance 0.04: (50 + 25) / 125, 1 / 125
        CalibrationFactor factor =
                factor("email", List.of(test("email", 50, 10, 100, 0, 0), test("email", 100, 20, 100, 0, 0)));

        assertThat(factor.measured()).isCloseTo(0.6, within(1e-15));
        assertThat(factor.logVariance()).isCloseTo(1.0 / 125 / 0.36, within(1e-15));
    }

    @Test
    void anInvalidExperimentNeverCalibrates() {
        CalibrationTest broken = new CalibrationTest(
                "email", "x1", new Measured(50, 5), new Measured(100, 0), 0, List.of("SAMPLE_RATIO"));

        Calibration calibration = Calibration.of(List.of(broken), RULES);

        assertThat(calibration.factor("email")).isNull();
        assertThat(calibration.refused()).containsEntry(broken, Refusal.INVALID_EXPERIMENT);
    }

    @Test
    void whatCannotBeWeighedIsRefusedByName() {
        CalibrationTest expired = test("a", 50, 5, 100, 0, 721);
        CalibrationTest uncredited = test("b", 50, 5, 0, 0, 0);
        CalibrationTest errorless = test("c", 50, 0, 100, 1, 0);
        CalibrationTest valid = test("d", 50, 5, 100, 0, 720);

        Calibration calibration = Calibration.of(List.of(expired, uncredited, errorless, valid), RULES);

        assertThat(calibration.refused())
                .hasSize(3)
                .containsEntry(expired, Refusal.EXPIRED)
                .containsEntry(uncredited, Refusal.NO_CREDIT)
                .containsEntry(errorless, Refusal.NO_STANDARD_ERROR);
    }

    @Test
    void withoutAnExperimentThereIsNoFactor() {
        assertThat(factor("email", List.of())).isNull();
    }

    @Test
    void anEffectThatIsNotToldFromNoneIsIntegratedOnItsOwnScale() {
        // Hardly any spread between subjects: ln kappa is normal around ln 0.5 with variance 1, 0.05 measured with
        // error 0.1.
        CalibrationRules alike = new CalibrationRules(0.05, 180, 720, new CalibrationPrior(0.5, 1, 1e-4));
        double mass = 0;
        double first = 0;
        for (double x = -12; x < 6; x += 0.001) {
            double fromPrior = x - Math.log(0.5);
            double fromMeasured = (Math.exp(x) - 0.05) / 0.1;
            double density = Math.exp(-(fromPrior * fromPrior + fromMeasured * fromMeasured) / 2);
            mass += density;
            first += density * x;
        }

        CalibrationFactor factor =
                Calibration.of(List.of(test("email", 5, 10, 100, 0, 0)), alike).factor("email");

        assertThat(Math.log(factor.kappa())).isCloseTo(first / mass, within(1e-5));
        assertThat(factor.flags()).containsExactly(CalibrationFlag.SINGLE_SUBJECT, CalibrationFlag.INTERVAL_HOLDS_ZERO);
    }

    /** To calibrate only where an effect was found would: an experiment of little power finds one where chance has exaggerated it. */
    @Test
    void faintExperimentsDoNotExaggerateTheFactor() {
        Random random = new Random(7);
        double sum = 0;
        double found = 0;
        int clear = 0;
        int experiments = 2000;
        for (int i = 0; i < experiments; i++) {
            double measured = 0.3 + 0.2 * random.nextGaussian();
            sum += factor("email", List.of(test("email", 100 * measured, 20, 100, 0, 0)))
                    .kappa();
            if (measured > Z * 0.2) {
                found += measured;
                clear++;
            }
        }

        assertThat(found / clear).isGreaterThan(0.45);
        assertThat(sum / experiments).isBetween(0.27, 0.37);
    }

    @Test
    void aSubjectWithoutEffectIsPulledBelowThePortfolioAndLowersIt() {
        List<CalibrationTest> two = List.of(test("a", 80, 5, 100, 0, 0), test("b", 70, 5, 100, 0, 0));
        List<CalibrationTest> three =
                List.of(test("a", 80, 5, 100, 0, 0), test("b", 70, 5, 100, 0, 0), test("c", -5, 5, 100, 0, 0));

        CalibrationFactor without = factor("c", three);

        assertThat(without.flags()).containsExactly(CalibrationFlag.NOT_POSITIVE);
        assertThat(without.logVariance()).isNull();
        assertThat(without.kappa()).isGreaterThan(0).isLessThan(0.1);
        assertThat(factor("a", three).kappa()).isCloseTo(0.8, within(0.03));
        assertThat(factor("untested", three).kappa())
                .isLessThan(factor("untested", two).kappa());
    }

    @Test
    void aFainterEffectNeverGetsALargerFactor() {
        double previous = Double.POSITIVE_INFINITY;
        for (double incremental : new double[] {9, 5, 2, 0.5, 0, -0.5, -2, -9, -50}) {
            CalibrationFactor factor = factor(
                    "c",
                    List.of(
                            test("a", 80, 5, 100, 0, 0),
                            test("b", 70, 5, 100, 0, 0),
                            test("d", 90, 30, 100, 0, 0),
                            test("c", incremental, 5, 100, 0, 0)));

            assertThat(factor.kappa()).as("incremental %s", incremental).isLessThan(previous);
            previous = factor.kappa();
        }
    }

    @Test
    void theIntegratedFactorIsTheClosedFormWhereTheEffectIsClear() {
        Evidence sharp = new Evidence(0.5, 1e-6, List.of("x"));

        LogFactorPosterior posterior = LogFactorPosterior.of(sharp, -0.4, 0.09);

        double logVariance = 1e-6 / 0.25;
        double weight = 0.09 / (0.09 + logVariance);
        assertThat(posterior.mean()).isCloseTo(-0.4 + weight * (Math.log(0.5) + 0.4), within(1e-5));
        assertThat(posterior.variance()).isCloseTo(weight * logVariance, within(1e-8));
    }

    @Test
    void evidenceWithoutInformationLeavesThePrior() {
        LogFactorPosterior posterior = LogFactorPosterior.of(new Evidence(-3, 1e12, List.of("x")), -0.4, 0.09);

        assertThat(posterior.mean()).isCloseTo(-0.4, within(1e-9));
        assertThat(posterior.variance()).isCloseTo(0.09, within(1e-9));
    }

    @Test
    void numbersThatAreNoneAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Measured(Double.NaN, 1))
                .withMessage("a measured value must be finite, was NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CalibrationRules(0.05, 0, 720, PRIOR))
                .withMessage("the half-life must be above 0 days, was 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CalibrationPrior(0.5, 1, 0))
                .withMessage("the spread between factors must be above 0, was 0.0");
    }

    private static CalibrationFactor factor(String subject, List<CalibrationTest> tests) {
        return Calibration.of(tests, RULES).factor(subject);
    }

    private static CalibrationTest test(
            String subject, double incremental, double error, double credited, double creditedError, long age) {
        return new CalibrationTest(
                subject,
                "x-" + subject,
                new Measured(incremental, error),
                new Measured(credited, creditedError),
                age,
                List.of());
    }

    /**
     * ln kappa of each subject, and of one more that wasn't tested, by adding up over a grid of the portfolio's mean and spread: no
     * closed form of the mean is used.
     */
    private static final class PointByPoint {
        private final double[] first;
        private final double[] second;
        private double mass;

        PointByPoint(double[] logarithms, double[] variances) {
            int subjects = logarithms.length;
            first = new double[subjects + 1];
            second = new double[subjects + 1];
            for (double mean = Math.log(0.5) - 6; mean < Math.log(0.5) + 6; mean += 0.01) {
                for (double tau = 0.0025; tau < 3; tau += 0.005) {
                    double fromMedian = mean - Math.log(0.5);
                    double density = Math.exp(-fromMedian * fromMedian / 2 - tau * tau / (2 * 0.25));
                    for (int i = 0; i < subjects; i++) {
                        double variance = variances[i] + tau * tau;
                        double distance = logarithms[i] - mean;
                        density *= Math.exp(-distance * distance / (2 * variance)) / Math.sqrt(variance);
                    }
                    mass += density;
                    for (int i = 0; i <= subjects; i++) {
                        double precision = 1 / (tau * tau) + (i < subjects ? 1 / variances[i] : 0);
                        double centre =
                                (mean / (tau * tau) + (i < subjects ? logarithms[i] / variances[i] : 0)) / precision;
                        first[i] += density * centre;
                        second[i] += density * (centre * centre + 1 / precision);
                    }
                }
            }
        }

        double mean(int subject) {
            return first[subject] / mass;
        }

        double variance(int subject) {
            return second[subject] / mass - mean(subject) * mean(subject);
        }
    }
}
