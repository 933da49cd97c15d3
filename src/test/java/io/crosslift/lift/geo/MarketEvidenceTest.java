package io.crosslift.lift.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.lift.estimate.Alternative;
import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarketEvidenceTest {

    @ParameterizedTest
    @CsvSource({
        "0.01, 0.01, 0.5, 3, POSITIVE",
        "0.01, 0.01, 0.5, -3, NEGATIVE",
        "0.01, 0.30, 0.5, 3, INCONCLUSIVE",
        "0.30, 0.01, 0.5, 3, INCONCLUSIVE",
        "0.30, 0.40, 0.5, 3, INCONCLUSIVE",
        "0.01, 0.01, 0.02, 3, INCONCLUSIVE",
        "0.01, , 0.5, 3, INCONCLUSIVE",
    })
    void onlyTestsThatAgreeMakeAVerdict(
            double conformal, Double markets, double before, double effect, Verdict verdict) {
        MarketEvidence evidence =
                new MarketEvidence(null, conformal, markets, null, null, 40, 2.0, 0.1, before, 0.0, 20);

        assertThat(evidence.verdict(effect, 0.05)).isEqualTo(verdict);
    }

    @Test
    void anEffectBeforeTheTestAndFalseAlarmsAreNamed() {
        MarketEvidence evidence = new MarketEvidence(null, 0.01, 0.01, null, null, 40, 2.0, 0.1, 0.02, 0.2, 20);

        assertThat(evidence.warnings(0.05)).containsExactly(GeoWarning.EFFECT_BEFORE_TEST, GeoWarning.FALSE_ALARMS);
    }

    @Test
    void aLargeEffectConvincesEveryMethodThatCanBeConvinced() {
        MarketPanel panel = lifted(30, 40);

        for (String method : MarketMethods.names()) {
            MarketEffect effect = MarketMethods.estimate(method, panel, Confidence.TWO_SIDED_95);
            assertThat(effect.effect().value()).as(method).isBetween(37.0, 43.0);
            assertThat(effect.effect().low()).as(method).isBetween(20.0, 40.0);
            assertThat(effect.effect().high()).as(method).isBetween(40.0, 60.0);
            assertThat(effect.verdict()).as(method + effect.evidence()).isEqualTo(Verdict.POSITIVE);
        }
    }

    @Test
    void fewControlMarketsCannotConvince() {
        MarketPanel panel = lifted(6, 40);

        MarketEffect effect = MarketMethods.estimate("synthetic_control", panel, Confidence.TWO_SIDED_95);

        assertThat(effect.warnings()).contains(GeoWarning.TOO_FEW_PLACEBOS);
        assertThat(effect.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void aSingleTreatedMarketHasTheSpreadOfTheOthers() {
        MarketPanel both = lifted(30, 40);
        double[][] rows = new double[31][];
        rows[0] = both.treated()[0];
        System.arraycopy(both.controls(), 0, rows, 1, 28);
        MarketPanel one = new MarketPanel(names(29), Arrays.copyOf(rows, 29), Set.of("m0"), 40);

        MarketEffect did = MarketMethods.estimate("did", one, Confidence.TWO_SIDED_95);

        assertThat(did.effect().low()).isBetween(30.0, 40.0);
        assertThat(did.evidence().pMarkets()).isLessThan(0.05);
        assertThat(did.warnings()).containsExactly(GeoWarning.POOLED_SPREAD);
        assertThat(did.verdict()).isEqualTo(Verdict.POSITIVE);
    }

    @Test
    void aDifferenceLooksForEffectsBeforeTheTestToo() {
        MarketPanel panel = lifted(30, 0);
        double[][] rows = new double[30][];
        for (int i = 0; i < 30; i++) {
            rows[i] = i < 2 ? panel.treated()[i] : panel.controls()[i - 2];
        }
        for (int t = 30; t < 50; t++) {
            rows[0][t] += 40;
            rows[1][t] += 40;
        }
        MarketPanel drifting = new MarketPanel(names(30), rows, Set.of("m0", "m1"), 40);

        for (String method : List.of("did", "synthetic_did")) {
            MarketEffect effect = MarketMethods.estimate(method, drifting, Confidence.TWO_SIDED_95);
            assertThat(effect.evidence().effectBefore()).as(method).isCloseTo(40, within(4.0));
            assertThat(effect.warnings()).as(method).contains(GeoWarning.EFFECT_BEFORE_TEST);
            assertThat(effect.verdict()).as(method).isEqualTo(Verdict.INCONCLUSIVE);
        }
    }

    @Test
    void aCounterfactualBelowZeroHasNoRelativeLift() {
        double[][] rows = {{-5, -6, -5, -6, 4}, {-5, -6, -5, -6, -5}, {-4, -6, -5, -7, -6}};
        MarketPanel panel = new MarketPanel(List.of("t", "a", "b"), rows, Set.of("t"), 4);

        MarketEffect effect = MarketMethods.estimate("synthetic_control", panel, Confidence.TWO_SIDED_95);

        assertThat(effect.relative().value()).isNull();
        assertThat(effect.warnings()).contains(GeoWarning.PREDICTED_BELOW_ZERO);
    }

    @Test
    void constantMarketsGiveNumbersAndNoNaN() {
        double[][] rows = {{5, 5, 5, 5, 7}, {3, 3, 3, 3, 3}, {4, 4, 4, 4, 4}};
        MarketPanel panel = new MarketPanel(List.of("t", "a", "b"), rows, Set.of("t"), 4);

        for (String method : List.of("synthetic_control", "synthetic_did", "tbr", "did")) {
            MarketEffect effect = MarketMethods.estimate(method, panel, Confidence.TWO_SIDED_95);
            assertThat(effect.effect().value()).as(method).isEqualTo(2);
        }
        assertThatThrownBy(() -> MarketMethods.estimate("augmented_synthetic_control", panel, Confidence.TWO_SIDED_95))
                .hasMessageContaining("the control markets all move alike");
    }

    @Test
    void whatIsNoTestIsRefused() {
        double[][] rows = {{1, 2, 3}, {1, 2, 3}, {1, 2, 3}};
        List<String> names = List.of("a", "b", "c");

        assertThatThrownBy(() -> new MarketPanel(names, rows, Set.of(), 2)).hasMessage("no market is treated");
        assertThatThrownBy(() -> new MarketPanel(names, rows, Set.of("x"), 2))
                .hasMessage("the markets lack one of [x]");
        assertThatThrownBy(() -> new MarketPanel(names, rows, Set.of("a", "b"), 2))
                .hasMessage("a test needs 2 control markets, had 1 of 3 markets");
        assertThatThrownBy(() -> new MarketPanel(names, rows, Set.of("a"), 3))
                .hasMessage("before must be in [2, 3), was 3");
        MarketPanel panel = new MarketPanel(names, rows, Set.of("a"), 2);
        assertThatThrownBy(() -> MarketMethods.estimate("guess", panel, Confidence.TWO_SIDED_95))
                .hasMessageStartingWith("there is no method guess, name one of [synthetic_control,");
        Confidence oneSided = new Confidence(0.05, Alternative.GREATER);
        assertThatThrownBy(() -> MarketMethods.estimate("did", panel, oneSided))
                .hasMessage("tests of markets are two-sided, not GREATER");
    }

    @Test
    void placeboSetsAreAllSetsOrAFixedSample() {
        assertThat(MarketSets.of(5, 2, 1000).sets()).hasSize(10).doesNotHaveDuplicates();
        assertThat(MarketSets.of(2, 1, 1000).sets()).hasSize(0);
        MarketSets half = MarketSets.of(10, 9, 1000);
        assertThat(half.sets()).hasSize(252).allSatisfy(set -> assertThat(set).hasSize(5));
        assertThat(half.warnings(0.05)).containsExactly(GeoWarning.SMALLER_PLACEBOS);
        MarketSets sample = MarketSets.of(60, 6, 300);
        assertThat(sample.sampled()).isTrue();
        assertThat(sample.sets().stream().map(Arrays::toString))
                .hasSize(300)
                .doesNotHaveDuplicates()
                .containsExactlyElementsOf(MarketSets.of(60, 6, 300).sets().stream()
                        .map(Arrays::toString)
                        .toList());
    }

    /** Two of the markets get an effect per period in the last 10 of 50. */
    private static MarketPanel lifted(int markets, double effect) {
        Random random = new Random(4);
        double[][] rows = new double[markets][50];
        for (int t = 0; t < 50; t++) {
            double common = 500 + 30 * Math.sin(t) + t;
            for (int i = 0; i < markets; i++) {
                rows[i][t] = common + 20 * i + 3 * random.nextGaussian() + (i < 2 && t >= 40 ? effect : 0);
            }
        }
        return new MarketPanel(names(markets), rows, Set.of("m0", "m1"), 40);
    }

    private static List<String> names(int markets) {
        return IntStream.range(0, markets).mapToObj(i -> "m" + i).toList();
    }
}
