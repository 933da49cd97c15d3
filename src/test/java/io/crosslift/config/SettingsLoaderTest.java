package io.crosslift.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosslift.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsLoaderTest {
    @TempDir
    Path folder;

    @Test
    void laterLayersWin() throws IOException {
        file("deployment.conf", "journey.session-gap = 1 h, journey.timeout = 10 d, journey.max-touches = 1");
        file("shop.conf", "journey.timeout = 20 d, journey.max-touches = 2");
        Properties properties = new Properties();
        properties.setProperty("journey.max-touches", "3");
        properties.setProperty("journey.max-promoted-families", "3");
        properties.setProperty("user.home", "/root");

        Settings settings = loader().config("deployment.conf")
                .source("shop.conf")
                .systemProperties(properties)
                .set("journey.max-promoted-families=4")
                .set("lake.root=/set")
                .option("--lakehouse", "lake.root", "/option")
                .load()
                .settings();

        assertThat(settings.journey().dedupeWindow()).isEqualTo(Duration.ofMinutes(1)); // reference.conf
        assertThat(settings.journey().sessionGap()).isEqualTo(Duration.ofHours(1)); // config file
        assertThat(settings.journey().timeout()).isEqualTo(Duration.ofDays(20)); // source file
        assertThat(settings.journey().maxTouches()).isEqualTo(3); // -D
        assertThat(settings.journey().maxPromotedFamilies()).isEqualTo(4); // --set
        assertThat(settings.lake().root()).isEqualTo("/option"); // option
    }

    @Test
    void withoutAConfigFileTheOneInsideTheJarCounts() {
        assertThat(SettingsLoader.defaults().settings().lake().root()).isEqualTo("lakehouse");
    }

    @Test
    void allProblemsAreSaidAtOnceWithFileAndLine() throws IOException {
        file("deployment.conf", """
                journey {
                  session-gap = 30
                  sesion-gap = 1 h
                  max-touches = 2.5
                  timeout = -5 d
                }
                reporting { time-zone = "Mars/Base", currency = usd }
                lake = "/data"
                """);

        assertThatThrownBy(() -> loader().config("deployment.conf")
                        .source("nowhere.conf")
                        .set("lift.buckets=0")
                        .set("attribution.markov.order=two")
                        .set("no equals sign")
                        .option("--as-of", "run.as-of", "2017-13-01")
                        .load())
                .isInstanceOfSatisfying(Failure.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(Failure.Kind.USAGE);
                    assertThat(failure.getMessage().lines())
                            .hasSize(13)
                            .startsWith("12 settings are wrong, correct them and start again")
                            .contains(
                                    "deployment.conf:2: journey.session-gap must be a duration with its unit such as 30 minutes, was 30",
                                    "deployment.conf:3: journey.sesion-gap is no setting, did you mean journey.session-gap?",
                                    "deployment.conf:4: journey.max-touches must be a whole number, was 2.5",
                                    "deployment.conf:5: journey.timeout must be positive, was -5 d",
                                    "deployment.conf:7: reporting.time-zone must be a time zone such as Europe/Berlin or UTC, was Mars/Base",
                                    "deployment.conf:7: reporting.currency must be an ISO 4217 code, was usd",
                                    "deployment.conf:8: lake must be a block { ... }",
                                    "--set lift.buckets: lift.buckets must be 1 to 4096, was 0",
                                    "--set attribution.markov.order: attribution.markov.order must be 1 to 8, or auto, was two",
                                    "--set: no equals sign is no key=value, write it like journey.session-gap=1h",
                                    "--as-of: run.as-of must be a date such as 2017-12-31, was 2017-13-01")
                            .anyMatch(line -> line.startsWith("--source: there is no file nowhere.conf in "));
                });
    }

    @Test
    void severalValuesOutOfRangeInOneBlockAreAllSaid() {
        assertThatThrownBy(() -> loader().set("lake.write-retries=-1")
                        .set("lake.log-retention=-1 d")
                        .set("lake.deleted-file-retention=-2 d")
                        .load())
                .hasMessageContaining("3 settings are wrong")
                .hasMessageContaining("lake.write-retries must be 0 to 20, was -1")
                .hasMessageContaining("lake.log-retention must not be negative, was -1 d")
                .hasMessageContaining("lake.deleted-file-retention must not be negative, was -2 d");
    }

    @Test
    void oneProblemIsOneSentence() {
        assertThatThrownBy(() -> loader().set("lift.srm-alpha=2").load())
                .hasMessage("--set lift.srm-alpha: lift.srm-alpha must be in (0, 1), was 2");
    }

    @Test
    void aMalformedFileIsOneSentenceWithFileAndLine() throws IOException {
        file("deployment.conf", "lake.root = x\njourney {\n  timeout = = 1\n}\n");

        assertThatThrownBy(() -> loader().config("deployment.conf").load())
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith("deployment.conf:3: ")
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("\n"));
    }

    @Test
    void aSubstitutionThatLeadsNowhereIsSaidWithItsPlace() throws IOException {
        file("deployment.conf", "\nlake.root = ${nowhere}/x\n");

        assertThatThrownBy(() -> loader().config("deployment.conf").load())
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith("deployment.conf:2: ")
                .hasMessageContaining("${nowhere}");
    }

    @Test
    void aSourceIsFoundByNameInTheWorkingDirectoryAndBesideTheConfigFile() throws IOException {
        file("conf/sources/shop.conf", "source.description = here");
        file("etc/deployment.conf", "");
        file("etc/sources/market.conf", "source { name = other, description = there }");

        SourceSettings shop = loader().source("shop").load().settings().source();
        SourceSettings market = loader().config("etc/deployment.conf")
                .source("market")
                .load()
                .settings()
                .source();

        assertThat(shop.name()).isEqualTo("shop");
        assertThat(shop.description()).isEqualTo("here");
        assertThat(market.name()).isEqualTo("other");
        assertThat(market.description()).isEqualTo("there");
    }

    @Test
    void anUnknownSourceListsTheKnownOnes() throws IOException {
        file("conf/sources/shop.conf", "");
        file("conf/sources/market.conf", "");

        assertThatThrownBy(() -> loader().source("shoop").load())
                .isInstanceOf(Failure.class)
                .hasMessageContaining("no source is called shoop, did you mean shop?")
                .hasMessageContaining("market")
                .hasMessageContaining("shop;");
    }

    @Test
    void aFileIsReadThroughHadoopWhereItHasAScheme() throws IOException {
        Path file = file("deployment.conf", "lake.root = far");

        assertThat(loader().config(file.toUri().toString())
                        .load()
                        .settings()
                        .lake()
                        .root())
                .isEqualTo("far");
        assertThatThrownBy(() -> loader().config(folder.toUri() + "nope.conf").load())
                .isInstanceOf(Failure.class)
                .hasMessageContaining("--config: there is no file ");
        assertThatThrownBy(() -> loader().config("nosuch://host/x.conf").load())
                .isInstanceOf(Failure.class)
                .hasMessageContaining("--config: nosuch://host/x.conf cannot be read");
    }

    @Test
    void aSourceReplacesTheOneOfTheConfigFileAndMayOverrideOtherBlocks() throws IOException {
        file("deployment.conf", "source { name = old, feeds { old { format = parquet, path = old } } }");
        file("shop.conf", """
                reporting.time-zone = "America/New_York"
                history.complete-from = 2017-04-01
                source {
                  as-of = 2017-12-31
                  feeds {
                    sales { format = csv, path = "sales/*.csv.gz", schema = "id STRING", time-zone = UTC, mode = append
                            options { header = true, spark.nested = "x" } }
                    people { format = delta, table = crm.people, optional = true }
                  }
                  tables {
                    orders = "SELECT 1"
                    order_lines = ["SELECT 2", "SELECT 3"]
                  }
                }
                """);

        ResolvedSettings resolved =
                loader().config("deployment.conf").source("shop.conf").load();

        SourceSettings source = resolved.settings().source();
        assertThat(source.name()).isEqualTo("shop");
        assertThat(source.file()).isEqualTo("shop.conf");
        assertThat(source.feeds()).containsOnlyKeys("people", "sales");
        assertThat(source.feeds().get("sales").options())
                .containsEntry("header", "true")
                .containsEntry("spark.nested", "x");
        assertThat(source.feeds().get("sales").mode()).isEqualTo("append");
        assertThat(source.feeds().get("people").mode()).isEqualTo("snapshot");
        assertThat(source.feeds().get("people").optional()).isTrue();
        assertThat(source.feeds().get("people").path()).isNull();
        assertThat(source.tables())
                .containsEntry("orders", List.of("SELECT 1"))
                .containsEntry("order_lines", List.of("SELECT 2", "SELECT 3"));
        assertThat(resolved.settings().reporting().timeZone()).hasToString("America/New_York");
        assertThat(resolved.settings().history().completeFrom()).isEqualTo("2017-04-01");
        assertThat(resolved.asOf()).isEqualTo(LocalDate.of(2017, 12, 31));
    }

    @Test
    void feedsAreCheckedOneByOne() throws IOException {
        file("shop.conf", """
                source.feeds {
                  bare { format = csv, path = x }
                  both { format = parquet, path = x, table = y }
                  typo { fromat = parquet, path = x }
                  text = "x"
                  good { format = parquet, path = x, options { anything = goes } }
                }
                """);

        assertThatThrownBy(() -> loader().source("shop.conf").load())
                .hasMessageContaining("5 settings are wrong")
                .hasMessageContaining("shop.conf:2: source.feeds.bare: a csv feed needs a schema")
                .hasMessageContaining("shop.conf:3: source.feeds.both: a feed names either path or table")
                .hasMessageContaining(
                        "shop.conf:4: source.feeds.typo.fromat is no setting, did you mean source.feeds.typo.format?")
                .hasMessageContaining(
                        "shop.conf:4: source.feeds.typo.format must be delta, parquet, csv or json, was not set")
                .hasMessageContaining("shop.conf:5: source.feeds.text must be a block { ... }");
    }

    @Test
    void listsAreGivenAsHoconOrSeparatedByCommas() {
        Settings settings = loader().set("attribution.models=[last_touch, markov]")
                .set("attribution.models-of-record=last_touch,markov")
                .set("attach.windows=7 d, 14 d")
                .set("attach.pairs=[\"coffee -> filters\"]")
                .load()
                .settings();

        assertThat(settings.attribution().models()).containsExactly("last_touch", "markov");
        assertThat(settings.attribution().modelsOfRecord()).containsExactly("last_touch", "markov");
        assertThat(settings.attach().windowsDays()).containsExactly(7, 14);
        assertThat(settings.attach().pairs()).containsExactly(new AttachSettings.Pair("coffee", "filters"));
    }

    @Test
    void aUriNeedsNoQuotesOnTheCommandLine() {
        assertThat(loader().set("lake.root=s3a://bucket/lake")
                        .load()
                        .settings()
                        .lake()
                        .root())
                .isEqualTo("s3a://bucket/lake");
    }

    @Test
    void whatMayBeUnsetIsUnsetByNull() throws IOException {
        file("shop.conf", "source.as-of = 2017-12-31, quality.max-lag = 36 h");

        Settings settings = loader().source("shop.conf")
                .set("source.as-of=null")
                .set("quality.max-lag=null")
                .load()
                .settings();

        assertThat(settings.source().asOf()).isNull();
        assertThat(settings.quality().maxLag()).isNull();
        assertThatThrownBy(() -> loader().set("lake.root=null").load())
                .hasMessageContaining("lake.root must be a text, was null");
    }

    @Test
    void theAsOfOfTheRunComesBeforeThatOfTheSource() {
        SettingsLoader both = loader().set("run.as-of=2017-06-30").set("source.as-of=2017-12-31");

        assertThat(both.load().asOf()).isEqualTo("2017-06-30");
        assertThatThrownBy(() -> loader().load().asOf())
                .isInstanceOf(Failure.class)
                .hasMessageContaining("--as-of");
    }

    private SettingsLoader loader() {
        return new SettingsLoader().workingDirectory(folder);
    }

    private Path file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
