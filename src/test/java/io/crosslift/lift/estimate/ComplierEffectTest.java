package io.crosslift.lift.estimate;

import static io.crosslift.lift.estimate.Samples.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ComplierEffectTest {
    // 8 treated units, 6 of them exposed; outcome 2 for everyone plus 4 for the exposed, plus an error of +-1.
    private final Moments treatment =
            rows(new double[][] {{7, 1}, {5, 1}, {7, 1}, {5, 1}, {7, 1}, {5, 1}, {3, 0}, {1, 0}});
    private final Moments control =
            rows(new double[][] {{3, 0}, {1, 0}, {3, 0}, {1, 0}, {3, 0}, {1, 0}, {3, 0}, {1, 0}});
    private final ComplierEffect estimator = new ComplierEffect(0, 1);

    @Test
    void theEffectAsAssignedIsDividedByTheShareThatWasExposed() {
        Lift lift = estimator.estimate(treatment, control);

        // N = 3, D = 6/8; y - 4 e is +-1 around 2 in both arms, so V = 8/7 and se = sqrt(2 (8/7)/8) / (6/8)
        assertThat(lift.difference().value()).isCloseTo(4, within(1e-14));
        assertThat(lift.difference().standardError()).isCloseTo(Math.sqrt(2.0 / 7) / 0.75, within(1e-14));
        assertThat(lift.difference().degreesOfFreedom()).isCloseTo(14, within(1e-12));
    }

    @Test
    void theBaselineIsThatOfTheCompliers() {
        ComplierEffect.Compliance compliance = estimator.compliance(treatment, control);
        Lift lift = estimator.estimate(treatment, control);

        assertThat(compliance.complierBaseline()).isCloseTo(2, within(1e-14));
        assertThat(compliance.dilution()).isEqualTo(1);
        // D^2 / (V_e / n) = (9/16) / ((8 x 3/16 / 7) / 8)
        assertThat(compliance.firstStageF()).isCloseTo(21, within(1e-12));
        assertThat(lift.relative().value()).isCloseTo(2, within(1e-14));
        assertThat(lift.relative().low()).isNull();
        assertThat(lift.relative().warnings()).contains(WarningCode.RELATIVE_WITHOUT_INTERVAL);
    }

    @Test
    void theTotalIsThatOfTheComparisonAsAssigned() {
        assertThat(estimator.estimate(treatment, control).incrementalTotal())
                .isEqualTo(new MeanDifference(0).estimate(treatment, control).incrementalTotal());
    }

    @Test
    void withFullComplianceItIsTheDifferenceAsAssigned() {
        Moments all = rows(new double[][] {{7, 1}, {5, 1}, {6, 1}, {9, 1}});
        Moments none = rows(new double[][] {{3, 0}, {1, 0}, {4, 0}, {2.5, 0}});

        Estimate cace = estimator.estimate(all, none).difference();
        Estimate welch = new MeanDifference(0).estimate(all, none).difference();

        assertThat(estimator.compliance(all, none).firstStageF()).isNull();
        assertThat(cace.value()).isCloseTo(welch.value(), within(1e-14));
        assertThat(cace.low()).isCloseTo(welch.low(), within(1e-13));
        assertThat(cace.p()).isCloseTo(welch.p(), within(1e-14));
    }

    @Test
    void exposedControlUnitsDiluteTheDifferenceAndLeaveNoBaseline() {
        Moments leaky = rows(new double[][] {{3, 0}, {1, 0}, {3, 0}, {1, 0}, {7, 1}, {5, 1}, {3, 0}, {1, 0}});

        Lift lift = estimator.estimate(treatment, leaky);
        ComplierEffect.Compliance compliance = estimator.compliance(treatment, leaky);

        assertThat(lift.treatment().value() - lift.control().value()).isCloseTo(2, within(1e-14));
        assertThat(compliance.controlRate()).isCloseTo(0.25, within(1e-15));
        assertThat(compliance.dilution()).isCloseTo(1 - 0.25 / 0.75, within(1e-15));
        assertThat(compliance.complierBaseline()).isNull();
        assertThat(lift.difference().warnings()).contains(WarningCode.CONTROL_EXPOSED);
        assertThat(lift.relative().value()).isNull();
    }

    @Test
    void aWeakFirstStageGetsNoPointButTheAndersonRubinInterval() {
        // 3 of 12 treated units exposed: F = 1/16 / ((12 x 3/16 / 11) / 12) = 11/3
        Moments weak = sample(12, 3, 9);
        Moments plain = sample(12, 0, 9);

        Estimate difference = new ComplierEffect(0, 1, new Confidence(0.3, Alternative.TWO_SIDED))
                .estimate(weak, plain)
                .difference();

        assertThat(estimator.compliance(weak, plain).firstStageF()).isCloseTo(11.0 / 3, within(1e-12));
        assertThat(difference.value()).isNull();
        assertThat(difference.warnings()).contains(WarningCode.WEAK_INSTRUMENT);
        assertThat(difference.low()).isLessThan(9);
        assertThat(difference.high()).isGreaterThan(9);
        assertThat(difference.p())
                .isEqualTo(
                        new MeanDifference(0).estimate(weak, plain).difference().p());
    }

    @Test
    void theAndersonRubinSetHasThreeShapes() {
        RatioSet interval = RatioSet.solve(3, 0.75, 1, 0, 0.01, 2);
        RatioSet rays = RatioSet.solve(3, 0.1, 1, 0, 0.01, 2);
        RatioSet line = RatioSet.solve(1, 0.1, 1, 0, 0.01, 2);

        assertThat(interval.shape()).isEqualTo(RatioSet.Shape.INTERVAL);
        assertThat(rays.shape()).isEqualTo(RatioSet.Shape.TWO_RAYS);
        assertThat(line).isEqualTo(new RatioSet(RatioSet.Shape.WHOLE_LINE, null, null));
        for (RatioSet set : new RatioSet[] {interval, rays}) {
            for (double end : new double[] {set.low(), set.high()}) {
                double contrast = 3 - end * (set == interval ? 0.75 : 0.1);
                assertThat(contrast * contrast).isCloseTo(4 * (1 + end * end * 0.01), within(1e-9));
            }
            assertThat(set.holds(3 / (set == interval ? 0.75 : 0.1))).isTrue();
        }
        assertThat(interval.holds(interval.high() + 1)).isFalse();
        assertThat(rays.holds((rays.low() + rays.high()) / 2)).isFalse();
        assertThat(line.holds(1e9)).isTrue();
    }

    @Test
    void theSetHoldsZeroExactlyWhereTheDifferenceAsAssignedIsNotSignificant() {
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            Moments treated = noisy(random, 0.3, 1);
            Moments untreated = noisy(random, 0.05, 1);
            double p = new MeanDifference(0)
                    .estimate(treated, untreated)
                    .difference()
                    .p();

            assertThat(estimator.andersonRubin(treated, untreated).holds(0)).isEqualTo(p >= 0.05);
        }
    }

    @Test
    void armsThatWereExposedAlikeSayNothingAboutExposure() {
        Lift lift = estimator.estimate(treatment, treatment);

        assertThat(lift.difference().value()).isNull();
        assertThat(lift.difference().warnings()).contains(WarningCode.NO_EXPOSURE_CONTRAST);
        assertThat(lift.incrementalTotal().value()).isZero();
    }

    @Test
    void oneUnitPerArmGivesAReasonInsteadOfANumber() {
        Lift lift = estimator.estimate(rows(new double[][] {{1, 1}}), control);

        assertThat(lift.difference().value()).isNull();
        assertThat(lift.difference().warnings()).containsExactly(WarningCode.TOO_FEW_UNITS);
    }

    private static Moments sample(int units, int exposed, double effect) {
        double[][] rows = new double[units][];
        for (int i = 0; i < units; i++) {
            boolean hit = i % 4 == 0 && i / 4 < exposed;
            rows[i] = new double[] {2 + (hit ? effect : 0) + (i % 2 == 0 ? 1 : -1), hit ? 1 : 0};
        }
        return rows(rows);
    }

    private static Moments noisy(Random random, double rate, double effect) {
        MomentAccumulator sample = new MomentAccumulator(2);
        for (int i = 0; i < 40; i++) {
            boolean hit = random.nextDouble() < rate;
            sample.add(random.nextGaussian() + (hit ? 3 * effect : 0), hit ? 1 : 0);
        }
        return sample.moments();
    }
}
