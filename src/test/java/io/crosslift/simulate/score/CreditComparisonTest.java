package io.crosslift.simulate.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CreditComparisonTest {
    private static final Map<String, Double> TRUTH = Map.of("email", 30.0, "search", 0.0);

    /** Email added three fourths and search one fourth by credit; really email added all of 30, and without both 40 were lost. */
    @Test
    void amountsSharesAndTotalsAreComparedEachWithItsTruth() {
        assertThat(compared(Map.of(
                        "email", new ChannelCredit(75, null, null, null),
                        "search", new ChannelCredit(25, null, null, null))))
                .containsExactly(
                        "cross_sell line_net email credited 75.0 30.0 null",
                        "cross_sell line_net email credited share 0.75 1.0 null",
                        "cross_sell line_net search credited 25.0 0.0 null",
                        "cross_sell line_net search credited share 0.25 0.0 null",
                        "cross_sell line_net credited total 100.0 40.0 null",
                        "cross_sell line_net credited share error 0.25 0.0 null",
                        "cross_sell line_net credited rank correlation 1.0 1.0 null");
    }

    /** Of 100 in all, email is given 25 to 35, which holds 30; as a share 0.25 to 0.35 does not hold all. */
    @Test
    void theIntervalOfAShareIsOneOfMoneyToo() {
        assertThat(compared(Map.of(
                        "email", new ChannelCredit(75, null, new Interval(0.25, 0.35), null),
                        "search", new ChannelCredit(25, null, new Interval(0.1, 0.4), null))))
                .contains(
                        "cross_sell line_net email credited 75.0 30.0 true",
                        "cross_sell line_net email credited share 0.75 1.0 false",
                        "cross_sell line_net search credited 25.0 0.0 false",
                        "cross_sell line_net search credited share 0.25 0.0 false");
    }

    /** A factor between 0.2 and 0.5 makes 15 to 37.5 of 75, and one between -0.1 and 0.3 makes -2.5 to 7.5 of 25. */
    @Test
    void theIntervalOfCalibratedCreditIsThatOfItsFactor() {
        assertThat(compared(Map.of(
                        "email", new ChannelCredit(75, 30.0, null, new ChannelFactor(new Interval(0.2, 0.5), true)),
                        "search", new ChannelCredit(25, 5.0, null, new ChannelFactor(new Interval(-0.1, 0.3), false)))))
                .contains(
                        "cross_sell line_net email calibrated tested 30.0 30.0 true",
                        "cross_sell line_net search calibrated untested 5.0 0.0 true",
                        "cross_sell line_net calibrated total 35.0 40.0 null")
                .contains("cross_sell line_net email calibrated share 0.8571428571428571 1.0 null");
    }

    /** Net of refunds a channel may be credited with less than nothing: -75 times 0.2 to 0.5 is -37.5 to -15. */
    @Test
    void theIntervalOfNegativeCreditIsTurnedRound() {
        assertThat(CreditComparison.of(
                                "markov",
                                "up_sell line_net",
                                Map.of(
                                        "email",
                                        new ChannelCredit(
                                                -75, -30.0, null, new ChannelFactor(new Interval(0.2, 0.5), true))),
                                new TreeMap<>(Map.of("email", -20.0)),
                                -20)
                        .stream()
                        .filter(row -> row.measure().equals("calibrated tested")))
                .singleElement()
                .satisfies(row -> assertThat(row.covered()).isTrue());
    }

    @Test
    void aChannelWithoutCreditIsCreditedNothing() {
        assertThat(compared(Map.of("email", new ChannelCredit(75, 30.0, null, null))))
                .contains(
                        "cross_sell line_net search credited 0.0 0.0 null",
                        "cross_sell line_net search calibrated untested 0.0 0.0 null");
    }

    private static List<String> compared(Map<String, ChannelCredit> credits) {
        return CreditComparison.of("markov", "cross_sell line_net", credits, new TreeMap<>(TRUTH), 40).stream()
                .map(row ->
                        row.item() + " " + row.measure() + " " + row.found() + " " + row.truth() + " " + row.covered())
                .toList();
    }
}
