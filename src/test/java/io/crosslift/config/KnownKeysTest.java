package io.crosslift.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownKeysTest {
    private final KnownKeys keys = new KnownKeys(SettingsLoader.reference(), SettingsBlocks.feedKeys());

    @ParameterizedTest
    @CsvSource({
        "journey.sesion-gap, journey.session-gap",
        "jurney, journey",
        "session-gap, journey.session-gap",
        "attribution.lookback, journey.lookback",
        "journey.lookback.crosssell, journey.lookback.cross-sell",
        "source.feeds.sales.pth, source.feeds.sales.path",
    })
    void theNearestKeyIsTheOneAUserMeant(String written, String meant) {
        assertThat(keys.nearest(written)).isEqualTo(meant);
    }

    @Test
    void onlyPropertiesUnderOurBlocksAreOurs() {
        assertThat(keys.isOurs("journey.anything")).isTrue();
        assertThat(keys.isOurs("journey")).isFalse();
        assertThat(keys.isOurs("java.home")).isFalse();
        assertThat(keys.isOurs("spark.master")).isFalse();
    }
}
