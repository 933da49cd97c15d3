package io.crosslift.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosslift.config.SourceSettings;
import io.crosslift.config.SourceSettings.Feed;
import io.crosslift.failure.Failure;
import io.crosslift.testing.SparkSessionExtension;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkSessionExtension.class)
class FeedsTest {
    private static final Instant END = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    private Feed feed(String format, String path, String schema) {
        return feed(format, path, schema, Map.of());
    }

    private Feed feed(String format, String path, String schema, Map<String, String> options) {
        return new Feed(
                format, path, null, schema, new TreeMap<>(options), ZoneId.of("Europe/London"), "snapshot", false);
    }

    private Feeds open(SparkSession spark, Feed feed) {
        return Feeds.open(spark, Constants.in(folder).feed("f", feed).build(), END);
    }

    private List<String> read(Feeds feeds, String sql) {
        return feeds.session().sql(sql).collectAsList().stream()
                .map(row -> String.valueOf(row.get(0)))
                .sorted()
                .toList();
    }

    private void gzip(String name, String text) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve(name)))) {
            out.write(text.getBytes(UTF_8));
        }
    }

    private void assertUsage(SparkSession spark, Feed feed, String... parts) {
        assertFailure(spark, feed, Failure.Kind.USAGE, parts);
    }

    private void assertFailure(SparkSession spark, Feed feed, Failure.Kind kind, String... parts) {
        assertThatThrownBy(() -> open(spark, feed))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(kind))
                .hasMessageStartingWith("feed f")
                .hasMessageContainingAll(parts)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void columnsOfACsvFileAreFoundByNameInAnyOrderAndFilesMayDiffer(SparkSession spark) throws IOException {
        Files.createDirectory(folder.resolve("many"));
        Files.writeString(folder.resolve("many/1.csv"), "n,id,extra\n1,a,x\n");
        gzip("many/2.csv.gz", "id,n\nb,2\n");

        try (Feeds feeds = open(spark, feed("csv", "many", "id STRING, n INT"))) {
            assertThat(read(feeds, "SELECT concat(id, n) FROM f")).containsExactly("a1", "b2");
            assertThat(feeds.reports()).containsExactly(new FeedReport("f", 2, 0, null));
        }
    }

    @Test
    void linesThatDoNotParseAreKeptApartWhateverColumnsAreRead(SparkSession spark) throws IOException {
        Files.writeString(
                folder.resolve("f.csv"), "id,n,day\na,1,2025-01-01\nb,many,2025-01-01\nc,3\nd,4,2025-01-01,x\ne,,\n");

        try (Feeds feeds = open(spark, feed("csv", "f.csv", "id STRING, n INT, day DATE"))) {
            assertThat(read(feeds, "SELECT id FROM f")).containsExactly("a", "e");
            assertThat(feeds.malformed("f").collectAsList())
                    .extracting(row -> row.getString(0))
                    .containsExactlyInAnyOrder("b,many,2025-01-01", "c,3", "d,4,2025-01-01,x");
            assertThat(feeds.reports())
                    .containsExactly(new FeedReport("f", 5, 3, Instant.parse("2025-01-01T00:00:00Z")));
        }
    }

    @Test
    void aFeedWithTooManyLinesThatDoNotParseClosesTheGateAndOneOfThemIsShown(SparkSession spark) throws IOException {
        Files.writeString(folder.resolve("f.csv"), "id,n\na,1\nb,many\nc,3\nd,4\n");

        try (Feeds feeds = open(spark, feed("csv", "f.csv", "id STRING, n INT"))) {
            assertThatCode(() -> MalformedGate.check(feeds, new BigDecimal("0.25")))
                    .doesNotThrowAnyException();
            assertThatThrownBy(() -> MalformedGate.check(feeds, new BigDecimal("0.24")))
                    .isInstanceOfSatisfying(
                            Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.DATA))
                    .hasMessage(
                            "feed f: 1 of 4 lines are MALFORMED, 25 % where quality.max-malformed-lines allows 24 %,"
                                    + " such as 'b,many': mend the file, or the feed's schema and options in the source file");
        }
    }

    @Test
    void aLineInAnotherEncodingIsNotTakenUnderAGarbledNameUnlessTheEncodingIsNamed(SparkSession spark)
            throws IOException {
        Files.write(folder.resolve("f.csv"), "id,n\na,1\nCaf\u00e9,2\n".getBytes(StandardCharsets.ISO_8859_1));

        try (Feeds feeds = open(spark, feed("csv", "f.csv", "id STRING, n INT"))) {
            assertThat(read(feeds, "SELECT id FROM f")).containsExactly("a");
            assertThatThrownBy(() -> MalformedGate.check(feeds, new BigDecimal("0.005")))
                    .hasMessageStartingWith("feed f: 1 of 2 lines are MALFORMED, 50 % where")
                    .hasMessageContaining("bytes that are no UTF-8: name the file's encoding in the feed's options");
        }
        try (Feeds feeds = open(spark, feed("csv", "f.csv", "id STRING, n INT", Map.of("encoding", "ISO-8859-1")))) {
            assertThat(read(feeds, "SELECT id FROM f")).containsExactly("Caf\u00e9", "a");
        }
    }

    @Test
    void jsonLinesThatDoNotParseAreKeptApartToo(SparkSession spark) throws IOException {
        Files.writeString(folder.resolve("f.json"), "{\"id\":\"a\",\"n\":1}\n{\"id\":\"b\",\"n\":\"x\"}\nnot json\n");

        try (Feeds feeds = open(spark, feed("json", "f.json", "id STRING, n INT"))) {
            assertThat(read(feeds, "SELECT id FROM f")).containsExactly("a");
            assertThat(feeds.malformed("f").count()).isEqualTo(2);
        }
    }

    @Test
    void timesWithoutAZoneAreReadInTheFeedsZone(SparkSession spark) throws IOException {
        Files.writeString(folder.resolve("f.csv"), "at\n2025-07-01 12:00:00\n2025-01-01 12:00:00\n");

        try (Feeds feeds = open(spark, feed("csv", "f.csv", "at TIMESTAMP"))) {
            assertThat(read(feeds, "SELECT CAST(at AS STRING) FROM f"))
                    .containsExactly("2025-01-01 12:00:00", "2025-07-01 11:00:00");
        }
    }

    @Test
    void timesWithoutAZoneInParquetNeedOne(SparkSession spark) {
        spark.sql("SELECT TIMESTAMP_NTZ'2025-07-01 12:00:00' AS at")
                .write()
                .parquet(folder.resolve("f.parquet").toString());
        Feed zoned = feed("parquet", "f.parquet", null);
        Feed unzoned = new Feed("parquet", "f.parquet", null, null, new TreeMap<>(), null, "snapshot", false);

        try (Feeds feeds = open(spark, zoned)) {
            assertThat(read(feeds, "SELECT CAST(at AS STRING) FROM f")).containsExactly("2025-07-01 11:00:00");
        }
        assertUsage(spark, unzoned, "column at holds times without a zone", "time-zone");
    }

    @Test
    void theNewestDateOfAFeedIsOneBeforeTheEndOfAsOf(SparkSession spark) throws IOException {
        Files.writeString(folder.resolve("f.csv"), "a,b\n2025-05-01,2025-06-01\n2027-01-01,\n");

        try (Feeds feeds = open(spark, feed("csv", "f.csv", "a DATE, b DATE"))) {
            assertThat(feeds.reports().get(0).newest()).isEqualTo(Instant.parse("2025-06-01T00:00:00Z"));
        }
    }

    @Test
    void aMissingPathIsTold(SparkSession spark) {
        for (String format : List.of("csv", "json", "parquet", "delta")) {
            assertUsage(spark, feed(format, "nowhere", "id STRING"), "nowhere");
        }
    }

    @Test
    void aMissingColumnIsToldWithTheFileAndTheColumnsFound(SparkSession spark) throws IOException {
        Files.writeString(folder.resolve("f.csv"), "id,count\na,1\n");

        assertUsage(
                spark, feed("csv", "f.csv", "id STRING, n INT"), "f.csv has no column n, its columns are id, count");
    }

    @Test
    void aMissingOrMistypedColumnOfParquetIsTold(SparkSession spark) {
        spark.sql("SELECT 'a' AS id, 1.5D AS n")
                .write()
                .parquet(folder.resolve("p").toString());

        assertUsage(spark, feed("parquet", "p", "id STRING, m INT"), "has no column m, its columns are id, n");
        assertUsage(
                spark,
                feed("parquet", "p", "id STRING, n INT"),
                "column n of",
                "is DOUBLE, the source file declares INT");
    }

    @Test
    void anEmptyFileIsTold(SparkSession spark) throws IOException {
        Files.createFile(folder.resolve("empty.csv"));
        gzip("empty.csv.gz", "");

        assertFailure(spark, feed("csv", "empty.csv", "id STRING"), Failure.Kind.DATA, "empty.csv is empty");
        assertFailure(spark, feed("csv", "empty.csv.gz", "id STRING"), Failure.Kind.DATA, "empty.csv.gz is empty");
    }

    @Test
    void aFileWithAHeaderOnlyHasNoRows(SparkSession spark) throws IOException {
        Files.writeString(folder.resolve("f.csv"), "id,n\n");

        try (Feeds feeds = open(spark, feed("csv", "f.csv", "id STRING, n INT"))) {
            assertThat(feeds.reports()).containsExactly(new FeedReport("f", 0, 0, null));
        }
    }

    @Test
    void aFileThatIsNoGzipOrEndsTooEarlyIsTold(SparkSession spark) throws IOException {
        Files.writeString(folder.resolve("plain.csv.gz"), "id\na\n");
        gzip("cut.csv.gz", "id\n" + "a\nb\nc\n".repeat(50_000));
        byte[] whole = Files.readAllBytes(folder.resolve("cut.csv.gz"));
        Files.write(folder.resolve("cut.csv.gz"), Arrays.copyOf(whole, whole.length / 2));

        assertFailure(
                spark, feed("csv", "plain.csv.gz", "id STRING"), Failure.Kind.DATA, "plain.csv.gz cannot be read");
        assertThatThrownBy(() -> open(spark, feed("csv", "cut.csv.gz", "id STRING")))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.DATA))
                .hasMessageContainingAll("cut.csv.gz", "cannot be read");
    }

    @Test
    void aParquetFileThatIsNoneIsTold(SparkSession spark) throws IOException {
        Files.createDirectory(folder.resolve("p"));
        Files.writeString(folder.resolve("p/part.parquet"), "this is no parquet file, but long enough to be one");

        assertFailure(spark, feed("parquet", "p", null), Failure.Kind.DATA, "part.parquet", "cannot be read");
    }

    @Test
    void aMissingTableIsTold(SparkSession spark) {
        Feed table = new Feed("delta", null, "sales.orders", null, new TreeMap<>(), null, "snapshot", false);

        assertUsage(spark, table, "there is no table at sales.orders");
    }

    @Test
    void aSchemaThatIsNoneIsTold(SparkSession spark) throws IOException {
        Files.writeString(folder.resolve("f.csv"), "id\na\n");

        assertUsage(spark, feed("csv", "f.csv", "id STRNG"), "its schema cannot be read");
    }

    @Test
    void aRelativePathNeedsAnInput(SparkSession spark) {
        SourceSettings source =
                Constants.source().feed("f", feed("csv", "f.csv", "id STRING")).build();

        assertThatThrownBy(() -> Feeds.open(spark, source, END))
                .hasMessage(
                        "feed f of source test lies at the relative path f.csv: give the folder it starts from with --input");
    }

    @Test
    void deltaIsReadByPathAndBySchema(SparkSession spark) {
        spark.sql("SELECT 'a' AS id, 1 AS n")
                .write()
                .format("delta")
                .save(folder.resolve("d").toString());

        try (Feeds feeds = open(spark, feed("delta", "d", "n BIGINT"))) {
            assertThat(feeds.session().table("f").schema().simpleString()).isEqualTo("struct<n:bigint>");
        }
    }

    @Test
    void readerOptionsReachTheFileAndItsHeader(SparkSession spark) throws IOException {
        Files.writeString(folder.resolve("f.csv"), "id;n\na;1\n");
        TreeMap<String, String> options = new TreeMap<>(Map.of("sep", ";"));
        Feed feed = new Feed("csv", "f.csv", null, "n INT, id STRING", options, null, "snapshot", false);

        try (Feeds feeds = open(spark, feed)) {
            assertThat(read(feeds, "SELECT concat(id, n) FROM f")).containsExactly("a1");
        }
    }
}
