package io.crosslift.lake;

import io.crosslift.failure.Failure;
import io.crosslift.schema.Runs;
import io.crosslift.schema.TableSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Tables of one run that are published together: written beside the published ones, checked there, then published in a short
 * loop.
 *
 * <p>Until {@link #seal} nothing a reader sees has changed, and a crash leaves it so. From then on the next start finishes the
 * loop. The staged tables are created from the same declarations, so NOT NULL and checks are enforced before anything is
 * published.
 */
public final class Staging {
    static final String FOLDER = "_staging";
    static final String MANIFEST = "manifest.json";
    /** Its absence tells a run that a later one has taken its place. */
    static final String STARTED = "started";

    private final Lake lake;
    private final CommitStamp stamp;
    private final Map<String, Staged> tables = new LinkedHashMap<>();
    private boolean sealed;

    private record Staged(TableSpec table, Slice slice, long bytes) {}

    Staging(Lake lake, CommitStamp stamp) {
        this.lake = lake;
        this.stamp = stamp;
        Path folder = folder();
        if (lake.files().exists(new Path(folder, MANIFEST))) {
            throw new IllegalStateException("run " + stamp.runId() + " is already sealed: recover it first");
        }
        PublishLoop.remove(lake, folder);
        lake.files().writeWhole(new Path(folder, STARTED), "");
    }

    /**
     * Stages the rows that will replace a slice of the table; once per table.
     *
     * @throws Failure data: the published table differs from its declaration, a row breaks NOT NULL or a check or lies
     *     outside the slice; conflict: a
     *     run that started later has displaced this one
     */
    public synchronized Written put(TableSpec table, Slice slice, Dataset<Row> rows) {
        if (sealed || tables.containsKey(table.qualifiedName())) {
            throw new IllegalStateException(table.qualifiedName() + " is already staged, or the staging is sealed");
        }
        if (lake.exists(table)) {
            lake.ensure(table);
        }
        Written written = guarded(() -> lake.store().replace(table, path(table), slice, () -> rows, lake::stampFields));
        tables.put(table.qualifiedName(), new Staged(table, slice, written.bytes()));
        return written;
    }

    /** The staged rows of the table: its new slice. */
    public synchronized Dataset<Row> read(TableSpec table) {
        if (!tables.containsKey(table.qualifiedName())) {
            throw new IllegalStateException(table.qualifiedName() + " is not staged");
        }
        return guarded(
                () -> lake.spark().read().format("delta").load(path(table).toString()));
    }

    /**
     * Ends the staging: from here on the run will be published, by {@link #publish()} or by the next start.
     *
     * @param run the one row of {@code ops.run}; its {@code versions} are filled in while publishing
     * @throws Failure conflict: a run that started later has displaced this one
     */
    public synchronized void seal(Dataset<Row> run) {
        put(Runs.TABLE, Slice.of(Runs.RUN_ID, List.of(stamp.runId())), run);
        SortedMap<String, Long> versions = lake.versions();
        List<Manifest.Entry> entries = tables.values().stream()
                .map(staged -> new Manifest.Entry(
                        staged.table().qualifiedName(),
                        staged.slice(),
                        versions.getOrDefault(staged.table().qualifiedName(), -1L),
                        staged.bytes()))
                .toList();
        requireNotDisplaced(new IllegalStateException(folder() + " is gone"));
        lake.files()
                .writeWhole(new Path(folder(), MANIFEST), new Manifest(lake.stampFields(), versions, entries).text());
        // Recovery removes the mark before it looks for the manifest a last time: either it sees the manifest, or this
        // sees
        // the mark gone. So the folder is never removed under a loop that has begun.
        requireNotDisplaced(new IllegalStateException(folder() + " is gone"));
        sealed = true;
    }

    /**
     * Replaces the slices of all staged tables, {@code ops.run} last, and removes the staging. May be repeated.
     *
     * @return what was written, in order
     * @throws Failure conflict: a write conflict lost; the next start goes on from there
     */
    public List<Written> publish() {
        return publish(PublishListener.NONE);
    }

    synchronized List<Written> publish(PublishListener listener) {
        if (!sealed) {
            throw new IllegalStateException("seal the staging before it is published");
        }
        return new PublishLoop(lake, folder()).run(listener);
    }

    /** Removes what is staged, for a run that ends without publishing. */
    public synchronized void discard() {
        if (sealed) {
            throw new IllegalStateException("a sealed run must be published");
        }
        PublishLoop.remove(lake, folder());
    }

    private <T> T guarded(Supplier<T> action) {
        try {
            return action.get();
        } catch (RuntimeException e) {
            requireNotDisplaced(e);
            throw e;
        }
    }

    private void requireNotDisplaced(RuntimeException cause) {
        if (!lake.files().exists(new Path(folder(), STARTED))) {
            throw Failure.conflict(
                    "run " + stamp.runId() + " was displaced by a run that started later on the same lakehouse, and has"
                            + " published nothing: let that one end, then run again",
                    cause);
        }
    }

    private Path folder() {
        return lake.files().at(FOLDER, stamp.runId());
    }

    private Path path(TableSpec table) {
        return new Path(folder(), table.schema() + "/" + table.name());
    }
}
