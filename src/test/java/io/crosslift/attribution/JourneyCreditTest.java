package io.crosslift.attribution;

import static io.crosslift.attribution.Golden.minorUnits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.crosslift.attribution.rules.FirstTouch;
import io.crosslift.attribution.rules.LastTouch;
import io.crosslift.attribution.rules.Linear;
import io.crosslift.attribution.shapley.ShapleyModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JourneyCreditTest {
    private static final Conversion ORDER = new Conversion("c1", 10_000, 0, 100);

    @ParameterizedTest
    @CsvSource({"l2", "l3"})
    void splitsALineOfAMultiProductOrderOverItsTouches(String lineId) {
        String netAmount = ofLine(lineId, "expected_lines.csv").get(0).get("net_amount");
        List<Map<String, String>> expected = ofLine(lineId, "expected_credit.csv");
        List<Touch> touches = expected.stream()
                .map(row -> touch(
                        row.get("touch_id"), Long.parseLong(row.get("touch_id").substring(1)), "a"))
                .toList();

        assertThat(new JourneyCredit(new Linear())
                        .postings(touches, List.of(new Conversion("c", minorUnits(netAmount, 2), 0, 9))))
                .extracting(CreditPosting::touchpointId, CreditPosting::conversionPosting)
                .isEqualTo(expected.stream()
                        .map(row -> tuple(row.get("touch_id"), minorUnits(row.get("credit"), 2)))
                        .toList());
    }

    @Test
    void ordersTouchesByTimeThenByIdInCodePointOrder() {
        // U+FF5E sorts after the supplementary U+1F600 by UTF-16 unit, before it by code point.
        List<Touch> touches =
                new ArrayList<>(List.of(touch("\uD83D\uDE00", 5, "b"), touch("\uFF5E", 5, "a"), touch("z", 4, "c")));

        for (int i = 0; i < 3; i++) {
            Collections.rotate(touches, 1);
            assertThat(creditedTo(new FirstTouch(), touches)).isEqualTo("z");
            assertThat(creditedTo(new LastTouch(), touches)).isEqualTo("\uD83D\uDE00");
        }
    }

    @Test
    void givesTheOddUnitToTheEarlierTouch() {
        List<Touch> touches = List.of(touch("late", 2, "a"), touch("b", 1, "a"), touch("a", 1, "a"));

        assertThat(new JourneyCredit(new Linear()).postings(touches, List.of(ORDER)))
                .extracting(CreditPosting::touchpointId, CreditPosting::conversionPosting)
                .containsExactly(tuple("a", 3_334L), tuple("b", 3_333L), tuple("late", 3_333L));
    }

    @Test
    void clawsBackWhatWasRefunded() {
        Conversion refunded = new Conversion("c1", 10_000, 5_000, 100);

        assertThat(new JourneyCredit(new Linear())
                        .postings(
                                List.of(touch("1", 1, "a"), touch("2", 2, "b"), touch("3", 3, "c")), List.of(refunded)))
                .extracting(CreditPosting::conversionPosting, CreditPosting::clawbackPosting, CreditPosting::balance)
                .containsExactly(
                        tuple(3_334L, -1_667L, 1_667L), tuple(3_333L, -1_666L, 1_667L), tuple(3_333L, -1_667L, 1_666L));
    }

    @Test
    void keepsAConversionWithoutTouchesAsUnattributed() {
        assertThat(new JourneyCredit(new Linear()).postings(List.of(), List.of(new Conversion("c1", 2_500, 700, 1))))
                .containsExactly(new CreditPosting("c1", "(unattributed)", "unattributed", 1, 2_500, -700, false));
    }

    @Test
    void splitsAPathModelsJourneyByClippedChannelWeightsEvenlyOverRepeats() {
        TouchRule rule = new ChannelShareRule("any", Map.of("a", 3.0, "b", 1.0, "c", -2.0));
        List<Touch> touches = List.of(touch("1", 1, "a"), touch("2", 2, "b"), touch("3", 3, "a"), touch("4", 4, "c"));

        assertThat(rule.weights(touches, 9)).containsExactly(0.375, 0.25, 0.375, 0);
        assertThat(rule.fallsBackToLinear(touches)).isFalse();
    }

    @Test
    void flagsTheLinearFallbackOfChannelsWithoutWeight() {
        TouchRule rule = new ChannelShareRule("any", Map.of("a", 0.0, "c", -2.0));

        assertThat(new JourneyCredit(rule)
                        .postings(
                                List.of(touch("1", 1, "a"), touch("2", 2, "c"), touch("3", 3, "new")), List.of(ORDER)))
                .allSatisfy(posting -> assertThat(posting.fallback()).isTrue())
                .extracting(CreditPosting::conversionPosting)
                .containsExactly(3_334L, 3_333L, 3_333L);
    }

    @Test
    void splitsAShapleyJourneyByDistinctChannelsAndRepeats() {
        ShapleyModel shapley = new ShapleyModel();
        TouchRule rule = shapley.journeyRule(shapley.fit(List.of()));

        assertThat(rule.name()).isEqualTo("shapley");
        assertThat(rule.weights(List.of(touch("1", 1, "a"), touch("2", 2, "b"), touch("3", 3, "a")), 9))
                .containsExactly(0.25, 0.5, 0.25);
    }

    private static List<Map<String, String>> ofLine(String lineId, String file) {
        return Golden.rows("kpi/18_multi_product_order/" + file).stream()
                .filter(row -> lineId.equals(row.get("line_id")))
                .toList();
    }

    private static String creditedTo(TouchRule rule, List<Touch> touches) {
        return new JourneyCredit(rule)
                .postings(touches, List.of(ORDER)).stream()
                        .filter(posting -> posting.conversionPosting() != 0)
                        .findFirst()
                        .orElseThrow()
                        .touchpointId();
    }

    private static Touch touch(String id, long micros, String channel) {
        return new Touch(id, micros, channel, "campaign");
    }
}
