package io.crosslift.attribution.markov;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.attribution.PathTable;
import io.crosslift.attribution.PathTableBuilder;
import io.crosslift.failure.Failure;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LargeChainTest {

    @ParameterizedTest
    @CsvSource({"12, 2", "12, 3", "30, 2"})
    void iterationAgreesWithLeavingStatesOutOneByOne(int channels, int order) {
        Chain chain = chain(order, randomWalks(channels, 0.3, 0.85, 4_000));

        assertAgree(MaskedIteration.removals(chain), StateReduction.removals(chain), chain);
    }

    /** Pairs of channels alternate for hundreds of touches; sweeps alone would take tens of thousands. */
    @ParameterizedTest
    @CsvSource({"1", "2", "3"})
    void chainsThatMixSlowlyCostNoPrecision(int order) {
        Random random = new Random(3);
        PathTableBuilder paths = PathTable.builder();
        int[] codes = codes(paths, 12);
        int[] path = new int[4_002];
        for (int i = 0; i < 300; i++) {
            int length = 0;
            do {
                int left = codes[random.nextInt(12)];
                int right = codes[random.nextInt(12)];
                do {
                    path[length++] = left;
                    path[length++] = right;
                } while (length < 4_000 && random.nextDouble() < 0.995);
            } while (length < 4_000 && random.nextDouble() < 0.7);
            long converted = random.nextInt(4) == 0 ? 1 : 0;
            paths.add(path, length, converted, 9 * converted, 1 - converted);
        }
        Chain chain = chain(order, paths);

        assertAgree(MaskedIteration.removals(chain), StateReduction.removals(chain), chain);
    }

    /** a and b alternate; each of n returns to a is one more chance to convert, which a closed form knows. */
    @Test
    void aLoopLeftOnceInAMillionIsExact() {
        int loops = 1_000_000;
        PathTableBuilder paths = PathTable.builder();
        int a = paths.code("a");
        int b = paths.code("b");
        int c = paths.code("c");
        int[] path = IntStream.range(0, 2 * loops).map(i -> i % 2 == 0 ? a : b).toArray();
        paths.add(path, path.length, 0, 0, 1);
        paths.add(new int[] {a, c}, 2, 1, 5, 0);
        Chain chain = chain(1, paths);

        // a is left loops times for b and once for c, b loops - 1 times for a and once for null: c is reached from a
        // with 1 / (loops + 1) + loops / (loops + 1) x (loops - 1) / loops x the same again, which is 1 / 2.
        Removals removals = StateReduction.removals(chain);
        assertThat(removals.totalConversions()).isCloseTo(1, within(1e-13));
        assertThat(removals.conversions(2)).isCloseTo(1, within(1e-13));
        // Without b: the first passage of a goes to c.
        assertThat(removals.conversions(1)).isCloseTo(1 - 2.0 / (loops + 1), within(1e-13));
        assertThat(MaskedIteration.removals(chain).conversions(1)).isCloseTo(1 - 2.0 / (loops + 1), within(1e-9));
    }

    @Test
    void aChainTooLargeForTheProcessIsRefusedWithWhatToChange() {
        MaskedIteration.requireMemory(3, 134_575, 2, 1L << 30);

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> MaskedIteration.requireMemory(4, 20_000_000, 2, 1L << 30))
                .withMessage(
                        "a chain of order 4 has 20,000,000 states here and takes 3,357 MB to solve on 2 processors,"
                                + " the process has 1,024 MB: lower attribution.markov.order, raise the driver's memory, or"
                                + " merge rare channels");
    }

    private static void assertAgree(Removals left, Removals right, Chain chain) {
        assertThat(chain.states()).isGreaterThan(chain.windows().order());
        assertThat(left.error()).isLessThan(1e-8);
        assertThat(left.totalConversions()).isCloseTo(right.totalConversions(), within(1e-9));
        for (int channel = 0; channel < chain.channels(); channel++) {
            assertThat(left.conversions(channel)).isCloseTo(right.conversions(channel), within(1e-9));
            assertThat(left.value(channel)).isCloseTo(right.value(channel), within(1e-7));
        }
    }

    private static PathTableBuilder randomWalks(int channels, double repeat, double goesOn, int journeys) {
        Random random = new Random(7);
        PathTableBuilder paths = PathTable.builder();
        int[] codes = codes(paths, channels);
        int[] path = new int[60];
        for (int i = 0; i < journeys; i++) {
            int length = 0;
            int at = random.nextInt(channels);
            do {
                at = random.nextDouble() < repeat ? at : (int) (channels * Math.pow(random.nextDouble(), 2));
                path[length++] = codes[at];
            } while (length < path.length && random.nextDouble() < goesOn);
            long converted = random.nextInt(20) == 0 ? 1 : 0;
            paths.add(path, length, converted, converted * random.nextInt(1_000), 1 - converted);
        }
        return paths;
    }

    private static int[] codes(PathTableBuilder paths, int channels) {
        return IntStream.range(0, channels).map(i -> paths.code("channel " + i)).toArray();
    }

    private static Chain chain(int order, PathTableBuilder paths) {
        PathTable table = paths.build();
        return new ChainShape(table, order).count(table.observed());
    }
}
