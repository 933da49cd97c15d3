package io.crosslift.job;

import static io.crosslift.job.TextLayout.left;
import static io.crosslift.job.TextLayout.right;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.crosslift.config.BuildVersions;
import io.crosslift.config.ResolvedSettings;
import io.crosslift.failure.Failure;
import io.crosslift.lake.Lake;
import io.crosslift.lake.Maintenance;
import io.crosslift.lake.TableCondition;
import io.crosslift.schema.TableSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Joins small files and deletes those that no version still kept needs, table by table; or says what it would do. */
public final class MaintainJob {
    private static final List<String> SCHEMAS = List.of("core", "fact", "kpi", "ops");

    private final Console console;
    private final Lake lake;
    private final Duration retention;

    public MaintainJob(SparkSession spark, ResolvedSettings settings, Console console) {
        this.console = console;
        this.lake = CommandLake.open(spark, settings, "maintain");
        this.retention = settings.settings().lake().deletedFileRetention();
    }

    /**
     * Looks at the tables, and tidies them if asked to.
     *
     * @param name the only table, or null for all
     * @param apply whether to change anything
     * @throws Failure usage: no such table, or the lakehouse holds none; conflict: a run wrote a table meanwhile
     */
    public void run(@Nullable String name, boolean apply) {
        List<TableSpec> tables =
                TableChoice.of(name, SCHEMAS).stream().filter(lake::exists).toList();
        if (tables.isEmpty()) {
            throw Failure.usage((name == null ? "there is no table" : "there is no " + name) + " in the lakehouse yet:"
                    + " `run` writes it, or name another folder with --lakehouse");
        }
        Maintenance maintenance =
                new Maintenance(lake, retention, BuildVersions.read().project());
        List<TableCondition> found = new ArrayList<>();
        for (TableSpec table : tables) {
            console.progress("looking at " + table.qualifiedName());
            TableCondition condition = maintenance.inspect(table);
            if (apply && !condition.isTidy()) {
                maintenance.tidy(condition);
            }
            found.add(condition);
        }
        if (console.json()) {
            console.result(json(found, apply));
        } else {
            text(found, apply, retention).forEach(console::result);
        }
    }

    static List<String> text(List<TableCondition> found, boolean apply, Duration retention) {
        List<String> lines = new ArrayList<>();
        lines.add(left("table", 42)
                + right("files", 9)
                + right("size", 10)
                + right(apply ? "joined" : "to join", 9)
                + right("size", 10)
                + right(apply ? "deleted" : "to delete", 11));
        found.stream().filter(table -> !table.isTidy()).forEach(table -> lines.add(line(table)));
        long tidy = found.stream().filter(TableCondition::isTidy).count();
        if (tidy > 0) {
            lines.add(
                    tidy == found.size()
                            ? "Nothing to do in " + tidy + " tables."
                            : "Nothing to do in " + tidy + " more.");
        }
        lines.add("");
        lines.add("Files are kept for " + retention.toDays() + " days after they went out of use"
                + " (lake.deleted-file-retention).");
        if (!apply && tidy < found.size()) {
            lines.add("Nothing was changed: --apply does it.");
        }
        return lines;
    }

    private static String line(TableCondition table) {
        return left(table.table().qualifiedName(), 42)
                + right(Console.grouped(table.files()), 9)
                + right(Console.bytes(table.bytes()), 10)
                + right(Console.grouped(table.smallFiles()), 9)
                + right(Console.bytes(table.smallBytes()), 10)
                + right(Console.grouped(table.unusedFiles()), 11);
    }

    private static String json(List<TableCondition> found, boolean apply) {
        ObjectNode root = JsonNodeFactory.instance.objectNode().put("applied", apply);
        ArrayNode tables = root.putArray("tables");
        for (TableCondition table : found) {
            tables.addObject()
                    .put("table", table.table().qualifiedName())
                    .put("files", table.files())
                    .put("bytes", table.bytes())
                    .put("small_files", table.smallFiles())
                    .put("small_bytes", table.smallBytes())
                    .put("unused_files", table.unusedFiles());
        }
        return root.toString();
    }
}
