package io.crosslift.attribution.shapley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crosslift.attribution.PathArbitraries;
import io.crosslift.attribution.PathCount;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ShapleyProperties {
    private static final double TOLERANCE = 1e-10;

    @Provide
    Arbitrary<List<PathCount>> paths() {
        return PathArbitraries.convertedPaths();
    }

    @Property(tries = 60, seed = "1")
    void isTheMeanMarginalOverAllOrdersOfTheChannels(@ForAll("paths") List<PathCount> paths) {
        List<String> channels = paths.stream()
                .flatMap(path -> path.channels().stream())
                .distinct()
                .toList();
        List<List<String>> orders = permutations(channels);

        credit(paths).forEach((channel, credit) -> {
            double marginals = orders.stream()
                    .mapToLong(order -> {
                        Set<String> before = new HashSet<>(order.subList(0, order.indexOf(channel)));
                        long without = conversionsWithin(paths, before);
                        before.add(channel);
                        return conversionsWithin(paths, before) - without;
                    })
                    .sum();
            assertThat(credit).isCloseTo(marginals / orders.size(), within(TOLERANCE));
        });
    }

    @Property(tries = 60, seed = "1")
    void isEfficient(@ForAll("paths") List<PathCount> paths) {
        double total = paths.stream().mapToLong(PathCount::conversions).sum();

        assertThat(credit(paths).values().stream().mapToDouble(credit -> credit).sum())
                .isCloseTo(total, within(TOLERANCE));
    }

    @Property(tries = 60, seed = "1")
    void isSymmetric(@ForAll("paths") List<PathCount> paths) {
        List<PathCount> mirrored = new ArrayList<>(paths);
        paths.forEach(path -> mirrored.add(new PathCount(
                path.channels().stream()
                        .map(channel -> "a".equals(channel) ? "b" : "b".equals(channel) ? "a" : channel)
                        .toList(),
                path.conversions(),
                path.value(),
                path.nulls())));

        Map<String, Double> credit = credit(mirrored);

        assertThat(credit.getOrDefault("a", 0.0)).isCloseTo(credit.getOrDefault("b", 0.0), within(TOLERANCE));
    }

    @Property(tries = 60, seed = "1")
    void givesANullPlayerNothing(@ForAll("paths") List<PathCount> paths) {
        List<PathCount> longer = new ArrayList<>(paths);
        longer.add(new PathCount(List.of("null player", "a"), 0, 0, 3));

        Map<String, Double> credit = credit(longer);

        assertThat(credit.get("null player")).isZero();
        credit(paths).forEach((channel, before) -> assertThat(credit).containsEntry(channel, before));
    }

    private static Map<String, Double> credit(List<PathCount> paths) {
        return new ShapleyModel().fit(paths).conversionCredit();
    }

    private static long conversionsWithin(List<PathCount> paths, Set<String> coalition) {
        return paths.stream()
                .filter(path -> coalition.containsAll(path.channels()))
                .mapToLong(PathCount::conversions)
                .sum();
    }

    private static List<List<String>> permutations(List<String> items) {
        if (items.isEmpty()) {
            return List.of(List.of());
        }
        List<List<String>> permutations = new ArrayList<>();
        for (String first : new TreeSet<>(items)) {
            List<String> rest = new ArrayList<>(items);
            rest.remove(first);
            for (List<String> tail : permutations(rest)) {
                List<String> permutation = new ArrayList<>(List.of(first));
                permutation.addAll(tail);
                permutations.add(permutation);
            }
        }
        return permutations;
    }
}
