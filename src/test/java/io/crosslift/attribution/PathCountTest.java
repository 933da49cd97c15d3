package io.crosslift.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class PathCountTest {

    @Test
    void mergesSortsAndDropsPathsWithoutAJourney() {
        assertThat(PathCount.merged(List.of(
                        path(0, 0, 0, "a"), path(1, 5, 0, "b", "a"), path(0, 0, 2, "b"), path(2, 7, 1, "b", "a"))))
                .containsExactly(path(0, 0, 2, "b"), path(3, 12, 1, "b", "a"));
    }

    @Test
    void refusesCountsThatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> path(1, 0, 0))
                .withMessageContaining("at least one channel");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> path(1, 0, 0, "a", " "))
                .withMessageContaining("an empty channel");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> path(-1, 0, 0, "a"))
                .withMessage("path [a]: conversions must not be negative, was -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> path(0, 0, -2, "a"))
                .withMessage("path [a]: nulls must not be negative, was -2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> path(0, 3, 1, "a"))
                .withMessage("path [a]: value without a conversion, was 3");
    }

    @Test
    void refusesSumsBeyondALong() {
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> PathCount.merged(List.of(path(1, Long.MAX_VALUE, 0, "a"), path(1, 1, 0, "a"))));
    }

    private static PathCount path(long conversions, long value, long nulls, String... channels) {
        return new PathCount(List.of(channels), conversions, value, nulls);
    }
}
