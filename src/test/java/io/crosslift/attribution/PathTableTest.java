package io.crosslift.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PathTableTest {

    @Test
    void mergesEqualPathsAndDropsThoseWithoutAJourney() {
        PathTable table = PathTable.of(
                List.of(path(0, 0, 0, "unseen"), path(1, 5, 0, "b", "a"), path(0, 0, 2, "b"), path(2, 7, 1, "b", "a")));

        assertThat(table.channels()).containsExactly("a", "b");
        assertThat(rows(table)).containsExactly(path(0, 0, 2, "b"), path(3, 12, 1, "b", "a"));
        assertThat(table.observed().conversions()).isEqualTo(3);
        assertThat(table.observed().value()).isEqualTo(12);
        assertThat(table.observed().journeys()).isEqualTo(6);
    }

    @Test
    void sortsAsPathsOfNamesDoWhateverTheOrderOfRows() {
        Random random = new Random(4);
        List<String> channels = List.of("email", "ads", "\uFFFD", "\uD83D\uDE00", "a", "call", "z", "ads 2", "x");
        List<PathCount> rows = new ArrayList<>(IntStream.range(0, 3_000)
                .mapToObj(i -> path(
                        1 + random.nextInt(3),
                        random.nextInt(9),
                        random.nextInt(3),
                        random.ints(1 + random.nextInt(i % 100 == 0 ? 60 : 4), 0, channels.size())
                                .mapToObj(channels::get)
                                .toArray(String[]::new)))
                .toList());
        String[] prefix = Collections.nCopies(40, "email").toArray(String[]::new);
        rows.add(path(1, 0, 0, prefix));
        IntStream.range(1, 40)
                .forEach(i ->
                        rows.add(path(1, i, 0, List.of(prefix).subList(0, i).toArray(String[]::new))));

        List<PathCount> sorted = rows(PathTable.of(rows));
        Collections.shuffle(rows, random);

        assertThat(sorted).isEqualTo(PathCount.merged(rows));
        assertThat(rows(PathTable.of(rows))).isEqualTo(sorted);
    }

    @Test
    void joinsTheRowsOfReadersThatWorkedApart() {
        PathTableBuilder first = PathTable.builder();
        first.add(List.of("b", "a"), 1, 10, 0);
        PathTableBuilder second = PathTable.builder();
        second.add(List.of("a"), 0, 0, 1);
        second.add(List.of("b", "a"), 2, 5, 0);

        first.addAll(second);

        assertThat(first.paths()).isEqualTo(2);
        assertThat(rows(first.build())).containsExactly(path(0, 0, 1, "a"), path(3, 15, 0, "b", "a"));
    }

    @Test
    void refusesCountsThatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PathTable.builder().add(List.of(), 1, 0, 0))
                .withMessage("a path needs at least one channel");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PathTable.builder().add(List.of("a", " "), 1, 0, 0))
                .withMessage("an empty channel");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PathTable.builder().add(List.of("a"), -1, 0, 0))
                .withMessage("conversions must not be negative, was -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PathTable.builder().add(List.of("a"), 0, 0, -2))
                .withMessage("nulls must not be negative, was -2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PathTable.builder().add(List.of("a"), 0, 3, 1))
                .withMessage("value without a conversion, was 3");
    }

    @Test
    void refusesTotalsThatADoubleDoesNotHold() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PathTable.of(List.of(path(1, 1L << 53, 0, "a"), path(1, 4, 0, "b"))))
                .withMessageStartingWith("the value of all paths must add up to at most 2^53");
    }

    private static List<PathCount> rows(PathTable table) {
        return IntStream.range(0, table.paths())
                .mapToObj(path -> path(
                        (long) table.observed().conversions(path),
                        (long) table.observed().value(path),
                        (long) table.observed().nulls(path),
                        IntStream.range(0, table.length(path))
                                .mapToObj(i -> table.channels().get(table.channel(path, i)))
                                .toArray(String[]::new)))
                .toList();
    }

    private static PathCount path(long conversions, long value, long nulls, String... channels) {
        return new PathCount(List.of(channels), conversions, value, nulls);
    }
}
