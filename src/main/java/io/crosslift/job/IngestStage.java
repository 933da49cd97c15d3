package io.crosslift.job;

import io.crosslift.lake.Slice;
import io.crosslift.schema.IngestCounts;
import io.crosslift.schema.Quarantine;
import io.crosslift.schema.RefundsReturns;
import io.crosslift.schema.TableCatalogue;
import io.crosslift.schema.TableSpec;
import io.crosslift.source.FeedReport;
import io.crosslift.source.Ingest;
import io.crosslift.source.IngestRun;
import io.crosslift.source.OutcomeCount;
import io.crosslift.source.SettledHistory;
import io.crosslift.source.SliceDigest;
import io.crosslift.source.TableIngest;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Takes the source's feeds into the core tables; what is rejected is kept with its reason and counted. */
final class IngestStage implements Stage {
    @Override
    public String name() {
        return "ingest";
    }

    @Override
    public List<String> after() {
        return List.of();
    }

    @Override
    public List<TableSpec> writes() {
        return Stream.concat(TableCatalogue.ofSchema("core"), Stream.of(Quarantine.TABLE, IngestCounts.TABLE))
                .toList();
    }

    @Override
    public void run(RunContext run) {
        IngestRun stamp = new IngestRun(run.runId(), run.asOf(), run.startedAt());
        List<OutcomeCount> counts = new ArrayList<>();
        try (Ingest ingest = Ingest.plan(
                run.spark(), run.settings(), stamp, table -> before(run, table), run::read, new SettledMonths(run))) {
            ingest.absent().forEach(run::skip);
            run.begin(
                    ingest.tables().stream().map(TableIngest::table).collect(Collectors.toSet()),
                    ingest.absent().keySet());
            Set<String> rejectedBefore = tablesInQuarantine(run);
            for (TableIngest table : ingest.tables()) {
                counts.addAll(take(run, table, rejectedBefore));
            }
            counts.addAll(ingest.feedCounts());
            DeclaredExperiments.keep(run);
            keepMalformed(run, ingest, rejectedBefore);
            for (FeedReport feed : ingest.feeds()) {
                run.count("feed." + feed.feed(), feed.rows());
            }
            writeCounts(run, counts);
            sayChanges(run, ingest.tables());
        }
    }

    /** A table as the last run left it; appended rows of another source have no part in this one. */
    private static Optional<Dataset<Row>> before(RunContext run, TableSpec table) {
        return run.lake().exists(table)
                        && run.restatement().sameSource(run.settings().source().name())
                ? Optional.of(DeclaredExperiments.fed(table, run))
                : Optional.empty();
    }

    private static void sayChanges(RunContext run, List<TableIngest> tables) {
        if (run.restatement().whole()) {
            return;
        }
        LocalDate first = run.changed(tables.stream().map(TableIngest::table).toArray(TableSpec[]::new));
        run.say(
                first == null
                        ? "nothing has changed in the feeds"
                        : "changed from " + first + " on: "
                                + tables.stream()
                                        .map(TableIngest::table)
                                        .filter(table -> run.changed(table) != null)
                                        .map(TableSpec::qualifiedName)
                                        .collect(Collectors.joining(", ")));
    }

    private static List<OutcomeCount> take(RunContext run, TableIngest table, Set<String> rejectedBefore) {
        try {
            boolean months = table.monthColumn().isPresent() || table.table().equals(RefundsReturns.TABLE);
            LocalDate first = run.noteChanges(table.table(), run.restatement().first(), months, table.digests());
            run.writeFrom(
                    table.table(),
                    table.monthColumn().orElse(null),
                    DeclaredExperiments.fedSlice(table.table()),
                    first,
                    table.content());
            List<OutcomeCount> counts = table.counts();
            String name = table.table().qualifiedName();
            if (rejectedBefore.contains(name) || table.rejectsRows()) {
                run.lake()
                        .replace(Quarantine.TABLE, Slice.of(Quarantine.TABLE_NAME, List.of(name)), table.quarantine());
            }
            return counts;
        } finally {
            table.release();
        }
    }

    private static void keepMalformed(RunContext run, Ingest ingest, Set<String> rejectedBefore) {
        List<String> feeds =
                ingest.feeds().stream().map(feed -> "feed." + feed.feed()).toList();
        boolean any = ingest.feeds().stream().anyMatch(feed -> feed.malformed() > 0)
                || feeds.stream().anyMatch(rejectedBefore::contains);
        if (any) {
            run.lake().replace(Quarantine.TABLE, Slice.of(Quarantine.TABLE_NAME, feeds), ingest.malformed());
        }
    }

    private static Set<String> tablesInQuarantine(RunContext run) {
        run.lake().ensure(Quarantine.TABLE);
        return run.lake().read(Quarantine.TABLE).select(Quarantine.TABLE_NAME).distinct().collectAsList().stream()
                .map(row -> row.getString(0))
                .collect(Collectors.toSet());
    }

    private static void writeCounts(RunContext run, List<OutcomeCount> counts) {
        List<Row> rows = counts.stream()
                .map(count -> RowFactory.create(
                        run.runId(),
                        count.table(),
                        count.outcome(),
                        count.reason(),
                        count.rows(),
                        count.amount(),
                        count.newestEvent() == null ? null : Timestamp.from(count.newestEvent())))
                .toList();
        Dataset<Row> content = run.spark().createDataFrame(rows, IngestCounts.TABLE.shape());
        run.write(IngestCounts.TABLE, Slice.of(IngestCounts.RUN_ID, List.of(run.runId())), content);
    }

    /** The months before the first that the run restates, as the tables hold them. */
    private record SettledMonths(RunContext run) implements SettledHistory {
        @Override
        public Optional<LocalDate> firstRestated() {
            return Optional.ofNullable(run.restatement().first());
        }

        @Override
        public Optional<Map<LocalDate, SliceDigest>> held(TableSpec table) {
            SortedMap<LocalDate, SliceDigest> published = run.ledger().published(table);
            return run.ledger().untouched(table) && !published.isEmpty() ? Optional.of(published) : Optional.empty();
        }
    }
}
