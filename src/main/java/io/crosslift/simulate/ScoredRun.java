package io.crosslift.simulate;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.crosslift.schema.AccountMrrMonths;
import io.crosslift.schema.ExperimentLift;
import io.crosslift.schema.IngestCounts;
import io.crosslift.schema.KpiColumns;
import io.crosslift.schema.OfferJourneys;
import io.crosslift.schema.ReconciliationLines;
import io.crosslift.simulate.score.ScoreRow;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Lift, rejected rows and recurring revenue of a run beside what is true. */
public final class ScoredRun {
    static final String LIFT = "lift";
    static final String REJECTIONS = "rejections";
    static final String RECURRING = "recurring";
    static final String LEDGER = "ledger";
    static final String OFFERS = "offers";

    private static final List<String> OF_THE_EFFECT =
            List.of("welch", "proportion", "cuped", "anytime", "group_sequential", "post_stratified", "winsorised");
    private static final List<String> ON_AREAS = List.of("geo", "matched", "stepped_wedge");

    private static final List<String> OFFER_STAGES = List.of("carried", "presented", "accepted");

    private ScoredRun() {}

    /**
     * Each estimate of an effect beside the effect on those who took part; of experiments on areas, what it added in all beside what it did.
     *
     * @param lift K19
     * @param truth programme effects
     */
    public static List<ScoreRow> lift(Dataset<Row> lift, Dataset<Row> truth) {
        Dataset<Row> effects = truth.select(
                col("experiment_id").as("_experiment"),
                col("metric").as("_metric"),
                col("window_days").as("_window"),
                col("arm").as("_arm"),
                col("effect"),
                col("incremental_total").as("_total"));
        Column ofAreas = col(ExperimentLift.DESIGN)
                .isin(ON_AREAS.toArray())
                .and(col(ExperimentLift.INCREMENTAL_TOTAL).isNotNull());
        return lift
                .filter(col(KpiColumns.SEGMENT_TYPE)
                        .equalTo("ALL")
                        .and(ofAreas.or(col(ExperimentLift.ESTIMATOR).isin(OF_THE_EFFECT.toArray()))))
                .join(
                        effects,
                        col(ExperimentLift.EXPERIMENT_ID)
                                .equalTo(col("_experiment"))
                                .and(col(ExperimentLift.METRIC).equalTo(col("_metric")))
                                .and(col(ExperimentLift.WINDOW_DAYS).equalTo(col("_window")))
                                .and(col(ExperimentLift.ARM).equalTo(col("_arm"))))
                .orderBy(
                        ExperimentLift.EXPERIMENT_ID,
                        ExperimentLift.ARM,
                        ExperimentLift.METRIC,
                        ExperimentLift.ESTIMATOR)
                .select(
                        col(ExperimentLift.EXPERIMENT_ID),
                        col(ExperimentLift.ARM),
                        col(ExperimentLift.METRIC),
                        col(ExperimentLift.ESTIMATOR),
                        eitherOf(ofAreas, ExperimentLift.INCREMENTAL_TOTAL, ExperimentLift.DIFF),
                        eitherOf(ofAreas, ExperimentLift.INCREMENTAL_LOW, ExperimentLift.CI_LOW),
                        eitherOf(ofAreas, ExperimentLift.INCREMENTAL_HIGH, ExperimentLift.CI_HIGH),
                        eitherOf(ofAreas, "_total", "effect"))
                .collectAsList()
                .stream()
                .map(ScoredRun::lift)
                .toList();
    }

    private static Column eitherOf(Column condition, String then, String otherwise) {
        return when(condition, col(then).cast("double")).otherwise(col(otherwise));
    }

    private static ScoreRow lift(Row row) {
        double effect = row.getDouble(7);
        boolean hasInterval = !row.isNullAt(5) && !row.isNullAt(6);
        return new ScoreRow(
                LIFT,
                row.getString(0),
                row.getString(1),
                row.getString(2) + " " + row.getString(3),
                row.isNullAt(4) ? null : row.getDouble(4),
                effect,
                hasInterval ? row.getDouble(5) <= effect && effect <= row.getDouble(6) : null);
    }

    /**
     * Rows that were rejected beside those planted, for every reason that one of the two has.
     *
     * @param counts the run's ingest counts
     * @param truth planted rows by table, outcome and reason
     */
    public static List<ScoreRow> rejections(Dataset<Row> counts, Dataset<Row> truth) {
        SortedMap<List<String>, Long> found = byReason(counts.filter(col(IngestCounts.OUTCOME)
                        .isin("quarantined", "excluded", "duplicate", "future", "beyond_window")
                        .and(col(IngestCounts.ROWS).gt(0)))
                .select(IngestCounts.TABLE_NAME, IngestCounts.OUTCOME, IngestCounts.REASON, IngestCounts.ROWS));
        SortedMap<List<String>, Long> planted = byReason(truth.select("table", "outcome", "reason", "rows"));
        SortedMap<List<String>, Long> either = new TreeMap<>(planted);
        either.putAll(found);
        List<ScoreRow> rows = new ArrayList<>();
        either.keySet()
                .forEach(key -> rows.add(ScoreRow.of(
                        REJECTIONS, key.get(0), key.get(1), key.get(2), (double) found.getOrDefault(key, 0L), (double)
                                planted.getOrDefault(key, 0L))));
        return rows;
    }

    private static SortedMap<List<String>, Long> byReason(Dataset<Row> rows) {
        SortedMap<List<String>, Long> byReason =
                new TreeMap<>((left, right) -> String.join("|", left).compareTo(String.join("|", right)));
        rows.collectAsList()
                .forEach(row -> byReason.merge(
                        List.of(row.getString(0), row.getString(1), row.getString(2)), row.getLong(3), Long::sum));
        return byReason;
    }

    /**
     * What became of offers, beside what did.
     *
     * @param journeys F6
     * @param truth funnels by offer
     */
    public static List<ScoreRow> offers(Dataset<Row> journeys, Dataset<Row> truth) {
        Dataset<Row> found = journeys.groupBy(col(OfferJourneys.OFFER_ID).as("offer_id"))
                .agg(
                        count(lit(1)).as("found_carried"),
                        count_if(col(OfferJourneys.PRESENTED)).as("found_presented"),
                        count_if(col(OfferJourneys.ACCEPTED)).as("found_accepted"));
        List<ScoreRow> rows = new ArrayList<>();
        found.join(truth, new String[] {"offer_id"}, "full")
                .orderBy("offer_id")
                .collectAsList()
                .forEach(row -> OFFER_STAGES.forEach(stage -> rows.add(ScoreRow.of(
                        OFFERS,
                        "all",
                        row.getAs("offer_id"),
                        stage,
                        counted(row, "found_" + stage),
                        counted(row, stage)))));
        return rows;
    }

    private static double counted(Row row, String column) {
        Number number = row.getAs(column);
        return number == null ? 0 : number.doubleValue();
    }

    /**
     * Differences to the general ledger by measure and reason beside those planted, months added up without their signs, and in how many
     * months they differ.
     *
     * @param lines lines of the reconciliation
     * @param truth differences by month, measure and reason
     */
    public static List<ScoreRow> ledger(Dataset<Row> lines, Dataset<Row> truth) {
        Dataset<Row> found = lines.groupBy(
                        col(KpiColumns.PERIOD_START).as("month"),
                        col(ReconciliationLines.MEASURE).as("measure"),
                        col(ReconciliationLines.REASON_CODE).as("reason"))
                .agg(sum(ReconciliationLines.DIFFERENCE).as("found"));
        List<Row> reasons = found.join(truth, new String[] {"month", "measure", "reason"}, "full")
                .withColumn("found", coalesce(col("found"), lit(BigDecimal.ZERO)))
                .withColumn("difference", coalesce(col("difference"), lit(BigDecimal.ZERO)))
                .groupBy("measure", "reason")
                .agg(
                        sum(abs(col("found"))),
                        sum(abs(col("difference"))),
                        count_if(col("found").notEqual(col("difference"))))
                .orderBy("measure", "reason")
                .collectAsList();
        List<ScoreRow> rows = new ArrayList<>();
        reasons.forEach(row -> {
            String measure = row.getString(0);
            String reason = row.getString(1);
            rows.add(ScoreRow.of(
                    LEDGER,
                    measure,
                    reason,
                    "difference",
                    row.getDecimal(2).doubleValue(),
                    row.getDecimal(3).doubleValue()));
            rows.add(ScoreRow.of(LEDGER, measure, reason, "months that differ", (double) row.getLong(4), 0.0));
        });
        return rows;
    }

    /**
     * Closing balances of recurring revenue beside what accounts really paid, account by account and month by month.
     *
     * @param months F3
     * @param truth monthly revenue
     */
    public static List<ScoreRow> recurring(Dataset<Row> months, Dataset<Row> truth) {
        Dataset<Row> closing = months.groupBy(
                        col(AccountMrrMonths.ACCOUNT_ID).as("account_id"),
                        col(AccountMrrMonths.MONTH).as("month"))
                .agg(sum(AccountMrrMonths.CLOSING).as("closing"));
        Row compared = closing.join(truth, new String[] {"account_id", "month"}, "full")
                .select(
                        coalesce(col("closing"), lit(BigDecimal.ZERO)).as("closing"),
                        coalesce(col("mrr"), lit(BigDecimal.ZERO)).as("mrr"))
                .agg(
                        count_if(col("mrr").notEqual(0)),
                        count_if(col("mrr").notEqual(col("closing"))),
                        coalesce(max(abs(col("mrr").minus(col("closing")))), lit(BigDecimal.ZERO)),
                        coalesce(sum("closing"), lit(BigDecimal.ZERO)),
                        coalesce(sum("mrr"), lit(BigDecimal.ZERO)))
                .head();
        return List.of(
                ScoreRow.of(
                        RECURRING,
                        "account months",
                        "all",
                        "that differ, of " + compared.getLong(0),
                        (double) compared.getLong(1),
                        0.0),
                ScoreRow.of(
                        RECURRING,
                        "account months",
                        "all",
                        "largest difference",
                        compared.getDecimal(2).doubleValue(),
                        0.0),
                ScoreRow.of(
                        RECURRING,
                        "account months",
                        "all",
                        "closing MRR, added up",
                        compared.getDecimal(3).doubleValue(),
                        compared.getDecimal(4).doubleValue()));
    }
}
