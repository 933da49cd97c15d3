package io.crosslift.attribution.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.attribution.Touch;
import io.crosslift.attribution.TouchRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TouchRulesTest {
    private static final double TOLERANCE = 1e-15;
    private static final long DAY = Duration.ofDays(1).toSeconds() * 1_000_000;
    private static final String CAMPAIGN = "campaign";

    @Test
    void firstAndLastTouchTakeEverything() {
        assertWeights(new FirstTouch(), channels("a", "b", "c"), 1, 0, 0);
        assertWeights(new LastTouch(), channels("a", "b", "c"), 0, 0, 1);
        assertWeights(new FirstTouch(), channels("a"), 1);
    }

    @Test
    void lastNonDirectSkipsDirectTouchesAtTheEnd() {
        LastNonDirect rule = new LastNonDirect(new LastNonDirect.Settings(Set.of("direct", "bookmark")));

        assertWeights(rule, channels("a", "b", "direct", "bookmark"), 0, 1, 0, 0);
        assertWeights(rule, channels("direct", "a"), 0, 1);
    }

    @Test
    void lastNonDirectTakesTheLastTouchWhereAllAreDirect() {
        assertWeights(new LastNonDirect(LastNonDirect.Settings.DEFAULTS), channels("direct", "direct"), 0, 1);
        assertWeights(new LastNonDirect(new LastNonDirect.Settings(Set.of())), channels("a", "direct"), 0, 1);
    }

    @Test
    void linearSharesEvenlyRepeatsIncluded() {
        assertWeights(new Linear(), channels("a", "a", "b", "a"), 0.25, 0.25, 0.25, 0.25);
    }

    @Test
    void timeDecayHalvesWithEachHalfLife() {
        TimeDecay rule = new TimeDecay(TimeDecay.Settings.DEFAULTS);

        assertWeights(rule, atDays(0, 7, 14), 1 / 7.0, 2 / 7.0, 4 / 7.0);
        assertThat(rule.weights(atDays(0, 7, 14), 40 * DAY)).isEqualTo(rule.weights(atDays(0, 7, 14), 14 * DAY));
    }

    @Test
    void timeDecaySurvivesAgesOfManyHalfLives() {
        TimeDecay rule = new TimeDecay(new TimeDecay.Settings(Duration.ofMinutes(1)));

        assertThat(rule.weights(atDays(0, 0), 3_650 * DAY)).containsExactly(0.5, 0.5);
        assertThat(rule.weights(atDays(0, 3_650), 3_650 * DAY)).containsExactly(0, 1);
    }

    @Test
    void positionBasedWeighsEndsAndSpreadsTheMiddle() {
        PositionBased rule = new PositionBased(new PositionBased.Settings(50, 20, 30));

        assertWeights(rule, channels("a"), 1);
        assertWeights(rule, channels("a", "b"), 0.6, 0.4);
        assertWeights(rule, channels("a", "b", "c"), 0.5, 0.2, 0.3);
        assertWeights(rule, channels("a", "b", "c", "d"), 0.5, 0.1, 0.1, 0.3);
        assertWeights(new PositionBased(PositionBased.Settings.DEFAULTS), channels("a", "b"), 0.5, 0.5);
    }

    @Test
    void positionBasedGivesASingleTouchEverythingWhicheverEndWeighs() {
        assertWeights(new PositionBased(new PositionBased.Settings(0, 0.5, 0.5)), channels("a"), 1);
        assertWeights(new PositionBased(new PositionBased.Settings(0.5, 0.5, 0)), channels("a"), 1);
    }

    @Test
    void wShapedWeighsFirstIntentAndLastTouch() {
        WShaped rule = new WShaped(WShaped.Settings.DEFAULTS);

        assertWeights(
                rule, classes(CAMPAIGN, "support", "trial", "product_signal", CAMPAIGN), 0.3, 0.05, 0.3, 0.05, 0.3);
        assertWeights(rule, classes(CAMPAIGN, "product_signal", CAMPAIGN), 1 / 3.0, 1 / 3.0, 1 / 3.0);
    }

    @Test
    void wShapedAddsWeightsOfRolesThatFallOnOneTouch() {
        WShaped rule = new WShaped(WShaped.Settings.DEFAULTS);

        assertWeights(rule, classes("trial", CAMPAIGN, "sales_assist"), 0.6, 0.1, 0.3);
        assertWeights(rule, classes("trial", "sales_assist"), 2 / 3.0, 1 / 3.0);
        assertWeights(rule, classes("trial"), 1);
    }

    @Test
    void wShapedDropsMissingRolesAndRenormalises() {
        WShaped rule = new WShaped(WShaped.Settings.DEFAULTS);

        assertWeights(rule, classes(CAMPAIGN, "support", CAMPAIGN), 3 / 7.0, 1 / 7.0, 3 / 7.0);
        assertWeights(rule, classes(CAMPAIGN, "sales_assist"), 0.5, 0.5);
    }

    @Test
    void fullPathAddsTheFirstSalesAssist() {
        FullPath rule = new FullPath(FullPath.Settings.DEFAULTS);

        assertWeights(
                rule,
                classes(CAMPAIGN, "trial", "sales_assist", "sales_assist", "support", CAMPAIGN),
                0.225,
                0.225,
                0.225,
                0.05,
                0.05,
                0.225);
        assertWeights(rule, classes(CAMPAIGN, "trial", "sales_assist"), 0.25, 0.25, 0.5);
        assertWeights(rule, classes(CAMPAIGN, CAMPAIGN, CAMPAIGN), 0.225 / 0.55, 0.1 / 0.55, 0.225 / 0.55);
    }

    @Test
    void customWeighsPositionsFromBothEnds() {
        Custom rule = new Custom(new Custom.Settings(List.of(4.0, 2.0), 1, List.of(3.0)));

        assertWeights(rule, channels("a", "b", "c", "d", "e"), 0.4, 0.2, 0.05, 0.05, 0.3);
        assertWeights(rule, channels("a", "b", "c"), 4 / 9.0, 2 / 9.0, 3 / 9.0);
        assertWeights(rule, channels("a", "b"), 4 / 9.0, 5 / 9.0);
        assertWeights(rule, channels("a"), 1);
    }

    @Test
    void customTakesOneListAlone() {
        assertWeights(
                new Custom(new Custom.Settings(List.of(), 1, List.of(3.0))),
                channels("a", "b", "c"),
                0.125,
                0.125,
                0.75);
        assertWeights(new Custom(new Custom.Settings(List.of(3.0), 0, List.of())), channels("a", "b", "c"), 1, 0, 0);
    }

    @Test
    void refusesSettingsThatGiveASingleTouchNothing() {
        assertRefused(() -> new PositionBased.Settings(0, 1, 0), "position_based weights of the first and the last");
        assertRefused(() -> new WShaped.Settings(0, 1, 0, 1), "w_shaped weights of the first and the last");
        assertRefused(() -> new FullPath.Settings(0, 1, 1, 0, 1), "full_path weights of the first and the last");
        assertRefused(() -> new Custom.Settings(List.of(), 1, List.of(0.0, 1.0)), "custom weights of the first and");
    }

    @Test
    void refusesNegativeAndMissingNumbers() {
        assertRefused(() -> new PositionBased.Settings(1, -1, 1), "position_based weight middle");
        assertRefused(() -> new WShaped.Settings(1, Double.NaN, 1, 1), "w_shaped weight intent");
        assertRefused(() -> new FullPath.Settings(1, 1, Double.POSITIVE_INFINITY, 1, 1), "full_path weight sales");
        assertRefused(() -> new Custom.Settings(List.of(1.0, -2.0), 1, List.of()), "from the start must be finite");
        assertRefused(() -> new TimeDecay.Settings(Duration.ZERO), "half-life must be at least 1 ms, was PT0S");
    }

    private static void assertWeights(TouchRule rule, List<Touch> touches, double... expected) {
        assertThat(rule.weights(touches, 100 * DAY)).containsExactly(expected, within(TOLERANCE));
    }

    private static void assertRefused(ThrowingCallable settings, String message) {
        assertThatIllegalArgumentException().isThrownBy(settings).withMessageContaining(message);
    }

    private static List<Touch> channels(String... channels) {
        return touches(channels.length, i -> new Touch("t" + i, i, channels[i], CAMPAIGN));
    }

    private static List<Touch> classes(String... classes) {
        return touches(classes.length, i -> new Touch("t" + i, i, "a", classes[i]));
    }

    private static List<Touch> atDays(long... days) {
        return touches(days.length, i -> new Touch("t" + i, days[i] * DAY, "a", CAMPAIGN));
    }

    private static List<Touch> touches(int n, IntFunction<Touch> touch) {
        List<Touch> touches = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            touches.add(touch.apply(i));
        }
        return touches;
    }
}
