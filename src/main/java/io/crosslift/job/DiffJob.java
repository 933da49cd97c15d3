package io.crosslift.job;

import static io.crosslift.job.TextLayout.left;
import static io.crosslift.job.TextLayout.money;
import static io.crosslift.job.TextLayout.right;

import io.crosslift.config.ResolvedSettings;
import io.crosslift.failure.Failure;
import io.crosslift.lake.Lake;
import io.crosslift.schema.TableSpec;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Says what changed between two published runs, by table, month and reason, and which figures moved for it. Writes nothing. */
public final class DiffJob {
    private static final int ROWS = 12;
    private static final List<String> SCHEMAS = List.of("core", "fact", "kpi");

    private final ResolvedSettings settings;
    private final Console console;
    private final Lake lake;

    public DiffJob(SparkSession spark, ResolvedSettings settings, Console console) {
        this.settings = settings;
        this.console = console;
        this.lake = CommandLake.open(spark, settings, "diff");
    }

    /**
     * A table that differs.
     *
     * @param table table
     * @param before its version in the earlier run, or null: it was not there
     * @param after its version in the later run, or null
     * @param changes what changed; empty where it was only written anew
     * @param moved figures that moved
     */
    record TableDifference(
            TableSpec table,
            @Nullable Long before,
            @Nullable Long after,
            List<TableChanges.Change> changes,
            List<MovedFigures.Moved> moved) {}

    /**
     * Prints the differences.
     *
     * @param runs two run ids, or none: the two runs published last
     * @param table table to look at, or null for all
     * @throws Failure usage: no such run or table, or a version is past its retention
     */
    public void run(List<String> runs, @Nullable String table) {
        if (!runs.isEmpty() && runs.size() != 2) {
            throw Failure.usage("--run names " + runs.size() + " runs: name two, or none for the two published last");
        }
        List<TableSpec> tables = TableChoice.of(table, SCHEMAS);
        RunChoice choice = RunChoice.of(lake, runs);
        List<TableDifference> differences = new ArrayList<>();
        for (TableSpec each : tables) {
            Long before = choice.before().versions().get(each.qualifiedName());
            Long after = choice.after().versions().get(each.qualifiedName());
            if (before != null && after != null && !before.equals(after)) {
                differences.add(compared(each, before, after));
            } else if (before == null ? after != null : after == null) {
                differences.add(new TableDifference(each, before, after, List.of(), List.of()));
            }
        }
        if (console.json()) {
            console.result(DiffJson.of(choice, differences));
        } else {
            print(choice, differences);
        }
    }

    private TableDifference compared(TableSpec table, long before, long after) {
        try {
            Dataset<Row> earlier = lake.readAt(table, before);
            Dataset<Row> later = lake.readAt(table, after);
            return new TableDifference(
                    table,
                    before,
                    after,
                    TableChanges.of(table, earlier, later),
                    MovedFigures.of(table, earlier, later));
        } catch (Exception e) { // Scala throws checked exceptions undeclared
            throw lake.explainAt(table, before, e);
        }
    }

    private void print(RunChoice choice, List<TableDifference> differences) {
        RecordedRun before = choice.before();
        RecordedRun after = choice.after();
        console.result("From run " + before.runId() + ", as of " + before.asOf());
        console.result("to run   " + after.runId() + ", as of " + after.asOf());
        if (!before.settingsHash().equals(after.settingsHash())) {
            console.result("Settings differ: " + before.settingsHash() + ", then " + after.settingsHash());
        }
        if (!before.codeVersion().equals(after.codeVersion())) {
            console.result("The program differs: " + before.codeVersion() + ", then " + after.codeVersion());
        }
        List<TableDifference> told = differences.stream()
                .filter(table -> !table.changes().isEmpty() || table.before() == null || table.after() == null)
                .toList();
        if (told.isEmpty()) {
            console.result("");
            console.result("Nothing differs"
                    + (differences.isEmpty() ? "." : ": tables were written anew with the same rows."));
            return;
        }
        moved(told);
        told.forEach(this::table);
    }

    private void moved(List<TableDifference> differences) {
        List<MovedFigures.Moved> moved =
                differences.stream().flatMap(table -> table.moved().stream()).toList();
        if (moved.isEmpty()) {
            return;
        }
        Headline.title(
                console, "Figures that moved", settings.settings().reporting().currency());
        console.result("  " + left("month", 10) + left("figure", 36) + right("before", 24) + right("after", 24));
        moved.forEach(figure ->
                console.result("  " + left(YearMonth.from(figure.month()).toString(), 10) + left(figure.name(), 36)
                        + right(number(figure.before()), 24) + right(number(figure.after()), 24)));
    }

    private static String number(@Nullable BigDecimal value) {
        return value == null ? "-" : value.scale() <= 2 ? money(value) : value.toPlainString();
    }

    private void table(TableDifference difference) {
        String name = difference.table().qualifiedName();
        if (difference.before() == null || difference.after() == null) {
            Headline.title(console, name + (difference.before() == null ? " is new" : " is gone"), "");
            return;
        }
        Headline.title(console, name, "");
        console.result("  " + left("month", 10) + left("reason", 28) + right("accounts", 10) + right("added", 10)
                + right("removed", 10) + right("changed", 10) + right("amount", 18));
        List<TableChanges.Change> changes = difference.changes();
        int hidden = Math.max(0, changes.size() - ROWS);
        changes.stream()
                .skip(hidden)
                .forEach(change -> console.result("  "
                        + left(
                                change.month() == null
                                        ? "-"
                                        : YearMonth.from(change.month()).toString(),
                                10)
                        + left(change.reason(), 28)
                        + right(difference.table().has("account_id") ? Console.grouped(change.accounts()) : "-", 10)
                        + right(Console.grouped(change.added()), 10)
                        + right(Console.grouped(change.removed()), 10)
                        + right(Console.grouped(change.changed()), 10)
                        + right(money(change.amount()), 18)));
        if (hidden > 0) {
            console.result("  and " + hidden + " earlier ones: --table " + name + " --json lists them all");
        }
    }
}
