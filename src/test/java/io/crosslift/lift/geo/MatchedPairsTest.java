package io.crosslift.lift.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Distributions;
import io.crosslift.lift.estimate.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Darwin's 15 pairs of plants (eighths of an inch), of which Fisher (The Design of Experiments, 1935, section 21) tried all signs. */
class MatchedPairsTest {
    static final double[] DARWIN = {49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48};
    private static final Confidence CONFIDENCE = Confidence.TWO_SIDED_95;

    @Test
    void fishersCountOfTheSignsIsFound() {
        // 863 of 32,768 sums are 314 or more, and as many -314 or less.
        assertThat(SignFlip.of(DARWIN, 0.05).p()).isCloseTo(2 * 863 / 32_768.0, within(1e-12));
    }

    @Test
    void theIntervalHoldsExactlyTheEffectsThatTheTestAccepts() {
        SignFlip test = SignFlip.of(DARWIN, 0.05);

        for (double effect : new double[] {test.low() + 1e-6, test.high() - 1e-6}) {
            assertThat(bySums(effect)).as("inside, at %s", effect).isGreaterThan(0.05);
        }
        for (double effect : new double[] {test.low() - 1e-6, test.high() + 1e-6}) {
            assertThat(bySums(effect)).as("outside, at %s", effect).isLessThanOrEqualTo(0.05);
        }
    }

    @Test
    void fivePairsCannotReachTheUsualLevelAndSaySo() {
        MarketEffect effect = pairs(10, 9, 12, 11, 10).difference(CONFIDENCE);

        assertThat(effect.effect().p()).isCloseTo(2 / 32.0, within(1e-12));
        assertThat(effect.effect().low()).isNull();
        assertThat(effect.warnings()).contains(GeoWarning.TOO_FEW_PAIRS_TO_FLIP);
        assertThat(effect.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void sixPairsThatAllRoseAreAnEffectBetweenTheSmallestAndTheLargest() {
        MarketEffect effect = pairs(10, 9, 12, 11, 10, 14).difference(CONFIDENCE);

        assertThat(effect.effect().value()).isCloseTo(11, within(1e-12));
        assertThat(effect.effect().p()).isCloseTo(2 / 64.0, within(1e-12));
        assertThat(effect.effect().low()).isCloseTo(9, within(1e-12));
        assertThat(effect.effect().high()).isCloseTo(14, within(1e-12));
        assertThat(effect.verdict()).isEqualTo(Verdict.POSITIVE);
        // 6 treated markets over 4 periods.
        assertThat(effect.total().value()).isCloseTo(6 * 4 * 11, within(1e-9));
    }

    @Test
    void manyPairsAreTriedByASampleThatASeedFixes() {
        double[] twice = DoubleStream.concat(Arrays.stream(DARWIN), Arrays.stream(DARWIN))
                .toArray();
        SignFlip sampled = SignFlip.of(twice, 0.05);

        assertThat(sampled.sampled()).isTrue();
        assertThat(sampled).isEqualTo(SignFlip.of(twice, 0.05));
        // Of 2^30 sign vectors, counted by the distribution of their sums, and as near as 10,000 draws come to it (4
        // errors).
        double exact = bySums(twice);
        assertThat(sampled.p()).isCloseTo(exact, within(4 * Math.sqrt(2 * exact / 10_000)));
    }

    /** Tukey and McLaughlin (1963): the trimmed mean and sqrt(winsorised squares / (h (h - 1))), h pairs being left. */
    @Test
    void theTrimmedMeanHasTheStudentisedIntervalOfWhatIsLeft() {
        MarketEffect effect = pairs(DARWIN).trimmed(CONFIDENCE);

        double freedom = effect.effect().degreesOfFreedom();
        int kept = (int) freedom + 1;
        int trimmed = (DARWIN.length - kept) / 2;
        double[] sorted = DARWIN.clone();
        Arrays.sort(sorted);
        double[] middle = Arrays.copyOfRange(sorted, trimmed, sorted.length - trimmed);
        double mean = Arrays.stream(middle).average().orElseThrow();
        double[] winsorised = Arrays.stream(sorted)
                .map(value -> Math.min(Math.max(value, middle[0]), middle[middle.length - 1]))
                .toArray();
        double centre = Arrays.stream(winsorised).average().orElseThrow();
        double squares = Arrays.stream(winsorised)
                .map(value -> (value - centre) * (value - centre))
                .sum();
        double half = Distributions.studentInverseSurvival(freedom, 0.025) * Math.sqrt(squares / (kept * (kept - 1.0)));
        // The two plants that were far below their partners are an eighth of the pairs: some are trimmed.
        assertThat(trimmed).isPositive();
        assertThat(effect.effect().value()).isCloseTo(mean, within(1e-9));
        assertThat(effect.effect().low()).isCloseTo(mean - half, within(1e-9));
        assertThat(effect.effect().high()).isCloseTo(mean + half, within(1e-9));
    }

    @Test
    void aPairThatMovedApartBeforeTheTestIsFarAwayAndNoQuietStart() {
        // In the last four periods before the test the treated markets are 5 up already.
        MatchedPairs pairs = unquiet(12, 5, 20, 21, 22, 19, 20, 23);

        MarketEffect effect = pairs.difference(CONFIDENCE);

        assertThat(effect.warnings()).contains(GeoWarning.EFFECT_BEFORE_TEST);
        assertThat(effect.effect().p()).isCloseTo(2 / 64.0, within(1e-12));
        assertThat(effect.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        // 8 of 12 periods at 0 and 4 at 5: a mean of 5/3 and a variance of 50/9.
        assertThat(pairs.distance()).isCloseTo(Math.sqrt(50 / 9.0), within(1e-12));
    }

    @Test
    void pairsThatAreNoneAreRefused() {
        assertThatThrownBy(
                        () -> MatchedPairs.of(panel(4, 0, 1, 2, 3), Map.of("t0", "a", "t1", "b", "c0", "a", "c1", "c")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the market t2 is in no pair");
        assertThatThrownBy(() -> MatchedPairs.of(panel(4, 0, 1, 2), Map.of("t0", "a", "t1", "a", "c0", "a", "c1", "b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the pair a has two markets of one arm");
    }

    /** p of an effect by the sums themselves, for Darwin's pairs. */
    private static double bySums(double effect) {
        return bySums(Arrays.stream(DARWIN).map(value -> value - effect).toArray());
    }

    /** Share of sign vectors whose sum is as far from 0 as the observed one, by the distribution of sums, one pair after the other. */
    private static double bySums(double[] differences) {
        double observed = Math.abs(Arrays.stream(differences).sum());
        Map<Long, Double> sums = new HashMap<>(Map.of(0L, 1.0));
        for (double difference : differences) {
            long step = Math.round(difference * 1e7);
            Map<Long, Double> next = new HashMap<>();
            sums.forEach((sum, share) -> {
                next.merge(sum + step, share / 2, Double::sum);
                next.merge(sum - step, share / 2, Double::sum);
            });
            sums = next;
        }
        return sums.entrySet().stream()
                .filter(sum -> Math.abs(sum.getKey()) >= observed * 1e7 - differences.length)
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    /** Pairs with these differences after eight quiet periods, over four periods. */
    private static MatchedPairs pairs(double... differences) {
        return MatchedPairs.of(panel(8, 0, differences), pairOf(differences.length));
    }

    private static MatchedPairs unquiet(int before, int upBefore, double... differences) {
        return MatchedPairs.of(panel(before, upBefore, differences), pairOf(differences.length));
    }

    private static Map<String, String> pairOf(int pairs) {
        Map<String, String> pairOf = new HashMap<>();
        for (int i = 0; i < pairs; i++) {
            pairOf.put("t" + i, "pair-" + i);
            pairOf.put("c" + i, "pair-" + i);
        }
        return pairOf;
    }

    /** Markets of a pair move alike; the treated ones are up by some in the last four periods before, and by the difference after. */
    private static MarketPanel panel(int before, double upBefore, double... differences) {
        List<String> names = new ArrayList<>();
        List<double[]> rows = new ArrayList<>();
        Set<String> treated = new HashSet<>();
        for (int i = 0; i < differences.length; i++) {
            double[] control = new double[before + 4];
            double[] more = new double[before + 4];
            for (int t = 0; t < control.length; t++) {
                control[t] = 200 + i + (i * 7 + t * 5) % 11;
                boolean up = t >= before - 4 && t < before;
                more[t] = control[t] + (t >= before ? differences[i] + upBefore * 4 / before : up ? upBefore : 0);
            }
            names.add("t" + i);
            rows.add(more);
            treated.add("t" + i);
            names.add("c" + i);
            rows.add(control);
        }
        return new MarketPanel(names, rows.toArray(new double[0][]), treated, before);
    }
}
