package io.crosslift.source;

import io.crosslift.config.SourceSettings;
import io.crosslift.config.SourceSettings.Feed;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Sources made in a test: constant queries, or feeds of small files. */
final class Constants {
    private final SortedMap<String, Feed> feeds = new TreeMap<>();
    private final SortedMap<String, List<String>> tables = new TreeMap<>();
    private final String input;

    private Constants(String input) {
        this.input = input;
    }

    static Constants source() {
        return new Constants(null);
    }

    static Constants in(Path folder) {
        return new Constants(folder.toUri().toString());
    }

    Constants feed(String name, Feed feed) {
        feeds.put(name, feed);
        return this;
    }

    Constants csv(String name, String path, String schema) {
        return feed(name, new Feed("csv", path, null, schema, new TreeMap<>(), ZoneId.of("UTC"), "snapshot", false));
    }

    /** Feeds a table with queries. */
    Constants table(String name, String... queries) {
        tables.put(name, List.of(queries));
        return this;
    }

    /** Feeds a table with constant rows: column names, then one line of SQL values per row. */
    Constants rows(String name, String columns, String... values) {
        return table(name, "SELECT * FROM VALUES (" + String.join("), (", values) + ") AS t(" + columns + ")");
    }

    SourceSettings build() {
        return new SourceSettings("test", "test", "test.conf", input, null, feeds, tables);
    }
}
