package io.crosslift.job;

import static io.crosslift.job.TextLayout.left;
import static io.crosslift.job.TextLayout.money;
import static io.crosslift.job.TextLayout.right;
import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.crosslift.schema.Attach;
import io.crosslift.schema.AttributionKpi;
import io.crosslift.schema.Calibrations;
import io.crosslift.schema.IngestCounts;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.TableSpec;
import io.crosslift.schema.TransactionMix;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What a run ends with on the console: revenue, credit, attach, lift, what was rejected and skipped, where the tables lie. */
final class Headline {
    private static final int CHANNELS = 8;
    private static final List<String> MODELS_SHOWN = List.of("last_touch", "markov", "shapley");

    private final RunContext run;
    private final List<StageRecord> records;

    Headline(RunContext run, List<StageRecord> records) {
        this.run = run;
        this.records = records;
    }

    void print(Console console) {
        if (console.json()) {
            console.result(RunSummary.json(run, records));
            return;
        }
        console.result("");
        console.result("Crosslift as of " + run.asOf() + ", source "
                + run.settings().source().name());
        revenue(console);
        new RecurringHeadline(run).print(console);
        credit(console);
        attach(console);
        new LiftHeadline(run).print(console);
        new FinanceHeadline(run).print(console);
        rejected(console);
        skipped(console);
        console.result("");
        console.result(String.format(
                Locale.ROOT,
                "Published run %s in %.0f s. Tables: %s/kpi",
                run.runId(),
                records.stream().mapToDouble(StageRecord::seconds).sum(),
                run.settings().lake().root()));
    }

    private void revenue(Console console) {
        if (!run.has(TransactionMix.TABLE)) {
            return;
        }
        Dataset<Row> months = monthly(TransactionMix.TABLE)
                .filter(col(TransactionMix.VIEW)
                        .equalTo("net")
                        .and(col(KpiColumns.SCOPE).equalTo("existing_only")));
        Row sums = months.agg(
                        sum(TransactionMix.TRANSACTIONS),
                        sum(TransactionMix.WITH_EITHER),
                        sum(TransactionMix.TOTAL_REVENUE),
                        sum(TransactionMix.CROSS_REVENUE),
                        sum(TransactionMix.UP_LINE_REVENUE),
                        sum(TransactionMix.UP_INCREMENTAL))
                .first();
        if (sums.isNullAt(0)) {
            return;
        }
        title(
                console,
                "Revenue of existing customers",
                run.settings().reporting().currency());
        BigDecimal total = sums.getDecimal(2);
        line(console, "net revenue", money(total), "in " + Console.grouped(sums.getLong(0)) + " orders");
        line(console, "cross-sell", money(sums.getDecimal(3)), percent(sums.getDecimal(3), total) + " of revenue");
        line(
                console,
                "up-sell",
                money(sums.getDecimal(4)),
                percent(sums.getDecimal(4), total) + " of revenue, " + money(sums.getDecimal(5))
                        + " over items replaced");
        line(
                console,
                "orders with either",
                Console.grouped(sums.getLong(1)),
                percent(BigDecimal.valueOf(sums.getLong(1)), BigDecimal.valueOf(sums.getLong(0))) + " of orders");
    }

    private void credit(Console console) {
        if (!run.has(AttributionKpi.TABLE)) {
            return;
        }
        List<Row> rows = monthly(AttributionKpi.TABLE)
                .filter(col(AttributionKpi.CHANNEL).notEqual(Calibrations.BASELINE_CHANNEL))
                .groupBy(AttributionKpi.GOAL, AttributionKpi.CHANNEL, AttributionKpi.MODEL)
                .agg(sum(AttributionKpi.NET_CREDIT).as("credit"))
                .orderBy(col(AttributionKpi.GOAL), col("credit").desc(), col(AttributionKpi.CHANNEL))
                .collectAsList();
        Map<String, Map<String, Map<String, BigDecimal>>> byGoal = new LinkedHashMap<>();
        Set<String> models = new LinkedHashSet<>();
        for (Row row : rows) {
            byGoal.computeIfAbsent(row.getString(0), goal -> new LinkedHashMap<>())
                    .computeIfAbsent(row.getString(1), channel -> new LinkedHashMap<>())
                    .put(row.getString(2), row.getDecimal(3));
            models.add(row.getString(2));
        }
        List<String> shown = MODELS_SHOWN.stream().filter(models::contains).toList();
        byGoal.forEach((goal, channels) -> {
            title(
                    console,
                    "Credit for " + goal.replace('_', '-'),
                    String.join(
                            "   ", shown.stream().map(model -> right(model, 14)).toList()));
            channels.entrySet().stream()
                    .limit(CHANNELS)
                    .forEach(channel -> console.result("  " + left(channel.getKey(), 40)
                            + String.join(
                                    "   ",
                                    shown.stream()
                                            .map(model -> right(
                                                    money(channel.getValue().get(model)), 14))
                                            .toList())));
        });
    }

    private void attach(Console console) {
        if (!run.has(Attach.TABLE)) {
            return;
        }
        Column newest = col(KpiColumns.PERIOD_START);
        List<Row> pairs = monthly(Attach.TABLE)
                .filter(col(Attach.VARIANT)
                        .equalTo("attach_owners")
                        .and(col(KpiColumns.SCOPE).equalTo("existing_only")))
                .orderBy(newest.desc(), col(Attach.NUMERATOR).desc(), col(Attach.ANCHOR), col(Attach.ATTACH))
                .limit(4)
                .collectAsList();
        List<Row> families = monthly(Attach.TABLE)
                .filter(col(Attach.VARIANT)
                        .equalTo("penetration")
                        .and(col(KpiColumns.SCOPE).equalTo("existing_only")))
                .orderBy(newest.desc(), col(Attach.NUMERATOR).desc(), col(Attach.ATTACH))
                .limit(4)
                .collectAsList();
        if (pairs.isEmpty() && families.isEmpty()) {
            return;
        }
        title(console, "Attach and penetration, newest month", "");
        pairs.forEach(
                row -> rate(console, row.getAs(Attach.ANCHOR) + " -> " + row.getAs(Attach.ATTACH), row, "of owners"));
        families.forEach(
                row -> rate(console, String.valueOf(row.<String>getAs(Attach.ATTACH)), row, "of active accounts"));
    }

    private static void rate(Console console, String label, Row row, String of) {
        long numerator = row.getAs(Attach.NUMERATOR);
        long denominator = row.getAs(Attach.DENOMINATOR);
        console.result("  " + left(label, 60)
                + right(percent(BigDecimal.valueOf(numerator), BigDecimal.valueOf(denominator)), 8) + "  "
                + Console.grouped(numerator) + " " + of);
    }

    private void rejected(Console console) {
        List<Row> rows = run.read(IngestCounts.TABLE)
                .filter(col(IngestCounts.RUN_ID)
                        .equalTo(run.runId())
                        .and(col(IngestCounts.OUTCOME)
                                .isin("quarantined", "excluded", "duplicate", "future", "beyond_window"))
                        .and(col(IngestCounts.ROWS).gt(0)))
                .orderBy(IngestCounts.TABLE_NAME, IngestCounts.OUTCOME, IngestCounts.REASON)
                .select(
                        col(IngestCounts.TABLE_NAME),
                        col(IngestCounts.OUTCOME),
                        col(IngestCounts.REASON),
                        col(IngestCounts.ROWS),
                        abs(org.apache.spark.sql.functions.coalesce(col(IngestCounts.AMOUNT), lit(0))))
                .collectAsList();
        if (rows.isEmpty()) {
            return;
        }
        title(console, "Not taken in", "");
        for (Row row : rows) {
            console.result("  " + left(row.getString(0), 28) + left(row.getString(1), 14) + left(row.getString(2), 30)
                    + right(Console.grouped(row.getLong(3)), 12));
        }
    }

    private void skipped(Console console) {
        if (run.skipped().isEmpty()) {
            return;
        }
        title(console, "Skipped", "");
        SkippedText.lines(run.skipped()).forEach(console::result);
    }

    private Dataset<Row> monthly(TableSpec table) {
        return run.read(table)
                .filter(col(KpiColumns.PERIOD_TYPE)
                        .equalTo("month")
                        .and(col(KpiColumns.SEGMENT_TYPE).equalTo("ALL"))
                        .and(col(KpiColumns.SEGMENT).equalTo("ALL")));
    }

    static void title(Console console, String text, String right) {
        console.result("");
        console.result(right.isEmpty() ? text : left(text, 42) + right);
    }

    private static void line(Console console, String label, String value, String note) {
        console.result("  " + left(label, 24) + right(value, 16) + "   " + note);
    }

    private static String percent(BigDecimal part, BigDecimal whole) {
        return whole.signum() == 0
                ? "-"
                : part.multiply(BigDecimal.valueOf(100)).divide(whole, 1, RoundingMode.HALF_UP) + " %";
    }
}
