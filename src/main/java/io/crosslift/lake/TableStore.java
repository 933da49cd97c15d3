package io.crosslift.lake;

import static org.apache.spark.sql.functions.col;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.crosslift.config.LakeSettings;
import io.crosslift.failure.Failure;
import io.crosslift.schema.TableSpec;
import io.delta.tables.DeltaTable;
import io.delta.tables.DeltaTableBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaConcurrentModificationException;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Creates, verifies and writes Delta tables at any path: published ones and staged ones alike. */
final class TableStore {
    /** Field of a commit's stamp that tells one write from all others. */
    static final String WRITE = "write";
    /** Field of a commit's stamp: the write belongs to a publish loop. */
    static final String PUBLISH = "publish";

    private static final String LOG_RETENTION = "delta.logRetentionDuration";
    private static final String FILE_RETENTION = "delta.deletedFileRetentionDuration";
    private static final String SESSION_METADATA = "spark.databricks.delta.commitInfo.userMetadata";
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);

    private final SparkSession spark;
    private final LakeFiles files;
    private final LakeSettings settings;

    TableStore(SparkSession spark, LakeFiles files, LakeSettings settings) {
        this.spark = spark;
        this.files = files;
        this.settings = settings;
    }

    TableLog log(TableSpec table, Path path) {
        return TableLog.open(spark, files, table, path);
    }

    /**
     * Creates the table at the path, or verifies it.
     *
     * @throws Failure data: the table differs from its declaration
     */
    void ensure(TableSpec table, Path path, Supplier<ObjectNode> stamp) {
        TableLog found = log(table, path);
        if (!found.exists()) {
            create(table, path, stamp);
            found = log(table, path);
        }
        List<String> differences = TableDrift.between(table, found);
        if (!differences.isEmpty()) {
            throw Failure.data(table.qualifiedName() + " at " + path + " is not as declared: "
                    + String.join("; ", differences)
                    + ": migrate it, or move it away and run again");
        }
        followRetention(table, path, found, stamp);
    }

    private synchronized void create(TableSpec table, Path path, Supplier<ObjectNode> stamp) {
        DeltaTableBuilder builder = DeltaTable.createIfNotExists(spark)
                .location(path.toString())
                .addColumns(storable(table))
                .comment(table.comment());
        if (!table.partitionBy().isEmpty()) {
            builder = builder.partitionedBy(table.partitionBy().toArray(String[]::new));
        }
        for (Map.Entry<String, String> check : table.checks().entrySet()) {
            builder = builder.property(TableDrift.CONSTRAINT + check.getKey(), check.getValue());
        }
        for (Map.Entry<String, String> property : retention().entrySet()) {
            builder = builder.property(property.getKey(), property.getValue());
        }
        DeltaTableBuilder complete = builder;
        alter(table, path, stamp, complete::execute);
    }

    /** Brings a table back to the rows of a version, as a new version. */
    synchronized void restore(TableSpec table, Path path, long version, Supplier<ObjectNode> stamp) {
        spark.conf().set(SESSION_METADATA, Json.text(stamp.get()));
        try {
            DeltaTable.forPath(spark, path.toString()).restoreToVersion(version);
        } catch (DeltaConcurrentModificationException e) {
            throw Failure.conflict(
                    table.qualifiedName() + " was written by another run while it was brought back to version "
                            + version + ": let that one end, then run again",
                    e);
        } catch (Exception e) { // Scala throws checked exceptions undeclared
            throw Failures.explain(table.qualifiedName(), e);
        } finally {
            spark.conf().unset(SESSION_METADATA);
        }
    }

    /** Changes metadata; another run that did the same at the same moment is no conflict. */
    private void alter(TableSpec table, Path path, Supplier<ObjectNode> stamp, Runnable change) {
        // These commits take their stamp from the session alone; writes bring their own, which goes before it.
        spark.conf().set(SESSION_METADATA, Json.text(stamp.get()));
        try {
            change.run();
        } catch (DeltaConcurrentModificationException e) {
            log(table, path);
        } catch (Exception e) { // Scala throws checked exceptions undeclared
            throw Failures.explain(table.qualifiedName(), e);
        } finally {
            spark.conf().unset(SESSION_METADATA);
        }
    }

    private synchronized void followRetention(TableSpec table, Path path, TableLog found, Supplier<ObjectNode> stamp) {
        if (found.properties().entrySet().containsAll(retention().entrySet())) {
            return;
        }
        String properties = retention().entrySet().stream()
                .map(property -> "'" + property.getKey() + "' = '" + property.getValue() + "'")
                .sorted()
                .reduce((left, right) -> left + ", " + right)
                .orElseThrow();
        String name = path.toString().replace("`", "``");
        alter(
                table,
                path,
                stamp,
                () -> spark.sql("ALTER TABLE delta.`" + name + "` SET TBLPROPERTIES (" + properties + ")"));
    }

    private Map<String, String> retention() {
        return Map.of(
                LOG_RETENTION, "interval " + settings.logRetention().toSeconds() + " seconds",
                FILE_RETENTION, "interval " + settings.deletedFileRetention().toSeconds() + " seconds");
    }

    /** The columns as Delta takes them: NOT NULL at the top, which it enforces, nullable inside arrays and maps, where it can't. */
    private static StructType storable(TableSpec table) {
        StructField[] fields = table.columns().fields().clone();
        StructField[] shape = table.shape().fields();
        for (int i = 0; i < fields.length; i++) {
            StructField field = fields[i];
            fields[i] = new StructField(field.name(), shape[i].dataType(), field.nullable(), field.metadata());
        }
        return new StructType(fields);
    }

    /**
     * Replaces a slice, computing it anew for each try.
     *
     * @throws Failure conflict: every try lost against another writer
     */
    Written replace(TableSpec table, Path path, Slice slice, Supplier<Dataset<Row>> rows, Supplier<ObjectNode> stamp) {
        return write(table, path, stamp, () -> {
            DataFrameWriter<Row> writer = rows.get()
                    .to(table.shape())
                    .write()
                    .mode(SaveMode.Overwrite)
                    .option("partitionOverwriteMode", "static");
            return slice.isWhole() ? writer : writer.option("replaceWhere", slice.predicate());
        });
    }

    /** Adds rows. */
    Written append(TableSpec table, Path path, Dataset<Row> rows, Supplier<ObjectNode> stamp) {
        return write(table, path, stamp, () -> rows.to(table.shape()).write().mode(SaveMode.Append));
    }

    /** Few files: the rows of a partition value together, split only where they are many. */
    static Dataset<Row> gathered(TableSpec table, Dataset<Row> rows) {
        Object[] columns =
                table.partitionBy().stream().map(column -> col(column)).toArray();
        return rows.hint("rebalance", columns);
    }

    private Written write(
            TableSpec table, Path path, Supplier<ObjectNode> stamp, Supplier<DataFrameWriter<Row>> writer) {
        String name = table.qualifiedName();
        for (int attempt = 0; ; attempt++) {
            ensure(table, path, stamp);
            long before = log(table, path).version();
            String write = UUID.randomUUID().toString();
            try {
                DataFrameWriter<Row> computed = writer.get(); // before the stamp, which names what it read
                computed.format("delta")
                        .option("mergeSchema", "false")
                        .option("userMetadata", Json.text(stamp.get().put(WRITE, write)))
                        .save(path.toString());
                return written(table, path, before, write);
            } catch (DeltaConcurrentModificationException e) {
                if (attempt >= settings.writeRetries()) {
                    throw Failure.conflict(
                            name + " lost a write conflict " + (attempt + 1)
                                    + " times against another run: let that one end, then run again",
                            e);
                }
                pause(name, attempt, e);
            } catch (Exception e) { // Scala throws checked exceptions undeclared
                throw Failures.explain(name, e);
            }
        }
    }

    private Written written(TableSpec table, Path path, long before, String write) {
        TableLog after = log(table, path);
        return after.commitSince(before + 1, stamp -> stamp.path(WRITE).asText().equals(write))
                .map(commit -> commit.written(table))
                .orElseGet(() -> new Written(table, after.version(), 0, 0, 0));
    }

    private static void pause(String table, int attempt, RuntimeException lost) {
        long bound = Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(attempt, 10));
        try {
            Thread.sleep(bound / 2 + new SplittableRandom().nextLong(bound / 2 + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.conflict(table + " was interrupted after a lost write conflict: run again", lost);
        }
    }
}
