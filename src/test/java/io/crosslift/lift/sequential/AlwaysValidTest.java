package io.crosslift.lift.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.lift.estimate.Alternative;
import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Convention;
import io.crosslift.lift.estimate.CovariateAdjusted;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.Golden;
import io.crosslift.lift.estimate.Golden.Reference;
import io.crosslift.lift.estimate.Lift;
import io.crosslift.lift.estimate.MeanDifference;
import io.crosslift.lift.estimate.MomentAccumulator;
import io.crosslift.lift.estimate.Moments;
import io.crosslift.lift.estimate.ProportionDifference;
import io.crosslift.lift.estimate.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlwaysValidTest {
    private static final double Z = 1.959963984540054;

    static List<Reference> references() {
        return Golden.references("lift/always_valid");
    }

    @ParameterizedTest
    @MethodSource("references")
    void agreesWithTheClosedForms(Reference reference) {
        Estimate fixed = fixed(reference.name());
        AlwaysValid method = reference.name().startsWith("acs")
                ? new ConfidenceSequence(5000, Confidence.TWO_SIDED_95)
                : new MixtureSequentialTest(number(reference.name(), 3), 0.05);

        Estimate always = method.at(fixed);

        double half = (always.high() - always.low()) / 2;
        reference.matches(
                switch (reference.field()) {
                    case "half", "half_95" -> half;
                    case "ratio_to_fixed" -> half / (Z * fixed.standardError());
                    case "p" -> always.p();
                    default -> throw new AssertionError(reference.field());
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "seq_mean_rel_n1000",
                "seq_prop_rel_n5000",
                "seq_one_sided_greater_rel",
                "seq_one_sided_greater_abs",
                "seq_one_sided_less_abs",
                "seq_cuped_rel"
            })
    void agreesWithGrowthBookOnTheSameStandardErrors(String name) {
        Map<String, String> in = Golden.inputs("lift/gbstats_frequentist", name);
        Confidence confidence = new Confidence(
                Double.parseDouble(in.get("alpha")),
                switch (in.get("side")) {
                    case "greater" -> Alternative.GREATER;
                    case "less" -> Alternative.LESS;
                    default -> Alternative.TWO_SIDED;
                });
        Lift lift = growthBook(in);
        Estimate fixed = in.get("diff").equals("relative") ? lift.relative() : lift.difference();

        Estimate always = new ConfidenceSequence(Long.parseLong(in.get("nstar")), confidence).at(fixed);

        Golden.references("lift/gbstats_frequentist", name).forEach((field, reference) -> {
            switch (field) {
                case "lo" -> reference.matches(always.low());
                case "hi" -> reference.matches(always.high());
                case "p" -> reference.matches(always.p());
                default -> assertThat(field).isIn("est", "se");
            }
        });
    }

    @Test
    void aOneSidedPIsTheErrorRateAtWhichTheBoundReachesZeroHoweverSmall() {
        // GrowthBook's search ends at 1e-5.
        ConfidenceSequence sequence = new ConfidenceSequence(2000, new Confidence(0.05, Alternative.GREATER));
        double z = 9;
        double p = sequence.at(estimate(z, 1, 2000)).p();

        double rhoSquared = (-2 * Math.log(0.1) + Math.log(1 - 2 * Math.log(0.1))) / 2000;
        double information = 2000 * rhoSquared;
        double half =
                Math.sqrt(2 * (information + 1) / information * Math.log(1 + Math.sqrt(information + 1) / (2 * p)));
        assertThat(p).isLessThan(1e-10);
        assertThat(half).isCloseTo(z, within(1e-12));
        assertThat(sequence.at(estimate(-z, 1, 2000)).p()).isEqualTo(1);
    }

    @Test
    void theTwoOneSidedTestsMirrorEachOther() {
        Estimate up = new ConfidenceSequence(500, new Confidence(0.05, Alternative.GREATER)).at(estimate(3, 1, 400));
        Estimate down = new ConfidenceSequence(500, new Confidence(0.05, Alternative.LESS)).at(estimate(-3, 1, 400));

        assertThat(up.low()).isEqualTo(-down.high());
        assertThat(up.p()).isEqualTo(down.p());
        assertThat(up.high()).isNull();
        assertThat(down.low()).isNull();
    }

    @Test
    void theIntervalLeavesOutZeroExactlyWherePIsBelowAlpha() {
        for (double z = 0.05; z < 6; z += 0.05) {
            for (AlwaysValid method : List.of(
                    new ConfidenceSequence(3000, Confidence.TWO_SIDED_95), new MixtureSequentialTest(0.7, 0.05))) {
                Estimate always = method.at(estimate(z, 1, 1000));

                assertThat(always.low() > 0)
                        .as("%s at z = %s", method.name(), z)
                        .isEqualTo(always.p() < 0.05);
            }
        }
    }

    @Test
    void anAveragedStreamWithoutEffectIsRarelyRejectedInAHundredLooks() {
        Random random = new Random(20260801);
        ConfidenceSequence sequence = new ConfidenceSequence(4000, Confidence.TWO_SIDED_95);
        int rejected = 0;
        int rejectedByFixedHorizon = 0;
        int replicates = 400;
        for (int i = 0; i < replicates; i++) {
            MomentAccumulator treatment = new MomentAccumulator(1);
            MomentAccumulator control = new MomentAccumulator(1);
            boolean crossed = false;
            boolean crossedFixed = false;
            for (int look = 0; look < 100; look++) {
                for (int k = 0; k < 20; k++) {
                    treatment.add(random.nextGaussian());
                    control.add(random.nextGaussian());
                }
                Estimate fixed = new MeanDifference(0)
                        .estimate(treatment.moments(), control.moments())
                        .difference();
                crossed |= sequence.at(fixed).p() <= 0.05;
                crossedFixed |= fixed.p() <= 0.05;
            }
            rejected += crossed ? 1 : 0;
            rejectedByFixedHorizon += crossedFixed ? 1 : 0;
        }

        assertThat(rejected).isLessThanOrEqualTo(20);
        assertThat(rejectedByFixedHorizon).isGreaterThan(100);
    }

    @Test
    void aRejectionStaysRejected() {
        ConfidenceSequence sequence = new ConfidenceSequence(1000, Confidence.TWO_SIDED_95);

        List<Double> running = sequence.runningP(
                List.of(estimate(1, 1, 500), estimate(4.5, 1, 1000), estimate(2, 1, 1500), estimate(0, 0, 10)));

        assertThat(running.get(0)).isEqualTo(1);
        assertThat(running.get(1)).isLessThan(0.01);
        assertThat(running.get(2)).isEqualTo(running.get(1));
        assertThat(running.get(3)).isEqualTo(running.get(1));
    }

    @Test
    void anEstimateWithoutErrorGetsNoIntervalAndNoP() {
        Estimate constant = new Estimate(2.0, null, null, null, null, null, null, 10, List.of());

        Estimate always = new ConfidenceSequence(1000, Confidence.TWO_SIDED_95).at(constant);

        assertThat(always).isEqualTo(constant);
    }

    @Test
    void theWholeComparisonKeepsItsUnits() {
        Moments treatment = Samples.column(12, 14, 16, 18, 20, 13);
        Moments control = Samples.column(10, 11, 12, 13, 9, 11);
        Lift fixed = new MeanDifference(0).estimate(treatment, control);

        for (AlwaysValid method :
                List.of(new ConfidenceSequence(12, Confidence.TWO_SIDED_95), new MixtureSequentialTest(3, 0.05))) {
            Lift always = method.at(fixed);

            assertThat(always.incrementalTotal().low())
                    .isCloseTo(6 * always.difference().low(), within(1e-9));
            assertThat(always.incrementalTotal().p())
                    .isCloseTo(always.difference().p(), within(1e-12));
            assertThat(always.relative().value()).isEqualTo(fixed.relative().value());
        }
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConfidenceSequence(0, Confidence.TWO_SIDED_95))
                .withMessage("planned units must be at least 1, were 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MixtureSequentialTest(Double.NaN, 0.05))
                .withMessage("the spread of plausible effects must be above 0, was NaN");
    }

    private static Lift growthBook(Map<String, String> in) {
        // Always two-sided: only estimate and standard error are taken from it.
        Confidence any = Confidence.TWO_SIDED_95;
        return switch (in.get("type")) {
            case "mean" -> new MeanDifference(0, any, Convention.GROWTHBOOK).estimate(mean(in, "b"), mean(in, "a"));
            case "proportion" ->
                new ProportionDifference(0, any, Convention.GROWTHBOOK)
                        .estimate(
                                Moments.ofCounts(whole(in, "sum_b"), whole(in, "n_b")),
                                Moments.ofCounts(whole(in, "sum_a"), whole(in, "n_a")));
            case "cuped" ->
                new CovariateAdjusted(0, List.of(1), any, Convention.GROWTHBOOK)
                        .estimate(adjustable(in, "b"), adjustable(in, "a"));
            default -> throw new AssertionError(in.get("type"));
        };
    }

    private static Moments mean(Map<String, String> in, String arm) {
        return Samples.fromSums(
                whole(in, "n_" + arm),
                Double.parseDouble(in.get("sum_" + arm)),
                Double.parseDouble(in.get("ss_" + arm)));
    }

    private static Moments adjustable(Map<String, String> in, String arm) {
        List<Double> sums = new ArrayList<>();
        for (String key : List.of("sy_", "syy_", "sx_", "sxx_", "sxy_")) {
            sums.add(Double.parseDouble(in.get(key + arm)));
        }
        return Samples.fromSums(whole(in, "n_" + arm), sums.get(0), sums.get(1), sums.get(2), sums.get(3), sums.get(4));
    }

    private static long whole(Map<String, String> in, String key) {
        return Long.parseLong(in.get(key));
    }

    /** acs_n500_e0.05: 500 units, effect 0.05, standard deviation 1, equal arms. msprt_0.3_0.1_0.1: effect, error, spread. */
    private static Estimate fixed(String name) {
        if (name.startsWith("acs")) {
            long units = Long.parseLong(name.split("_")[1].substring(1));
            return estimate(Double.parseDouble(name.split("_")[2].substring(1)), Math.sqrt(4.0 / units), units);
        }
        return estimate(number(name, 1), number(name, 2), 1000);
    }

    private static double number(String name, int part) {
        return Double.parseDouble(name.split("_")[part]);
    }

    private static Estimate estimate(double value, double standardError, long units) {
        return new Estimate(value, standardError, null, null, null, null, null, units, List.of());
    }
}
