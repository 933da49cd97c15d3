package io.crosslift.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.lift.ExperimentHistory.Kind;
import io.crosslift.lift.ExperimentHistory.Measure;
import io.crosslift.lift.estimate.MomentAccumulator;
import io.crosslift.lift.estimate.Moments;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MetricPowerTest {
    private static final int BUCKETS = 128;

    @Test
    void ofLikeUnitsBothErrorsAreTheSame() {
        MetricPower power = power(new SplittableRandom(3), 0);

        assertThat(power.jackknifeError()).isCloseTo(power.standardError(), within(0.25 * power.standardError()));
        assertThat(power.disagreement(BUCKETS)).isNull();
    }

    /** Units of a bucket that share what they do are no independent units, which the formula takes them for. */
    @Test
    void unitsThatHangTogetherMakeTheFormulasErrorTooSmall() {
        MetricPower power = power(new SplittableRandom(3), 30);

        assertThat(power.jackknifeError()).isGreaterThan(2 * power.standardError());
        assertThat(power.disagreement(BUCKETS))
                .startsWith("net_revenue over 30 days: its standard error is ")
                .endsWith("plan with the larger one or a capped metric.");
    }

    @Test
    void fewBucketsSayNothing() {
        List<Moments> few = buckets(new SplittableRandom(3), 30).subList(0, 20);

        assertThat(MetricPower.of(measure(few), 1_000, null).jackknifeError()).isNull();
    }

    private static MetricPower power(SplittableRandom random, double shared) {
        return MetricPower.of(measure(buckets(random, shared)), 1_000, null);
    }

    private static Measure measure(List<Moments> buckets) {
        return new Measure(
                "net_revenue", 30, Kind.MEAN, new TreeMap<>(Map.of("all", Moments.mergeInOrder(buckets))), buckets);
    }

    /** 50 units per bucket between 100 and 160, and as much more as the bucket shares. */
    private static List<Moments> buckets(SplittableRandom random, double shared) {
        List<Moments> buckets = new ArrayList<>();
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            double more = shared * random.nextDouble();
            MomentAccumulator units = new MomentAccumulator(2);
            for (int unit = 0; unit < 50; unit++) {
                units.add(100 + more + 60 * random.nextDouble(), random.nextDouble());
            }
            buckets.add(units.moments());
        }
        return buckets;
    }
}
