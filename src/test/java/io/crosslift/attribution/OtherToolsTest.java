package io.crosslift.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.attribution.markov.MarkovModel;
import io.crosslift.attribution.rules.PositionBased;
import io.crosslift.attribution.rules.TimeDecay;
import io.crosslift.attribution.shapley.RateShapleyModel;
import io.crosslift.attribution.shapley.ShapleyModel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Small cases in which a tool that people come from gives a wrong figure, or means something else by the same name: its
 * figure, the right one, and why.
 */
class OtherToolsTest {
    private static final double TOLERANCE = 1e-12;

    /**
     * pychattr's README credits A 1.991106 and B 1.008894 of 3, removal effect of B 0.5067: 10,000 simulated walks. A > B
     * takes half of A's exits and the conversion the other half, so exactly half of all walks never see B.
     */
    @Test
    void pychattrSimulatesWhatCanBeSolved() {
        PathModelResult result = markov(
                path(1, 1, 0, "A", "B", "A", "B", "B", "A"),
                path(1, 1, 0, "A", "B", "B", "A", "A"),
                path(1, 1, 0, "A", "A"));

        assertThat(result.channels().get("A").conversions()).isCloseTo(2, within(TOLERANCE));
        assertThat(result.channels().get("B").conversions()).isCloseTo(1, within(TOLERANCE));
        assertThat(removalEffect(result, "B")).isCloseTo(0.5, within(TOLERANCE));
    }

    /**
     * The Databricks accelerator adds up walks by a recursion that takes a state already on the stack for lost: a > b > a
     * never comes back, P(conversion) is 1/3 instead of the 1/2 that was observed, and b, whose return is dropped, has a
     * removal effect of 0. Solved, a is left for b, conversion and null a third each and b always returns, so without b a
     * third of the conversions is lost.
     */
    @Test
    void theDatabricksRecursionLosesLoops() {
        PathModelResult result = markov(path(1, 0, 0, "a", "b", "a"), path(0, 0, 1, "a"));

        assertThat(removalEffect(result, "b")).isCloseTo(1 / 3.0, within(TOLERANCE));
        assertThat(result.channels().get("b").conversions()).isCloseTo(0.25, within(TOLERANCE));
        // What the removal effects rest on: 1/3 of all passages of a convert, at 3/2 passages a journey.
        assertThat(probability(result, "a", Transition.CONVERSION) * 3 / 2).isCloseTo(0.5, within(TOLERANCE));
    }

    /**
     * eeghor/mta adds up only walks that were seen. Of the same two journeys it finds a > b > a with 1/9 instead of
     * P(conversion) = 1/2, and as every converted walk seen has b, b's removal effect is 1 and its credit half.
     */
    @Test
    void eeghorTruncatesTheChainToTheWalksSeen() {
        PathModelResult result = markov(path(1, 0, 0, "a", "b", "a"), path(0, 0, 1, "a"));

        double seen = probability(result, Transition.START, "a")
                * probability(result, "a", "b")
                * probability(result, "b", "a")
                * probability(result, "a", Transition.CONVERSION);
        assertThat(seen).isCloseTo(1 / 9.0, within(TOLERANCE));
        assertThat(removalEffect(result, "b")).isCloseTo(1 / 3.0, within(TOLERANCE));
        assertThat(result.channels().get("a").conversions()).isCloseTo(0.75, within(TOLERANCE));
    }

    /**
     * DP6's Markov model with a revenue column weighs its edges by revenue, so journeys without a conversion weigh nothing:
     * P(conversion) becomes 1 and a's removal effect 1. One journey in two starts at a, whatever it was worth.
     */
    @Test
    void dp6WeighsTheChainByRevenue() {
        PathModelResult result = markov(path(1, 100, 0, "a", "b"), path(0, 0, 1, "b"));

        assertThat(probability(result, Transition.START, "a")).isEqualTo(0.5);
        assertThat(removalEffect(result, "a")).isCloseTo(0.5, within(TOLERANCE));
    }

    /**
     * In DP6 as in ChannelAttribution a channel seen in journeys without a conversion only gets Markov credit, silently.
     * So it does here, because others may pass through it in the chain (here a third of a's exits), but a note names it;
     * what rests on journeys that converted gives it nothing.
     */
    @Test
    void creditForAChannelThatNeverConvertedIsNamed() {
        List<PathCount> paths = List.of(path(3, 0, 0, "a"), path(0, 0, 3, "a", "c", "a"));

        PathModelResult markov = new MarkovModel(MarkovModel.Settings.DEFAULTS).fit(paths);

        assertThat(markov.channels().get("c").conversions()).isCloseTo(0.75, within(TOLERANCE));
        assertThat(markov.notes()).contains("credited although in no converted journey: c");
        assertThat(new ShapleyModel().fit(paths).conversionCredit()).containsEntry("c", 0.0);
        assertThat(rate(paths).conversionCredit()).containsEntry("c", 0.0);
    }

    /**
     * DP6's README shares the 8 conversions of "Organic > Youtube" as [30.5, -22.5]: it takes conversions of exactly one
     * set for the worth of a coalition, so that two channels together (8) are worth less than one (64). Journeys through
     * either alone belong to both: v(both) = 64 + 11 + 8, and what only both make is shared evenly.
     */
    @Test
    void dp6CountsCoalitionsWithoutTheirSubsets() {
        Map<String, Double> credit = new ShapleyModel()
                .fit(List.of(
                        path(64, 0, 28, "Organic"), path(11, 0, 4, "Youtube"), path(8, 0, 3, "Organic", "Youtube")))
                .conversionCredit();

        assertThat(credit).containsEntry("Organic", 64 + 4.0).containsEntry("Youtube", 11 + 4.0);
    }

    /**
     * DP6 tests whether a channel is in a coalition by substring, so {Google Search} counts as one with Google. On rates of
     * 0.1, 0.4 and 0.5 for Google, Google Search and both it gives Google 1.11 of the pair's 2 conversions, and 0.40 once
     * Google Search is named otherwise. Names must not matter.
     */
    @Test
    void dp6TakesGoogleForAMemberOfGoogleSearch() {
        PathModelResult named = rate(List.of(
                path(1, 0, 9, "Google"), path(4, 0, 6, "Google Search"), path(2, 0, 2, "Google", "Google Search")));
        PathModelResult renamed =
                rate(List.of(path(1, 0, 9, "Google"), path(4, 0, 6, "Search"), path(2, 0, 2, "Google", "Search")));

        assertThat(named.channels().get("Google")).isEqualTo(renamed.channels().get("Google"));
        // v = 0.1, 0.4 and, with the journeys of either alone, 7/24: phi(Google) = (0.1 + 7/24 - 0.4) / 2 < 0.
        double share = (0.1 + 7 / 24.0 - 0.4) / 2 / (7 / 24.0);
        assertThat(named.channels().get("Google").conversions()).isCloseTo(1 + 2 * share, within(TOLERANCE));
    }

    /**
     * DP6 cuts every set to its last four channels in alphabetical order, so "a" of five gets nothing, in whatever place it
     * was touched. All five are needed alike.
     */
    @Test
    void dp6ForgetsTheFirstOfFiveChannels() {
        PathModelResult result = rate(List.of(path(10, 0, 5, "e", "d", "c", "b", "a")));

        assertThat(result.conversionCredit().values()).hasSize(5).allSatisfy(credit -> assertThat(credit)
                .isCloseTo(2, within(TOLERANCE)));
    }

    /**
     * DP6's README says that touches 14, 12 and 0 hours before the end get 25, 25 and 50 % at a frequency of 7 hours; its code
     * gives 14.3, 28.6 and 57.1 %, as the ages rounded down to whole frequencies are 2, 1 and 0. A half-life of 7 hours needs
     * no rounding: 2^-2, 2^(-12/7) and 1.
     */
    @Test
    void dp6RoundsAgesDown() {
        long hour = 3_600_000_000L;
        TimeDecay rule = new TimeDecay(new TimeDecay.Settings(Duration.ofHours(7)));

        double[] weights = rule.weights(
                List.of(
                        new Touch("1", 0, "Facebook", ""),
                        new Touch("2", 2 * hour, "Organic", ""),
                        new Touch("3", 14 * hour, "Paid Search", "")),
                14 * hour);

        double middle = Math.pow(2, -12 / 7.0);
        double sum = 0.25 + middle + 1;
        assertThat(weights).containsExactly(new double[] {0.25 / sum, middle / sum, 1 / sum}, within(TOLERANCE));
    }

    /**
     * fractribution adds up the counts of two rows of one path but keeps only the first one's revenue: 10 of 15. Both were
     * earned.
     */
    @Test
    void fractributionLosesTheRevenueOfASecondRow() {
        PathModelResult result = new ShapleyModel().fit(List.of(path(1, 10, 0, "a"), path(1, 5, 2, "a")));

        assertThat(result.channels()).containsExactly(Map.entry("a", ChannelCredit.of(2, 15)));
    }

    /**
     * What fractribution and Snowplow call Shapley takes one touch away at a time, and only where the rest was seen as a path
     * of its own: of a > b (rate 1), a (0.4) and no b it gives a and b shares of 0.625 and 0.375. In a game a channel also
     * counts for what it adds when it comes first, and coalitions hold the journeys of their subsets: v(a) = 0.4, v(ab) =
     * 5/11.
     */
    @Test
    void fractributionTakesOneTouchAwayAndCallsItShapley() {
        PathModelResult result = rate(List.of(path(1, 0, 0, "a", "b"), path(4, 0, 6, "a")));

        double share = (0.4 + 5 / 11.0) / 2 / (5 / 11.0);
        assertThat(result.channels().get("a").conversions()).isCloseTo(4 + share, within(TOLERANCE));
        assertThat(result.channels().get("b").conversions()).isCloseTo(1 - share, within(TOLERANCE));
    }

    /**
     * eeghor/mta's Shao-Li model hands out 2.25 + 0.25 of 4 conversions in its own unit test (a: 3 of 4, b: 1 of 4); second
     * order effects are counted for each channel and never add up. Channels that never meet keep what they made.
     */
    @Test
    void eeghorsShaoLiDoesNotAddUp() {
        List<PathCount> paths = List.of(path(3, 0, 1, "a"), path(1, 0, 3, "b"));
        assertThat(Golden.rows("attribution/eeghor_mta/unit_expected.csv").stream()
                        .filter(row -> "shao a:3/1, b:1/3".equals(row.get("test")))
                        .mapToDouble(row -> Double.parseDouble(row.get("value")))
                        .sum())
                .isEqualTo(2.5);

        assertThat(new ShapleyModel().fit(paths).conversionCredit())
                .containsEntry("a", 3.0)
                .containsEntry("b", 1.0);
        assertThat(rate(paths).conversionCredit()).containsEntry("a", 3.0).containsEntry("b", 1.0);
    }

    /**
     * On two touches eeghor/mta's position-based credit drops the middle's weight and scales the ends: 10/60/30 becomes 25/75.
     * The middle belongs to both ends, half each, as in all the other tools.
     */
    @Test
    void eeghorScalesTheEndsOfTwoTouches() {
        PositionBased rule = new PositionBased(new PositionBased.Settings(0.1, 0.6, 0.3));

        Map<String, Double> credit =
                new RuleOnPaths(rule).fit(List.of(path(10, 0, 0, "x", "y"))).conversionCredit();

        assertThat(credit.get("x")).isCloseTo(4, within(TOLERANCE));
        assertThat(credit.get("y")).isCloseTo(6, within(TOLERANCE));
    }

    /** ianchute's ordered Shapley credits the channels of journeys that did not convert; there is nothing to credit. */
    @Test
    void ianchuteCreditsJourneysThatDidNotConvert() {
        Map<String, Double> credit = new ShapleyModel()
                .fit(List.of(path(1, 0, 0, "a", "b"), path(0, 0, 5, "b", "c")))
                .conversionCredit();

        assertThat(credit).containsEntry("a", 0.5).containsEntry("b", 0.5).containsEntry("c", 0.0);
    }

    private static PathModelResult markov(PathCount... paths) {
        return new MarkovModel(MarkovModel.Settings.DEFAULTS).fit(List.of(paths));
    }

    private static PathModelResult rate(List<PathCount> paths) {
        return new RateShapleyModel(RateShapleyModel.Settings.DEFAULTS).fit(paths);
    }

    private static double removalEffect(PathModelResult result, String channel) {
        Double effect = result.channels().get(channel).removalEffectOnConversions();
        assertThat(effect).isNotNull();
        return effect;
    }

    private static double probability(PathModelResult result, String from, String to) {
        return result.transitions().stream()
                .filter(transition ->
                        transition.from().equals(from) && transition.to().equals(to))
                .mapToDouble(Transition::probability)
                .sum();
    }

    private static PathCount path(long conversions, long value, long nulls, String... channels) {
        return new PathCount(List.of(channels), conversions, value, nulls);
    }
}
