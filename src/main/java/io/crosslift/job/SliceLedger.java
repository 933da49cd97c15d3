package io.crosslift.job;

import static org.apache.spark.sql.functions.col;

import io.crosslift.lake.Lake;
import io.crosslift.lake.Slice;
import io.crosslift.schema.SliceDigests;
import io.crosslift.schema.TableSpec;
import io.crosslift.source.SliceDigest;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Digests of the slices that the last published run left, and those of this run.
 *
 * <p>A table is believed to hold what that run left only if its version is still the one that the run recorded, or was brought
 * back to it: somebody else may have changed it.
 */
final class SliceLedger {
    private final Lake lake;
    private final @Nullable RecordedRun last;
    private final Map<String, Long> restored;
    private final SortedMap<String, Long> versions;
    private final Map<String, NavigableMap<LocalDate, SliceDigest>> published = new HashMap<>();
    private final Map<String, NavigableMap<LocalDate, SliceDigest>> now = new TreeMap<>();

    /**
     * @param last run published last
     * @param restored tables that were brought back to what that run left, with the version they have since
     */
    SliceLedger(Lake lake, @Nullable RecordedRun last, Map<String, Long> restored) {
        this.lake = lake;
        this.last = last;
        this.restored = restored;
        this.versions = lake.versions();
        if (last != null && lake.exists(SliceDigests.TABLE)) {
            for (Row row : lake.read(SliceDigests.TABLE)
                    .filter(col(SliceDigests.RUN_ID).equalTo(last.runId()))
                    .collectAsList()) {
                published
                        .computeIfAbsent(row.getAs(SliceDigests.TABLE_NAME), table -> new TreeMap<>())
                        .put(
                                row.<Date>getAs(SliceDigests.SLICE).toLocalDate(),
                                new SliceDigest(row.getAs(SliceDigests.ROWS), row.getAs(SliceDigests.DIGEST)));
            }
        }
    }

    /** Whether nobody has written the table since the last run was published. */
    boolean untouched(TableSpec table) {
        String name = table.qualifiedName();
        return last != null
                && versions.containsKey(name)
                && versions.get(name)
                        .equals(restored.getOrDefault(name, last.versions().get(name)));
    }

    /** What the last published run left of a table that is untouched since. */
    NavigableMap<LocalDate, SliceDigest> published(TableSpec table) {
        return published.getOrDefault(table.qualifiedName(), new TreeMap<>());
    }

    /**
     * Keeps what this run makes of a table and finds the earliest slice that differs from what the last one left, or null.
     *
     * @param first first slice that may change, those before it staying as they were; null: all are new
     */
    @Nullable
    LocalDate firstChanged(TableSpec table, @Nullable LocalDate first, Map<LocalDate, SliceDigest> digests) {
        NavigableMap<LocalDate, SliceDigest> kept = new TreeMap<>(digests);
        now.put(table.qualifiedName(), kept);
        if (first == null || !untouched(table)) {
            return first;
        }
        NavigableMap<LocalDate, SliceDigest> before = published(table);
        before.headMap(first, false).forEach(kept::putIfAbsent);
        return Stream.concat(digests.keySet().stream(), before.tailMap(first, true).keySet().stream())
                .filter(slice -> !slice.isBefore(first) && !Objects.equals(digests.get(slice), before.get(slice)))
                .min(LocalDate::compareTo)
                .orElse(null);
    }

    /** As {@link #firstChanged}, of a table without months: the run's first month if any row differs. */
    @Nullable
    LocalDate changed(TableSpec table, @Nullable LocalDate first, Map<LocalDate, SliceDigest> digests) {
        now.put(table.qualifiedName(), new TreeMap<>(digests));
        return untouched(table) && published(table).equals(digests) ? null : first;
    }

    /** Writes the digests of this run beside those of the last published one; all older ones go. */
    void write(SparkSession spark, String runId) {
        List<Row> rows = new ArrayList<>();
        now.forEach((table, digests) -> digests.forEach((slice, digest) ->
                rows.add(RowFactory.create(runId, table, Date.valueOf(slice), digest.rows(), digest.hashes()))));
        if (last != null) {
            published.forEach((table, digests) -> digests.forEach((slice, digest) -> rows.add(
                    RowFactory.create(last.runId(), table, Date.valueOf(slice), digest.rows(), digest.hashes()))));
        }
        Dataset<Row> content = spark.createDataFrame(rows, SliceDigests.TABLE.shape());
        lake.replace(SliceDigests.TABLE, Slice.whole(), content);
    }
}
