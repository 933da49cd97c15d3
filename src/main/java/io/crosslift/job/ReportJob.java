package io.crosslift.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.crosslift.config.ResolvedSettings;
import io.crosslift.failure.Failure;
import io.crosslift.lake.Lake;
import io.crosslift.report.PublishedRow;
import io.crosslift.report.PublishedTables;
import io.crosslift.report.Report;
import io.crosslift.report.ReportRun;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.TableSpec;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.Timestamp;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/** Writes the report of a published run: one HTML file that needs nothing else. */
public final class ReportJob {
    private final SparkSession spark;
    private final ResolvedSettings settings;
    private final Console console;
    private final Lake lake;

    public ReportJob(SparkSession spark, ResolvedSettings settings, Console console) {
        this.spark = spark;
        this.settings = settings;
        this.console = console;
        this.lake = CommandLake.open(spark, settings, "report");
    }

    /**
     * Writes the report.
     *
     * @param file file to write; replaced
     * @param runId run to report, or null for the one published last
     * @throws Failure usage: no published run, no such run, its versions are no longer kept, or the file cannot be written
     */
    public void run(String file, @Nullable String runId) {
        RecordedRun run = RunChoice.one(lake, runId);
        Map<TableSpec, List<PublishedRow>> rows = new LinkedHashMap<>();
        PublishedTables.WANTED.forEach((table, condition) -> {
            Long version = run.versions().get(table.qualifiedName());
            if (version != null) {
                console.progress("reading " + table.qualifiedName());
                rows.put(table, rows(table, version, condition));
            }
        });
        String page = Report.of(reported(run, rows), new PublishedTables(rows)).html();
        ExportFolder.write(spark, "--out", file, page);
        if (console.json()) {
            console.result(JsonNodeFactory.instance
                    .objectNode()
                    .put("run_id", run.runId())
                    .put("file", file)
                    .toString());
            return;
        }
        console.result("The report of run " + run.runId() + ", as of " + run.asOf() + ", "
                + Console.bytes(page.getBytes(StandardCharsets.UTF_8).length) + ": " + file);
    }

    private List<PublishedRow> rows(TableSpec table, long version, String condition) {
        try {
            return lake.readAt(table, version).filter(condition).collectAsList().stream()
                    .map(ReportJob::row)
                    .toList();
        } catch (Exception e) { // Scala throws checked exceptions undeclared
            throw lake.explainAt(table, version, e);
        }
    }

    private static PublishedRow row(Row row) {
        Map<String, Object> values = new HashMap<>();
        String[] names = row.schema().fieldNames();
        for (int i = 0; i < names.length; i++) {
            Object value = row.get(i);
            if (value instanceof Date day) {
                values.put(names[i], day.toLocalDate());
            } else if (value instanceof Timestamp instant) {
                values.put(names[i], instant.toInstant());
            } else if (value instanceof scala.collection.Seq<?> list) {
                values.put(names[i], List.copyOf(CollectionConverters.asJava(list)));
            } else if (value != null) {
                values.put(names[i], value);
            }
        }
        return new PublishedRow(values);
    }

    /** The currency is that of the rows: settings may have changed since. */
    private ReportRun reported(RecordedRun run, Map<TableSpec, List<PublishedRow>> rows) {
        Optional<String> currency = rows.values().stream()
                .flatMap(List::stream)
                .map(row -> row.values().get(KpiColumns.CURRENCY))
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .findFirst();
        return new ReportRun(
                run.runId(),
                run.source(),
                run.asOf(),
                run.finishedAt(),
                run.codeVersion(),
                run.settingsHash(),
                currency.orElseGet(() -> settings.settings().reporting().currency()),
                run.skipped());
    }
}
