package io.crosslift.attribution.markov;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.crosslift.attribution.ChannelCredit;
import io.crosslift.attribution.Golden;
import io.crosslift.attribution.PathCount;
import io.crosslift.attribution.PathModelResult;
import io.crosslift.attribution.Transition;
import io.crosslift.failure.Failure;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkovModelTest {
    private static final Percentage TOLERANCE = withinPercentage(1e-10);
    private static final int NO_CAP = MarkovModel.Settings.NO_CAP;

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void agreesWithTheExactAnswersOfTheToy(int order) {
        PathModelResult result = fit(order, Golden.paths("attribution/toy/toy_input.csv", "conv", "val", "nul"));

        List<Map<String, String>> expected = Golden.rows("attribution/toy/toy_order" + order + "_EXACT.csv");
        assertThat(result.channels().keySet())
                .containsExactlyElementsOf(
                        expected.stream().map(row -> row.get("channel_name")).toList());
        for (Map<String, String> row : expected) {
            ChannelCredit credit = result.channels().get(row.get("channel_name"));
            assertThat(credit.removalEffectOnConversions())
                    .isCloseTo(cell(row, "removal_effect_conversion"), TOLERANCE);
            assertThat(credit.removalEffectOnValue()).isCloseTo(cell(row, "removal_effect_value"), TOLERANCE);
            assertThat(credit.conversions()).isCloseTo(cell(row, "credit_conversions"), TOLERANCE);
            assertThat(credit.value()).isCloseTo(cell(row, "credit_value"), TOLERANCE);
        }
        assertThat(result.notes()).isEmpty();
    }

    @Test
    void publishesTheChainItUsed() {
        PathModelResult result = fit(1, List.of(path(1, 10, 2, "a", "a", "b"), path(1, 10, 0, "b")));

        assertThat(result.transitions())
                .extracting(Transition::from, Transition::to, Transition::probability, Transition::count)
                .containsExactly(
                        tuple("(start)", "a", 0.75, 3L),
                        tuple("(start)", "b", 0.25, 1L),
                        tuple("a", "b", 1.0, 3L),
                        tuple("b", "(conversion)", 0.5, 2L),
                        tuple("b", "(null)", 0.5, 2L));
    }

    @Test
    void remembersWindowsOfTheOrderAndSkipsRepeatedOnes() {
        PathModelResult result = fit(2, List.of(path(1, 0, 0, "a", "a", "a", "b"), path(0, 0, 1, "a")));

        assertThat(result.transitions())
                .extracting(Transition::from, Transition::to)
                .containsExactly(
                        tuple("(start)", "a"),
                        tuple("(start)", "a > a"),
                        tuple("a", "(null)"),
                        tuple("a > a", "a > b"),
                        tuple("a > b", "(conversion)"));
    }

    @Test
    void takesAnOrderLongerThanEveryPath() {
        PathModelResult result = fit(9, List.of(path(3, 30, 1, "a", "b"), path(1, 10, 0, "c")));

        assertThat(result.channels().get("a").removalEffectOnConversions()).isCloseTo(0.75, TOLERANCE);
        assertThat(result.channels().get("c").removalEffectOnConversions()).isCloseTo(0.25, TOLERANCE);
    }

    @Test
    void givesASingleChannelEverything() {
        PathModelResult result = fit(1, List.of(path(2, 700, 5, "a"), path(1, 50, 0, "a", "a")));

        assertThat(result.channels()).containsExactly(Map.entry("a", new ChannelCredit(3, 750, 1.0, 1.0)));
    }

    @Test
    void answersWithZeroAndAReasonWithoutConversions() {
        PathModelResult result = fit(1, List.of(path(0, 0, 5, "a", "b"), path(0, 0, 1, "b", "a")));

        assertThat(result.channels())
                .containsExactly(Map.entry("a", ChannelCredit.of(0, 0)), Map.entry("b", ChannelCredit.of(0, 0)));
        assertThat(result.notes()).containsExactly("no conversions: every credit is 0");
        assertThat(fit(1, List.of()).channels()).isEmpty();
    }

    @Test
    void saysThatARunHasNoNulls() {
        PathModelResult result = fit(1, List.of(path(1, 0, 0, "a", "b"), path(3, 0, 0, "b")));

        assertThat(result.channels().get("a").removalEffectOnConversions()).isCloseTo(0.25, TOLERANCE);
        assertThat(result.channels().get("b").removalEffectOnConversions()).isCloseTo(1, TOLERANCE);
        assertThat(result.channels().get("a").conversions()).isCloseTo(0.8, TOLERANCE);
        assertThat(result.notes()).singleElement().asString().startsWith("no journey without a conversion");
    }

    @Test
    void solvesChainsWhoseStatesCannotReachAConversion() {
        // x and y lead to each other and to null only; a is left for x half the time.
        PathModelResult result = fit(1, List.of(path(1, 10, 0, "a"), path(0, 0, 1, "a", "x", "y", "x", "y")));

        assertThat(result.channels().get("a")).isEqualTo(new ChannelCredit(1, 10, 1.0, 1.0));
        assertThat(result.channels().get("x")).isEqualTo(new ChannelCredit(0, 0, 0.0, 0.0));
        assertThat(result.notes()).isEmpty();
    }

    @Test
    void namesChannelsCreditedWithoutAConvertedJourney() {
        // start -> a always; a -> conversion, null or x; x -> a: P(conversion) = 1/3 of passages of a.
        PathModelResult result = fit(1, List.of(path(1, 10, 0, "a"), path(0, 0, 1, "a", "x", "a")));

        assertThat(result.channels().get("x").removalEffectOnConversions()).isCloseTo(1 / 3.0, TOLERANCE);
        assertThat(result.notes()).containsExactly("credited although in no converted journey: x");
    }

    @Test
    void sharesValueLikeConversionsWhereSomeIsNegative() {
        PathModelResult result = fit(1, List.of(path(1, -10, 1, "a"), path(3, 110, 0, "b")));

        assertThat(result.channels().get("a").value()).isCloseTo(25, TOLERANCE);
        assertThat(result.channels().get("b").value()).isCloseTo(75, TOLERANCE);
        assertThat(result.channels().get("a").removalEffectOnValue()).isNull();
        assertThat(result.notes()).containsExactly("negative value on some path: value is shared like conversions");
    }

    @Test
    void leavesOutRemovalEffectsOnValueWhereThereIsNone() {
        PathModelResult result = fit(1, List.of(path(1, 0, 1, "a")));

        assertThat(result.channels()).containsExactly(Map.entry("a", new ChannelCredit(1, 0, 1.0, null)));
    }

    @Test
    void leavesOutJourneysWithoutAConversionWhereAsked() {
        MarkovModel.Settings settings = new MarkovModel.Settings(1, NO_CAP, false, MarkovModel.Reading.REMOVAL);

        PathModelResult result = new MarkovModel(settings).fit(List.of(path(1, 0, 7, "a", "b"), path(3, 0, 2, "b")));

        assertThat(result.channels().get("a").removalEffectOnConversions()).isCloseTo(0.25, TOLERANCE);
        assertThat(result.channels().get("b").removalEffectOnConversions()).isCloseTo(1, TOLERANCE);
        assertThat(result.notes())
                .startsWith("journeys without a conversion left out")
                .last()
                .asString()
                .startsWith("no journey without a conversion");
    }

    @Test
    void countsLongerWalksAsNotConvertedUnderAStepCap() {
        // a is left 3 times, for b once and to convert twice: 2/3 convert within 1 or 2 states, 2/3 + 1/3 x 2/3 within
        // 3.
        List<PathCount> paths = List.of(path(1, 10, 0, "a"), path(1, 10, 0, "a", "b", "a"));

        PathModelResult two = capped(2, paths);
        PathModelResult three = capped(3, paths);

        assertThat(fit(1, paths).channels().get("b").removalEffectOnConversions())
                .isCloseTo(1 / 3.0, TOLERANCE);
        assertThat(two.channels().get("b").removalEffectOnConversions()).isZero();
        assertThat(two.channels().get("a").conversions()).isCloseTo(2, TOLERANCE);
        // a is left 3 times: to b once, to conversion twice; within 3 states 2/3 + 1/3 x 2/3 = 8/9, 2/9 of it through
        // b.
        assertThat(three.channels().get("b").removalEffectOnConversions()).isCloseTo(0.25, TOLERANCE);
        assertThat(three.notes()).last().asString().startsWith("longer walks counted as not converted");
        assertThat(capped(MarkovModel.Settings.LONGEST_PATH, paths).method())
                .contains("2 states, 2 moves: walks of at most 4 states, step by step");
    }

    @Test
    void refusesAStepCapUnderWhichNothingConverts() {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> capped(1, List.of(path(1, 10, 0, "a", "b"))))
                .withMessage("no walk of at most 1 states converts although journeys did,"
                        + " raise attribution.markov.step-cap");
    }

    @Test
    void sharesJourneysOverTheirTouchesWhereAsked() {
        // Removal effects: a is on 3 of 4 converted journeys, b on 2 of them, nothing else converts.
        List<PathCount> paths = List.of(path(2, 40, 0, "a"), path(1, 10, 0, "a", "b"), path(1, 30, 0, "b"));
        MarkovModel.Settings settings = new MarkovModel.Settings(9, NO_CAP, true, MarkovModel.Reading.TOUCHES);

        PathModelResult result = new MarkovModel(settings).fit(paths);

        assertThat(result.channels().get("a").removalEffectOnConversions()).isCloseTo(0.75, TOLERANCE);
        assertThat(result.channels().get("b").removalEffectOnConversions()).isCloseTo(0.5, TOLERANCE);
        assertThat(result.channels().get("a").conversions()).isCloseTo(2 + 0.6, TOLERANCE);
        assertThat(result.channels().get("b").conversions()).isCloseTo(1 + 0.4, TOLERANCE);
        assertThat(result.channels().get("a").value()).isCloseTo(40 + 10 * 50 / 90.0, TOLERANCE);
    }

    @Test
    void choosesTheOrderThatTellsConvertedJourneysApart() {
        // The last touch says nothing, the last two say all.
        List<PathCount> paths = List.of(
                path(500, 0, 0, "a", "c"),
                path(0, 0, 500, "b", "c"),
                path(500, 0, 0, "b", "d"),
                path(0, 0, 500, "a", "d"));

        PathModelResult result = fit(MarkovModel.Settings.AUTO, paths);

        assertThat(result.order()).isEqualTo(2);
        assertThat(result.method().get(0))
                .startsWith(
                        "order 2 has the largest penalised AUC: order 1 0.498997, order 2 1.000000, order 3 1.000000");
        assertThat(result.channels()).isEqualTo(fit(2, paths).channels());
        assertThat(fit(MarkovModel.Settings.AUTO, List.of(path(2, 0, 0, "a", "b")))
                        .method())
                .contains("order 1: scoring orders needs journeys with and without a conversion");
    }

    @Test
    void saysHowItSolvedTheChain() {
        assertThat(fit(2, List.of(path(1, 10, 2, "a", "b", "a"), path(1, 10, 0, "b")))
                        .method())
                .containsExactly("order 2", "3 states, 1 moves: states left out one by one");
    }

    @Test
    void refusesAStepCapBelowOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MarkovModel.Settings(1, -2, true, MarkovModel.Reading.REMOVAL))
                .withMessage("markov step cap must be at least 1, was -2");
    }

    @Test
    void refusesAnOrderBelowOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MarkovModel.Settings(0))
                .withMessage("markov order must be at least 1, was 0");
    }

    private static PathModelResult fit(int order, List<PathCount> paths) {
        return new MarkovModel(new MarkovModel.Settings(order)).fit(paths);
    }

    private static PathModelResult capped(int stepCap, List<PathCount> paths) {
        return new MarkovModel(new MarkovModel.Settings(1, stepCap, true, MarkovModel.Reading.REMOVAL)).fit(paths);
    }

    private static double cell(Map<String, String> row, String column) {
        return Double.parseDouble(row.get(column));
    }

    private static PathCount path(long conversions, long value, long nulls, String... channels) {
        return new PathCount(List.of(channels), conversions, value, nulls);
    }
}
