package io.crosslift.attribution.shapley;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.attribution.ChannelSets;
import io.crosslift.attribution.PathCount;
import io.crosslift.attribution.PathTable;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SetTreeTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 80})
    void findsTheSetsWhoseChannelsAreAllInAnother(int channels) {
        Random random = new Random(2);
        PathTable table = PathTable.of(IntStream.range(0, 400)
                .mapToObj(i -> new PathCount(
                        random.ints(1 + random.nextInt(7), 0, channels)
                                .mapToObj(channel -> String.format("%02d", channel * channel / channels))
                                .toList(),
                        1,
                        1,
                        1))
                .toList());
        ChannelSets sets = ChannelSets.of(table, table.observed());
        List<Set<Integer>> members = IntStream.range(0, sets.size())
                .mapToObj(set -> IntStream.of(sets.channelsOf(set)).boxed().collect(Collectors.toSet()))
                .toList();

        SetTree tree = new SetTree(sets);

        for (int set = 0; set < sets.size(); set++) {
            int outer = set;
            assertThat(tree.inside(set))
                    .containsExactlyInAnyOrder(IntStream.range(0, sets.size())
                            .filter(inner -> members.get(outer).containsAll(members.get(inner)))
                            .toArray());
        }
    }
}
