package io.crosslift.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelSetsTest {

    @Test
    void addsUpPathsThroughTheSameChannels() {
        ChannelSets sets = sets(List.of(
                new PathCount(List.of("b", "a", "b"), 2, 30, 1),
                new PathCount(List.of("a", "b"), 1, 5, 4),
                new PathCount(List.of("b"), 0, 0, 7)));

        assertThat(sets.size()).isEqualTo(2);
        assertThat(sets.channelsOf(0)).containsExactly(0, 1);
        assertThat(sets.conversions(0)).isEqualTo(3);
        assertThat(sets.value(0)).isEqualTo(35);
        assertThat(sets.nulls(0)).isEqualTo(5);
        assertThat(sets.channelsOf(1)).containsExactly(1);
        assertThat(sets.journeys(1)).isEqualTo(7);
    }

    @Test
    void leavesOutPathsWithoutAJourneyInTheResample() {
        PathTable table =
                PathTable.of(List.of(new PathCount(List.of("a"), 1, 1, 0), new PathCount(List.of("b"), 0, 0, 1)));

        ChannelSets sets =
                ChannelSets.of(table, new PathWeights(new double[] {0, 0}, new double[] {0, 0}, new double[] {0, 2}));

        assertThat(sets.size()).isEqualTo(1);
        assertThat(sets.channelsOf(0)).containsExactly(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 64, 65, 200})
    void holdsAnyNumberOfChannels(int channels) {
        Random random = new Random(1);
        List<PathCount> paths = new ArrayList<>();
        Map<Set<String>, Long> nulls = new HashMap<>();
        for (int i = 0; i < 3_000; i++) {
            List<String> path = random.ints(1 + random.nextInt(4), 0, channels)
                    .mapToObj(channel -> String.format("%03d", channel))
                    .toList();
            paths.add(new PathCount(path, 0, 0, i + 1));
            nulls.merge(new TreeSet<>(path), i + 1L, Long::sum);
        }
        List<String> names = PathTable.of(paths).channels();

        ChannelSets sets = sets(paths);

        assertThat(sets.size()).isEqualTo(nulls.size());
        for (int set = 0; set < sets.size(); set++) {
            Set<String> members = new TreeSet<>(
                    IntStream.of(sets.channelsOf(set)).mapToObj(names::get).toList());
            assertThat(sets.members(set)).isEqualTo(members.size());
            assertThat(sets.nulls(set)).isEqualTo(nulls.get(members).doubleValue());
        }
    }

    private static ChannelSets sets(List<PathCount> paths) {
        PathTable table = PathTable.of(paths);
        return ChannelSets.of(table, table.observed());
    }
}
