package io.crosslift.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResolvedSettingsTest {
    private static final List<String> FEED =
            List.of("source.feeds.sales.format=parquet", "source.feeds.sales.path=sales");

    @Test
    void secretsAreNeitherPrintedNorHashed() {
        ResolvedSettings one = withFeed(
                "source.feeds.sales.options.password=hunter2",
                "source.feeds.sales.options.fs.s3a.access.key=hunter3",
                "source.feeds.sales.options.sessionToken=hunter4",
                "source.feeds.sales.options.url=jdbc:x://me:hunter5@host/db");
        ResolvedSettings other = withFeed(
                "source.feeds.sales.options.password=changed",
                "source.feeds.sales.options.fs.s3a.access.key=changed",
                "source.feeds.sales.options.sessionToken=changed",
                "source.feeds.sales.options.url=jdbc:x://me:hunter5@host/db");

        assertThat(one.rendered())
                .doesNotContain("hunter")
                .contains("password=\"(redacted)\"")
                .contains("jdbc:x://(redacted)@host/db");
        assertThat(one.settings().source().feeds().get("sales").options())
                .containsEntry("password", "hunter2")
                .containsEntry("fs.s3a.access.key", "hunter3");
        assertThat(one.hash()).isEqualTo(other.hash());
    }

    @Test
    void aSecretOfTheWrongTypeIsNotPrintedEither() {
        assertThatThrownBy(() -> withFeed("source.feeds.sales.options.password=[hunter2]"))
                .satisfies(failure -> assertThat(failure.getMessage())
                        .contains("source.feeds.sales.options")
                        .doesNotContain("hunter2"));
    }

    @Test
    void aFeedMayBeNamedLikeASecret() {
        ResolvedSettings settings = load("source.feeds.token_use.format=parquet", "source.feeds.token_use.path=here");

        assertThat(settings.rendered()).contains("path=here");
    }

    @Test
    void onlyOurOwnBlocksArePrinted() {
        assertThat(SettingsLoader.defaults().rendered())
                .contains("session-gap")
                .doesNotContain("java.")
                .doesNotContain("reference.conf");
    }

    @Test
    void theHashTellsSettingsApartButNotTheirSpelling() {
        String hash = load("journey.session-gap=30 minutes").hash();

        assertThat(hash).matches("[0-9a-f]{16}");
        assertThat(load("journey.session-gap=1800s").hash()).isEqualTo(hash);
        assertThat(load("journey.session-gap=0.5 h", "quality.max-quarantined-revenue=0.0050")
                        .hash())
                .isEqualTo(hash);
        assertThat(load("journey.session-gap=31 minutes").hash()).isNotEqualTo(hash);
        assertThat(load("attribution.teams.support=care").hash()).isNotEqualTo(hash);
    }

    @Test
    void clockAndPlacesAreNotHashed() {
        ResolvedSettings here = load("lake.root=/here");
        ResolvedSettings there = load(
                "lake.root=/there",
                "source.input=/data",
                "run.as-of=2017-12-31",
                "run.from=2017-12-01",
                "run.allow-rewind=true");

        assertThat(there.hash()).isEqualTo(here.hash());
    }

    private static ResolvedSettings withFeed(String... options) {
        SettingsLoader loader = new SettingsLoader();
        FEED.forEach(loader::set);
        List.of(options).forEach(loader::set);
        return loader.load();
    }

    private static ResolvedSettings load(String... assignments) {
        SettingsLoader loader = new SettingsLoader();
        List.of(assignments).forEach(loader::set);
        return loader.load();
    }
}
