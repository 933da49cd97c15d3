package io.crosslift.lift.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ResamplingTest {
    @Test
    void theBootstrapAgreesWithTheClosedFormOfADifference() {
        PoissonBootstrap.Arm treatment = arm(1, 500, 400, 1000);
        PoissonBootstrap.Arm control = arm(2, 500, 400, 2000);

        PoissonBootstrap.Result result = PoissonBootstrap.of(treatment, control, (t, c) -> t.mean(0) - c.mean(0), 0.05);

        Lift welch = new MeanDifference(0).estimate(sample(1, 400), sample(2, 400));
        double closed = welch.difference().standardError();
        assertThat(result.value()).isCloseTo(welch.difference().value(), within(1e-12));
        assertThat(result.standardError()).isCloseTo(closed, within(0.12 * closed));
        assertThat(result.high() - result.value()).isCloseTo(1.959963984540054 * result.standardError(), within(1e-12));
        assertThat(result.warnings()).isEmpty();
    }

    @Test
    void partsMergeToTheSameResamples() {
        PoissonBootstrap.Arm whole = new PoissonBootstrap.Arm(1, 20, 7);
        PoissonBootstrap.Arm first = new PoissonBootstrap.Arm(1, 20, 7);
        PoissonBootstrap.Arm second = new PoissonBootstrap.Arm(1, 20, 7);
        for (int i = 0; i < 100; i++) {
            whole.add(i, i);
            (i % 2 == 0 ? first : second).add(i, i);
        }
        first.merge(second);

        PoissonBootstrap.Result a = PoissonBootstrap.of(whole, whole, (t, c) -> t.mean(0), 0.05);
        PoissonBootstrap.Result b = PoissonBootstrap.of(first, first, (t, c) -> t.mean(0), 0.05);
        assertThat(b.standardError()).isCloseTo(a.standardError(), within(1e-12));
        assertThat(a.warnings()).containsExactly(WarningCode.FEW_RESAMPLES);
    }

    @Test
    void aStatisticThatIsUndefinedInAResampleHasNoError() {
        PoissonBootstrap.Arm arm = arm(1, 50, 2, 0);

        PoissonBootstrap.Result result =
                PoissonBootstrap.of(arm, arm, (t, c) -> 1.0 / Math.max(0, t.count() - 1), 0.05);

        assertThat(result.value()).isEqualTo(1);
        assertThat(result.standardError()).isNull();
        assertThat(result.warnings()).containsExactly(WarningCode.NOT_FINITE);
    }

    @Test
    void splitsOfUntreatedBucketsFindAnEffectAsOftenAsAlphaSays() {
        List<Moments> buckets = new ArrayList<>();
        for (int b = 0; b < 128; b++) {
            buckets.add(sample(100 + b, 20));
        }
        buckets.add(Moments.empty(1));

        PlaceboSplits.Result result = PlaceboSplits.of(buckets, new MeanDifference(0), 0.5, 1000, 3, 0.05);

        assertThat(result.splits()).isEqualTo(1000);
        assertThat(result.belowAlpha()).isBetween(0.03, 0.07);
        assertThat(result.distance()).isLessThan(0.06);
        assertThat(PlaceboSplits.of(buckets, new MeanDifference(0), 0.5, 1000, 3, 0.05))
                .isEqualTo(result);
    }

    @Test
    void anEstimatorThatIgnoresClustersIsCaughtByTheSplits() {
        // Buckets that share a shock, tested as if their units were independent.
        Random random = new Random(9);
        List<Moments> buckets = new ArrayList<>();
        for (int b = 0; b < 60; b++) {
            double shock = random.nextGaussian();
            MomentAccumulator bucket = new MomentAccumulator(1);
            for (int i = 0; i < 20; i++) {
                bucket.add(shock + random.nextGaussian());
            }
            buckets.add(bucket.moments());
        }

        assertThat(PlaceboSplits.of(buckets, new MeanDifference(0), 0.5, 500, 3, 0.05)
                        .belowAlpha())
                .isGreaterThan(0.3);
    }

    @Test
    void aSingleBucketCannotBeSplit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlaceboSplits.of(List.of(sample(1, 5)), new MeanDifference(0), 0.5, 10, 3, 0.05))
                .withMessage("an A/A check needs at least 2 buckets with units, had 1");
    }

    private static PoissonBootstrap.Arm arm(int seed, int resamples, int units, long firstUnit) {
        PoissonBootstrap.Arm arm = new PoissonBootstrap.Arm(1, resamples, 42);
        Random random = new Random(seed);
        for (int i = 0; i < units; i++) {
            arm.add(firstUnit + i, random.nextGaussian());
        }
        return arm;
    }

    private static Moments sample(int seed, int units) {
        Random random = new Random(seed);
        MomentAccumulator sample = new MomentAccumulator(1);
        for (int i = 0; i < units; i++) {
            sample.add(random.nextGaussian());
        }
        return sample.moments();
    }
}
