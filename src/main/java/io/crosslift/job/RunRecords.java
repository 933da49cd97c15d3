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

/** The run's own rows: {@code ops.run} and {@code ops.run_stage}. */
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

    /** A row per stage, beside what the stage wrote and took in the last published run. */
    static Dataset<Row> stages(RunContext run, List<StageRecord> records) {
        Map<String, Row> last = lastStages(run);
        List<Row> rows = records.stream()
                .map(record -> {
                    Row before = last.get(record.stage());
                    return RowFactory.create(
                            run.runId(),
                            record.stage(),
                            record.ordinal(),
                            record.rowsRead(),
                            record.rowsWritten(),
                            record.bytesRead(),
                            record.bytesWritten(),
                            record.seconds(),
                            before == null ? null : before.getAs(RunStages.ROWS_WRITTEN),
                            before == null ? null : before.getAs(RunStages.SECONDS));
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

    private static Map<String, Row> lastStages(RunContext run) {
        Map<String, Row> last = new HashMap<>();
        if (!run.lake().exists(RunStages.TABLE) || !run.lake().exists(Runs.TABLE)) {
            return last;
        }
        Optional<String> lastRun = run
                .lake()
                .read(Runs.TABLE)
                .filter(col(Runs.STATUS).equalTo(PUBLISHED).and(col(Runs.RUN_ID).notEqual(run.runId())))
                .orderBy(col(Runs.FINISHED_AT).desc())
                .select(Runs.RUN_ID)
                .limit(1)
                .collectAsList()
                .stream()
                .map(row -> row.getString(0))
                .findFirst();
        lastRun.ifPresent(runId -> run.lake()
                .read(RunStages.TABLE)
                .filter(col(RunStages.RUN_ID).equalTo(runId))
                .collectAsList()
                .forEach(row -> last.put(row.getAs(RunStages.STAGE), row)));
        return last;
    }
}
