package io.crosslift.job;

import static io.crosslift.job.TextLayout.cut;
import static io.crosslift.job.TextLayout.left;
import static io.crosslift.job.TextLayout.money;
import static io.crosslift.job.TextLayout.right;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import io.crosslift.schema.Arpa;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.MrrBridge;
import io.crosslift.schema.ProgramEconomics;
import io.crosslift.schema.Retention;
import io.crosslift.schema.TableSpec;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** How recurring revenue went from opening to closing, what of it stayed, and what programmes that expand it cost. */
final class RecurringHeadline {
    private static final int MONTHS = 4;
    private static final int PROGRAMS = 6;

    private final RunContext run;

    RecurringHeadline(RunContext run) {
        this.run = run;
    }

    void print(Console console) {
        if (run.has(MrrBridge.TABLE)) {
            bridge(console);
        }
        if (run.has(Retention.TABLE)) {
            retention(console);
        }
        if (run.has(ProgramEconomics.TABLE)) {
            programs(console);
        }
    }

    /** The newest complete months, one column each: what makes closing of opening stands between them. */
    private void bridge(Console console) {
        List<Row> months = new ArrayList<>(whole(MrrBridge.TABLE)
                .filter(col(MrrBridge.MEASURE)
                        .equalTo("mrr")
                        .and(col(MrrBridge.FAMILY).equalTo("ALL"))
                        .and(col(KpiColumns.IS_MATURE)))
                .orderBy(col(KpiColumns.PERIOD_START).desc())
                .limit(MONTHS)
                .collectAsList());
        if (months.isEmpty()) {
            return;
        }
        Collections.reverse(months);
        Headline.title(
                console, "Recurring revenue a month", run.settings().reporting().currency());
        console.result("  " + left("", 24) + columns(months, KpiColumns.PERIOD_START));
        line(console, "opening", months, MrrBridge.OPENING, false);
        line(console, "+ new", months, MrrBridge.NEW, false);
        line(console, "+ cross-sell", months, MrrBridge.CROSS_SELL, false);
        sums(console, "+ up-sell", months);
        line(console, "+ reactivation", months, MrrBridge.REACTIVATION, false);
        line(console, "- contraction", months, MrrBridge.CONTRACTION, false);
        line(console, "- churn", months, MrrBridge.CHURN, false);
        line(console, "+ exchange rates", months, MrrBridge.FX_EFFECT, true);
        line(console, "closing", months, MrrBridge.CLOSING, false);
        ratios(console, "churn offset", months, MrrBridge.CHURN_OFFSET);
        ratios(console, "quick ratio", months, MrrBridge.QUICK_RATIO);
    }

    private static void line(Console console, String label, List<Row> months, String column, boolean onlyIfAny) {
        boolean any =
                months.stream().anyMatch(row -> row.<BigDecimal>getAs(column).signum() != 0);
        if (any || !onlyIfAny) {
            console.result("  " + left(label, 24) + columns(months, column));
        }
    }

    private static void sums(Console console, String label, List<Row> months) {
        StringBuilder text = new StringBuilder();
        for (Row row : months) {
            BigDecimal upSell =
                    row.<BigDecimal>getAs(MrrBridge.EXPANSION).subtract(row.<BigDecimal>getAs(MrrBridge.CROSS_SELL));
            text.append(right(money(upSell), 18));
        }
        console.result("  " + left(label, 24) + text);
    }

    private static void ratios(Console console, String label, List<Row> months, String column) {
        StringBuilder text = new StringBuilder();
        for (Row row : months) {
            text.append(right(ratio(row.getAs(column)), 18));
        }
        console.result("  " + left(label, 24) + text);
    }

    private static String columns(List<Row> months, String column) {
        StringBuilder text = new StringBuilder();
        for (Row row : months) {
            Object value = row.getAs(column);
            text.append(right(
                    value instanceof BigDecimal amount
                            ? money(amount)
                            : value.toString().substring(0, 7),
                    18));
        }
        return text.toString();
    }

    private void retention(Console console) {
        Dataset<Row> rows = whole(Retention.TABLE)
                .filter(col(Retention.COHORT)
                        .equalTo("ALL")
                        .and(col(Retention.FAMILY).equalTo("ALL"))
                        .and(col(KpiColumns.IS_MATURE)));
        Row newest = rows.agg(max(KpiColumns.PERIOD_START)).first();
        if (newest.isNullAt(0)) {
            return;
        }
        Headline.title(
                console,
                "Retention to " + newest.getDate(0).toString().substring(0, 7),
                right("net", 12) + right("gross", 12) + right("accounts", 12));
        rows.filter(col(KpiColumns.PERIOD_START).equalTo(lit(newest.getDate(0))))
                .orderBy(Retention.WINDOW_MONTHS)
                .collectAsList()
                .forEach(row -> console.result("  "
                        + left("over " + months(row.<Integer>getAs(Retention.WINDOW_MONTHS)), 40)
                        + right(percent(row.getAs(Retention.NRR)), 12)
                        + right(percent(row.getAs(Retention.GRR)), 12)
                        + right(percent(row.getAs(Retention.LOGO_RETENTION)), 12)));
        arpa(console);
    }

    private void arpa(Console console) {
        if (!run.has(Arpa.TABLE)) {
            return;
        }
        whole(Arpa.TABLE)
                .filter(col(Arpa.UNIT)
                        .equalTo("account")
                        .and(col(Arpa.MEASURE).equalTo("mrr"))
                        .and(col(Arpa.BASIS).equalTo("previous_period"))
                        .and(col(KpiColumns.IS_MATURE))
                        .and(col(Arpa.UPLIFT).isNotNull()))
                .orderBy(col(KpiColumns.PERIOD_START).desc())
                .limit(1)
                .collectAsList()
                .forEach(row -> console.result("  " + left("revenue per account a month", 40)
                        + right(money(row.getAs(Arpa.ARPA_1)), 12) + "   "
                        + signed(row.getAs(Arpa.UPLIFT)) + " on the month before"));
    }

    /** What was spent so far, dearest first, by the model that credit is quoted by. */
    private void programs(Console console) {
        List<Row> rows = run.read(ProgramEconomics.TABLE)
                .filter(col(KpiColumns.PERIOD_TYPE)
                        .equalTo("all")
                        .and(col(ProgramEconomics.MODEL).equalTo(model())))
                .orderBy(
                        col(ProgramEconomics.TOTAL_COST).desc_nulls_last(),
                        col(ProgramEconomics.PROGRAM),
                        col(ProgramEconomics.VALUE_BASIS))
                .limit(PROGRAMS)
                .collectAsList();
        if (rows.isEmpty()) {
            return;
        }
        Headline.title(
                console,
                "Programmes, by " + model(),
                right("cost", 12) + right("credited", 14) + right("cost per 1", 11) + "  payback, return");
        rows.forEach(row -> console.result(("  "
                        + left(row.<String>getAs(ProgramEconomics.PROGRAM), 40)
                        + right(money(row.getAs(ProgramEconomics.TOTAL_COST)), 12)
                        + right(money(row.getAs(ProgramEconomics.ATTRIBUTED)), 14)
                        + right(ratio(row.getAs(ProgramEconomics.COST_PER_ATTRIBUTED)), 11)
                        + "  " + cut(returned(row), 19))
                .stripTrailing()));
    }

    private String model() {
        List<String> models = run.settings().attribution().modelsOfRecord();
        return models.contains("w_shaped") ? "w_shaped" : models.get(0);
    }

    private static String returned(Row row) {
        BigDecimal payback = row.getAs(ProgramEconomics.PAYBACK_ATTRIBUTED);
        BigDecimal roi = row.getAs(ProgramEconomics.ROI);
        String months = payback == null ? "-" : payback.setScale(1, RoundingMode.HALF_UP) + " mo";
        return months + (roi == null ? ", untested" : ", " + percent(roi));
    }

    private Dataset<Row> whole(TableSpec table) {
        return run.read(table)
                .filter(col(KpiColumns.PERIOD_TYPE)
                        .equalTo("month")
                        .and(col(KpiColumns.SEGMENT_TYPE).equalTo("ALL"))
                        .and(col(KpiColumns.SEGMENT).equalTo("ALL")));
    }

    private static String months(int months) {
        return months == 1 ? "1 month" : months + " months";
    }

    private static String percent(@Nullable BigDecimal share) {
        return share == null
                ? "-"
                : share.movePointRight(2).setScale(1, RoundingMode.HALF_UP).toPlainString() + " %";
    }

    private static String ratio(@Nullable BigDecimal ratio) {
        return ratio == null ? "-" : ratio.setScale(2, RoundingMode.HALF_UP).toPlainString();
    }

    private static String signed(BigDecimal amount) {
        return (amount.signum() < 0 ? "" : "+") + money(amount);
    }
}
