package io.crosslift.attribution.shapley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.attribution.PathCount;
import io.crosslift.attribution.PathTable;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random orders against a game played order by order, rotation by rotation. */
class SampledGamesTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 10})
    void allRotationsOfAnOrderAreWhatTheyAreOneByOne(int channels) {
        Random random = new Random(channels);
        int[][] sets = random.ints(1, 1 << channels)
                .distinct()
                .limit(Math.min(60, (1 << channels) - 1))
                .mapToObj(set -> IntStream.range(0, channels)
                        .filter(channel -> (set >> channel & 1) == 1)
                        .toArray())
                .toArray(int[][]::new);
        double[] conversions = IntStream.range(0, sets.length)
                .mapToDouble(set -> random.nextInt(5))
                .toArray();
        double[] journeys = IntStream.range(0, sets.length)
                .mapToDouble(set -> conversions[set] + 1 + random.nextInt(20))
                .toArray();
        IntToDoubleFunction rate = coalition -> {
            double converted = 0;
            double made = 0;
            for (int set = 0; set < sets.length; set++) {
                if (IntStream.of(sets[set]).allMatch(channel -> (coalition >> channel & 1) == 1)) {
                    converted += conversions[set];
                    made += journeys[set];
                }
            }
            return made == 0 ? 0 : converted / made;
        };

        SampledValues values = new SampledRateGame(channels, sets, conversions, journeys).shapley(3, 17);

        double[] expected = meanMarginals(channels, 3, 17, rate);
        for (int channel = 0; channel < channels; channel++) {
            assertThat(values.mean(channel)).isCloseTo(expected[channel], within(1e-14));
        }
    }

    @Test
    void eliminatingChannelsInAnOrderGivesItsMarginals() {
        PathTable table = PathTable.of(loopingJourneys(6));
        ChannelChain chain = ChannelChain.of(table, table.observed());
        int orders = 3;

        SampledChainGame.Values values = SampledChainGame.play(chain, orders, 17);

        long seed = new SplittableRandom(17).nextLong();
        double[] expected = meanMarginals(
                chain.size(), orders, seed, coalition -> RestrictedChain.conversions(loopingJourneys(6), coalition)[0]);
        double[] expectedValue = meanMarginals(
                chain.size(), orders, seed, coalition -> RestrictedChain.conversions(loopingJourneys(6), coalition)[1]);
        assertThat(values.onConversions().samples()).isEqualTo(orders);
        for (int channel = 0; channel < chain.size(); channel++) {
            assertThat(values.onConversions().mean(channel)).isCloseTo(expected[channel], within(1e-11));
            assertThat(values.onValue().mean(channel)).isCloseTo(expectedValue[channel], within(1e-9));
        }
    }

    @Test
    void theWidthsHoldAllMarginals() {
        List<PathCount> paths = loopingJourneys(6);
        PathTable table = PathTable.of(paths);
        double[] widths = SampledChainGame.widths(ChannelChain.of(table, table.observed()));

        for (int channel = 0; channel < 6; channel++) {
            double least = Double.MAX_VALUE;
            double most = 0;
            for (int others = 0; others < 64; others++) {
                if ((others >> channel & 1) == 0) {
                    double added = RestrictedChain.conversions(paths, others | 1 << channel)[0]
                            - RestrictedChain.conversions(paths, others)[0];
                    least = Math.min(least, added);
                    most = Math.max(most, added);
                }
            }
            assertThat(widths[channel]).isCloseTo(most - least, within(1e-10));
        }
    }

    @Test
    void theBoundIsHoeffdingsForAllChannelsAtOnce() {
        // 30 channels, range 0.22, wanted 0.001 at 5 %: r^2 / (2 e^2) ln(2 n / delta) = 171,580 samples.
        SampledValues values = new SampledValues(30);
        double[] sample = new double[30];
        for (int i = 0; i < 171_580; i++) {
            values.add(sample);
        }
        SamplingError error = new SamplingError(30);
        double[] widths = new double[30];
        Arrays.fill(widths, 0.22);
        error.add(values, IntStream.range(0, 30).toArray(), widths, 1);

        assertThat(error.bound()).isCloseTo(0.001, within(1e-8));

        SamplingError twoGames = new SamplingError(30);
        twoGames.add(values, IntStream.range(0, 30).toArray(), widths, 3);
        twoGames.add(values, IntStream.range(0, 30).toArray(), widths, 4);

        assertThat(twoGames.bound()).isCloseTo(0.005, within(5e-8)); // independent, so squares add up
    }

    @Test
    void spreadIsThatOfTheSamplesHoweverTheyAreMerged() {
        double[] numbers = {3, 1, 4, 1, 5, 9, 2, 6};
        SampledValues left = new SampledValues(1);
        SampledValues right = new SampledValues(1);
        for (int i = 0; i < numbers.length; i++) {
            (i < 3 ? left : right).add(new double[] {numbers[i]});
        }

        left.addAll(right);
        left.addAll(new SampledValues(1));

        // mean 31 / 8; sum of squares 173 - 31^2 / 8 = 52.875.
        assertThat(left.mean(0)).isCloseTo(3.875, within(1e-15));
        assertThat(left.squaredError(0)).isCloseTo(52.875 / 7 / 8, within(1e-14));
    }

    static List<PathCount> loopingJourneys(int channels) {
        Random random = new Random(6);
        return IntStream.range(0, 40)
                .mapToObj(i -> {
                    List<String> path = random.ints(1 + random.nextInt(9), 0, channels)
                            .mapToObj(channel -> "abcdefgh".substring(channel, channel + 1))
                            .toList();
                    int conversions = random.nextInt(3);
                    return new PathCount(path, conversions, 7L * conversions, random.nextInt(9));
                })
                .toList();
    }

    private static double[] meanMarginals(int players, int orders, long seed, IntToDoubleFunction worth) {
        RotatedOrders random = new RotatedOrders(players, seed);
        double[] mean = new double[players];
        for (int i = 0; i < orders; i++) {
            int[] order = random.next();
            for (int start = 0; start < players; start++) {
                int coalition = 0;
                for (int place = 0; place < players; place++) {
                    int player = order[(start + place) % players];
                    double before = worth.applyAsDouble(coalition);
                    coalition |= 1 << player;
                    mean[player] += (worth.applyAsDouble(coalition) - before) / players / orders;
                }
            }
        }
        return mean;
    }
}
