package io.crosslift.job;

import static org.apache.spark.sql.functions.col;

import io.crosslift.config.BuildVersions;
import io.crosslift.lake.Lake;
import io.crosslift.schema.RunStages;
import io.crosslift.schema.Runs;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/** The runs' own rows: {@code ops.run} and {@code ops.run_stage}. */
final class RunRecords {
    static final String PUBLISHED = "published";
    static final String FAILED = "failed";

    private RunRecords() {}

    /** The one row of this run; versions are filled in while publishing. */
    static Dataset<Row> run(RunContext run, String command, String status, @Nullable String error) {
        BuildVersions versions = BuildVersions.read();
        Row row = RowFactory.create(
                run.runId(),
                command,
                run.settings().source().name(),
                Date.valueOf(run.asOf()),
                status,
                Timestamp.from(run.startedAt()),
                Timestamp.from(Instant.now()),
                run.resolved().hash(),
                versions.project(),
                versions.spark(),
                new HashMap<>(run.lake().versions()),
                new HashMap<>(run.rows()),
                new HashMap<>(run.skipped()),
                error);
        return run.spark().createDataFrame(List.of(row), Runs.TABLE.shape());
    }

    /** A row per stage, beside what the stage read, wrote and took in the last published run. */
    static Dataset<Row> stages(RunContext run, List<StageRecord> records, Map<String, StageRecord> last) {
        List<Row> rows = records.stream()
                .map(record -> {
                    StageRecord before = last.get(record.stage());
                    return RowFactory.create(
                            run.runId(),
                            record.stage(),
                            record.ordinal(),
                            record.rowsRead(),
                            record.rowsWritten(),
                            record.bytesRead(),
                            record.bytesWritten(),
                            record.seconds(),
                            before == null ? null : before.rowsWritten(),
                            before == null ? null : before.bytesRead(),
                            before == null ? null : before.bytesWritten(),
                            before == null ? null : before.seconds());
                })
                .toList();
        return run.spark().createDataFrame(rows, RunStages.TABLE.shape());
    }

    /** As-of of the newest published run, by as-of. */
    static Optional<LocalDate> newestPublished(Lake lake) {
        if (!lake.exists(Runs.TABLE)) {
            return Optional.empty();
        }
        return lake
                .read(Runs.TABLE)
                .filter(col(Runs.STATUS).equalTo(PUBLISHED))
                .orderBy(col(Runs.AS_OF).desc())
                .select(Runs.AS_OF)
                .limit(1)
                .collectAsList()
                .stream()
                .map(row -> row.getDate(0).toLocalDate())
                .findFirst();
    }

    /** The run that was published last, by wall clock. */
    static Optional<RecordedRun> lastPublished(Lake lake) {
        return published(lake, 1).stream().findFirst();
    }

    /** The runs that were published, the last one first. */
    static List<RecordedRun> published(Lake lake) {
        return published(lake, Integer.MAX_VALUE);
    }

    private static List<RecordedRun> published(Lake lake, int newest) {
        if (!lake.exists(Runs.TABLE)) {
            return List.of();
        }
        return lake
                .read(Runs.TABLE)
                .filter(col(Runs.STATUS).equalTo(PUBLISHED))
                .orderBy(col(Runs.FINISHED_AT).desc(), col(Runs.RUN_ID).desc())
                .limit(newest)
                .collectAsList()
                .stream()
                .map(RecordedRun::of)
                .toList();
    }

    /** What the stages of a published run did, by name. */
    static Map<String, StageRecord> stagesOf(Lake lake, @Nullable RecordedRun run) {
        Map<String, StageRecord> stages = new HashMap<>();
        if (run != null && lake.exists(RunStages.TABLE)) {
            lake.read(RunStages.TABLE)
                    .filter(col(RunStages.RUN_ID).equalTo(run.runId()))
                    .collectAsList()
                    .forEach(row -> stages.put(
                            row.getAs(RunStages.STAGE),
                            new StageRecord(
                                    row.getAs(RunStages.STAGE),
                                    row.getAs(RunStages.ORDINAL),
                                    row.getAs(RunStages.ROWS_READ),
                                    row.getAs(RunStages.BYTES_READ),
                                    row.getAs(RunStages.ROWS_WRITTEN),
                                    row.getAs(RunStages.BYTES_WRITTEN),
                                    row.getAs(RunStages.SECONDS))));
        }
        return stages;
    }
}
