package io.crosslift.attribution.shapley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.attribution.ChannelCredit;
import io.crosslift.attribution.ChannelSets;
import io.crosslift.attribution.PathCount;
import io.crosslift.attribution.PathModelResult;
import io.crosslift.attribution.PathTable;
import io.crosslift.attribution.Touch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateShapleyModelTest {
    private static final double TOLERANCE = 1e-12;

    @Test
    void aChannelThatLowersTheRateKeepsItsNegativeShare() {
        // v(a) = 4/10, v(b) = 0/10, v(ab) = 5/25 = 0.2: phi(a) = (0.4 + 0.2) / 2 = 0.3, phi(b) = (0 - 0.2) / 2 = -0.1.
        List<PathCount> paths = List.of(path(4, 40, 6, "a"), path(0, 0, 10, "b"), path(1, 90, 4, "b", "a"));

        PathModelResult result = fit(RateShapleyModel.Settings.DEFAULTS, paths);

        assertThat(result.channels().get("a").conversions()).isCloseTo(4 + 1.5, within(TOLERANCE));
        assertThat(result.channels().get("b").conversions()).isCloseTo(-0.5, within(TOLERANCE));
        assertThat(result.channels().get("b").value()).isCloseTo(-45, within(1e-10));
        assertThat(result.method()).containsExactly("exact");
        assertThat(result.notes()).isEmpty();
    }

    @Test
    void aJourneyGivesNothingToAChannelWithNegativeCredit() {
        RateShapleyModel model = new RateShapleyModel(RateShapleyModel.Settings.DEFAULTS);
        PathModelResult fitted = model.fit(List.of(path(4, 40, 6, "a"), path(0, 0, 10, "b"), path(1, 90, 4, "b", "a")));
        List<Touch> touches = List.of(new Touch("1", 1, "b", ""), new Touch("2", 2, "a", ""));

        assertThat(model.journeyRule(fitted).weights(touches, 3)).containsExactly(0, 1);
    }

    @Test
    void playsEachSetAlone() {
        // Journeys through c, d don't touch the game of a, b.
        List<PathCount> paths = List.of(path(1, 1, 3, "a"), path(2, 2, 2, "a", "b"));
        List<PathCount> more = new ArrayList<>(paths);
        more.add(path(9, 9, 1, "c", "d"));
        more.add(path(0, 0, 50, "a", "c"));

        ChannelCredit before =
                fit(RateShapleyModel.Settings.DEFAULTS, paths).channels().get("b");

        assertThat(fit(RateShapleyModel.Settings.DEFAULTS, more).channels().get("b"))
                .isEqualTo(before);
    }

    @Test
    void samplingStaysInsideItsBoundAndKeepsTheTotals() {
        List<PathCount> paths = journeysThroughManyChannels(12);
        PathTable table = PathTable.of(paths);
        ChannelSets sets = ChannelSets.of(table, table.observed());
        LocalRateGames.Credit exact = new LocalRateGames(sets, new RateShapleyModel.Settings(12, 2, 1)).play();

        LocalRateGames.Credit sampled = new LocalRateGames(sets, new RateShapleyModel.Settings(5, 2_000, 1)).play();

        double off = IntStream.range(0, 12)
                .mapToDouble(channel -> Math.abs(sampled.conversions[channel] - exact.conversions[channel]))
                .max()
                .orElseThrow();
        assertThat(exact.setsSampled).isZero();
        assertThat(sampled.setsSampled).isPositive();
        assertThat(off).isPositive().isLessThan(sampled.error.bound());
        // 12 channels at 1.96 standard errors of the worst: the largest of them may exceed it, but not by far.
        assertThat(off).isLessThan(1.5 * sampled.error.halfWidth());
        assertThat(sampled.error.halfWidth()).isLessThan(sampled.error.bound());
        assertThat(IntStream.range(0, 12)
                        .mapToDouble(channel -> sampled.conversions[channel])
                        .sum())
                .isCloseTo(table.observed().conversions(), within(1e-9));
    }

    @Test
    void fourTimesTheOrdersHalveTheBound() {
        PathTable table = PathTable.of(journeysThroughManyChannels(10));
        ChannelSets sets = ChannelSets.of(table, table.observed());

        SamplingError once = new LocalRateGames(sets, new RateShapleyModel.Settings(1, 10_000, 1)).play().error;
        SamplingError fourTimes = new LocalRateGames(sets, new RateShapleyModel.Settings(1, 40_000, 1)).play().error;

        assertThat(fourTimes.bound() / once.bound()).isCloseTo(0.5, within(0.001));
        assertThat(fourTimes.halfWidth() / once.halfWidth()).isCloseTo(0.5, within(0.1));
    }

    @Test
    void saysHowFarSampledCreditMayBeOff() {
        PathModelResult result = fit(new RateShapleyModel.Settings(5, 2_000, 1), journeysThroughManyChannels(12));

        assertThat(result.method()).containsExactly("sampled");
        assertThat(result.notes())
                .singleElement()
                .asString()
                .matches(
                        "channel sets with more than 5 channels sampled \\(\\d+ of them, 2000 orders each\\): credit off by at"
                                + " most [0-9.]+ conversions per channel \\(Hoeffding, 95 %\\), by [0-9.e-]+ as observed \\(1.96"
                                + " standard errors\\)");
    }

    @Test
    void theSameSeedDrawsTheSameAndAnotherOneDoesNot() {
        List<PathCount> paths = journeysThroughManyChannels(9);
        List<PathCount> shuffled = new ArrayList<>(paths);
        Collections.shuffle(shuffled, new Random(3));

        PathModelResult first = fit(new RateShapleyModel.Settings(3, 100, 1), paths);

        assertThat(fit(new RateShapleyModel.Settings(3, 100, 1), shuffled)).isEqualTo(first);
        assertThat(fit(new RateShapleyModel.Settings(3, 100, 2), paths)).isNotEqualTo(first);
    }

    @Test
    void saysThatARunHasNoNulls() {
        assertThat(fit(RateShapleyModel.Settings.DEFAULTS, List.of(path(1, 1, 0, "a", "b")))
                        .notes())
                .containsExactly("no journey without a conversion: every rate is 0 or 1");
    }

    @Test
    void refusesSettingsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RateShapleyModel.Settings(21, 100, 1))
                .withMessage("shapley_rate exact-channels must be 1 to 20, was 21");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RateShapleyModel.Settings(15, 1, 1))
                .withMessage("shapley_rate permutations must be 2 to 10000000, was 1");
    }

    private static PathModelResult fit(RateShapleyModel.Settings settings, List<PathCount> paths) {
        return new RateShapleyModel(settings).fit(paths);
    }

    private static List<PathCount> journeysThroughManyChannels(int channels) {
        Random random = new Random(4);
        return IntStream.range(0, 150)
                .mapToObj(i -> {
                    int length = 1 + random.nextInt(channels);
                    List<String> path = random.ints(length, 0, channels)
                            .mapToObj(channel -> "channel " + channel)
                            .toList();
                    int conversions = random.nextInt(3);
                    return new PathCount(path, conversions, 100L * conversions, 1 + random.nextInt(9));
                })
                .toList();
    }

    private static PathCount path(long conversions, long value, long nulls, String... channels) {
        return new PathCount(List.of(channels), conversions, value, nulls);
    }
}
