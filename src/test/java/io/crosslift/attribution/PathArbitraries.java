package io.crosslift.attribution;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Generators of path counts. */
public final class PathArbitraries {
    private static final List<String> CHANNELS = List.of("a", "b", "c", "d", "e");

    private PathArbitraries() {}

    /** A few paths over five channels, duplicates and paths without a conversion among them, at least one converted. */
    public static Arbitrary<List<PathCount>> convertedPaths() {
        return path().list().ofMinSize(1).ofMaxSize(12).filter(paths -> paths.stream()
                .anyMatch(path -> path.conversions() > 0));
    }

    private static Arbitrary<PathCount> path() {
        Arbitrary<List<String>> channels =
                Arbitraries.of(CHANNELS).list().ofMinSize(1).ofMaxSize(6);
        Arbitrary<Integer> counts = Arbitraries.integers().between(0, 20);
        Arbitrary<Integer> values = Arbitraries.integers().between(0, 1_000);
        return Combinators.combine(channels, counts, values, counts)
                .as((path, conversions, value, nulls) ->
                        new PathCount(path, conversions, conversions == 0 ? 0 : value, nulls));
    }
}
