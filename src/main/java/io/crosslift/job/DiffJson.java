package io.crosslift.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The differences of two runs as one JSON object, for machines. */
final class DiffJson {
    private DiffJson() {}

    static String of(RunChoice choice, List<DiffJob.TableDifference> differences) {
        ObjectNode diff = JsonNodeFactory.instance.objectNode();
        run(diff.putObject("before"), choice.before());
        run(diff.putObject("after"), choice.after());
        ArrayNode tables = diff.putArray("tables");
        differences.forEach(difference -> table(tables.addObject(), difference));
        return diff.toString();
    }

    private static void run(ObjectNode node, RecordedRun run) {
        node.put("run_id", run.runId())
                .put("as_of", run.asOf().toString())
                .put("settings_hash", run.settingsHash())
                .put("code_version", run.codeVersion());
    }

    private static void table(ObjectNode node, DiffJob.TableDifference difference) {
        node.put("table", difference.table().qualifiedName())
                .put("version_before", difference.before())
                .put("version_after", difference.after());
        ArrayNode changes = node.putArray("changes");
        for (TableChanges.Change change : difference.changes()) {
            changes.addObject()
                    .put("month", month(change.month()))
                    .put("reason", change.reason())
                    .put("accounts", change.accounts())
                    .put("added", change.added())
                    .put("removed", change.removed())
                    .put("changed", change.changed())
                    .put("amount", change.amount());
        }
        ArrayNode figures = node.putArray("figures");
        for (MovedFigures.Moved moved : difference.moved()) {
            figures.addObject()
                    .put("month", month(moved.month()))
                    .put("figure", moved.name())
                    .put("before", moved.before())
                    .put("after", moved.after());
        }
    }

    private static @Nullable String month(@Nullable LocalDate month) {
        return month == null ? null : YearMonth.from(month).toString();
    }
}
