package io.crosslift.source;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_utc_timestamp;

import io.crosslift.config.SourceSettings;
import io.crosslift.config.SourceSettings.Feed;
import io.crosslift.failure.Failure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/**
 * The raw feeds of a source, opened and registered by name in a session of their own, so that the source's SQL sees them and
 * nothing else sees their names.
 *
 * <p>CSV and JSON are parsed once with every declared column and kept: a line is malformed or not whichever columns a query
 * reads. Delta and Parquet are read where they lie.
 */
final class Feeds implements AutoCloseable {
    /** Column that holds the raw line of what could not be parsed. */
    static final String CORRUPT = "_corrupt_record";

    private static final Set<String> ENCODING_OPTIONS = Set.of("encoding", "charset");

    private final SparkSession session;
    private final SourceSettings source;
    private final SortedMap<String, Dataset<Row>> frames = new TreeMap<>();
    private final SortedMap<String, String> absent = new TreeMap<>();
    private final List<Dataset<Row>> kept = new ArrayList<>();
    private final @Nullable BundledData bundled;
    private final @Nullable String input;
    private List<FeedReport> reports = List.of();

    private Feeds(SparkSession session, SourceSettings source) {
        this.session = session;
        this.source = source;
        String named = source.input();
        if (named == null && BundledData.existsFor(source.name())) {
            named = BundledData.inputFor(source.name());
        }
        this.bundled = named != null && BundledData.isBundled(named) ? BundledData.open(named) : null;
        this.input = bundled == null ? named : bundled.folder().toString();
    }

    /**
     * Opens every feed of a source and counts its rows.
     *
     * @param end first instant after as-of; the newest date of a feed is looked for before it
     */
    static Feeds open(SparkSession spark, SourceSettings source, Instant end) {
        Feeds feeds = new Feeds(sessionLike(spark), source);
        boolean opened = false;
        try {
            source.feeds().forEach(feeds::open);
            feeds.reports = FeedReports.of(feeds.session, feeds.frames, end);
            opened = true;
            return feeds;
        } finally {
            if (!opened) {
                feeds.close();
            }
        }
    }

    /** The session in which the feeds have their names. */
    SparkSession session() {
        return session;
    }

    SourceSettings source() {
        return source;
    }

    /** Whether an optional feed is missing. */
    boolean isAbsent(String feed) {
        return absent.containsKey(feed);
    }

    /** Why feeds are missing. */
    String whyAbsent(List<String> feeds) {
        return feeds.stream().map(feed -> String.valueOf(absent.get(feed))).collect(Collectors.joining("; "));
    }

    /** A feed as the source file declares it. */
    Feed declared(String feed) {
        return Objects.requireNonNull(source.feeds().get(feed), feed);
    }

    /** Whether new rows are added to a feed, which holds no longer what it held before. */
    boolean isAppended(String feed) {
        return declared(feed).mode().equals("append");
    }

    List<FeedReport> reports() {
        return reports;
    }

    /** The feeds whose rows are lines that may be unparsable. */
    List<String> lines() {
        return frames.entrySet().stream()
                .filter(feed -> List.of(feed.getValue().columns()).contains(CORRUPT))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The unparsable rows of a feed: one column, the raw line. */
    Dataset<Row> malformed(String feed) {
        Dataset<Row> frame = frames.get(feed);
        if (frame == null || !List.of(frame.columns()).contains(CORRUPT)) {
            throw new IllegalArgumentException("feed " + feed + " has no lines");
        }
        return frame.filter(col(CORRUPT).isNotNull()).select(CORRUPT);
    }

    @Override
    public void close() {
        frames.keySet().forEach(session.catalog()::dropTempView);
        kept.forEach(frame -> frame.unpersist(false));
        if (bundled != null) {
            bundled.close();
        }
    }

    private void open(String name, Feed feed) {
        String place = feed.table() == null ? place(name, String.valueOf(feed.path())) : feed.table();
        if (feed.optional() && !exists(name, feed, place)) {
            absent.put(name, "feed " + name + ": nothing lies at " + place);
            return;
        }
        Dataset<Row> frame;
        try {
            frame = switch (feed.format()) {
                case "csv", "json" -> parsed(name, feed, place);
                default -> stored(name, feed, place);
            };
        } catch (Exception e) { // Spark throws checked exceptions that its methods do not declare
            throw e instanceof Failure known ? known : FeedFailures.opening(name, place, e);
        }
        Dataset<Row> clean = frame;
        if (List.of(frame.columns()).contains(CORRUPT)) {
            clean = frame.filter(col(CORRUPT).isNull()).drop(CORRUPT);
        }
        clean.createOrReplaceTempView(name);
        frames.put(name, frame);
    }

    private boolean exists(String name, Feed feed, String place) {
        return feed.table() == null
                ? files(name).exists(place)
                : session.catalog().tableExists(place);
    }

    private String place(String name, String path) {
        if (new Path(path).isAbsolute() || path.contains(":/")) {
            return path;
        }
        if (input == null) {
            throw Failure.usage("feed " + name + " of source " + source.name() + " lies at the relative path " + path
                    + ": give the folder it starts from with --input");
        }
        return input.endsWith("/") ? input + path : input + "/" + path;
    }

    private Dataset<Row> parsed(String name, Feed feed, String place) {
        StructType schema = declared(name, feed);
        FeedFiles feedFiles = files(name);
        List<Path> files = feedFiles.list(place);
        boolean named =
                feed.format().equals("csv") && !"false".equals(feed.options().get("header"));
        Map<StructType, List<Path>> groups = named ? feedFiles.byHeader(files, feed, schema) : Map.of(schema, files);
        Dataset<Row> all = groups.entrySet().stream()
                .map(group -> reader(feed)
                        .option("header", Boolean.toString(named))
                        .schema(group.getKey().add(CORRUPT, DataTypes.StringType, true))
                        .load(group.getValue().stream().map(Path::toString).toArray(String[]::new))
                        .select(Stream.concat(Arrays.stream(schema.fieldNames()), Stream.of(CORRUPT))
                                .map(column -> instants(name, feed, column, group.getKey()))
                                .toArray(Column[]::new)))
                .reduce(Dataset::union)
                .orElseThrow();
        boolean encodingDeclared = feed.options().keySet().stream().anyMatch(ENCODING_OPTIONS::contains);
        Dataset<Row> parsedOnce =
                (encodingDeclared ? all : Undecodable.marked(all)).persist(StorageLevel.MEMORY_AND_DISK());
        kept.add(parsedOnce);
        return parsedOnce;
    }

    private DataFrameReader reader(Feed feed) {
        DataFrameReader reader = session.read().format(feed.format()).options(feed.options());
        if (feed.timeZone() != null) {
            reader = reader.option("timeZone", feed.timeZone().getId());
        }
        return reader.option("mode", "PERMISSIVE").option("columnNameOfCorruptRecord", CORRUPT);
    }

    private FeedFiles files(String name) {
        return new FeedFiles(name, session.sparkContext().hadoopConfiguration());
    }

    private Dataset<Row> stored(String name, Feed feed, String place) {
        if (feed.table() == null) {
            files(name).require(place, feed.format().equals("delta"));
        }
        Dataset<Row> frame = feed.table() != null
                ? session.table(feed.table())
                : session.read().format(feed.format()).options(feed.options()).load(place);
        StructType found = frame.schema();
        if (feed.schema() == null) {
            return frame.select(Arrays.stream(found.fieldNames())
                    .map(column -> instants(name, feed, column, found))
                    .toArray(Column[]::new));
        }
        StructType schema = declared(name, feed);
        for (StructField field : schema.fields()) {
            if (!Arrays.asList(found.fieldNames()).contains(field.name())) {
                throw Failure.usage("feed " + name + ": " + place + " has no column " + field.name()
                        + ", its columns are " + String.join(", ", found.fieldNames()));
            }
            StructField actual = found.apply(field.name());
            if (!LosslessCast.allows(actual.dataType(), field.dataType())) {
                throw Failure.usage("feed " + name + ": column " + field.name() + " of " + place + " is "
                        + actual.dataType().sql() + ", the source file declares "
                        + field.dataType().sql());
            }
        }
        return frame.select(Arrays.stream(schema.fields())
                .map(field -> instants(name, feed, field.name(), found)
                        .cast(field.dataType())
                        .as(field.name()))
                .toArray(Column[]::new));
    }

    /** Local times without a zone become instants, by the feed's zone; other columns stay. */
    private static Column instants(String name, Feed feed, String column, StructType schema) {
        Column value = col("`" + column.replace("`", "``") + "`");
        if (column.equals(CORRUPT) || !schema.apply(column).dataType().equals(DataTypes.TimestampNTZType)) {
            return value;
        }
        if (feed.timeZone() == null) {
            throw Failure.usage("feed " + name + ": column " + column
                    + " holds times without a zone, name theirs with time-zone in the feed's block");
        }
        return to_utc_timestamp(value.cast("timestamp"), lit(feed.timeZone().getId()))
                .as(column);
    }

    private static StructType declared(String name, Feed feed) {
        try {
            return StructType.fromDDL(String.valueOf(feed.schema()));
        } catch (Exception e) { // Spark throws checked exceptions that its methods do not declare
            throw Failure.usage("feed " + name + ": its schema cannot be read: " + FeedFailures.firstLine(e), e);
        }
    }

    /** A session with its own names and the settings of the given one. */
    private static SparkSession sessionLike(SparkSession spark) {
        SparkSession session = spark.newSession();
        for (Map.Entry<String, String> setting : scala.jdk.javaapi.CollectionConverters.asJava(
                        spark.conf().getAll())
                .entrySet()) {
            if (session.conf().isModifiable(setting.getKey())) {
                session.conf().set(setting.getKey(), setting.getValue());
            }
        }
        return session;
    }
}
