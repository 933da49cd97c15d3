package io.crosslift.lake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.crosslift.failure.Failure;
import io.crosslift.schema.TableSpec;
import io.delta.tables.DeltaTable;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaConcurrentModificationException;

/**
 * Joins small files and deletes unused ones, never inside a run. Rows and kept versions stay as they are: a file is deleted once
 * it has been out of use for longer than the table's own retention ({@code lake.deleted-file-retention}).
 */
public final class Maintenance {
    /** Files below this size are joined; the default is Delta's own. */
    private static final String JOINED_BELOW = "spark.databricks.delta.optimize.minFileSize";

    private static final String JOINED_BELOW_DEFAULT = String.valueOf(1L << 30);
    /** So many tasks list a table's folders: the default of 10,000 takes a minute for a handful of files. */
    private static final String LISTING = "spark.sql.sources.parallelPartitionDiscovery.parallelism";

    private static final String SESSION_METADATA = "spark.databricks.delta.commitInfo.userMetadata";

    private final Lake lake;
    private final SparkSession spark;
    private final Duration retention;
    private final ObjectNode stamp;

    /**
     * Works on the tables of a lake.
     *
     * @param retention how long files are kept after they went out of use
     * @param codeVersion version of the program, stamped on what it commits
     */
    public Maintenance(Lake lake, Duration retention, String codeVersion) {
        this.lake = lake;
        this.retention = retention;
        this.spark = lake.spark();
        // No run id: what is no commit of a run is never taken for one that must be undone.
        this.stamp = Json.object().put("command", "maintain").put("code_version", codeVersion);
    }

    /**
     * What there is to do; changes nothing.
     *
     * @throws Failure data: the table's log is damaged
     */
    public TableCondition inspect(TableSpec table) {
        TableLog log = lake.log(table);
        TableCondition found = explained(
                table,
                () -> log.condition(table, Long.parseLong(spark.conf().get(JOINED_BELOW, JOINED_BELOW_DEFAULT))));
        // Delta's own dry run takes seconds for any table; most have no file that is old enough.
        Instant kept = Instant.now().minus(retention);
        long old = lake.files().dataFilesBefore(lake.path(table), kept);
        if (old == 0 || old <= log.filesBefore(kept)) {
            return found;
        }
        return found.withUnused(explained(
                table, () -> listing(() -> spark.sql(vacuum(table) + " DRY RUN").count())));
    }

    /**
     * Does what there is to do: joins the small files of every partition, deletes what is unused.
     *
     * @throws Failure conflict: a run wrote the table meanwhile; usage: no write permission
     */
    public void tidy(TableCondition found) {
        TableSpec table = found.table();
        if (found.smallFiles() > 0) {
            spark.conf().set(SESSION_METADATA, Json.text(stamp));
            try {
                explained(table, () -> DeltaTable.forPath(spark, lake.pathOf(table))
                        .optimize()
                        .executeCompaction()
                        .collectAsList());
            } finally {
                spark.conf().unset(SESSION_METADATA);
            }
        }
        if (found.unusedFiles() > 0) {
            explained(table, () -> listing(() -> spark.sql(vacuum(table)).collectAsList()));
        }
    }

    /** Without a RETAIN clause: the table's own retention holds. */
    private String vacuum(TableSpec table) {
        return "VACUUM delta.`" + lake.pathOf(table).replace("`", "``") + "`";
    }

    private <T> T explained(TableSpec table, Supplier<T> work) {
        try {
            return work.get();
        } catch (DeltaConcurrentModificationException e) {
            throw Failure.conflict(
                    table.qualifiedName()
                            + " was written by a run meanwhile and is left as that run left it: run maintain"
                            + " again when no run is going on",
                    e);
        } catch (Exception e) { // Scala throws checked exceptions undeclared
            throw Failures.explain(table.qualifiedName(), e);
        }
    }

    private <T> T listing(Supplier<T> work) {
        boolean given = spark.sparkContext().getConf().contains(LISTING);
        if (!given) {
            spark.conf().set(LISTING, spark.sparkContext().defaultParallelism());
        }
        try {
            // Delta tells on standard output what it found, in the middle of what a command prints.
            return scala.Console.withOut(OutputStream.nullOutputStream(), work::get);
        } finally {
            if (!given) {
                spark.conf().unset(LISTING);
            }
        }
    }
}
