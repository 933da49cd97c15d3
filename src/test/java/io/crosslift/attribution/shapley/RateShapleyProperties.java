package io.crosslift.attribution.shapley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.attribution.ChannelCredit;
import io.crosslift.attribution.PathArbitraries;
import io.crosslift.attribution.PathCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RateShapleyProperties {
    private static final double TOLERANCE = 1e-10;

    @Provide
    Arbitrary<List<PathCount>> paths() {
        return PathArbitraries.convertedPaths();
    }

    @Property(tries = 100, seed = "1")
    void sharesTheConversionsOfEachSetByMeanMarginalsOverAllOrders(@ForAll("paths") List<PathCount> paths) {
        Map<String, double[]> expected = new TreeMap<>();
        for (TreeSet<String> set : distinctSets(paths)) {
            List<String> channels = List.copyOf(set);
            double[] values = AllOrders.shapley(
                    channels.size(), coalition -> AllOrders.rate(inside(paths, set), channels, coalition));
            double rate = AllOrders.rate(inside(paths, set), channels, (1 << channels.size()) - 1);
            List<PathCount> exactly = paths.stream()
                    .filter(path -> set.equals(new TreeSet<>(path.channels())))
                    .toList();
            for (int i = 0; i < channels.size(); i++) {
                double share = rate == 0 ? 0 : values[i] / rate;
                double[] credit = expected.computeIfAbsent(channels.get(i), channel -> new double[2]);
                credit[0] += share
                        * exactly.stream().mapToLong(PathCount::conversions).sum();
                credit[1] +=
                        share * exactly.stream().mapToLong(PathCount::value).sum();
            }
        }

        Map<String, ChannelCredit> credit = credit(paths);

        assertThat(credit.keySet()).isEqualTo(expected.keySet());
        expected.forEach((channel, conversionsAndValue) -> {
            assertThat(credit.get(channel).conversions()).isCloseTo(conversionsAndValue[0], within(TOLERANCE));
            assertThat(credit.get(channel).value()).isCloseTo(conversionsAndValue[1], within(1e-8));
        });
    }

    @Property(tries = 100, seed = "1")
    void channelsThatPlayTheSamePartGetTheSame(@ForAll("paths") List<PathCount> paths) {
        List<PathCount> mirrored = new ArrayList<>(paths);
        paths.forEach(path -> mirrored.add(new PathCount(
                path.channels().stream()
                        .map(channel -> "a".equals(channel) ? "b" : "b".equals(channel) ? "a" : channel)
                        .toList(),
                path.conversions(),
                path.value(),
                path.nulls())));

        Map<String, ChannelCredit> credit = credit(mirrored);

        ChannelCredit none = ChannelCredit.of(0, 0);
        assertThat(credit.getOrDefault("a", none).conversions())
                .isCloseTo(credit.getOrDefault("b", none).conversions(), within(TOLERANCE));
    }

    @Property(tries = 100, seed = "1")
    void tenTimesTheJourneysGiveTenTimesTheCredit(@ForAll("paths") List<PathCount> paths) {
        List<PathCount> tenfold = paths.stream()
                .map(path ->
                        new PathCount(path.channels(), 10 * path.conversions(), 10 * path.value(), 10 * path.nulls()))
                .toList();

        Map<String, ChannelCredit> before = credit(paths);
        credit(tenfold).forEach((channel, credit) -> assertThat(credit.conversions())
                .isCloseTo(10 * before.get(channel).conversions(), within(1e-9)));
    }

    /** A game of 8 channels, as the exact and the random orders play it, against all 40,320 orders. */
    @Example
    void aGameOfEightChannelsIsTheMeanOverItsFortyThousandOrders() {
        Random random = new Random(5);
        double[] conversions = new double[256];
        double[] journeys = new double[256];
        for (int coalition = 1; coalition < 256; coalition++) {
            conversions[coalition] = random.nextInt(4);
            journeys[coalition] = conversions[coalition] + random.nextInt(30);
        }

        double[] expected = AllOrders.shapley(8, coalition -> {
            double converted = 0;
            double made = 0;
            for (int inside = 1; inside < 256; inside++) {
                if ((inside & ~coalition) == 0) {
                    converted += conversions[inside];
                    made += journeys[inside];
                }
            }
            return made == 0 ? 0 : converted / made;
        });

        assertThat(ExactRateGame.shapley(conversions.clone(), journeys.clone()))
                .containsExactly(expected, within(1e-12));
    }

    private static Map<String, ChannelCredit> credit(List<PathCount> paths) {
        return new RateShapleyModel(RateShapleyModel.Settings.DEFAULTS)
                .fit(paths)
                .channels();
    }

    private static List<TreeSet<String>> distinctSets(List<PathCount> paths) {
        return paths.stream()
                .filter(path -> path.journeys() > 0)
                .map(path -> new TreeSet<>(path.channels()))
                .distinct()
                .toList();
    }

    private static List<PathCount> inside(List<PathCount> paths, TreeSet<String> set) {
        return paths.stream().filter(path -> set.containsAll(path.channels())).toList();
    }
}
