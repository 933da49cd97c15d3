package io.crosslift.simulate.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.config.ScenarioLoader;
import io.crosslift.config.ScenarioSettings.Programme;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Experiments whose units are markets: pairs of which one gets the programme, and rollouts that reach one after the other. */
class AreaExperimentsTest {
    private static final Horizon YEAR = new Horizon(LocalDate.of(2025, 1, 1), LocalDate.of(2025, 12, 31));
    private static final int ACCOUNTS = 400;

    @Test
    void ofEachPairOfMarketsOneIsInEachArmAndNotAlwaysTheSame() {
        World services = world("services", 5, Map.of());
        int paired = programme(services, "manager-markets");

        List<Integer> first = IntStream.range(0, 6)
                .map(pair -> services.armOfMarket(2 * pair, paired))
                .boxed()
                .toList();
        assertThat(first).contains(0, 1);
        for (int pair = 0; pair < 6; pair++) {
            assertThat(services.pairOf(2 * pair))
                    .isEqualTo(services.pairOf(2 * pair + 1))
                    .isEqualTo(pair);
            assertThat(services.armOfMarket(2 * pair + 1, paired)).isEqualTo(1 - first.get(pair));
        }
    }

    /** 12 markets in pairs, the k-th of 1 / sqrt(k): the first pair holds 1 / 3.6399 of the accounts, the last 1 / 8.9159 of them. */
    @Test
    void pairsOfMarketsHoldTheSharesThatTheirSkewSays() {
        World services = world("services", 5, Map.of());
        int accounts = 40_000;
        Map<Integer, Long> members = LongStream.range(0, accounts)
                .mapToObj(number -> services.pairOf(services.account(number).market()))
                .collect(Collectors.groupingBy(pair -> pair, Collectors.counting()));

        assertThat(members.keySet()).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
        assertThat((double) members.get(0) / accounts).isCloseTo(1 / 3.63993, within(0.01));
        assertThat((double) members.get(5) / accounts).isCloseTo(1 / (3.63993 * Math.sqrt(6)), within(0.01));
    }

    /** 24 markets and four steps, 28 days apart, the first 28 days after the start: six markets cross over in each. */
    @Test
    void aRolloutReachesAsManyMarketsInEachStep() {
        World mixed = world("mixed", 3, Map.of());
        int rollout = programme(mixed, "trial-rollout");
        long start = mixed.startOf(mixed.scenario().programmes().get(rollout));

        Map<Long, Long> reached = IntStream.range(0, 24)
                .mapToObj(market -> (mixed.crossoverOf(market, rollout) - start) / Horizon.DAY)
                .collect(Collectors.groupingBy(day -> day, TreeMap::new, Collectors.counting()));
        assertThat(reached).isEqualTo(Map.of(28L, 6L, 56L, 6L, 84L, 6L, 112L, 6L));
    }

    @Test
    void nobodyGetsTheTouchesOfARolloutBetweenItsStartAndTheDayOfTheMarket() {
        World mixed = world("mixed", 3, Map.of());
        int index = programme(mixed, "trial-rollout");
        Programme rollout = mixed.scenario().programmes().get(index);
        int channel = mixed.scenario().channelOf(rollout);
        long early = 0;
        long before = 0;
        long after = 0;
        for (long number = 0; number < ACCOUNTS; number++) {
            Life life = Life.of(mixed, number);
            if (!mixed.takesPart(life.account(), index)) {
                continue;
            }
            long crossover = mixed.crossoverOf(life.account().market(), index);
            for (Touch touch : Walk.of(mixed, life, Treatment.FACTUAL).touches()) {
                if (touch.channel() == channel) {
                    early += touch.at() < mixed.startOf(rollout) ? 1 : 0;
                    before += touch.at() >= mixed.startOf(rollout) && touch.at() < crossover ? 1 : 0;
                    after += touch.at() >= crossover ? 1 : 0;
                }
            }
        }
        assertThat(before).isZero();
        assertThat(early).isPositive();
        assertThat(after).isPositive();
    }

    /** In the control arm from the first day to the last, an account differs from what it is by what its market's days with the touches did. */
    @Test
    void whatARolloutAddedLiesInTheDaysAfterItReachedTheMarket() {
        World mixed = world("mixed", 3, Map.of("scenario.channels.trial.effect", "8"));
        int index = programme(mixed, "trial-rollout");
        int control = mixed.scenario().programmes().get(index).controlArm();
        long added = 0;
        for (long number = 0; number < ACCOUNTS; number++) {
            Life life = Life.of(mixed, number);
            long crossover = mixed.crossoverOf(life.account().market(), index);
            AccountHistory factual = Walk.of(mixed, life, Treatment.FACTUAL);
            AccountHistory without = Walk.of(mixed, life, Treatment.everybodyIn(index, control));
            assertThat(factual.gains().stream().filter(gain -> gain.at() < crossover))
                    .isEqualTo(without.gains().stream()
                            .filter(gain -> gain.at() < crossover)
                            .toList());
            added += factual.gains().size() - without.gains().size();
        }
        assertThat(added).isPositive();
    }

    @Test
    void designsOnMarketsSayWhatTheyLack() {
        assertThatThrownBy(() -> world("services", 1, Map.of("scenario.customers.markets", "11")))
                .hasMessageContaining("scenario.customers.markets must be even where an experiment pairs them, was 11");
        assertThatThrownBy(() -> world("mixed", 1, Map.of("scenario.programmes.trial-rollout.steps", "5")))
                .hasMessageContaining(
                        "steps must, in a stepped wedge alone, divide its days into one period more, were 5");
        assertThatThrownBy(() -> world("mixed", 1, Map.of("scenario.programmes.email-holdout.steps", "2")))
                .hasMessageContaining("scenario.programmes.email-holdout.steps must, in a stepped wedge alone");
        assertThatThrownBy(() -> world("mixed", 1, Map.of("scenario.programmes.email-holdout.design", "wedge")))
                .hasMessageContaining("must be one of holdout, ab, geo, matched, stepped_wedge, was wedge");
    }

    private static int programme(World world, String name) {
        return world.scenario().programmes().stream()
                .map(Programme::name)
                .toList()
                .indexOf(name);
    }

    private static World world(String scenario, long seed, Map<String, String> overrides) {
        return World.of(ScenarioLoader.load(scenario, new HashMap<>(overrides)), seed, YEAR);
    }
}
