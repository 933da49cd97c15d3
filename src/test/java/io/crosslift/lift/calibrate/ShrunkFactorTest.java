package io.crosslift.lift.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.lift.calibrate.CalibrationFactor.Source;
import io.crosslift.lift.calibrate.CalibrationTest.Measured;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShrunkFactorTest {
    private static final double Z = 1.959963984540054;
    private static final CalibrationRules RULES = new CalibrationRules(0.05, 180, 720);

    @Test
    void theVarianceOfTheLogFactorIsTheSumOfTheSquaredRelativeErrors() {
        CalibrationFactor factor = factor("email", List.of(test("email", 50, 5, 100, 8, 0)));

        // (5 / 50)^2 + (8 / 100)^2
        assertThat(factor.measured()).isEqualTo(0.5);
        assertThat(factor.logVariance()).isCloseTo(0.0164, within(1e-15));
    }

    @Test
    void aSingleSubjectIsItsOwnPortfolio() {
        CalibrationFactor factor = factor("email", List.of(test("email", 50, 5, 100, 0, 0)));

        assertThat(factor.kappa()).isCloseTo(0.5, within(1e-15));
        assertThat(factor.low()).isCloseTo(0.5 * Math.exp(-Z * 0.1), within(1e-12));
        assertThat(factor.high()).isCloseTo(0.5 * Math.exp(Z * 0.1), within(1e-12));
        assertThat(factor.source()).isEqualTo(Source.EXPERIMENT);
        assertThat(factor.experiments()).containsExactly("x-email");
        assertThat(factor.flags()).containsExactly(CalibrationFlag.SINGLE_SUBJECT);
    }

    @Test
    void aTestedFactorIsShrunkToThePortfolioByItsShareOfTheVariance() {
        // ln kappa is -1 and 1 with s^2 = 0.01 each: Q = 2 / 0.01 = 200, tau^2 = (200 - 1) / (200 - 100) = 1.99, mu =
        // 0.
        double e = Math.E;
        List<CalibrationTest> tests =
                List.of(test("email", 100 / e, 10 / e, 100, 0, 0), test("in_app", 100 * e, 10 * e, 100, 0, 0));

        CalibrationFactor factor = factor("in_app", tests);

        double weight = 1.99 / 2.0;
        double variance = weight * 0.01 + Math.pow(1 - weight, 2) * 2.0 / 2;
        assertThat(factor.weight()).isCloseTo(weight, within(1e-12));
        assertThat(Math.log(factor.kappa())).isCloseTo(weight, within(1e-12));
        assertThat(Math.log(factor.high()) - Math.log(factor.kappa()))
                .isCloseTo(Z * Math.sqrt(variance), within(1e-12));
        assertThat(factor.flags()).isEmpty();
    }

    @Test
    void anUntestedSubjectGetsThePortfolioWithItsWholeSpread() {
        double e = Math.E;
        List<CalibrationTest> tests =
                List.of(test("email", 100 / e, 10 / e, 100, 0, 0), test("in_app", 100 * e, 10 * e, 100, 0, 0));

        CalibrationFactor factor = factor("direct", tests);

        // tau^2 + se_mu^2 = 1.99 + (0.01 + 1.99) / 2
        assertThat(factor.kappa()).isCloseTo(1, within(1e-12));
        assertThat(Math.log(factor.high())).isCloseTo(Z * Math.sqrt(2.99), within(1e-12));
        assertThat(factor.source()).isEqualTo(Source.PORTFOLIO);
        assertThat(factor.measured()).isNull();
        assertThat(factor.experiments()).isEmpty();
        assertThat(factor.flags()).containsExactly(CalibrationFlag.UNTESTED);
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
    void withoutAnyPositiveEvidenceThereIsNoFactor() {
        assertThat(factor("email", List.of(test("email", -20, 5, 100, 0, 0)))).isNull();
        assertThat(factor("email", List.of(test("email", 5, 5, 100, 0, 0)))).isNull();
        assertThat(factor("email", List.of())).isNull();
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
        Portfolio prior = new Portfolio(-0.4, 0.01, 0.09, 5);
        Evidence sharp = new Evidence(0.5, 1e-6, List.of("x"));

        LogFactorPosterior posterior = LogFactorPosterior.of(sharp, prior);

        double logVariance = 1e-6 / 0.25;
        double weight = 0.09 / (0.09 + logVariance);
        assertThat(posterior.mean()).isCloseTo(-0.4 + weight * (Math.log(0.5) + 0.4), within(1e-5));
        assertThat(posterior.variance()).isCloseTo(weight * logVariance, within(1e-8));
    }

    @Test
    void evidenceWithoutInformationLeavesThePrior() {
        Portfolio prior = new Portfolio(-0.4, 0.01, 0.09, 5);

        LogFactorPosterior posterior = LogFactorPosterior.of(new Evidence(-3, 1e12, List.of("x")), prior);

        assertThat(posterior.mean()).isCloseTo(-0.4, within(1e-9));
        assertThat(posterior.variance()).isCloseTo(0.09, within(1e-9));
    }

    @Test
    void numbersThatAreNoneAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Measured(Double.NaN, 1))
                .withMessage("a measured value must be finite, was NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CalibrationRules(0.05, 0, 720))
                .withMessage("the half-life must be above 0 days, was 0.0");
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
}
