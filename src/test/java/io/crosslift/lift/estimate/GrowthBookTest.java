package io.crosslift.lift.estimate;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.crosslift.lift.estimate.Golden.Reference;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The frequentist cases of GrowthBook's own tests, under its conventions. Arm a is control, b treatment. */
class GrowthBookTest {
    private static final String GOLDEN = "lift/gbstats_frequentist";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mean_rel",
                "mean_abs",
                "prop_rel",
                "one_sided_greater_rel",
                "one_sided_greater_abs",
                "one_sided_less_rel",
                "one_sided_less_abs"
            })
    void agreesOnMeansAndProportions(String name) {
        Map<String, String> in = Golden.inputs(GOLDEN, name);
        Confidence confidence = new Confidence(Double.parseDouble(in.get("alpha")), alternative(in.get("side")));
        LiftEstimator estimator = in.get("type").equals("mean")
                ? new MeanDifference(0, confidence, Convention.GROWTHBOOK)
                : new ProportionDifference(0, confidence, Convention.GROWTHBOOK);

        Lift lift = estimator.estimate(arm(in, "b"), arm(in, "a"));

        Estimate estimate = in.get("diff").equals("relative") ? lift.relative() : lift.difference();
        for (Reference reference : Golden.references(GOLDEN, name).values()) {
            reference.matches(
                    switch (reference.field()) {
                        case "est" -> estimate.value();
                        case "se" -> estimate.standardError();
                        case "lo" -> estimate.low();
                        case "hi" -> estimate.high();
                        case "p" -> estimate.p();
                        default -> throw new AssertionError(reference.field());
                    });
        }
    }

    @Test
    void agreesOnTheAdjustedMean() {
        Map<String, String> in = Golden.inputs(GOLDEN, "seq_cuped_rel");
        Map<String, Reference> expected = Golden.references(GOLDEN, "seq_cuped_rel");

        Estimate relative = new CovariateAdjusted(0, List.of(1), Confidence.TWO_SIDED_95, Convention.GROWTHBOOK)
                .estimate(adjustable(in, "b"), adjustable(in, "a"))
                .relative();

        expected.get("est").matches(relative.value());
        expected.get("se").matches(relative.standardError());
    }

    @Test
    void refusesSumsThatNoSampleHas() {
        Map<String, String> in = Golden.inputs(GOLDEN, "zero_or_negative_variance");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> arm(in, "a"))
                .withMessageContaining("the sum of squares of column 0 must be at least 0");
    }

    private static Moments arm(Map<String, String> in, String arm) {
        long n = Long.parseLong(in.get("n_" + arm));
        double sum = Double.parseDouble(in.get("sum_" + arm));
        return in.get("type").equals("proportion")
                ? Moments.ofCounts((long) sum, n)
                : Samples.fromSums(n, sum, Double.parseDouble(in.get("ss_" + arm)));
    }

    private static Moments adjustable(Map<String, String> in, String arm) {
        return Samples.fromSums(
                Long.parseLong(in.get("n_" + arm)),
                Double.parseDouble(in.get("sy_" + arm)),
                Double.parseDouble(in.get("syy_" + arm)),
                Double.parseDouble(in.get("sx_" + arm)),
                Double.parseDouble(in.get("sxx_" + arm)),
                Double.parseDouble(in.get("sxy_" + arm)));
    }

    private static Alternative alternative(String side) {
        return switch (side) {
            case "two" -> Alternative.TWO_SIDED;
            case "greater" -> Alternative.GREATER;
            case "less" -> Alternative.LESS;
            default -> throw new AssertionError(side);
        };
    }
}
