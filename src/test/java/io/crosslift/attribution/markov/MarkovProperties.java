package io.crosslift.attribution.markov;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.attribution.ChannelCredit;
import io.crosslift.attribution.PathArbitraries;
import io.crosslift.attribution.PathCount;
import io.crosslift.attribution.Transition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class MarkovProperties {
    private static final double TOLERANCE = 1e-10;

    @Provide
    Arbitrary<List<PathCount>> paths() {
        return PathArbitraries.convertedPaths();
    }

    @Property(tries = 100, seed = "1")
    void probabilitiesOfLeavingAStateSumToOne(
            @ForAll("paths") List<PathCount> paths, @ForAll @IntRange(min = 1, max = 3) int order) {
        Map<String, Double> left = new LinkedHashMap<>();
        for (Transition transition : model(order).fit(paths).transitions()) {
            left.merge(transition.from(), transition.probability(), Double::sum);
        }

        assertThat(left).containsKey(Transition.START);
        assertThat(left.values()).allSatisfy(sum -> assertThat(sum).isCloseTo(1, within(TOLERANCE)));
    }

    @Property(tries = 100, seed = "1")
    void removalEffectsLieBetweenZeroAndOneAndSomeChannelHasOne(
            @ForAll("paths") List<PathCount> paths, @ForAll @IntRange(min = 1, max = 3) int order) {
        assertThat(model(order).fit(paths).channels().values())
                .allSatisfy(credit -> assertThat(credit.removalEffectOnConversions())
                        .isNotNull()
                        .isBetween(0.0, 1.0))
                .anySatisfy(credit ->
                        assertThat(credit.removalEffectOnConversions()).isPositive());
    }

    @Property(tries = 100, seed = "1")
    void theChainConvertsAsOftenAsTheJourneysDid(
            @ForAll("paths") List<PathCount> paths, @ForAll @IntRange(min = 1, max = 3) int order) {
        WindowCounts counts = WindowCounts.of(PathCount.merged(paths), order);
        double[] converted = new double[2];
        double[] visits = walk(counts, new int[0], converted);

        assertThat(converted[0]).isCloseTo(counts.conversions(), within(TOLERANCE));
        assertThat(converted[1]).isCloseTo(counts.value(), within(1e-8));
        for (int state = 0; state < counts.size(); state++) {
            assertThat(visits[state]).isCloseTo(counts.passages(state), within(1e-8));
        }
    }

    @Property(tries = 100, seed = "1")
    void bothSolversAgreeWithWalkingAroundTheRemovedChannel(
            @ForAll("paths") List<PathCount> paths, @ForAll @IntRange(min = 1, max = 3) int order) {
        WindowCounts counts = WindowCounts.of(PathCount.merged(paths), order);
        int[] converting = ConversionFlow.convertingStates(counts);
        for (String channel : List.of("a", "b", "e")) {
            int[] group = counts.statesWith(channel);
            double[] avoiding = new double[2];
            walk(counts, group, avoiding);
            double[] expected = {counts.conversions() - avoiding[0], counts.value() - avoiding[1]};

            assertThat(new DenseConversionFlow(counts, converting).through(group))
                    .containsExactly(expected, within(1e-8));
            assertThat(new SparseConversionFlow(counts, converting).through(group))
                    .containsExactly(expected, within(1e-8));
        }
    }

    @Property(tries = 100, seed = "1")
    void repeatingATouchChangesNoRemovalEffect(@ForAll("paths") List<PathCount> paths) {
        List<PathCount> repeated = paths.stream()
                .map(path -> new PathCount(twice(path.channels()), path.conversions(), path.value(), path.nulls()))
                .toList();

        assertThat(model(1).fit(repeated).channels())
                .isEqualTo(model(1).fit(paths).channels());
    }

    @Property(tries = 100, seed = "1")
    void removalEffectsAndCreditScaleWithTheCounts(@ForAll("paths") List<PathCount> paths) {
        List<PathCount> tenfold = paths.stream()
                .map(path ->
                        new PathCount(path.channels(), 10 * path.conversions(), 10 * path.value(), 10 * path.nulls()))
                .toList();

        Map<String, ChannelCredit> once = model(1).fit(paths).channels();
        model(1).fit(tenfold).channels().forEach((channel, credit) -> {
            ChannelCredit before = once.get(channel);
            assertThat(credit.removalEffectOnConversions())
                    .isCloseTo(before.removalEffectOnConversions(), within(TOLERANCE));
            assertThat(credit.conversions()).isCloseTo(10 * before.conversions(), within(1e-8));
        });
    }

    private static MarkovModel model(int order) {
        return new MarkovModel(new MarkovModel.Settings(order));
    }

    private static List<String> twice(List<String> channels) {
        List<String> twice = new ArrayList<>();
        channels.forEach(channel -> twice.addAll(List.of(channel, channel)));
        return twice;
    }

    /** Sends all journeys through the chain until none is left, not entering the group; returns visits per state. */
    private static double[] walk(WindowCounts counts, int[] group, double[] converted) {
        boolean[] removed = new boolean[counts.size()];
        Arrays.stream(group).forEach(state -> removed[state] = true);
        double[] visits = new double[counts.size()];
        double[] walking = IntStream.range(0, counts.size())
                .mapToDouble(state -> removed[state] ? 0 : counts.starts(state))
                .toArray();
        while (Arrays.stream(walking).sum() > 1e-13) {
            double[] next = new double[counts.size()];
            for (int state = 0; state < counts.size(); state++) {
                double share = walking[state] / counts.passages(state);
                visits[state] += walking[state];
                converted[0] += share * counts.conversions(state);
                converted[1] += share * counts.value(state);
                counts.moves(state).forEach((to, count) -> next[to] += removed[to] ? 0 : share * count);
            }
            walking = next;
        }
        return visits;
    }
}
