package io.crosslift.simulate.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.config.ScenarioLoader;
import io.crosslift.config.ScenarioSettings;
import io.crosslift.simulate.world.AccountHistory.Item;
import io.crosslift.simulate.world.AccountHistory.Subscription;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Lives of made accounts: counts beside closed forms for a fixed seed, and worlds that differ by one channel. */
class LivesTest {
    private static final Horizon TWO_YEARS = new Horizon(LocalDate.of(2024, 1, 1), LocalDate.of(2025, 12, 31));
    private static final double SIGMAS = 4;

    /** Everybody is average and a customer from the first days on, and stays. */
    private static final Map<String, String> AVERAGE = Map.of(
            "scenario.customers.installed", "1",
            "scenario.customers.spread", "0",
            "scenario.customers.internal", "0",
            "scenario.customers.segments.small.propensity", "1",
            "scenario.customers.segments.medium.propensity", "1",
            "scenario.customers.segments.large.propensity", "1",
            "scenario.lifecycle.churn", "0",
            "scenario.lifecycle.pause", "0");

    private final World saas = world(Map.of());

    @Test
    void aWorldWithoutTouchesHasNone() {
        assertThat(sum(saas, 50, Treatment.FACTUAL, history -> history.touches().size()))
                .isPositive();
        assertThat(sum(saas, 50, Treatment.NO_TOUCH, history -> history.touches()
                        .size()))
                .isZero();
    }

    @Test
    void aChannelThatOnlyCapturesDemandAddsNothingToAnyAccount() {
        int capture = channel(saas, "paid_search");

        long met = 0;
        for (long number = 0; number < 300; number++) {
            Life life = Life.of(saas, number);
            AccountHistory factual = Walk.of(saas, life, Treatment.FACTUAL);
            AccountHistory without = Walk.of(saas, life, Treatment.without(capture));
            met += factual.touches().stream()
                    .filter(touch -> touch.channel() == capture)
                    .count();
            assertThat(without.touches()).noneMatch(touch -> touch.channel() == capture);
            assertThat(without.gains()).isEqualTo(factual.gains());
            assertThat(without.items()).isEqualTo(factual.items());
        }
        assertThat(met).isPositive();
    }

    @Test
    void aChannelWithAnEffectAddsConversionsAndAllTogetherMore() {
        long factual = conversions(Treatment.FACTUAL);
        long withoutSuccess = conversions(Treatment.without(channel(saas, "success")));
        long withoutAny = conversions(Treatment.NO_TOUCH);

        assertThat(factual).isGreaterThan(withoutSuccess);
        assertThat(withoutSuccess).isGreaterThan(withoutAny);
    }

    @Test
    void accountsBuyUnaidedAtTheRateOfTheFamily() {
        World unaided = world(with(AVERAGE, "scenario.intent.per-year", "0", "scenario.families.payments.cancel", "0"));
        int payments = 3;
        assertThat(unaided.scenario().families().get(payments).name()).isEqualTo("payments");
        int accounts = 6_000;

        long buyers = sum(unaided, accounts, Treatment.NO_TOUCH, history -> history.gains().stream()
                .filter(gain -> gain.crossSell() && gain.family() == payments)
                .count());

        // 0.08 a year over 2 years less the mean 1.5 days before the account begins; a day in some 400 is taken by
        // something else.
        double expected = -Math.expm1(-0.08 * (731 - 1.5) / 365.25);
        assertThat((double) buyers).isCloseTo(accounts * expected, within(sigmas(accounts, expected)));
    }

    @Test
    void accountsLeaveAtTheirRate() {
        World leaving = world(with(AVERAGE, "scenario.lifecycle.churn", "0.5", "scenario.lifecycle.come-back", "0"));
        int accounts = 3_000;

        long left = sum(leaving, accounts, Treatment.NO_TOUCH, history -> history.subscriptions().stream()
                .filter(version -> version.status().equals("cancelled"))
                .count());

        double expected = -Math.expm1(-0.5 * (731 - 1.5) / 365.25);
        assertThat((double) left).isCloseTo(accounts * expected, within(sigmas(accounts, expected)));
    }

    @Test
    void aChannelSendsSoManyTouchesAMonth() {
        World average = world(AVERAGE);
        int accounts = 1_000;
        int display = channel(average, "display");

        long touches = LongStream.range(0, accounts)
                .map(number -> Life.of(average, number).touches().stream()
                        .filter(touch -> touch.channel() == display)
                        .count())
                .sum();

        double expected = accounts * 0.6 * 12 * (731 - 1.5) / 365.25;
        assertThat((double) touches).isCloseTo(expected, within(SIGMAS * Math.sqrt(expected)));
    }

    @Test
    void aTouchMultipliesTheRateFadesAndSaturates() {
        ScenarioSettings scenario =
                scenario(Map.of("scenario.channels.sales.effect", "3", "scenario.channels.sales.burden", "10"));
        Response response = new Response(scenario);
        int sales = channel(saas, "sales");

        response.deliver(new Touch(0, sales, 1, 0, 0));

        // 3 x 3 / (3 + 3), then half of the pull: 3 x 1.5 / (1.5 + 3); 10 touches of fatigue, of which 8 are bearable.
        assertThat(response.factor(1, 0)).isCloseTo(2.5 * Math.exp(-0.1), within(1e-12));
        assertThat(response.factor(1, 14 * Horizon.DAY)).isCloseTo(2, within(1e-12));
        assertThat(response.factor(2, 14 * Horizon.DAY)).isCloseTo(1, within(1e-12));
    }

    @Test
    void monthlyRevenueIsATwelfthOfTheYearRoundedOncePerItem() {
        Account yearly = new Account(1, -1, 0, 0, usd(), 1, TWO_YEARS.start(), false, true, 5);
        AccountHistory history = new AccountHistory();
        long april = LocalDate.of(2024, 4, 30).toEpochDay() * Horizon.DAY;
        history.subscriptions().add(new Subscription(1, TWO_YEARS.start(), april, "active", TWO_YEARS.start(), 0, 0));
        history.subscriptions().add(new Subscription(1, april, 0, "paused", TWO_YEARS.start(), 0, 0));
        int core = 2;
        assertThat(saas.scenario().families().get(core).name()).isEqualTo("core");
        history.items().add(new Item(1, 1, TWO_YEARS.start(), 0, core, 1, 3));

        // 10 x 35.00 x 3 seats less 5 %, over 12: 83.125; paused on the last day of April.
        assertThat(MonthlyRevenue.of(saas, yearly, history))
                .isEqualTo(Map.of(
                        LocalDate.of(2024, 1, 1), 8_313L,
                        LocalDate.of(2024, 2, 1), 8_313L,
                        LocalDate.of(2024, 3, 1), 8_313L));
    }

    @Test
    void controlUnitsGetNoTouchOfTheProgrammeWhileItRuns() {
        int index = 0;
        var programme = saas.scenario().programmes().get(index);
        assertThat(programme.name()).isEqualTo("email-holdout");
        long treatedTouches = 0;
        for (long number = 0; number < 200; number++) {
            Life life = Life.of(saas, number);
            boolean control = saas.takesPart(life.account(), index)
                    && saas.armOf(life.account(), index) == programme.controlArm();
            List<Touch> during = Walk.of(saas, life, Treatment.FACTUAL).touches().stream()
                    .filter(touch -> touch.channel() == channel(saas, "email")
                            && touch.at() >= saas.startOf(programme)
                            && touch.at() < saas.endOf(programme))
                    .toList();
            if (control) {
                assertThat(during).isEmpty();
            } else {
                treatedTouches += during.size();
            }
        }
        assertThat(treatedTouches).isPositive();
    }

    private long conversions(Treatment treatment) {
        return sum(saas, 1_500, treatment, history -> history.gains().size());
    }

    private static long sum(World world, int accounts, Treatment treatment, ToLongFunction<AccountHistory> count) {
        return LongStream.range(0, accounts)
                .map(number -> count.applyAsLong(Walk.of(world, Life.of(world, number), treatment)))
                .sum();
    }

    private static double sigmas(int trials, double probability) {
        return SIGMAS * Math.sqrt(trials * probability * (1 - probability));
    }

    private int usd() {
        int usd = 2;
        assertThat(saas.scenario().customers().currencies().get(usd).name()).isEqualTo("USD");
        return usd;
    }

    private static int channel(World world, String name) {
        return world.scenario().channels().stream()
                .map(ScenarioSettings.Channel::name)
                .toList()
                .indexOf(name);
    }

    private static Map<String, String> with(Map<String, String> values, String... more) {
        Map<String, String> all = new HashMap<>(values);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    private static World world(Map<String, String> changes) {
        return World.of(scenario(changes), 42, TWO_YEARS);
    }

    private static ScenarioSettings scenario(Map<String, String> changes) {
        return ScenarioLoader.load("saas", changes);
    }
}
