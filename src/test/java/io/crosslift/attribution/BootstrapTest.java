package io.crosslift.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.attribution.markov.MarkovModel;
import io.crosslift.attribution.shapley.ShapleyModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.PoissonDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BootstrapTest {
    private static final List<PathCount> PATHS = List.of(
            new PathCount(List.of("a"), 400, 4_000, 600),
            new PathCount(List.of("b"), 100, 3_000, 900),
            new PathCount(List.of("a", "b"), 0, 0, 50));

    @Test
    void aShareVariesAsABinomialOne() {
        // Of n conversions, a has a Poisson(400) and b a Poisson(100) number: sd of a's share is sqrt(p (1 - p) / n).
        Spread share = spread(new ShapleyModel(), 4_000, 1).get("a").shareOfConversions();

        double expected = Math.sqrt(0.8 * 0.2 / 500);
        assertThat(share.resamples()).isEqualTo(4_000);
        assertThat(share.standardDeviation()).isCloseTo(expected, within(0.05 * expected));
        assertThat(share.around(0.8).low()).isCloseTo(0.8 - 1.96 * expected, within(0.1 * expected));
        assertThat(share.around(0.8).high()).isCloseTo(0.8 + 1.96 * expected, within(0.1 * expected));
    }

    @Test
    void removalEffectsVaryWhereAModelHasThem() {
        SortedMap<String, ChannelSpread> markov = spread(new MarkovModel(MarkovModel.Settings.DEFAULTS), 200, 1);

        assertThat(markov.get("a").removalEffectOnConversions()).isNotNull();
        assertThat(markov.get("a").removalEffectOnConversions().standardDeviation())
                .isBetween(0.005, 0.05);
        assertThat(markov.get("b").removalEffectOnValue()).isNotNull();
        assertThat(spread(new ShapleyModel(), 10, 1).get("a").removalEffectOnConversions())
                .isNull();
    }

    @Test
    void theSameSeedGivesTheSameBitsInAnyRowOrder() {
        List<PathCount> rows = new ArrayList<>(PATHS);
        PathTable table = PathTable.of(rows);
        Collections.reverse(rows);
        rows.add(new PathCount(List.of("c", "a"), 1, 5, 3));
        PathTable more = PathTable.of(rows);
        PathWeights draw = new PoissonResamples(table, 9, 42).of(7);
        PathWeights again = new PoissonResamples(more, 9, 42).of(7);

        for (int path = 0; path < table.paths(); path++) {
            assertThat(again.conversions(path)).isEqualTo(draw.conversions(path));
            assertThat(again.value(path)).isEqualTo(draw.value(path));
            assertThat(again.nulls(path)).isEqualTo(draw.nulls(path));
        }
        assertThat(new PoissonResamples(table, 9, 43).of(7).conversions()).isNotEqualTo(draw.conversions());
        assertThat(spread(new ShapleyModel(), 50, 5)
                        .get("a")
                        .shareOfConversions()
                        .standardDeviation())
                .isEqualTo(spread(new ShapleyModel(), 50, 5)
                        .get("a")
                        .shareOfConversions()
                        .standardDeviation());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 1, 4.5, 9.99, 10, 35, 2_000})
    void drawsArePoisson(double mean) {
        int draws = 40_000;
        PoissonDistribution distribution = PoissonDistribution.of(mean);
        int[] counts = new int[(int) (mean + 12 * Math.sqrt(mean) + 12)];
        RandomStream random = new RandomStream(11);
        IntStream.range(0, draws).forEach(i -> counts[(int) random.poisson(mean)]++);

        int cumulated = 0;
        double largest = 0;
        for (int number = 0; number < counts.length; number++) {
            cumulated += counts[number];
            largest = Math.max(
                    largest, Math.abs((double) cumulated / draws - distribution.cumulativeProbability(number)));
        }
        // The Kolmogorov bound at a level of 0.001, which is conservative for whole numbers.
        assertThat(largest).isLessThan(1.95 / Math.sqrt(draws));
    }

    @Test
    void takesResamplesThatCameWithTheRows() {
        PathTable table = PathTable.of(PATHS);
        ColumnResamples resamples = new ColumnResamples(table, 2);
        resamples.add(List.of("b"), new long[] {90, 80}, new long[] {2_500, 2_000}, new long[] {1, 2});
        resamples.add(List.of("a"), new long[] {10, 20}, new long[] {7, 8}, new long[] {3, 4});

        assertThat(resamples.of(1).conversions(table.indexOf(List.of("a")))).isEqualTo(20);
        assertThat(resamples.of(0).value()).isEqualTo(2_507);
        assertThat(Bootstrap.spread(new ShapleyModel(), table, resamples)
                        .get("a")
                        .shareOfConversions()
                        .standardDeviation())
                .isCloseTo(Math.sqrt(0.5) * 0.1, within(1e-12));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> resamples.add(List.of("b", "a"), new long[2], new long[2], new long[2]))
                .withMessage("path [b, a] is not in the table of which these are resamples");
    }

    @Test
    void findsEveryPathOfATable() {
        Random random = new Random(1);
        PathTable table = PathTable.of(IntStream.range(0, 500)
                .mapToObj(i -> new PathCount(
                        random.ints(1 + random.nextInt(5), 0, 4)
                                .mapToObj(Integer::toString)
                                .toList(),
                        1,
                        0,
                        0))
                .toList());

        for (int path = 0; path < table.paths(); path++) {
            int current = path;
            List<String> channels = IntStream.range(0, table.length(path))
                    .mapToObj(i -> table.channels().get(table.channel(current, i)))
                    .toList();
            assertThat(table.indexOf(channels)).isEqualTo(path);
        }
        assertThat(table.indexOf(List.of("0", "unknown"))).isEqualTo(-1);
        assertThat(table.indexOf(List.of("0", "0", "0", "0", "0", "0"))).isEqualTo(-1);
    }

    @Test
    void intervalsStayWithinZeroAndOneAndTakePercentilesOfManyResamples() {
        assertThat(new Spread(new double[] {0.1, 0.3}).around(0.05))
                .isEqualTo(new Interval(0, 0.05 + 1.96 * Math.sqrt(0.02)));
        double[] thousand =
                IntStream.range(0, 1_001).mapToDouble(i -> i / 1_000.0).toArray();
        assertThat(new Spread(thousand).around(0.9).low()).isCloseTo(0.025, within(1e-12));
        assertThat(new Spread(thousand).around(0.9).high()).isCloseTo(0.975, within(1e-12));
    }

    private static SortedMap<String, ChannelSpread> spread(PathModel model, int resamples, long seed) {
        PathTable table = PathTable.of(PATHS);
        return Bootstrap.spread(model, table, new PoissonResamples(table, resamples, seed));
    }
}
