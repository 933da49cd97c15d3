package io.crosslift.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
    @ParameterizedTest
    @CsvSource({"kitten, sitting, 3", "flaw, lawn, 2", "'', abc, 3", "same, same, 0"})
    void theDistanceCountsSingleLetters(String from, String to, int distance) {
        assertThat(NearestName.letters(from, to)).isEqualTo(distance);
        assertThat(NearestName.letters(to, from)).isEqualTo(distance);
    }

    @Test
    void theFirstOfSeveralNamesThatAreEquallyNearIsTaken() {
        assertThat(NearestName.of("spent", List.of("orders", "spend", "spens"))).isEqualTo("spend");
        assertThat(NearestName.of("spent", List.of())).isEmpty();
    }
}
