package io.crosslift.lake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.crosslift.config.LakeSettings;
import io.crosslift.failure.Failure;
import io.crosslift.schema.TableCatalogue;
import io.crosslift.schema.TableSpec;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The Delta tables below one root, at {@code <root>/<schema>/<table>}, each created from its declaration and verified against
 * it before every write.
 *
 * <p>A write replaces one slice of one table, so it can be repeated. What was read is remembered and stamped on every later
 * commit, with the run. Safe for use by several threads.
 */
public final class Lake {
    private final SparkSession spark;
    private final CommitStamp stamp;
    private final List<TableSpec> catalogue;
    private final LakeFiles files;
    private final TableStore store;
    private final Map<String, Long> inputVersions = new ConcurrentSkipListMap<>();
    private final AtomicBoolean knownWritable = new AtomicBoolean();

    /**
     * The lake at the root of the settings; nothing is created yet.
     *
     * @throws Failure usage: the root names no file system
     */
    public Lake(SparkSession spark, LakeSettings settings, CommitStamp stamp) {
        this(spark, settings, stamp, TableCatalogue.TABLES);
    }

    Lake(SparkSession spark, LakeSettings settings, CommitStamp stamp, List<TableSpec> catalogue) {
        this.spark = spark;
        this.stamp = stamp;
        this.catalogue = catalogue;
        this.files = new LakeFiles(spark.sparkContext().hadoopConfiguration(), settings.root());
        this.store = new TableStore(spark, files, settings);
    }

    /** Frees the memory that holds the logs of all tables this process has seen, which would otherwise be kept for an hour. */
    public static void forgetLogs() {
        TableLog.forgetAll();
    }

    /** URI of the table's folder. */
    public String pathOf(TableSpec table) {
        return path(table).toString();
    }

    /** Whether the table was created. */
    public boolean exists(TableSpec table) {
        return log(table).exists();
    }

    /** The table's newest version, -1 if it doesn't exist. */
    public long versionOf(TableSpec table) {
        return log(table).version();
    }

    /** Version of every table of the catalogue that exists, by qualified name. */
    public SortedMap<String, Long> versions() {
        SortedMap<String, Long> versions = new TreeMap<>();
        for (TableSpec table : catalogue) {
            long version = versionOf(table);
            if (version >= 0) {
                versions.put(table.qualifiedName(), version);
            }
        }
        return versions;
    }

    /** Versions of the tables read so far, by qualified name. */
    public SortedMap<String, Long> inputVersions() {
        return new TreeMap<>(inputVersions);
    }

    /**
     * Creates the table from its declaration, or verifies it.
     *
     * @throws Failure data: columns, types, nullability, partitioning, checks or protocol differ; usage: no write permission
     */
    public void ensure(TableSpec table) {
        requireWritable();
        store.ensure(table, path(table), this::stampFields);
    }

    /**
     * The newest version of the table; the rows stay those of that version however late they are asked for.
     *
     * @throws Failure usage: the table doesn't exist; data: its log is damaged
     */
    public Dataset<Row> read(TableSpec table) {
        long version = versionOf(table);
        if (version < 0) {
            throw Failure.usage("the table " + table.qualifiedName() + " does not exist in " + files.root() + ": job "
                    + Producers.of(table)
                    + " of `run` writes it, so run that first or name another folder with --lakehouse");
        }
        inputVersions.put(table.qualifiedName(), version);
        return load(table, version);
    }

    /** As {@link #read}, no rows where the table doesn't exist. */
    public Dataset<Row> readOrEmpty(TableSpec table) {
        return exists(table) ? read(table) : spark.createDataFrame(List.of(), table.shape());
    }

    /**
     * The table as it was at a version.
     *
     * @throws Failure usage: no such version, or its files are past their retention
     */
    public Dataset<Row> readAt(TableSpec table, long version) {
        long newest = versionOf(table);
        if (version < 0 || version > newest) {
            throw Failure.usage(table.qualifiedName() + " has no version " + version + ", its newest is " + newest
                    + ": give one that ops.run names");
        }
        try {
            return load(table, version);
        } catch (Failure e) {
            throw version < newest && e.kind() == Failure.Kind.DATA ? Failures.pastRetention(table, version, e) : e;
        }
    }

    /** What a failed action on rows of an older version means: mostly that its files are no longer kept. */
    public RuntimeException explainAt(TableSpec table, long version, Throwable error) {
        return Failures.explainAt(table, version, error);
    }

    /**
     * Undoes what runs have committed to a table since a version. Commits of others, such as a compaction or an erasure, are never
     * undone: then the table is left as it is.
     *
     * @throws Failure data: files of that version are gone
     */
    public RolledBack rollBack(TableSpec table, long version) {
        TableLog found = log(table);
        if (found.version() == version) {
            return new RolledBack(RolledBack.Outcome.UNCHANGED, version);
        }
        long byRuns = found.commitsOfRunsSince(version + 1);
        if (byRuns == 0) {
            return new RolledBack(RolledBack.Outcome.FOREIGN, found.version());
        }
        if (byRuns < found.version() - version) {
            return new RolledBack(RolledBack.Outcome.MIXED, found.version());
        }
        requireWritable();
        store.restore(table, path(table), version, this::stampFields);
        return new RolledBack(RolledBack.Outcome.RESTORED, versionOf(table));
    }

    private Dataset<Row> load(TableSpec table, long version) {
        try {
            return spark.read().format("delta").option("versionAsOf", version).load(pathOf(table));
        } catch (Exception e) { // Scala throws checked exceptions undeclared
            throw Failures.damagedLog(table, path(table), e);
        }
    }

    /**
     * Replaces a slice by rows computed once; a lost write conflict is tried again with the same rows.
     *
     * @see #replace(TableSpec, Slice, Supplier)
     */
    public Written replace(TableSpec table, Slice slice, Dataset<Row> rows) {
        return replace(table, slice, () -> rows);
    }

    /**
     * Replaces a slice: rows of it that are not among the new ones are deleted, all other rows stay. A lost write conflict is
     * tried again, computing the rows anew.
     *
     * @throws Failure data: drift, a row that breaks NOT NULL or a check, a row outside the slice; usage: no write permission;
     *     conflict: all tries lost
     */
    public Written replace(TableSpec table, Slice slice, Supplier<Dataset<Row>> rows) {
        requireWritable();
        return store.replace(
                table, path(table), slice, () -> TableStore.gathered(table, rows.get()), this::stampFields);
    }

    /** Adds rows to a table that is written once per run; throws as {@link #replace}. */
    public Written append(TableSpec table, Dataset<Row> rows) {
        requireWritable();
        return store.append(table, path(table), TableStore.gathered(table, rows), this::stampFields);
    }

    /** Opens the staging of this run for tables that are published together at its end. */
    public Staging stage() {
        requireWritable();
        return new Staging(this, stamp);
    }

    /**
     * Repairs what earlier runs left: a publish loop that had begun is finished, anything else staged is removed. Call it
     * before a run stages its own tables; a run that is still going on and has not begun to publish is thereby displaced and
     * ends with a conflict.
     */
    public List<Recovered> recover() {
        if (!files.exists(files.root())) {
            return List.of();
        }
        return new Recovery(this).recover();
    }

    /** What a failed action on rows of the lake means, in one sentence; the error itself where no user can mend it. */
    public RuntimeException explain(Throwable error) {
        return Failures.explain("the lakehouse " + files.root(), error);
    }

    private void requireWritable() {
        if (!knownWritable.get()) {
            files.requireWritable(stamp.runId());
            knownWritable.set(true);
        }
    }

    ObjectNode stampFields() {
        return stamp.fields(inputVersions);
    }

    Path path(TableSpec table) {
        return files.at(table.schema(), table.name());
    }

    TableLog log(TableSpec table) {
        return store.log(table, path(table));
    }

    TableLog.Protocol protocolOf(TableSpec table) {
        return log(table).protocol();
    }

    SparkSession spark() {
        return spark;
    }

    LakeFiles files() {
        return files;
    }

    TableStore store() {
        return store;
    }

    List<TableSpec> catalogue() {
        return catalogue;
    }
}
