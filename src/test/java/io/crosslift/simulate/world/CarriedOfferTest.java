package io.crosslift.simulate.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.config.ScenarioLoader;
import io.crosslift.simulate.world.AccountHistory.Gain;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CarriedOfferTest {
    private static final Horizon YEAR = new Horizon(LocalDate.of(2025, 1, 1), LocalDate.of(2025, 12, 31));
    private static final long MARCH = LocalDate.of(2025, 3, 1).toEpochDay() * Horizon.DAY;

    private final World always = world(Map.of("scenario.offers.share", "1", "scenario.offers.seen", "1"));
    private final int entry = always.scenario().entry();
    private final int analytics = family("analytics");

    @Test
    void everyTouchThatPromotesAFamilyCarriesAnOfferWhereAllDo() {
        AccountHistory history = history(List.of(touch(0, analytics), touch(5, entry), touch(9, -1)), List.of());

        List<CarriedOffer> offers = CarriedOffer.of(always, account(), history);

        assertThat(offers).extracting(offer -> offer.touch().family()).containsExactly(analytics, entry);
        assertThat(offers).allSatisfy(offer -> {
            assertThat(offer.seenAt())
                    .isGreaterThan(offer.touch().at())
                    .isLessThanOrEqualTo(offer.touch().at() + Horizon.DAY);
            assertThat(offer.expiresAt()).isEqualTo(offer.touch().at() + 21 * Horizon.DAY);
        });
    }

    @Test
    void ofTwoOffersTheOneSeenLastIsTakenAndOnlyOnce() {
        AccountHistory history = history(
                List.of(touch(0, analytics), touch(5, analytics)),
                List.of(gain(10, true, analytics), gain(40, true, analytics)));

        List<CarriedOffer> offers = CarriedOffer.of(always, account(), history);

        assertThat(offers)
                .extracting(CarriedOffer::takenAt)
                .containsExactly(AccountHistory.OPEN, MARCH + 10 * Horizon.DAY);
    }

    @Test
    void anOfferIsNotTakenOnceItHasExpired() {
        assertThat(taken(always, gain(20, true, analytics))).isEqualTo(MARCH + 20 * Horizon.DAY);
        assertThat(taken(always, gain(21, true, analytics))).isEqualTo(AccountHistory.OPEN);
    }

    @Test
    void anotherFamilyAndMoreOfTheSameTakeNoOfferOfAFirstPurchase() {
        assertThat(taken(always, gain(10, true, family("payments")))).isEqualTo(AccountHistory.OPEN);
        assertThat(taken(always, gain(10, false, analytics))).isEqualTo(AccountHistory.OPEN);
    }

    @Test
    void whatNobodySawNobodyTakes() {
        World unseen = world(Map.of("scenario.offers.share", "1", "scenario.offers.seen", "0"));

        assertThat(taken(unseen, gain(10, true, analytics))).isEqualTo(AccountHistory.OPEN);
    }

    @Test
    void offersAreThereAndChangeNothingOfWhatAccountsDo() {
        World without = world(Map.of("scenario.offers.share", "0"));

        long taken = LongStream.range(0, 300)
                .map(number -> {
                    Life life = Life.of(always, number);
                    AccountHistory history = Walk.of(always, life, Treatment.FACTUAL);
                    assertThat(Walk.of(without, Life.of(without, number), Treatment.FACTUAL)
                                    .gains())
                            .isEqualTo(history.gains());
                    return CarriedOffer.of(always, life.account(), history).stream()
                            .filter(offer -> offer.takenAt() != AccountHistory.OPEN)
                            .count();
                })
                .sum();

        assertThat(taken).isPositive();
    }

    private long taken(World world, Gain gain) {
        return CarriedOffer.of(world, account(), history(List.of(touch(0, analytics)), List.of(gain)))
                .get(0)
                .takenAt();
    }

    private Account account() {
        return always.account(1);
    }

    private int family(String name) {
        return always.scenario().families().stream()
                .map(family -> family.name())
                .toList()
                .indexOf(name);
    }

    private static Touch touch(int day, int family) {
        return new Touch(MARCH + day * Horizon.DAY, 0, family, day, 0.5);
    }

    private static Gain gain(int day, boolean crossSell, int family) {
        return new Gain(MARCH + day * Horizon.DAY, crossSell, family, 100);
    }

    private static AccountHistory history(List<Touch> touches, List<Gain> gains) {
        AccountHistory history = new AccountHistory();
        history.touches().addAll(touches);
        history.gains().addAll(gains);
        return history;
    }

    private static World world(Map<String, String> changes) {
        return World.of(ScenarioLoader.load("saas", changes), 5, YEAR);
    }
}
