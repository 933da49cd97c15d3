package io.crosslift.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GoalModelsTest {
    private static final List<PathCount> PATHS = List.of(
            new PathCount(List.of("a", "b", "a", "c"), 3, 900, 5),
            new PathCount(List.of("b"), 1, 100, 9),
            new PathCount(List.of("c"), 0, 0, 4));

    @Test
    void withTooFewPathsPositionBasedStandsInForPathModelsAndSaysSo() {
        GoalModels models = fit(PathTable.of(PATHS), 4, "markov", "linear");

        assertThat(models.fits()).isEmpty();
        assertThat(models.fallbacks())
                .containsOnlyKeys("markov")
                .containsValue("position_based instead: 3 distinct paths, fewer than attribution.min-paths = 4");
        List<Touch> touches = IntStream.range(0, 4)
                .mapToObj(i -> new Touch("t" + i, i, "abac".substring(i, i + 1), "campaign"))
                .toList();
        assertThat(models.rules().get("markov").weights(touches, 9)).containsExactly(0.4, 0.1, 0.1, 0.4);
        assertThat(models.rules().get("linear").weights(touches, 9)).containsOnly(0.25);
    }

    @Test
    void withEnoughPathsEveryPathModelIsFittedAndItsSharesHaveSpreads() {
        GoalModels models = fit(PathTable.of(PATHS), 3, "markov", "shapley", "shapley_rate", "markov_shapley");

        assertThat(models.fits()).containsOnlyKeys("markov", "shapley", "shapley_rate", "markov_shapley");
        assertThat(models.spreads()).containsOnlyKeys(models.fits().keySet());
        assertThat(models.fallbacks()).isEmpty();
        assertThat(models.spreads().get("shapley")).containsOnlyKeys("a", "b", "c");
    }

    @Test
    void aModelThatWouldTakeTooLongToRefitGoesWithoutSpreadsAndSaysSo() {
        List<String> channels =
                IntStream.range(0, 24).mapToObj(i -> "channel " + i).toList();
        PathTable paths = PathTable.of(List.of(new PathCount(channels, 1, 100, 1)));

        GoalModels models = fit(paths, 1, "shapley_rate", "markov_shapley", "shapley");

        assertThat(models.spreads().get("shapley")).hasSize(24);
        for (String slow : List.of("shapley_rate", "markov_shapley")) {
            assertThat(models.spreads().get(slow)).isEmpty();
            assertThat(models.fits().get(slow).notes()).contains(Bootstrap.WOULD_TAKE_TOO_LONG);
        }
    }

    private static GoalModels fit(PathTable paths, int minimumPaths, String... names) {
        return GoalModels.fit(
                "cross_sell",
                "cross_sell@2025-12-31",
                List.of(names),
                AttributionModelSettings.DEFAULTS,
                paths,
                new PoissonResamples(paths, 20, 1),
                minimumPaths);
    }
}
