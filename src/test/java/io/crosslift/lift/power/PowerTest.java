package io.crosslift.lift.power;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.lift.estimate.Distributions;
import io.crosslift.lift.estimate.Golden;
import io.crosslift.lift.estimate.Golden.Reference;
import io.crosslift.lift.estimate.MomentAccumulator;
import io.crosslift.lift.estimate.Moments;
import io.crosslift.lift.estimate.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PowerTest {
    private static final MeanPower STANDARD = new MeanPower(1, PowerTarget.USUAL);

    static List<Reference> references() {
        return Golden.references("lift/power");
    }

    @ParameterizedTest
    @MethodSource("references")
    void agreesWithStatsmodels(Reference reference) {
        String[] parts = reference.name().split("_");

        reference.matches(
                switch (parts[0]) {
                    case "z" -> STANDARD.controlUnits(effect(parts[1]), ratio(parts));
                    case "t" ->
                        reference.field().equals("power")
                                // c25: 25 of the 100 units are control; without it 100 units per arm.
                                ? STANDARD.powerByT(
                                        effect(parts[parts.length - 1]),
                                        parts.length == 4 ? 75 : 100,
                                        parts.length == 4 ? 25 : 100)
                                : STANDARD.controlUnitsByT(effect(parts[1]), ratio(parts));
                    case "prop" -> proportion(parts);
                    default -> throw new AssertionError(reference.name());
                });
    }

    /** Cohen (1988), table 2.4.1: n per group, two-sided 5 %, as his tables round. */
    @ParameterizedTest
    @CsvSource({"0.2,0.8,393", "0.5,0.8,64", "0.8,0.8,26", "0.5,0.9,86", "1.0,0.9,22", "0.2,0.5,193"})
    void theSampleSizesOfCohensTablesAreReproduced(double effect, double power, long units) {
        double exact = new MeanPower(1, new PowerTarget(0.05, true, power)).controlUnitsByT(effect, 1);

        assertThat(exact).isCloseTo(units, within(1.0));
    }

    @Test
    void theSmallestEffectHasThePowerItWasAskedFor() {
        double effect = STANDARD.smallestEffect(90, 30);
        double byT = STANDARD.smallestEffectByT(9, 5);

        assertThat(effect)
                .isCloseTo(
                        (Distributions.normalInverseSurvival(0.025) + Distributions.normalQuantile(0.8))
                                * Math.sqrt(1.0 / 90 + 1.0 / 30),
                        within(1e-14));
        assertThat(STANDARD.power(effect, 90, 30)).isCloseTo(0.8, within(1e-5)).isGreaterThanOrEqualTo(0.8);
        assertThat(STANDARD.powerByT(byT, 9, 5)).isCloseTo(0.8, within(1e-9));
        assertThat(byT).isGreaterThan(STANDARD.smallestEffect(9, 5));
    }

    @Test
    void covariatesAndClustersChangeTheVarianceByTheirFactors() {
        MeanPower power = new MeanPower(100, 0.6, 2.5, PowerTarget.USUAL);

        assertThat(power.effectiveVariance()).isCloseTo(160, within(1e-12));
        assertThat(power.smallestEffect(50, 50))
                .isCloseTo(Math.sqrt(160) * STANDARD.smallestEffect(50, 50), within(1e-12));
    }

    @Test
    void aOneSidedTestNeedsFewerUnits() {
        MeanPower oneSided = new MeanPower(1, new PowerTarget(0.05, false, 0.8));

        // (1.6448536 + 0.8416212)^2 x 2 / 0.04
        assertThat(oneSided.controlUnits(0.2, 1)).isCloseTo(309.1278618, within(1e-4));
    }

    @Test
    void aHoldoutOfFivePercentNeedsFiveTimesTheUnitsOfEqualArms() {
        HoldoutShare five = new HoldoutShare(0.05);
        HoldoutShare half = new HoldoutShare(0.5);

        assertThat(five.timesEqualArms()).isCloseTo(1 / 0.19, within(1e-12));
        assertThat(five.units(STANDARD, 0.1) / half.units(STANDARD, 0.1)).isCloseTo(1 / 0.19, within(1e-12));
        double units = five.units(STANDARD, 0.1);
        assertThat(five.smallestEffect(STANDARD, units)).isCloseTo(0.1, within(1e-12));
        assertThat(HoldoutShare.smallest(STANDARD, units, 0.1).share()).isCloseTo(0.05, within(1e-12));
        assertThat(five.forgone(10_000, 0.1)).isCloseTo(50, within(1e-12));
        assertThat(HoldoutShare.smallest(STANDARD, 100, 0.1)).isNull();
    }

    @Test
    void theSmallestRiseOfARateSolvesItsOwnEquation() {
        ProportionPower power = new ProportionPower(0.02, PowerTarget.USUAL);

        double rise = power.smallestRise(30_000, 10_000);

        assertThat(power.controlUnits(0.02 + rise, 3)).isCloseTo(10_000, within(1e-6));
        assertThat(new ProportionPower(0.9, PowerTarget.USUAL).smallestRise(10, 10))
                .isNull();
    }

    @Test
    void anExperimentEndsWhenTheLastUnitHasCompletedItsWindow() {
        Enrolment enrolment = new Enrolment(1000, 50, 30);

        assertThat(enrolment.days(900)).isEqualTo(30);
        assertThat(enrolment.days(1000)).isEqualTo(30);
        assertThat(enrolment.days(1001)).isEqualTo(31);
        assertThat(enrolment.days(2000)).isEqualTo(50);
        assertThat(new Enrolment(10, 0, 7).days(11)).isNull();
    }

    @Test
    void theCostOfClustersAgreesWithTheReference() {
        DesignEffect effect = DesignEffect.of(accounts());

        Golden.references("lift/account_randomised_orders", "icc").get("anova").matches(effect.correlation());
        Golden.references("lift/account_randomised_orders", "design_effect")
                .get("kish_1_plus_(m-1)icc")
                .matches(effect.kish(effect.adjustedSize()));
        // (1 + CV^2) mean n is sum n^2 / sum n.
        double squares = 0;
        double members = 0;
        for (Moments account : accounts()) {
            squares += (double) account.count() * account.count();
            members += account.count();
        }
        assertThat(effect.factor()).isCloseTo(1 + (squares / members - 1) * effect.correlation(), within(1e-12));
    }

    @Test
    void clustersOfOneOrMembersAllAlikeHaveNoCorrelation() {
        assertThat(DesignEffect.of(List.of(Samples.column(1), Samples.column(2)))
                        .correlation())
                .isNull();
        assertThat(DesignEffect.of(List.of(Samples.column(3, 3), Samples.column(3, 3)))
                        .correlation())
                .isNull();
        assertThat(DesignEffect.of(List.of(Samples.column(1, 2))).factor()).isEqualTo(1);
        assertThat(DesignEffect.of(List.of()).factor()).isEqualTo(1);
        assertThat(DesignEffect.of(List.of(Samples.column(1, 1), Samples.column(2, 2)))
                        .correlation())
                .isEqualTo(1);
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PowerTarget(0.05, true, 0.04))
                .withMessage("power must be above alpha and below 1, was 0.04");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> STANDARD.controlUnits(0, 1))
                .withMessage("the effect to be found must not be 0, was 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> STANDARD.smallestEffect(0, 10))
                .withMessage("both arms need units, had 0.0 and 10.0");
    }

    private static double effect(String part) {
        return Double.parseDouble(part.substring(1));
    }

    private static double ratio(String[] parts) {
        return parts.length > 2 ? Double.parseDouble(parts[2].substring("ratio".length())) : 1;
    }

    private static double proportion(String[] parts) {
        ProportionPower power = new ProportionPower(Double.parseDouble(parts[2]), PowerTarget.USUAL);
        double treatmentRate = Double.parseDouble(parts[3]);
        return parts[1].equals("arcsine")
                ? power.controlUnitsByArcsine(treatmentRate, 1)
                : power.controlUnits(treatmentRate, 1);
    }

    private static List<Moments> accounts() {
        Map<String, MomentAccumulator> accounts = new TreeMap<>();
        for (Map<String, String> order : Golden.rows("lift/account_randomised_orders/inputs.csv")) {
            accounts.computeIfAbsent(order.get("account"), any -> new MomentAccumulator(1))
                    .add(Double.parseDouble(order.get("amount")));
        }
        List<Moments> moments = new ArrayList<>();
        accounts.values().forEach(account -> moments.add(account.moments()));
        return moments;
    }
}
