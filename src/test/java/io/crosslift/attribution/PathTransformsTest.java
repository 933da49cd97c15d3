package io.crosslift.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PathTransformsTest {
    private static final Set<String> DIRECT = Set.of("Direct");

    static Stream<Map<String, String>> workedCases() {
        return Golden.rows("attribution/path_transforms/path_transforms.csv").stream();
    }

    @ParameterizedTest
    @MethodSource("workedCases")
    void rewritesEveryWorkedCase(Map<String, String> row) {
        Map<String, String> columnOfTransform = Map.of(
                "none", "unique_path",
                "exposure", "exposure_path",
                "unique", "first_path",
                "remove-direct-if-not-alone", "remove_if_not_all_Direct",
                "remove-direct-if-last", "remove_if_last_and_not_all_Direct",
                "trim 1", "trim_long_path_1",
                "trim 2", "trim_long_path_2");

        columnOfTransform.forEach((transform, column) ->
                assertThat(apply(row.get("raw"), transform)).as(transform).isEqualTo(Golden.channels(row.get(column))));
    }

    @ParameterizedTest
    @CsvSource({
        "frequency 1, a > b",
        "frequency 2, a > a > b > b",
        "frequency 3, a > a > b > a > b",
        "frequency 9, a > a > b > a > b > a"
    })
    void keepsTheFirstOccurrencesOfEachChannel(String transform, String expected) {
        assertThat(apply("a > a > b > a > b > a", transform)).isEqualTo(Golden.channels(expected));
    }

    @Test
    void appliesTransformsInTheOrderGiven() {
        assertThat(apply("a > b > Direct", "remove-direct-if-last", "trim 1")).containsExactly("b");
        assertThat(apply("a > b > Direct", "trim 1", "remove-direct-if-last")).containsExactly("Direct");
    }

    @Test
    void mergesPathsThatBecomeTheSame() {
        List<PathCount> paths =
                List.of(new PathCount(List.of("a", "a"), 1, 10, 2), new PathCount(List.of("a"), 3, 30, 4));

        assertThat(PathTransforms.apply(PathTransforms.exposure(), paths))
                .containsExactly(new PathCount(List.of("a"), 4, 40, 6));
    }

    @ParameterizedTest
    @CsvSource({"trim", "trim 0", "trim -1", "frequency", "first", "none 2"})
    void refusesWhatItDoesNotKnow(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PathTransforms.parse(List.of(text), DIRECT))
                .withMessageContaining("unknown path transform '" + text + "'")
                .withMessageContaining("remove-direct-if-not-alone, trim N");
    }

    private static List<String> apply(String path, String... transforms) {
        return PathTransforms.parse(List.of(transforms), DIRECT).apply(Golden.channels(path));
    }
}
