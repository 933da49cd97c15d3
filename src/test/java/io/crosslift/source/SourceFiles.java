package io.crosslift.source;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.crosslift.config.HistorySettings;
import io.crosslift.config.JourneySettings;
import io.crosslift.config.QualitySettings;
import io.crosslift.config.ReportingSettings;
import io.crosslift.config.Settings;
import io.crosslift.config.SourceSettings;
import io.crosslift.config.SourceSettings.Feed;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads source files as the settings loader does, without its checks, and makes the settings around a source. */
final class SourceFiles {
    private SourceFiles() {}

    static SourceSettings read(String name, String input) {
        return parse(
                ConfigFactory.parseFile(
                        Path.of("conf/sources/" + name + ".conf").toFile()),
                name,
                input);
    }

    static SourceSettings text(String hocon) {
        return parse(ConfigFactory.parseString(hocon), "test", null);
    }

    private static SourceSettings parse(Config file, String name, String input) {
        Config source = file.resolve().getConfig("source");
        SortedMap<String, Feed> feeds = new TreeMap<>();
        for (String feed : source.getObject("feeds").keySet()) {
            feeds.put(feed, feed(source.getConfig("feeds").getConfig("\"" + feed + "\"")));
        }
        SortedMap<String, List<String>> tables = new TreeMap<>();
        for (String table : source.getObject("tables").keySet()) {
            tables.put(table, source.getConfig("tables").getStringList(table));
        }
        String from = input != null ? input : source.hasPath("input") ? source.getString("input") : null;
        return new SourceSettings(
                source.getString("name"),
                source.getString("description"),
                "conf/sources/" + name + ".conf",
                from,
                source.hasPath("as-of") ? LocalDate.parse(source.getString("as-of")) : null,
                feeds,
                tables);
    }

    private static Feed feed(Config feed) {
        SortedMap<String, String> options = new TreeMap<>();
        if (feed.hasPath("options")) {
            feed.getObject("options").forEach((key, value) -> options.put(key, String.valueOf(value.unwrapped())));
        }
        return new Feed(
                feed.getString("format"),
                feed.hasPath("path") ? feed.getString("path") : null,
                feed.hasPath("table") ? feed.getString("table") : null,
                feed.hasPath("schema") ? feed.getString("schema") : null,
                options,
                feed.hasPath("time-zone") ? ZoneId.of(feed.getString("time-zone")) : null,
                feed.hasPath("mode") ? feed.getString("mode") : "snapshot",
                feed.hasPath("optional") && feed.getBoolean("optional"));
    }

    /** The same source, feeding some of its tables only. */
    static SourceSettings only(SourceSettings source, String... tables) {
        SortedMap<String, List<String>> fed = new TreeMap<>(source.tables());
        fed.keySet().retainAll(List.of(tables));
        return new SourceSettings(
                source.name(), source.description(), source.file(), source.input(), source.asOf(), source.feeds(), fed);
    }

    /** Settings around a source, as reference.conf has them. */
    static Settings settings(
            SourceSettings source, String zone, String currency, String maxQuarantined, Duration maxLag) {
        return new Settings(
                null,
                null,
                new ReportingSettings(ZoneId.of(zone), currency, 30),
                new HistorySettings(null),
                new QualitySettings(new BigDecimal(maxQuarantined), new BigDecimal("0.5"), 120, maxLag),
                null,
                null,
                journey(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                source);
    }

    static JourneySettings journey() {
        return new JourneySettings(
                Duration.ofMinutes(30),
                Duration.ofMinutes(1),
                Duration.ofDays(30),
                Duration.ofDays(90),
                Duration.ofDays(90),
                50,
                20,
                "touch",
                List.of(),
                List.of(),
                100_000);
    }
}
