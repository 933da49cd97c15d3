package io.crosslift.attribution.shapley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.attribution.ChannelCredit;
import io.crosslift.attribution.PathCount;
import io.crosslift.attribution.PathModelResult;
import io.crosslift.attribution.PathTable;
import io.crosslift.failure.Failure;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MarkovShapleyModelTest {
    private static final MarkovShapleyModel MODEL = new MarkovShapleyModel(MarkovShapleyModel.Settings.DEFAULTS);

    @Test
    void sharesWhatChannelsNeedEachOtherForEvenly() {
        // a > b converts only through both: v(a) = v(b) = 0. c converts alone.
        PathModelResult result = MODEL.fit(List.of(path(6, 60, 2, "a", "b"), path(1, 40, 0, "c")));

        assertThat(result.channels().get("a").conversions()).isCloseTo(3, within(1e-12));
        assertThat(result.channels().get("b").conversions()).isCloseTo(3, within(1e-12));
        assertThat(result.channels().get("c").conversions()).isCloseTo(1, within(1e-12));
        assertThat(result.channels().get("a").value()).isCloseTo(30, within(1e-12));
        assertThat(result.channels().get("c").value()).isCloseTo(40, within(1e-12));
        assertThat(result.method()).containsExactly("exact");
        assertThat(result.notes()).isEmpty();
    }

    @Test
    void countsThePathsThatTheChainAllowsNotJustThoseSeen() {
        // a > b and b > c converted, so the chain also converts a > b > c and b alone.
        // Of 2: v(b) = 0.5, v(ab) = v(b) + 0.5, v(bc) = 1, v(abc) = 2, others 0.
        PathModelResult result = MODEL.fit(List.of(path(1, 0, 0, "a", "b"), path(1, 0, 0, "b", "c")));

        assertThat(result.channels().get("a").conversions()).isCloseTo(1 / 6.0 * 0.5 + 1 / 3.0, within(1e-12));
        assertThat(result.channels().get("c").conversions()).isCloseTo(1 / 6.0 * 0.5 + 1 / 3.0, within(1e-12));
        assertThat(result.channels().get("b").conversions()).isCloseTo(7 / 6.0, within(1e-12));
    }

    @Test
    void namesChannelsCreditedWithoutAConvertedJourney() {
        PathModelResult result = MODEL.fit(List.of(path(1, 10, 0, "a"), path(0, 0, 1, "a", "x", "a")));

        // a -> conversion, null or x, a third each: v(a) = 2/3 of the conversion, x takes part in the rest.
        assertThat(result.channels().get("x").conversions()).isCloseTo(1 / 6.0, within(1e-12));
        assertThat(result.notes()).containsExactly("credited although in no converted journey: x");
    }

    @Test
    void keepsNegativeValueWhereConversionsLostMoney() {
        PathModelResult result = MODEL.fit(List.of(path(1, -10, 1, "a"), path(3, 110, 0, "b")));

        assertThat(result.channels().get("a").value()).isCloseTo(-10, within(1e-12));
        assertThat(result.channels().get("b").value()).isCloseTo(110, within(1e-12));
    }

    @Test
    void samplingStaysInsideItsBoundAndKeepsTheTotals() {
        List<PathCount> paths = journeys(14);
        double[] exact = credit(MODEL.fit(paths));
        MarkovShapleyModel sampling = new MarkovShapleyModel(new MarkovShapleyModel.Settings(5, 14 * 500, 1));
        PathTable table = PathTable.of(paths);
        ChannelChain chain = ChannelChain.of(table, table.observed());
        SampledChainGame.Values values = SampledChainGame.play(chain, 500, 1);
        double total = table.observed().conversions();
        SamplingError error = new SamplingError(14);
        error.add(values.onConversions(), chain.channels, SampledChainGame.widths(chain), 1);

        PathModelResult result = sampling.fit(paths);

        double off = IntStream.range(0, 14)
                .mapToDouble(channel -> Math.abs(credit(result)[channel] - exact[channel]))
                .max()
                .orElseThrow();
        assertThat(off).isPositive().isLessThan(error.bound()).isLessThan(1.5 * error.halfWidth());
        assertThat(IntStream.range(0, 14)
                        .mapToDouble(channel -> credit(result)[channel])
                        .sum())
                .isCloseTo(total, within(1e-9));
        assertThat(result.channels().values().stream()
                        .mapToDouble(ChannelCredit::value)
                        .sum())
                .isCloseTo(table.observed().value(), within(1e-7));
        assertThat(result.method()).containsExactly("sampled");
        assertThat(result.notes())
                .singleElement()
                .asString()
                .startsWith("14 channels sampled with 7000 orders: credit off by at most ");
        assertThat(sampling.fit(paths)).isEqualTo(result);
    }

    @Test
    void channelsWithoutAWayToAConversionDontCountTowardsTheLimit() {
        PathModelResult result = new MarkovShapleyModel(new MarkovShapleyModel.Settings(2, 2, 1))
                .fit(List.of(path(6, 60, 2, "a", "b"), path(0, 0, 5, "a", "x"), path(0, 0, 5, "y")));

        assertThat(result.method()).containsExactly("exact");
    }

    @Test
    void refusesMoreChannelsThanItCanHold() {
        List<PathCount> paths =
                IntStream.range(0, 301).mapToObj(i -> path(1, 1, 1, "c" + i)).toList();

        assertThatThrownBy(() -> MODEL.fit(paths))
                .isInstanceOf(Failure.class)
                .hasMessage(
                        "markov_shapley takes at most 300 channels and there are 301, merge the rare ones or leave out the"
                                + " model");
    }

    @Test
    void refusesSettingsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MarkovShapleyModel.Settings(25, 100, 1))
                .withMessage("markov_shapley exact-channels must be 1 to 24, was 25");
    }

    private static double[] credit(PathModelResult result) {
        return result.channels().values().stream()
                .mapToDouble(ChannelCredit::conversions)
                .toArray();
    }

    private static List<PathCount> journeys(int channels) {
        Random random = new Random(8);
        return IntStream.range(0, 200)
                .mapToObj(i -> {
                    List<String> path = random.ints(1 + random.nextInt(9), 0, channels)
                            .mapToObj(channel -> "channel " + channel)
                            .toList();
                    int conversions = random.nextInt(3);
                    return new PathCount(path, conversions, 100L * conversions, random.nextInt(9));
                })
                .toList();
    }

    private static PathCount path(long conversions, long value, long nulls, String... channels) {
        return new PathCount(List.of(channels), conversions, value, nulls);
    }
}
