package io.crosslift.lift.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlaceboSplitsTest {
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

    private static Moments sample(int seed, int units) {
        Random random = new Random(seed);
        MomentAccumulator sample = new MomentAccumulator(1);
        for (int i = 0; i < units; i++) {
            sample.add(random.nextGaussian());
        }
        return sample.moments();
    }
}
