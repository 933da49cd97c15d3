package io.crosslift.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.crosslift.schema.Reconciliation;
import java.math.BigDecimal;
import java.util.List;
import org.apache.spark.sql.Row;

/** A run as one JSON object, for machines. */
final class RunSummary {
    private RunSummary() {}

    static String json(RunContext run, List<StageRecord> records) {
        ObjectNode summary = JsonNodeFactory.instance.objectNode();
        summary.put("run_id", run.runId());
        summary.put("as_of", run.asOf().toString());
        summary.put("source", run.settings().source().name());
        summary.put("status", RunRecords.PUBLISHED);
        summary.put("lakehouse", run.settings().lake().root());
        ObjectNode rows = summary.putObject("rows");
        run.rows().forEach(rows::put);
        ObjectNode skipped = summary.putObject("skipped");
        run.skipped().forEach(skipped::put);
        ObjectNode versions = summary.putObject("versions");
        run.lake().versions().forEach(versions::put);
        if (run.has(Reconciliation.TABLE)) {
            var months = summary.putArray("reconciliation");
            for (Row month : FinanceStep.months(run.read(Reconciliation.TABLE))) {
                months.addObject()
                        .put("month", FinanceHeadline.month(month))
                        .put("measure", month.<String>getAs(Reconciliation.MEASURE))
                        .put("status", month.<String>getAs(Reconciliation.STATUS))
                        .put("difference", month.<BigDecimal>getAs(Reconciliation.DIFFERENCE))
                        .put("unexplained", month.<BigDecimal>getAs(Reconciliation.UNEXPLAINED));
            }
        }
        var stages = summary.putArray("stages");
        for (StageRecord record : records) {
            stages.addObject()
                    .put("stage", record.stage())
                    .put("rows_read", record.rowsRead())
                    .put("rows_written", record.rowsWritten())
                    .put("bytes_read", record.bytesRead())
                    .put("bytes_written", record.bytesWritten())
                    .put("seconds", record.seconds());
        }
        return summary.toString();
    }
}
