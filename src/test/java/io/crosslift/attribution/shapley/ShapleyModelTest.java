package io.crosslift.attribution.shapley;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosslift.attribution.ChannelCredit;
import io.crosslift.attribution.PathCount;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShapleyModelTest {

    @Test
    void sharesAPathEquallyAmongItsDistinctChannels() {
        // eeghor/mta, its own expectation for a: 4 and a > b: 6; v(a) = 4, v(b) = 0, v(ab) = 10.
        assertThat(credit(path(4, 400, 9, "a"), path(6, 60, 0, "a", "b", "a")))
                .containsExactly(Map.entry("a", ChannelCredit.of(7, 430)), Map.entry("b", ChannelCredit.of(3, 30)));
    }

    @Test
    void keepsChannelsThatNeverConvertedAtZero() {
        assertThat(credit(path(1, 5, 0, "a"), path(0, 0, 4, "b")))
                .containsExactly(Map.entry("a", ChannelCredit.of(1, 5)), Map.entry("b", ChannelCredit.of(0, 0)));
    }

    private static Map<String, ChannelCredit> credit(PathCount... paths) {
        return new ShapleyModel().fit(List.of(paths)).channels();
    }

    private static PathCount path(long conversions, long value, long nulls, String... channels) {
        return new PathCount(List.of(channels), conversions, value, nulls);
    }
}
