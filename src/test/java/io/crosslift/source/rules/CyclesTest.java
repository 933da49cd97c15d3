package io.crosslift.source.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CyclesTest {
    private static List<Cycles.Edge> edges(String... pairs) {
        return Stream.of(pairs)
                .map(pair -> new Cycles.Edge(pair.substring(0, 1), pair.substring(1)))
                .toList();
    }

    @Test
    void aTreeHasNone() {
        assertThat(Cycles.members(edges("ba", "ca", "db"))).isEmpty();
    }

    @Test
    void whatLeadsIntoACycleOrOutOfItIsNotOnIt() {
        assertThat(Cycles.members(edges("xa", "ab", "bc", "ca", "cy", "yz"))).containsExactly("a", "b", "c");
    }

    @Test
    void aNameThatIsItsOwnParentIsACycle() {
        assertThat(Cycles.members(edges("aa", "ba"))).containsExactly("a");
    }

    @Test
    void aLongChainNeedsNoDeepStack() {
        List<Cycles.Edge> chain = IntStream.range(0, 200_000)
                .mapToObj(n -> new Cycles.Edge("n" + n, "n" + (n + 1)))
                .toList();

        assertThat(Cycles.members(chain)).isEmpty();
    }
}
