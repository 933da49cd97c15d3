package io.crosslift.attribution.markov;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.attribution.ChannelCredit;
import io.crosslift.attribution.ModelCheck;
import io.crosslift.attribution.PathArbitraries;
import io.crosslift.attribution.PathCount;
import io.crosslift.attribution.PathTable;
import io.crosslift.attribution.Transition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class MarkovProperties {
    private static final double TOLERANCE = 1e-10;

    @Provide
    Arbitrary<List<PathCount>> paths() {
        return PathArbitraries.convertedPaths();
    }

    @Property(tries = 100, seed = "1")
    void probabilitiesOfLeavingAStateSumToOne(
            @ForAll("paths") List<PathCount> paths, @ForAll @IntRange(min = 1, max = 4) int order) {
        Map<String, Double> left = new LinkedHashMap<>();
        for (Transition transition : model(order).fit(paths).transitions()) {
            left.merge(transition.from(), transition.probability(), Double::sum);
        }

        assertThat(left).containsKey(Transition.START);
        assertThat(left.values()).allSatisfy(sum -> assertThat(sum).isCloseTo(1, within(TOLERANCE)));
    }

    @Property(tries = 100, seed = "1")
    void removalEffectsLieBetweenZeroAndOneAndSomeChannelHasOne(
            @ForAll("paths") List<PathCount> paths, @ForAll @IntRange(min = 1, max = 4) int order) {
        assertThat(model(order).fit(paths).channels().values())
                .allSatisfy(credit -> assertThat(credit.removalEffectOnConversions())
                        .isNotNull()
                        .isBetween(0.0, 1.0))
                .anySatisfy(credit ->
                        assertThat(credit.removalEffectOnConversions()).isPositive());
    }

    @Property(tries = 100, seed = "1")
    void theIdentitiesOfAFittedChainHold(
            @ForAll("paths") List<PathCount> paths, @ForAll @IntRange(min = 1, max = 4) int order) {
        assertThat(model(order).fit(paths).checks()).hasSize(6).allMatch(ModelCheck::passed);
    }

    @Property(tries = 200, seed = "1")
    void allSolversAgreeWithDeletingTheChannelAndSolvingAgain(
            @ForAll("paths") List<PathCount> paths, @ForAll @IntRange(min = 1, max = 4) int order) {
        PathTable table = PathTable.of(paths);
        Chain chain = new ChainShape(table, order).count(table.observed());
        DeletedChannel definition = new DeletedChannel(paths, order);
        double[] whole = definition.without("unknown");

        for (Removals removals : List.of(StateReduction.removals(chain), MaskedIteration.removals(chain))) {
            assertThat(removals.totalConversions()).isCloseTo(chain.conversions(), within(TOLERANCE));
            assertThat(removals.totalValue()).isCloseTo(chain.value(), within(1e-8));
            assertThat(removals.error()).isLessThan(1e-12 * chain.conversions());
            for (int channel = 0; channel < table.channels().size(); channel++) {
                double[] without = definition.without(table.channels().get(channel));
                assertThat(removals.conversions(channel) / chain.journeys())
                        .isCloseTo(whole[0] - without[0], within(TOLERANCE));
                assertThat(removals.value(channel) / chain.journeys()).isCloseTo(whole[1] - without[1], within(1e-8));
            }
        }
    }

    @Property(tries = 100, seed = "1")
    void aStepCapIsTheSumOfTheFirstPowers(
            @ForAll("paths") List<PathCount> paths,
            @ForAll @IntRange(min = 1, max = 3) int order,
            @ForAll @IntRange(min = 1, max = 8) int mostStates) {
        PathTable table = PathTable.of(paths);
        Chain chain = new ChainShape(table, order).count(table.observed());
        DeletedChannel definition = new DeletedChannel(paths, order);
        double whole = definition.without("unknown", mostStates);
        Assume.that(whole > 0);

        Removals removals = StepCapped.removals(chain, mostStates);

        assertThat(removals.totalConversions() / chain.journeys()).isCloseTo(whole, within(TOLERANCE));
        for (int channel = 0; channel < table.channels().size(); channel++) {
            assertThat(removals.conversions(channel) / chain.journeys())
                    .isCloseTo(
                            whole - definition.without(table.channels().get(channel), mostStates), within(TOLERANCE));
        }
    }

    @Property(tries = 100, seed = "1")
    void windowsTooLongToPackMakeTheSameChain(
            @ForAll("paths") List<PathCount> paths, @ForAll @IntRange(min = 1, max = 4) int order) {
        PathTable table = PathTable.of(paths);
        Windows packed = new PackedWindows(table, order);
        Windows strings = new LongWindows(table, order);

        assertThat(strings.states().count()).isEqualTo(packed.states().count());
        assertThat(strings.byPredecessors()).isEqualTo(packed.byPredecessors());
        int[] expected = new int[6];
        int[] visited = new int[6];
        for (int path = 0; path < table.paths(); path++) {
            assertThat(strings.visited(table, path, visited)).isEqualTo(packed.visited(table, path, expected));
            assertThat(visited).isEqualTo(expected);
        }
        for (int state = 0; state < packed.states().count(); state++) {
            assertThat(strings.states().label(state)).isEqualTo(packed.states().label(state));
        }
    }

    @Property(tries = 100, seed = "1")
    void repeatingATouchChangesNoRemovalEffect(@ForAll("paths") List<PathCount> paths) {
        List<PathCount> repeated = paths.stream()
                .map(path -> new PathCount(twice(path.channels()), path.conversions(), path.value(), path.nulls()))
                .toList();

        assertThat(model(1).fit(repeated).channels())
                .isEqualTo(model(1).fit(paths).channels());
    }

    @Property(tries = 100, seed = "1")
    void removalEffectsAndCreditScaleWithTheCounts(@ForAll("paths") List<PathCount> paths) {
        List<PathCount> tenfold = paths.stream()
                .map(path ->
                        new PathCount(path.channels(), 10 * path.conversions(), 10 * path.value(), 10 * path.nulls()))
                .toList();

        Map<String, ChannelCredit> once = model(1).fit(paths).channels();
        model(1).fit(tenfold).channels().forEach((channel, credit) -> {
            ChannelCredit before = once.get(channel);
            assertThat(credit.removalEffectOnConversions())
                    .isCloseTo(before.removalEffectOnConversions(), within(TOLERANCE));
            assertThat(credit.conversions()).isCloseTo(10 * before.conversions(), within(1e-8));
        });
    }

    private static MarkovModel model(int order) {
        return new MarkovModel(new MarkovModel.Settings(order));
    }

    private static List<String> twice(List<String> channels) {
        List<String> twice = new ArrayList<>();
        channels.forEach(channel -> twice.addAll(List.of(channel, channel)));
        return twice;
    }
}
