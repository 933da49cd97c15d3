package io.crosslift.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.config.Settings;
import io.crosslift.lake.Lake;
import io.crosslift.lake.Slice;
import io.crosslift.lake.Staging;
import io.crosslift.lake.Written;
import io.crosslift.schema.Instants;
import io.crosslift.schema.RunStampColumns;
import io.crosslift.schema.TableSpec;
import io.crosslift.source.SliceDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** What the stages of one run share: the session, the lake, the clock, and the record of what was done. */
final class RunContext {
    /** Before every month: the whole table. */
    static final LocalDate BEGINNING = LocalDate.of(1, 1, 1);

    private final SparkSession spark;
    private final ResolvedSettings resolved;
    private final LocalDate asOf;
    private final String runId;
    private final Instant startedAt;
    private final Lake lake;
    private final Staging staging;
    private final Set<TableSpec> present = new HashSet<>();
    private final Set<TableSpec> staged = new HashSet<>();
    private final SortedMap<String, String> skipped = new TreeMap<>();
    private final SortedMap<String, Long> rows = new TreeMap<>();
    private final Map<TableSpec, LocalDate> changed = new HashMap<>();
    private final Console console;
    private final SliceLedger ledger;
    private Restatement restatement;
    private final List<Written> writtenInStage = new ArrayList<>();

    RunContext(
            SparkSession spark,
            ResolvedSettings resolved,
            String runId,
            Instant startedAt,
            Lake lake,
            Staging staging,
            Restatement restatement,
            SliceLedger ledger,
            Console console) {
        this.spark = spark;
        this.resolved = resolved;
        this.asOf = resolved.asOf();
        this.runId = runId;
        this.startedAt = startedAt;
        this.lake = lake;
        this.staging = staging;
        this.restatement = restatement;
        this.console = console;
        this.ledger = ledger;
    }

    SparkSession spark() {
        return spark;
    }

    Settings settings() {
        return resolved.settings();
    }

    ResolvedSettings resolved() {
        return resolved;
    }

    LocalDate asOf() {
        return asOf;
    }

    String runId() {
        return runId;
    }

    Instant startedAt() {
        return startedAt;
    }

    Lake lake() {
        return lake;
    }

    /** How far back this run may change what earlier runs left. */
    synchronized Restatement restatement() {
        return restatement;
    }

    /**
     * Settles how far back the run reaches, now that it is known what is fed, and says so.
     *
     * @param fed core tables that are fed
     * @param absent names of core tables that are not fed, among others
     */
    synchronized void begin(Set<TableSpec> fed, Set<String> absent) {
        restatement = restatement.feeding(fed, absent);
        say(restatement.sentence());
    }

    /** A line of progress. */
    void say(String line) {
        console.progress(line);
    }

    SliceLedger ledger() {
        return ledger;
    }

    /**
     * Notes from which month on a table differs from what the last run left: the earliest that differs, or the first that may
     * change where that was asked for or cannot be known.
     *
     * @param first first month of the table that may change
     */
    synchronized @Nullable LocalDate noteChanges(
            TableSpec table, @Nullable LocalDate first, boolean months, Map<LocalDate, SliceDigest> digests) {
        LocalDate differs = months ? ledger.firstChanged(table, first, digests) : ledger.changed(table, first, digests);
        LocalDate since = restatement.whole() ? BEGINNING : restatement.forced() ? first : differs;
        if (since != null) {
            changed.put(table, since);
        }
        return since;
    }

    /** The earliest month from which any of the tables differs from what the last run left, or null if none does. */
    synchronized @Nullable LocalDate changed(TableSpec... tables) {
        return Stream.of(tables)
                .flatMap(table -> Stream.ofNullable(changed.get(table)))
                .min(LocalDate::compareTo)
                .orElse(null);
    }

    /** From which month on a table must be written that is computed from the inputs, or null if it can stay as it is. */
    synchronized @Nullable LocalDate restatedFrom(TableSpec output, TableSpec... inputs) {
        if (restatement.whole()) {
            return BEGINNING;
        }
        return restatement.forced() || !ledger.untouched(output) ? restatement.first() : changed(inputs);
    }

    /** The first instant that does not exist yet, microseconds since the epoch. */
    long endOfAsOf() {
        return localMidnight(asOf.plusDays(1));
    }

    /** Local midnight of a day in the reporting zone, microseconds since the epoch. */
    long localMidnight(LocalDate day) {
        return Instants.midnight(day, settings().reporting().timeZone());
    }

    /** Whether this run has written, or staged, the table. */
    synchronized boolean has(TableSpec table) {
        return present.contains(table) || staged.contains(table);
    }

    /** A table of this run. */
    Dataset<Row> read(TableSpec table) {
        boolean isStaged;
        synchronized (this) {
            isStaged = staged.contains(table);
        }
        return isStaged ? staging.read(table) : lake.read(table);
    }

    /** Replaces a slice of a core, fact or ops table. */
    Written write(TableSpec table, Slice slice, Dataset<Row> content) {
        Written written = lake.replace(table, slice, shaped(table, content));
        record(table, written, false);
        return written;
    }

    /**
     * Replaces the months of a core or fact table from the given one on, the whole table where everything is computed or it has
     * no months, and nothing for null.
     *
     * @param month column of the month, or null
     */
    void writeFrom(TableSpec table, @Nullable String month, @Nullable LocalDate first, Dataset<Row> content) {
        writeFrom(table, month, Slice.whole(), first, content);
    }

    /**
     * The same of a table in which rows outside a slice are never touched.
     *
     * @param all what is replaced where everything is
     */
    void writeFrom(
            TableSpec table, @Nullable String month, Slice all, @Nullable LocalDate first, Dataset<Row> content) {
        if (first == null) {
            keep(table);
        } else if (month == null || restatement().whole()) {
            write(table, all, content);
        } else {
            write(table, Slice.from(month, first), content.filter(col(month).geq(lit(java.sql.Date.valueOf(first)))));
        }
    }

    /** Leaves a table as the last run left it: it is what this run would write. */
    synchronized void keep(TableSpec table) {
        present.add(table);
    }

    /** Stages the new rows of a kpi table; they are published when the whole run has passed its gates. */
    Written stage(TableSpec table, Dataset<Row> content) {
        Written written = staging.put(table, Slice.whole(), shaped(table, content));
        record(table, written, true);
        return written;
    }

    /** What was staged is published: from now on it is read where readers find it. */
    synchronized void published() {
        present.addAll(staged);
        staged.clear();
    }

    private synchronized void record(TableSpec table, Written written, boolean isStaged) {
        (isStaged ? staged : present).add(table);
        rows.put(table.qualifiedName(), written.rows());
        writtenInStage.add(written);
    }

    /** Whether one of the tables that something needs is not there; then it is said that it was left out, and why. */
    boolean lacks(String what, TableSpec... needed) {
        Optional<TableSpec> missing =
                Stream.of(needed).filter(table -> !has(table)).findFirst();
        missing.map(TableSpec::qualifiedName)
                .map(table -> (table.startsWith("core.") ? "no feed fills " : "there is no ") + table)
                .ifPresent(why -> skip(what, why));
        return missing.isPresent();
    }

    /** Says what was left out, and why. */
    synchronized void skip(String what, String why) {
        skipped.put(what, why);
    }

    /** Keeps a count for the run's record. */
    synchronized void count(String what, long number) {
        rows.put(what, number);
    }

    synchronized SortedMap<String, String> skipped() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(skipped));
    }

    synchronized SortedMap<String, Long> rows() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(rows));
    }

    /** What was written since it was last asked. */
    synchronized List<Written> takeWritten() {
        List<Written> taken = List.copyOf(writtenInStage);
        writtenInStage.clear();
        return taken;
    }

    private Dataset<Row> shaped(TableSpec table, Dataset<Row> content) {
        Dataset<Row> stamped = content;
        if (table.has(RunStampColumns.AS_OF_DATE)) {
            stamped = stamped.withColumn(RunStampColumns.AS_OF_DATE, lit(java.sql.Date.valueOf(asOf)));
        }
        if (table.has(RunStampColumns.RUN_ID)) {
            stamped = stamped.withColumn(RunStampColumns.RUN_ID, lit(runId));
        }
        return stamped.to(table.shape());
    }
}
