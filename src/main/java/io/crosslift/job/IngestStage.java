package io.crosslift.job;

import io.crosslift.lake.Slice;
import io.crosslift.schema.IngestCounts;
import io.crosslift.schema.Quarantine;
import io.crosslift.schema.TableCatalogue;
import io.crosslift.schema.TableSpec;
import io.crosslift.source.FeedReport;
import io.crosslift.source.Ingest;
import io.crosslift.source.IngestRun;
import io.crosslift.source.OutcomeCount;
import io.crosslift.source.TableIngest;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
                run.spark(),
                run.settings(),
                stamp,
                table -> run.lake().exists(table) ? Optional.of(DeclaredExperiments.fed(table, run)) : Optional.empty(),
                run::read)) {
            ingest.absent().forEach(run::skip);
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
        }
    }

    private static List<OutcomeCount> take(RunContext run, TableIngest table, Set<String> rejectedBefore) {
        try {
            run.write(table.table(), DeclaredExperiments.fedSlice(table.table()), table.content());
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
}
