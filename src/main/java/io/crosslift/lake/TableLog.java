package io.crosslift.lake;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_json;

import com.fasterxml.jackson.databind.JsonNode;
import io.crosslift.failure.Failure;
import io.crosslift.schema.TableSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The newest state of one table's transaction log. Read through Delta's own log rather than {@code DESCRIBE DETAIL} and {@code
 * HISTORY}, which run Spark jobs: a run asks every table several times.
 */
final class TableLog {
    private final LakeFiles files;
    private final Path path;
    private final Snapshot snapshot;

    private TableLog(LakeFiles files, Path path, Snapshot snapshot) {
        this.files = files;
        this.path = path;
        this.snapshot = snapshot;
    }

    /**
     * The log as it is now.
     *
     * @throws Failure data: the log is damaged, or the folder holds something else than a Delta table
     */
    static TableLog open(SparkSession spark, LakeFiles files, TableSpec table, Path path) {
        Snapshot snapshot;
        try {
            snapshot = DeltaLog.forTable(spark, path).update(false, Option.empty(), Option.empty());
            if (snapshot.version() >= 0) {
                snapshot.metadata(); // a damaged log shows here, not at the first row
            }
        } catch (Exception e) { // Scala throws checked exceptions undeclared
            throw Failures.damagedLog(table, path, e);
        }
        if (snapshot.version() < 0 && !files.inside(path).isEmpty()) {
            throw Failure.data(
                    path + " should hold the table " + table.qualifiedName()
                            + " but holds files that are no Delta table: move them away, or name another folder with --lakehouse");
        }
        return new TableLog(files, path, snapshot);
    }

    /** Drops what Delta remembers of a folder that was deleted. */
    static void forget(SparkSession spark, Path path) {
        DeltaLog.invalidateCache(spark, path);
    }

    static void forgetAll() {
        DeltaLog.clearCache();
    }

    boolean exists() {
        return snapshot.version() >= 0;
    }

    /** The newest version, -1 if the table doesn't exist. */
    long version() {
        return snapshot.version();
    }

    StructType columns() {
        return snapshot.metadata().schema();
    }

    List<String> partitionColumns() {
        return CollectionConverters.asJava(snapshot.metadata().partitionColumns());
    }

    Map<String, String> properties() {
        return CollectionConverters.asJava(snapshot.metadata().configuration());
    }

    Protocol protocol() {
        return new Protocol(
                snapshot.protocol().minReaderVersion(), snapshot.protocol().minWriterVersion());
    }

    /**
     * What there is to tidy, unused files apart.
     *
     * @param small files below this size are joined with others of their partition
     */
    TableCondition condition(TableSpec table, long small) {
        if (snapshot.numOfFiles() < 2) {
            return new TableCondition(table, snapshot.numOfFiles(), snapshot.sizeInBytes(), 0, 0, 0);
        }
        Row joined = snapshot.allFiles()
                .toDF()
                .filter(col("size").lt(small))
                .groupBy(to_json(col("partitionValues")))
                .agg(count(lit(1)).as("files"), sum("size").as("bytes"))
                .filter(col("files").gt(1))
                .agg(coalesce(sum("files"), lit(0L)), coalesce(sum("bytes"), lit(0L)))
                .first();
        return new TableCondition(
                table, snapshot.numOfFiles(), snapshot.sizeInBytes(), joined.getLong(0), joined.getLong(1), 0);
    }

    /** Files of the newest version that were written before an instant. */
    long filesBefore(Instant instant) {
        return snapshot.allFiles()
                .toDF()
                .filter(col("modificationTime").lt(instant.toEpochMilli()))
                .count();
    }

    /** The newest commit from a version on whose stamp the condition accepts. */
    Optional<Commit> commitSince(long first, Predicate<JsonNode> stamp) {
        for (long version = version(); version >= first; version--) {
            Optional<Commit> found = commitAt(version).filter(commit -> stamp.test(commit.stamp()));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** How many commits from a version on bear the stamp of a run. */
    long commitsOfRunsSince(long first) {
        return LongStream.rangeClosed(first, version())
                .filter(version -> commitAt(version)
                        .filter(commit -> commit.stamp().has(CommitStamp.RUN_ID))
                        .isPresent())
                .count();
    }

    private Optional<Commit> commitAt(long version) {
        Path file = new Path(new Path(path, "_delta_log"), String.format("%020d.json", version));
        if (!files.exists(file)) {
            return Optional.empty();
        }
        return files.text(file)
                .lines()
                .map(Json::parse)
                .map(action -> action.path("commitInfo"))
                .filter(JsonNode::isObject)
                .findFirst()
                .map(info -> new Commit(version, info));
    }

    /** The versions a reader and a writer must support. */
    record Protocol(int minReaderVersion, int minWriterVersion) {}

    /** One commit: its version and what it says of itself. */
    record Commit(long version, JsonNode info) {
        /** The stamp, an empty object if somebody else committed. */
        JsonNode stamp() {
            String text = info.path("userMetadata").asText("");
            return text.startsWith("{") ? Json.parse(text) : Json.object();
        }

        /** What Delta counted while it wrote. */
        Written written(TableSpec table) {
            return new Written(
                    table, version, metric("numOutputRows") - metric("numCopiedRows"), metric("numOutputBytes"), (int)
                            metric("numFiles"));
        }

        private long metric(String name) {
            return info.path("operationMetrics").path(name).asLong(0);
        }
    }
}
