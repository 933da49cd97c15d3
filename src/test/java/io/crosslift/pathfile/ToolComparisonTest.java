package io.crosslift.pathfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosslift.attribution.AttributionModels;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ToolComparisonTest {
    static Stream<String> models() {
        return AttributionModels.names().stream();
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyModelOfTheRegistryHasAParagraph(String model) {
        String paragraph = ToolComparison.of(model);

        assertThat(paragraph).startsWith(model + "\n  ").doesNotContain("#");
        assertThat(paragraph.lines()).hasSizeGreaterThan(2).allMatch(line -> line.length() <= 100);
    }

    @Test
    void anUnknownModelHasNone() {
        assertThatThrownBy(() -> ToolComparison.of("first"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no comparison of first");
    }
}
