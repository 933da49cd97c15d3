package io.crosslift.lift.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.lift.estimate.Golden.Reference;
import io.crosslift.lift.estimate.RatioCovariateAdjusted.Quantity;
import io.crosslift.lift.sequential.ConfidenceSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RatioCovariateAdjustedTest {
    private static final String ROWS = "lift/gbstats_cuped_ratio_rows";
    private static final RatioCovariateAdjusted ESTIMATOR = new RatioCovariateAdjusted(0, 1, 2, 3);

    @ParameterizedTest
    @ValueSource(strings = {"improving", "declining"})
    void agreesWithGrowthBookOnRowsWithASlopeOfOneHalf(String name) {
        String numerator = name.equals("improving") ? "num_post" : "num_post_declining";

        Estimate relative = ESTIMATOR
                .estimate(rows("b", numerator, 1), rows("a", numerator, 1), 0.5)
                .relative();

        Map<String, Reference> expected = Golden.references(ROWS, name);
        expected.get("est").matches(relative.value());
        expected.get("se").matches(relative.standardError());
    }

    @Test
    void negatingTheNumeratorsNegatesTheLiftAndKeepsItsError() {
        Estimate up = ESTIMATOR
                .estimate(rows("b", "num_post", 1), rows("a", "num_post", 1), 0.5)
                .relative();
        Estimate down = ESTIMATOR
                .estimate(rows("b", "num_post", -1), rows("a", "num_post", -1), 0.5)
                .relative();

        assertThat(down.value()).isCloseTo(-up.value(), within(1e-14));
        assertThat(down.standardError()).isCloseTo(up.standardError(), within(1e-14));
    }

    @Test
    void agreesWithGrowthBookOnSumsWithThePooledSlope() {
        Map<String, String> in = Golden.inputs("lift/gbstats_frequentist", "cuped_ratio_rel");

        Estimate relative = ESTIMATOR.estimate(sums(in, "b"), sums(in, "a")).relative();

        Map<String, Reference> expected = Golden.references("lift/gbstats_frequentist", "cuped_ratio_rel");
        expected.get("est").matches(relative.value());
        expected.get("se").matches(relative.standardError());
        expected.get("lo").matches(relative.low());
        expected.get("hi").matches(relative.high());
        expected.get("p").matches(relative.p());
    }

    @Test
    void agreesWithGrowthBookOnTheSequentialIntervalOfAnAdjustedRatio() {
        Map<String, String> in = Golden.inputs("lift/gbstats_frequentist", "seq_cuped_ratio_rel");

        Estimate relative = new ConfidenceSequence(Long.parseLong(in.get("nstar")), Confidence.TWO_SIDED_95)
                .at(ESTIMATOR.estimate(sums(in, "b"), sums(in, "a")).relative());

        Map<String, Reference> expected = Golden.references("lift/gbstats_frequentist", "seq_cuped_ratio_rel");
        expected.get("lo").matches(relative.low());
        expected.get("hi").matches(relative.high());
        expected.get("p").matches(relative.p());
    }

    @Test
    void withMeansInsteadOfRatiosItIsTheAdjustedMean() {
        Moments treatment = rows("b", "num_post", 1);
        Moments control = rows("a", "num_post", 1);

        Lift asRatio = new RatioCovariateAdjusted(
                        Quantity.mean(0), List.of(Quantity.mean(2), Quantity.mean(3)), Confidence.TWO_SIDED_95)
                .estimate(treatment, control);
        Lift plain = new CovariateAdjusted(0, List.of(2, 3)).estimate(treatment, control);

        assertThat(asRatio.difference().value()).isCloseTo(plain.difference().value(), within(1e-12));
        assertThat(asRatio.difference().standardError())
                .isCloseTo(plain.difference().standardError(), within(1e-12));
        assertThat(asRatio.relative().p()).isCloseTo(plain.relative().p(), within(1e-12));
        assertThat(asRatio.incrementalTotal()).isNull();
    }

    @Test
    void severalCovariatesExplainAtLeastAsMuchAsOne() {
        Moments treatment = rows("b", "num_post", 1);
        Moments control = rows("a", "num_post", 1);
        RatioCovariateAdjusted more = new RatioCovariateAdjusted(
                Quantity.ratio(0, 1), List.of(Quantity.ratio(2, 3), Quantity.mean(2)), Confidence.TWO_SIDED_95);

        assertThat(more.adjustment(treatment, control).varianceReduction())
                .isGreaterThanOrEqualTo(ESTIMATOR.adjustment(treatment, control).varianceReduction() - 1e-12);
    }

    @Test
    void aZeroDenominatorLeavesNoNumberButAReason() {
        Moments none = Samples.rows(new double[] {0, 0, 1, 1}, new double[] {0, 0, 2, 1});

        Lift lift = ESTIMATOR.estimate(none, rows("a", "num_post", 1));

        assertThat(lift.difference().value()).isNull();
        assertThat(lift.treatment().value()).isNull();
        assertThat(lift.difference().warnings()).containsExactly(WarningCode.ZERO_DENOMINATOR);
    }

    private static Moments rows(String arm, String numerator, double sign) {
        MomentAccumulator rows = new MomentAccumulator(4);
        for (Map<String, String> row : Golden.rows(ROWS + "/inputs.csv")) {
            if (row.get("arm").equals(arm)) {
                rows.add(
                        sign * Double.parseDouble(row.get(numerator)),
                        Double.parseDouble(row.get("den_post")),
                        sign * Double.parseDouble(row.get("num_pre")),
                        Double.parseDouble(row.get("den_pre")));
            }
        }
        return rows.moments();
    }

    /** m, d: numerator and denominator after; u, v: before; two letters: the sum of products. */
    private static Moments sums(Map<String, String> in, String arm) {
        String[] keys = {"m", "d", "u", "v"};
        double n = Double.parseDouble(in.get("n_" + arm));
        List<Double> numbers = new ArrayList<>(List.of(4.0, n));
        for (String key : keys) {
            numbers.add(sum(in, key, arm) / n);
        }
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j <= i; j++) {
                String pair = in.containsKey(keys[i] + keys[j] + "_" + arm) ? keys[i] + keys[j] : keys[j] + keys[i];
                numbers.add(sum(in, pair, arm) - sum(in, keys[i], arm) * sum(in, keys[j], arm) / n);
            }
        }
        numbers.addAll(List.of(0.0, 0.0, 0.0, 0.0));
        return Moments.fromArray(
                numbers.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static double sum(Map<String, String> in, String key, String arm) {
        return Double.parseDouble(in.get(key + "_" + arm));
    }
}
