package io.crosslift.attribution.shapley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.attribution.ChannelCredit;
import io.crosslift.attribution.PathArbitraries;
import io.crosslift.attribution.PathCount;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class MarkovShapleyProperties {
    private static final double TOLERANCE = 1e-10;

    @Provide
    Arbitrary<List<PathCount>> paths() {
        return PathArbitraries.convertedPaths();
    }

    @Property(tries = 100, seed = "1")
    void isTheMeanOverAllOrdersOfWhatEachChannelAddsToTheChain(@ForAll("paths") List<PathCount> paths) {
        List<String> channels = channels(paths);
        double[] onConversions =
                AllOrders.shapley(channels.size(), coalition -> RestrictedChain.conversions(paths, coalition)[0]);
        double[] onValue =
                AllOrders.shapley(channels.size(), coalition -> RestrictedChain.conversions(paths, coalition)[1]);

        Map<String, ChannelCredit> credit = credit(paths);

        assertThat(credit.keySet()).containsExactlyElementsOf(channels);
        for (int i = 0; i < channels.size(); i++) {
            assertThat(credit.get(channels.get(i)).conversions()).isCloseTo(onConversions[i], within(TOLERANCE));
            assertThat(credit.get(channels.get(i)).value()).isCloseTo(onValue[i], within(1e-8));
        }
    }

    @Property(tries = 100, seed = "1")
    void creditIsNotNegativeAndSumsWithoutScaling(@ForAll("paths") List<PathCount> paths) {
        Map<String, ChannelCredit> credit = credit(paths);

        assertThat(credit.values())
                .allSatisfy(channel -> assertThat(channel.conversions()).isNotNegative());
        assertThat(credit.values().stream()
                        .mapToDouble(ChannelCredit::conversions)
                        .sum())
                .isCloseTo(paths.stream().mapToLong(PathCount::conversions).sum(), within(TOLERANCE));
    }

    @Property(tries = 100, seed = "1")
    void repeatingATouchChangesNoBit(@ForAll("paths") List<PathCount> paths) {
        List<PathCount> repeated = paths.stream()
                .map(path -> {
                    List<String> twice = new ArrayList<>();
                    path.channels().forEach(channel -> twice.addAll(List.of(channel, channel)));
                    return new PathCount(twice, path.conversions(), path.value(), path.nulls());
                })
                .toList();

        assertThat(credit(repeated)).isEqualTo(credit(paths));
    }

    @Property(tries = 100, seed = "1")
    void aChannelBehindWhichNobodyConvertsGetsNothing(@ForAll("paths") List<PathCount> paths) {
        List<PathCount> more = new ArrayList<>(paths);
        more.add(new PathCount(List.of("a", "dead end", "another", "dead end"), 0, 0, 3));

        ChannelCredit credit = credit(more).get("dead end");

        assertThat(credit).isEqualTo(ChannelCredit.of(0, 0));
    }

    @Example
    void aChainOfEightChannelsIsTheMeanOverItsFortyThousandOrders() {
        List<PathCount> paths = SampledGamesTest.loopingJourneys(8);
        double[] expected = AllOrders.shapley(8, coalition -> RestrictedChain.conversions(paths, coalition)[0]);

        assertThat(credit(paths).values().stream()
                        .mapToDouble(ChannelCredit::conversions)
                        .toArray())
                .containsExactly(expected, within(TOLERANCE));
    }

    private static Map<String, ChannelCredit> credit(List<PathCount> paths) {
        return new MarkovShapleyModel(MarkovShapleyModel.Settings.DEFAULTS)
                .fit(paths)
                .channels();
    }

    private static List<String> channels(List<PathCount> paths) {
        return paths.stream()
                .filter(path -> path.journeys() > 0)
                .map(PathCount::channels)
                .flatMap(Collection::stream)
                .distinct()
                .sorted()
                .toList();
    }
}
