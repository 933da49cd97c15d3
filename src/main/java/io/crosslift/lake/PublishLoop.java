package io.crosslift.lake;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.crosslift.failure.Failure;
import io.crosslift.schema.Runs;
import io.crosslift.schema.TableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Publishes a sealed run: table after table, each skipped if its history shows that it was published before a crash. */
final class PublishLoop {
    /** Staged bytes per published file. */
    private static final long FILE_BYTES = 128L << 20;

    private final Lake lake;
    private final Path folder;
    private final Manifest manifest;

    PublishLoop(Lake lake, Path folder) {
        this.lake = lake;
        this.folder = folder;
        this.manifest = Manifest.parse(lake.files().text(new Path(folder, Staging.MANIFEST)));
    }

    List<Written> run(PublishListener listener) {
        SortedMap<String, Long> versions = new TreeMap<>(manifest.versions());
        List<Written> published = new ArrayList<>();
        for (Manifest.Entry entry : manifest.entries()) {
            TableSpec table = declared(entry);
            listener.before(table);
            Written written = publishedBefore(table, entry).orElseGet(() -> publishUnlessDone(table, entry, versions));
            versions.put(entry.table(), written.version());
            published.add(written);
        }
        remove(lake, folder);
        return List.copyOf(published);
    }

    /** Whether every table is published or still staged. */
    boolean canFinish() {
        return manifest.entries().stream()
                .allMatch(entry -> publishedBefore(declared(entry), entry).isPresent() || isStaged(declared(entry)));
    }

    /** Whether any table of the run is published. */
    boolean hasBegun() {
        return manifest.entries().stream()
                .anyMatch(entry -> publishedBefore(declared(entry), entry).isPresent());
    }

    private boolean isStaged(TableSpec table) {
        return lake.store().log(table, staged(table)).exists();
    }

    /** A run that starts now finishes the loop too, and removes the staging under this one: then it is published all the same. */
    private Written publishUnlessDone(TableSpec table, Manifest.Entry entry, SortedMap<String, Long> versions) {
        try {
            return publish(table, entry, versions);
        } catch (RuntimeException e) {
            return publishedBefore(table, entry).orElseThrow(() -> e);
        }
    }

    private Written publish(TableSpec table, Manifest.Entry entry, SortedMap<String, Long> versions) {
        Supplier<ObjectNode> stamp = () -> manifest.stamp().deepCopy().put(TableStore.PUBLISH, true);
        return lake.store().replace(table, lake.path(table), entry.slice(), () -> rows(table, entry, versions), stamp);
    }

    private Dataset<Row> rows(TableSpec table, Manifest.Entry entry, SortedMap<String, Long> versions) {
        Dataset<Row> rows = lake.spark()
                .read()
                .format("delta")
                .load(staged(table).toString())
                .coalesce((int) (entry.bytes() / FILE_BYTES) + 1);
        return table.equals(Runs.TABLE) ? rows.withColumn(Runs.VERSIONS, literal(versions)) : rows;
    }

    private Optional<Written> publishedBefore(TableSpec table, Manifest.Entry entry) {
        return lake.log(table)
                .commitSince(
                        entry.baseVersion() + 1,
                        stamp -> stamp.path(TableStore.PUBLISH).asBoolean()
                                && stamp.path(CommitStamp.RUN_ID).asText().equals(manifest.runId()))
                .map(commit -> commit.written(table));
    }

    private TableSpec declared(Manifest.Entry entry) {
        return lake.catalogue().stream()
                .filter(table -> table.qualifiedName().equals(entry.table()))
                .findFirst()
                .orElseThrow(() -> Failure.data("run " + manifest.runId() + " was about to publish " + entry.table()
                        + ", which this version does not know: finish it with the version that began it, or delete "
                        + folder));
    }

    private Path staged(TableSpec table) {
        return new Path(folder, table.schema() + "/" + table.name());
    }

    private static Column literal(SortedMap<String, Long> versions) {
        return map(versions.entrySet().stream()
                .flatMap(version -> Stream.of(lit(version.getKey()), lit(version.getValue())))
                .toArray(Column[]::new));
    }

    /** Deletes a staging folder, the manifest first, so that half a folder is never taken for a sealed one. */
    static void remove(Lake lake, Path folder) {
        lake.files().delete(new Path(folder, Staging.MANIFEST));
        for (FileStatus schema : lake.files().inside(folder)) {
            for (FileStatus table : lake.files().inside(schema.getPath())) {
                TableLog.forget(lake.spark(), table.getPath());
            }
        }
        lake.files().delete(folder);
    }
}
