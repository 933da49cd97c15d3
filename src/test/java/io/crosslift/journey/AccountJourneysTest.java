package io.crosslift.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each journey is written as {@code goal family end: touches [+cut] @start..end}, times in days. */
class AccountJourneysTest {
    private static final long DAY = 86_400_000_000L;
    private static final long MINUTE = 60_000_000L;

    private final List<String> journeys = new ArrayList<>();
    private final List<Journey> raw = new ArrayList<>();
    private final TouchCounts counts = new TouchCounts();
    private JourneyRules rules = rules(90, 90, 200, 0, 400);
    private @Nullable AccountJourneys account;

    @Test
    void aConversionEndsAJourneyOfTheTouchesThatPromoteItsFamilyOrNothingSpecific() {
        acquired();
        touch(10, "a", "cases");
        touch(11, "b", null);
        touch(12, "c", "lamps");
        converts(20, "cross_sell", "cases");

        assertThat(finished()).contains("cross_sell cases converted: a b @10..20");
    }

    @Test
    void touchesOfOneOrderAreSharedByTheConversionsTheyAreEligibleFor() {
        acquired();
        touch(1, "T1", "X");
        touch(2, "T2", null);
        touch(3, "T3", "Y");
        converts(4, "cross_sell", "X", "Y");

        assertThat(converted())
                .containsExactly("cross_sell X converted: T1 T2 @1..4", "cross_sell Y converted: T2 T3 @2..4");
    }

    @Test
    void conversionsOfOneOrderWithTheSameTouchesAreOneJourney() {
        acquired();
        touch(1, "a", null);
        converts(4, "cross_sell", "X", "Y");

        assertThat(converted()).containsExactly("cross_sell - converted: a @1..4");
        assertThat(raw.get(0).conversionIds()).hasSize(2);
        assertThat(raw.get(0).value()).isEqualTo(200);
    }

    @Test
    void aTouchServesOnlyTheFirstOrder() {
        acquired();
        touch(1, "a", null);
        converts(4, "cross_sell", "X");
        converts(5, "cross_sell", "Y");

        assertThat(converted()).containsExactly("cross_sell X converted: a @1..4", "cross_sell Y converted:  @5..5");
    }

    @Test
    void aConversionUsesUpNoTouchThatPromotesAnotherFamily() {
        acquired();
        touch(1, "a", "Y");
        converts(4, "cross_sell", "X");
        converts(5, "cross_sell", "Y");

        assertThat(converted()).containsExactly("cross_sell X converted:  @4..4", "cross_sell Y converted: a @1..5");
    }

    @Test
    void theLookbackIncludesItsLastInstantAndNothingOlder() {
        acquired();
        touchAt(1 * DAY - 1, "old", "X");
        touch(1, "edge", "X");
        converts(91, "cross_sell", "X");

        assertThat(converted()).containsExactly("cross_sell X converted: edge @1..91");
    }

    @Test
    void aTouchAtTheInstantOfTheOrderComesBeforeIt() {
        acquired();
        touch(5, "a", "X");
        converts(5, "cross_sell", "X");

        assertThat(converted()).containsExactly("cross_sell X converted: a @5..5");
    }

    @Test
    void touchesUpToTheAcquisitionAreCountedAndNeverCredited() {
        touch(0, "before", "X");
        acquired();
        converts(5, "cross_sell", "X");

        assertThat(converted()).containsExactly("cross_sell X converted:  @5..5");
        assertThat(counts.of(Goal.CROSS_SELL, TouchFate.PRE_ACQUISITION)).isEqualTo(1);
        assertThat(counts.of(Goal.UP_SELL, TouchFate.PRE_ACQUISITION)).isEqualTo(1);
    }

    @Test
    void aTouchForAnOwnedFamilyEarnsNoCrossSellAndOneBelowItsTopTierEarnsAnUpSell() {
        acquired();
        owns(1, "plans", true);
        touch(2, "a", "plans");
        converts(3, "up_sell", "plans");

        assertThat(converted()).containsExactly("up_sell plans converted: a @2..3");
        assertThat(counts.of(Goal.CROSS_SELL, TouchFate.OWNED_FAMILY)).isEqualTo(1);
    }

    @Test
    void anUnspecificTouchEarnsAnUpSellOnlyForAFamilyOwnedBelowItsTopTierAtTheTouch() {
        acquired();
        touch(2, "early", null);
        owns(3, "plans", true);
        touch(4, "late", null);
        converts(5, "up_sell", "plans");

        assertThat(converted()).containsExactly("up_sell plans converted: late @4..5");
        assertThat(counts.of(Goal.UP_SELL, TouchFate.TOP_TIER)).isEqualTo(1);
    }

    @Test
    void reasonsAgainstAnUpSellAreNotOwnedThenTopTier() {
        acquired();
        owns(1, "plans", false);
        touch(2, "a", "plans");
        touch(3, "b", "unknown");

        finished();
        assertThat(counts.of(Goal.UP_SELL, TouchFate.TOP_TIER)).isEqualTo(1);
        assertThat(counts.of(Goal.UP_SELL, TouchFate.NOT_OWNED)).isEqualTo(1);
    }

    @Test
    void aJourneyKeepsItsLastTouchesAndCountsTheRest() {
        rules = rules(90, 90, 2, 0, 400);
        acquired();
        touch(1, "a", "X");
        touch(2, "b", "X");
        touch(3, "c", "X");
        converts(4, "cross_sell", "X");

        assertThat(converted()).containsExactly("cross_sell X converted: b c +1 @1..4");
    }

    @Test
    void unservedTouchesOfAFamilyAtRiskLapseWhenTheirLookbackHasPassed() {
        acquired();
        touch(10, "a", "X");
        touch(20, "b", null);
        touch(101, "c", "X");

        assertThat(finished()).containsExactly("cross_sell X lapsed: a b @10..100", "cross_sell X lapsed: c @101..191");
    }

    @Test
    void aGapLongerThanTheTimeoutClosesAJourney() {
        rules = rules(90, 30, 200, 0, 400);
        acquired();
        touch(10, "a", "X");
        touch(40, "b", "X");
        touch(71, "c", "X");

        assertThat(finished()).containsExactly("cross_sell X lapsed: a b @10..70", "cross_sell X lapsed: c @71..101");
    }

    @Test
    void aJourneyWhoseLookbackEndsAfterAsOfIsOpen() {
        rules = rules(90, 90, 200, 0, 50);
        acquired();
        touch(10, "a", "X");

        assertThat(finished()).containsExactly("cross_sell X open: a @10..100");
    }

    @Test
    void unspecificTouchesFormAJourneyOnlyWhereNoSpecificOneLiesInTheirLookback() {
        acquired();
        touch(10, "a", null);
        touch(150, "b", null);
        touch(200, "c", "X");

        assertThat(finished()).containsExactly("cross_sell X lapsed: b c @150..240", "cross_sell - lapsed: a @10..100");
    }

    @Test
    void aServedTouchFormsNoOtherJourney() {
        acquired();
        touch(10, "a", "X");
        converts(11, "cross_sell", "X");

        assertThat(finished()).containsExactly("cross_sell X converted: a @10..11");
    }

    @Test
    void touchesBeforeCompleteHistoryServeConversionsButFormNoJourneyOfTheirOwn() {
        rules = rules(90, 90, 200, 15, 400);
        acquired();
        touch(10, "a", "X");
        touch(11, "b", "Y");
        converts(20, "cross_sell", "X");

        assertThat(finished()).containsExactly("cross_sell X converted: a @10..20");
    }

    @Test
    void churnEndsAJourneyAndTheNextTouchOpensAnother() {
        acquired();
        touch(10, "a", "X");
        account().churn(12 * DAY);
        touch(20, "b", "X");

        assertThat(finished()).containsExactly("cross_sell X churned: a @10..12", "cross_sell X lapsed: b @20..110");
    }

    @Test
    void sessionsAreNumberedPerAccountAndAGapOfExactlyTheLimitOpensNone() {
        acquired();
        touchAt(DAY, "a", "X");
        touchAt(DAY + 30 * MINUTE, "b", "X");
        touchAt(DAY + 60 * MINUTE + 1, "c", "X");
        converts(2, "cross_sell", "X");

        finished();
        Journey journey = raw.get(0);
        assertThat(Arrays.stream(journey.touches()).map(journey.log()::session)).containsExactly(1, 1, 2);
    }

    private static JourneyRules rules(int lookback, int timeout, int cap, int completeFrom, int endOfAsOf) {
        return new JourneyRules(
                30 * MINUTE, timeout * DAY, lookback * DAY, lookback * DAY, cap, completeFrom * DAY, endOfAsOf * DAY);
    }

    private AccountJourneys account() {
        if (account == null) {
            account = new AccountJourneys("account", rules, (name, journey) -> note(journey), counts);
        }
        return account;
    }

    private void acquired() {
        owns(0, "first", false);
    }

    private void owns(int day, String family, boolean belowTop) {
        account().ownership(day * DAY, family, true, belowTop);
    }

    private void touch(int day, String id, @Nullable String family) {
        touchAt(day * DAY, id, family);
    }

    private void touchAt(long at, String id, @Nullable String family) {
        account().touch(at, id, "email", "campaign", family);
    }

    private void converts(int day, String goal, String... families) {
        for (String family : families) {
            account().conversion(day * DAY, "order" + day, goal, day + family, family, 100);
        }
    }

    private List<String> finished() {
        account().finish();
        return journeys;
    }

    private List<String> converted() {
        return finished().stream()
                .filter(journey -> journey.contains(" converted:"))
                .toList();
    }

    private void note(Journey journey) {
        raw.add(journey);
        List<String> touches =
                Arrays.stream(journey.touches()).mapToObj(journey.log()::id).toList();
        journeys.add(String.format(
                Locale.ROOT,
                "%s %s %s: %s%s @%d..%d",
                journey.goal().label(),
                journey.family() == null ? "-" : journey.family(),
                journey.endKind().label(),
                String.join(" ", touches),
                journey.cut() == 0 ? "" : " +" + journey.cut(),
                journey.start() / DAY,
                journey.end() / DAY));
    }
}
