package io.crosslift.job;

import static io.crosslift.job.TextLayout.cut;
import static io.crosslift.job.TextLayout.left;
import static io.crosslift.job.TextLayout.money;
import static io.crosslift.job.TextLayout.right;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

import io.crosslift.lift.estimate.Validity;
import io.crosslift.schema.AttributionKpi;
import io.crosslift.schema.Calibrations;
import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.KpiColumns;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** What experiments measured, and what that makes of the credit. */
final class LiftHeadline {
    private static final int WIDTH = 100;
    private static final int CHANNELS = 8;
    private static final int EFFECTS = 12;
    private static final List<String> MODELS_SHOWN = List.of("markov", "shapley", "last_touch");

    /** Primary estimators, headlines of markets and roll-outs, and what a programme's cost returned. */
    private static final List<String> SHOWN =
            List.of("proportion", "ratio", "welch", "synthetic_control", "wedge_tate", "roi", "cost_per_increment");

    private final RunContext run;

    LiftHeadline(RunContext run) {
        this.run = run;
    }

    void print(Console console) {
        effects(console);
        if (run.has(Calibrations.TABLE)) {
            calibrated(console);
            refused(console);
        }
    }

    private void effects(Console console) {
        if (!run.has(ExperimentLift.TABLE)) {
            return;
        }
        List<Row> rows = run.read(ExperimentLift.TABLE)
                .filter(col(KpiColumns.SEGMENT_TYPE)
                        .equalTo("ALL")
                        .and(col(ExperimentLift.ESTIMATOR).isInCollection(SHOWN)))
                .orderBy(
                        col(ExperimentLift.EXPERIMENT_ID),
                        col(ExperimentLift.METRIC),
                        col(ExperimentLift.ARM),
                        col(ExperimentLift.WINDOW_DAYS).desc(),
                        col(ExperimentLift.ESTIMATOR))
                .limit(200)
                .collectAsList();
        if (rows.isEmpty()) {
            return;
        }
        List<Row> measured = rows.stream().filter(row -> !isComparison(row)).toList();
        if (!measured.isEmpty()) {
            Headline.title(console, "Lift against control", "");
            firstOfEach(measured).forEach(row -> effect(console, row, remark(row)));
        }
        List<Row> compared = rows.stream().filter(LiftHeadline::isComparison).toList();
        if (!compared.isEmpty()) {
            Headline.title(console, "Compared, not an experiment: the difference after, and the same before", "");
            firstOfEach(compared)
                    .forEach(
                            row -> effect(console, row, "before " + figure(row.getAs(ExperimentLift.PRE_PERIOD_DIFF))));
        }
    }

    private static void effect(Console console, Row row, String remark) {
        String interval =
                "[" + figure(row.getAs(ExperimentLift.CI_LOW)) + ", " + figure(row.getAs(ExperimentLift.CI_HIGH)) + "]";
        console.result("  " + left(subject(row), 48) + right(figure(row.getAs(ExperimentLift.DIFF)), 10) + "  "
                + left(interval, 22) + " " + remark);
    }

    /** The longest window and first estimator of each experiment, arm and metric. */
    private static List<Row> firstOfEach(List<Row> rows) {
        Map<String, Row> first = new LinkedHashMap<>();
        rows.forEach(row -> first.putIfAbsent(subject(row), row));
        return first.values().stream().limit(EFFECTS).toList();
    }

    private static String subject(Row row) {
        String metric = row.getAs(ExperimentLift.METRIC);
        String named =
                switch (row.<String>getAs(ExperimentLift.ESTIMATOR)) {
                    case "roi" -> "return on cost";
                    case "cost_per_increment" -> "cost per order";
                    default -> metric;
                };
        return row.getAs(ExperimentLift.EXPERIMENT_ID) + " | " + row.getAs(ExperimentLift.ARM) + " | " + named;
    }

    private static String remark(Row row) {
        String verdict = verdict(row);
        if (!row.<String>getList(row.fieldIndex(ExperimentLift.WARNINGS)).contains("MORE_IS_WORSE")) {
            return verdict;
        }
        return switch (verdict) {
            case "positive" -> "worse";
            case "negative" -> "better";
            default -> verdict;
        };
    }

    private static String verdict(Row row) {
        return row.<String>getAs(ExperimentLift.VERDICT);
    }

    private static boolean isComparison(Row row) {
        return verdict(row).equals("not_an_experiment");
    }

    /** Credit, what it is calibrated to and what would have been sold anyway, under the first calibrated model. */
    private void calibrated(Console console) {
        if (!run.has(AttributionKpi.TABLE)) {
            return;
        }
        List<Row> rows = run.read(AttributionKpi.TABLE)
                .filter(col(KpiColumns.PERIOD_TYPE)
                        .equalTo("month")
                        .and(col(KpiColumns.SEGMENT_TYPE).equalTo("ALL"))
                        .and(col(AttributionKpi.CALIBRATED).isNotNull()))
                .groupBy(AttributionKpi.MODEL, AttributionKpi.GOAL, AttributionKpi.CHANNEL, AttributionKpi.VALUE_BASIS)
                .agg(
                        sum(AttributionKpi.NET_CREDIT).as("credit"),
                        sum(AttributionKpi.CALIBRATED).as("calibrated"))
                .orderBy(col(AttributionKpi.GOAL), col("credit").desc(), col(AttributionKpi.CHANNEL))
                .collectAsList();
        List<String> models = rows.stream().map(row -> row.getString(0)).toList();
        String model = MODELS_SHOWN.stream()
                .filter(models::contains)
                .findFirst()
                .orElseGet(() -> models.stream().sorted().findFirst().orElse(""));
        Map<List<String>, Row> factors = factors(model);
        // What recurs is not added to what is sold once, so each goal has a block of either.
        Map<String, List<Row>> byGoal = new TreeMap<>();
        for (Row row : rows) {
            if (row.getString(0).equals(model)) {
                byGoal.computeIfAbsent(row.getString(1) + " " + row.getString(3), any -> new ArrayList<>())
                        .add(row);
            }
        }
        byGoal.forEach((sold, channels) -> {
            Headline.title(
                    console,
                    "Calibrated credit, " + named(channels.get(0)) + ", " + model,
                    right("credited", 8) + right("calibrated", 15) + "  kappa and its 95 % interval");
            // The baseline was credited nothing, so it stands last; it is shown whatever is cut.
            channels.stream()
                    .filter(row -> !row.getString(2).equals(Calibrations.BASELINE_CHANNEL))
                    .limit(CHANNELS)
                    .forEach(row -> channel(console, row, factors.get(List.of(sold, row.getString(2)))));
            channels.stream()
                    .filter(row -> row.getString(2).equals(Calibrations.BASELINE_CHANNEL))
                    .forEach(row -> channel(console, row, null));
        });
    }

    private static void channel(Console console, Row row, @Nullable Row factor) {
        String kappa = factor == null
                ? ""
                : factor(factor, Calibrations.KAPPA) + " [" + factor(factor, Calibrations.LOW) + ", "
                        + factor(factor, Calibrations.HIGH) + "] "
                        + (factor.getAs(Calibrations.SOURCE).equals(Calibrations.SOURCE_PORTFOLIO)
                                ? "not tested"
                                : factor.<String>getAs(Calibrations.EXPERIMENT_ID));
        console.result(("  " + left(row.getString(2), 34) + right(money(row.getDecimal(4)), 14)
                        + right(money(row.getDecimal(5)), 15) + "  " + cut(kappa, WIDTH - 67))
                .stripTrailing());
    }

    private static String factor(Row row, String column) {
        return BigDecimal.valueOf(row.<Double>getAs(column))
                .round(new MathContext(2))
                .toPlainString();
    }

    /** The goal of a row of credit, and what its value is where that is no money of one sale. */
    private static String named(Row row) {
        String goal = row.getString(1).replace('_', '-');
        return switch (row.getString(3)) {
            case "arr_delta" -> goal + " ARR";
            case "mrr_delta" -> goal + " MRR";
            default -> goal;
        };
    }

    /** Applied factors of a model by goal with basis, and channel. */
    private Map<List<String>, Row> factors(String model) {
        Map<List<String>, Row> factors = new LinkedHashMap<>();
        run.read(Calibrations.TABLE)
                .filter(col(Calibrations.IS_APPLIED).and(col(Calibrations.MODEL).equalTo(model)))
                .collectAsList()
                .forEach(row -> factors.put(
                        List.of(
                                row.getAs(Calibrations.GOAL) + " " + row.getAs(Calibrations.VALUE_BASIS),
                                row.getAs(Calibrations.CHANNEL)),
                        row));
        return factors;
    }

    /** Experiments that calibrate nothing under any model, with the first reason of each. */
    private void refused(Console console) {
        Map<String, String> reasons = new TreeMap<>();
        List<Row> rows = run.read(Calibrations.TABLE)
                .filter(col(Calibrations.EXPERIMENT_ID).notEqual(Calibrations.NO_EXPERIMENT))
                .orderBy(Calibrations.EXPERIMENT_ID, Calibrations.MODEL, Calibrations.GOAL, Calibrations.CHANNEL)
                .collectAsList();
        rows.stream()
                .filter(row -> row.getAs(Calibrations.SOURCE).equals(Calibrations.SOURCE_REFUSED))
                .forEach(row -> reasons.putIfAbsent(
                        row.getAs(Calibrations.EXPERIMENT_ID),
                        row.<String>getList(row.fieldIndex(Calibrations.FLAGS)).get(0)));
        rows.stream()
                .filter(row -> row.getAs(Calibrations.SOURCE).equals(Calibrations.SOURCE_EXPERIMENT))
                .forEach(row -> reasons.remove(row.<String>getAs(Calibrations.EXPERIMENT_ID)));
        if (!reasons.isEmpty()) {
            Headline.title(console, "Experiments that calibrate no credit", "");
            reasons.forEach((experiment, flag) ->
                    console.result("  " + left(experiment, 27) + " " + cut(reason(flag), WIDTH - 31)));
        }
    }

    private static String reason(String flag) {
        return Arrays.stream(Validity.Failure.values())
                .filter(failure -> failure.name().equals(flag))
                .map(failure -> flag + ": " + failure.sentence())
                .findFirst()
                .orElse(flag);
    }

    private static String figure(@Nullable Double value) {
        return value == null
                ? "-"
                : BigDecimal.valueOf(value).round(new MathContext(4)).toPlainString();
    }
}
