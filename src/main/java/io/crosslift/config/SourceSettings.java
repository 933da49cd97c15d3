package io.crosslift.config;

import static io.crosslift.config.Check.check;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * How a real data set maps onto the input contract: raw feeds, and SQL over them per contract table.
 *
 * @param name name of the source, stamped on every row
 * @param description what the data is
 * @param file the file that declares it, for messages
 * @param input folder that relative feed paths start from
 * @param asOf default as-of of a closed data set, or null
 * @param feeds raw feeds by name
 * @param tables SQL queries by contract table; their results are unioned
 */
public record SourceSettings(
        String name,
        String description,
        String file,
        @Nullable String input,
        @Nullable LocalDate asOf,
        SortedMap<String, Feed> feeds,
        SortedMap<String, List<String>> tables) {
    public SourceSettings {
        check(!name.isBlank(), "source.name must not be empty");
    }

    /**
     * A raw feed.
     *
     * @param format delta, parquet, csv or json
     * @param path path or glob, relative to {@link SourceSettings#input()}; or null for a table
     * @param table a table of the catalogue, or null for a path
     * @param schema columns and types as a DDL string; required for csv and json
     * @param options reader options
     * @param timeZone zone of timestamps without one, or null where they carry theirs
     * @param mode snapshot or append
     * @param optional a feed that may be missing
     */
    public record Feed(
            String format,
            @Nullable String path,
            @Nullable String table,
            @Nullable String schema,
            SortedMap<String, String> options,
            @Nullable ZoneId timeZone,
            String mode,
            boolean optional) {
        public Feed {
            check(
                    List.of("delta", "parquet", "csv", "json").contains(format),
                    "format must be delta, parquet, csv or json, was %s",
                    format);
            check((path == null) != (table == null), "a feed names either path or table");
            check(
                    schema != null || format.equals("delta") || format.equals("parquet"),
                    "a %s feed needs a schema",
                    format);
            check(List.of("snapshot", "append").contains(mode), "mode must be snapshot or append, was %s", mode);
        }
    }
}
