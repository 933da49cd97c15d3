package io.crosslift.lift;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;

import io.crosslift.lift.estimate.Alternative;
import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.Verdict;
import io.crosslift.lift.wedge.SteppedWedge;
import io.crosslift.lift.wedge.WedgeCell;
import io.crosslift.lift.wedge.WedgeEffect;
import io.crosslift.lift.wedge.WedgeWarning;
import io.crosslift.schema.ExperimentAssignments;
import java.math.BigDecimal;
import java.math.MathContext;
import java.sql.Date;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Rollouts that reach one cluster after the other (design {@code stepped_wedge}). Spark adds up sales by account and period, and these,
 * with their squares, by cluster and period; {@link SteppedWedge} estimates the effect per account and period.
 *
 * <p>Periods are as many days as the window says, from the start on, whole ones only, up to the planned end or as-of. A cluster is
 * treated in the periods that begin on its crossover date or later; a period in which it crosses over counts nothing. A cluster
 * without a crossover date never got the programme.
 */
final class WedgeTests {
    private static final String CLUSTER = "wedge_cluster";
    private static final String PERIOD = "period";
    private static final String SQUARES = "squares_";

    private final Experiment experiment;
    private final AreaSales areas;
    private final LiftRules rules;
    private final Confidence confidence;
    private final List<String> skipped;

    /**
     * A rollout.
     *
     * @param skipped gets a sentence for whatever isn't measured
     */
    WedgeTests(Experiment experiment, LiftInputs inputs, LiftRules rules, List<String> skipped) {
        this.experiment = experiment;
        this.areas = new AreaSales(experiment, inputs, rules);
        this.rules = rules;
        this.confidence = new Confidence(experiment.alpha(), Alternative.TWO_SIDED);
        this.skipped = skipped;
    }

    /** A cluster's accounts and when it got the programme. */
    private record Cluster(
            String name, long accounts, @Nullable LocalDate crossover) {}

    /** Rows of K19. */
    List<Row> rows() {
        List<SalesMetric> metrics = areas.metrics();
        if (metrics.isEmpty()) {
            return leftOut("no sales give a metric of it that adds up over days");
        }
        List<Row> rows = new ArrayList<>();
        LocalDate start = rules.localDay(experiment.startAt());
        LocalDate planned = rules.localDay(experiment.endAt().minusNanos(1));
        for (int days : experiment.windows()) {
            if (days < 1) {
                continue;
            }
            LocalDate end = planned.isAfter(rules.asOf()) ? rules.asOf() : planned;
            int periods = Math.toIntExact((ChronoUnit.DAYS.between(start, end) + 1) / days);
            rows.addAll(rows(metrics, days, start, periods, end.equals(planned)));
        }
        return rows;
    }

    private List<Row> rows(List<SalesMetric> metrics, int days, LocalDate start, int periods, boolean elapsed) {
        Dataset<Row> members = members();
        Map<String, Cluster> clusters = clusters(members);
        Map<String, Map<Integer, Row>> sums = sums(members, metrics, start, days, periods);
        boolean multiArm = areas.assignments()
                        .groupBy(ExperimentAssignments.UNIT_ID)
                        .agg(countDistinct(coalesce(
                                        col(ExperimentAssignments.CROSSOVER_DATE), lit(Date.valueOf("9999-12-31"))))
                                .as("dates"))
                        .filter(col("dates").gt(1))
                        .count()
                > 0;
        AreaRow writer = new AreaRow(experiment, rules, multiArm, elapsed);
        List<Row> rows = new ArrayList<>();
        for (SalesMetric metric : metrics) {
            List<WedgeCell> cells = cells(metric, clusters, sums, start, days, periods);
            try {
                rows.addAll(rows(metric, days, cells, writer));
            } catch (IllegalArgumentException e) {
                leftOut(metric.label() + " in periods of " + days + " days: " + e.getMessage());
            }
        }
        return rows;
    }

    private List<Row> rows(SalesMetric metric, int days, List<WedgeCell> cells, AreaRow writer) {
        List<WedgeEffect> effects = new SteppedWedge(cells, confidence).all();
        Verdict verdict = verdict(effects.get(0));
        return effects.stream()
                .map(effect -> writer.of(
                        effect(metric, days, cells, effect),
                        verdict,
                        Stream.concat(
                                        effect.effect().warnings().stream().map(Enum::name),
                                        effect.warnings().stream().map(Enum::name))
                                .toList()))
                .toList();
    }

    /** By the interval of the headline; with few clusters by its p over rollout orders, which holds for any number of them. */
    private Verdict verdict(WedgeEffect headline) {
        Estimate effect = headline.effect();
        Double value = effect.value();
        if (value == null) {
            return Verdict.INCONCLUSIVE;
        }
        boolean clear;
        if (headline.warnings().contains(WedgeWarning.FEW_CLUSTERS)) {
            Double p = headline.pOrders();
            clear = p != null && p <= confidence.alpha();
        } else {
            Double low = effect.low();
            Double high = effect.high();
            clear = (low != null && low > 0) || (high != null && high < 0);
        }
        if (!clear || value == 0) {
            return Verdict.INCONCLUSIVE;
        }
        return value > 0 ? Verdict.POSITIVE : Verdict.NEGATIVE;
    }

    private AreaRow.Effect effect(SalesMetric metric, int days, List<WedgeCell> cells, WedgeEffect effect) {
        List<WedgeCell> treated = cells.stream().filter(WedgeCell::treated).toList();
        long accountPeriods = treated.stream().mapToLong(WedgeCell::units).sum();
        double mean =
                treated.stream().mapToDouble(cell -> cell.units() * cell.mean()).sum() / accountPeriods;
        Double value = effect.effect().value();
        boolean few = effect.warnings().contains(WedgeWarning.FEW_CLUSTERS);
        boolean biased = effect.estimator().equals(SteppedWedge.NAIVE);
        Estimate none = Estimate.absent(effect.effect().units(), List.of());
        return new AreaRow.Effect(
                metric.label(),
                days,
                effect.estimator(),
                arm(),
                "cluster and period",
                List.of((long) treated.size(), (long) (cells.size() - treated.size())),
                mean,
                value == null ? null : mean - value,
                effect.effect(),
                none,
                // A comparison that every trend biases has no total that could be added up as an effect.
                value == null || biased ? none : effect.effect().scaled((double) accountPeriods),
                few ? effect.pOrders() : effect.effect().p(),
                null);
    }

    private String arm() {
        return experiment.allocation().keySet().stream()
                .filter(arm -> !arm.equals(experiment.controlArm()))
                .findFirst()
                .orElse("rollout");
    }

    private List<WedgeCell> cells(
            SalesMetric metric,
            Map<String, Cluster> clusters,
            Map<String, Map<Integer, Row>> sums,
            LocalDate start,
            int days,
            int periods) {
        List<WedgeCell> cells = new ArrayList<>();
        clusters.values().forEach(cluster -> {
            for (int period = 0; period < periods; period++) {
                LocalDate first = start.plusDays((long) period * days);
                LocalDate crossover = cluster.crossover();
                boolean treated = crossover != null && !crossover.isAfter(first);
                boolean crosses = crossover != null && !treated && crossover.isBefore(first.plusDays(days));
                if (!crosses) {
                    Row row = sums.getOrDefault(cluster.name(), Map.of()).get(period);
                    cells.add(cell(metric, cluster, period, treated, row));
                }
            }
        });
        return cells;
    }

    /** Whole numbers until the squares are centred, so that no digit is lost. */
    private static WedgeCell cell(SalesMetric metric, Cluster cluster, int period, boolean treated, @Nullable Row row) {
        if (row == null) {
            return new WedgeCell(cluster.name(), period, treated, cluster.accounts(), 0, 0);
        }
        BigDecimal sum = row.getAs(AreaSales.column(metric));
        BigDecimal squares = row.getAs(SQUARES + AreaSales.column(metric));
        BigDecimal accounts = BigDecimal.valueOf(cluster.accounts());
        double scale = metric.scale();
        double mean = sum.divide(accounts, MathContext.DECIMAL128).doubleValue() / scale;
        double centred = squares.subtract(sum.multiply(sum).divide(accounts, MathContext.DECIMAL128))
                .doubleValue();
        return new WedgeCell(
                cluster.name(), period, treated, cluster.accounts(), mean, Math.max(0, centred) / (scale * scale));
    }

    /** Accounts with their cluster and its crossover date. */
    private Dataset<Row> members() {
        Dataset<Row> units = areas.assignments()
                .groupBy(ExperimentAssignments.UNIT_ID)
                .agg(
                        min(ExperimentAssignments.CLUSTER_ID).as(ExperimentAssignments.CLUSTER_ID),
                        min(ExperimentAssignments.CROSSOVER_DATE).as(ExperimentAssignments.CROSSOVER_DATE));
        return areas.members(units)
                .withColumn(
                        CLUSTER, coalesce(col(ExperimentAssignments.CLUSTER_ID), col(ExperimentAssignments.UNIT_ID)));
    }

    private static Map<String, Cluster> clusters(Dataset<Row> members) {
        Map<String, Cluster> clusters = new TreeMap<>();
        members.groupBy(CLUSTER)
                .agg(
                        count(lit(1)).as(AreaSales.ACCOUNTS),
                        min(ExperimentAssignments.CROSSOVER_DATE).as(ExperimentAssignments.CROSSOVER_DATE))
                .collectAsList()
                .forEach(row -> {
                    Date date = row.getAs(ExperimentAssignments.CROSSOVER_DATE);
                    clusters.put(
                            row.getAs(CLUSTER),
                            new Cluster(
                                    row.getAs(CLUSTER),
                                    row.<Long>getAs(AreaSales.ACCOUNTS),
                                    date == null ? null : date.toLocalDate()));
                });
        return clusters;
    }

    /** Sums and sums of squares of the accounts' amounts by cluster and period. */
    private Map<String, Map<Integer, Row>> sums(
            Dataset<Row> members, List<SalesMetric> metrics, LocalDate start, int days, int periods) {
        Map<String, Map<Integer, Row>> byCluster = new HashMap<>();
        Column period = floor(datediff(col(AccountEvents.DAY), lit(Date.valueOf(start)))
                        .divide(lit(days)))
                .cast("int");
        areas.byAccountAndDay(start, metrics).ifPresent(sales -> {
            Dataset<Row> byAccount = members.join(sales, col(AreaSales.ACCOUNT).equalTo(col(AccountEvents.ACCOUNT)))
                    .withColumn(PERIOD, period)
                    .filter(col(PERIOD).between(0, periods - 1))
                    .groupBy(CLUSTER, AreaSales.ACCOUNT, PERIOD)
                    .agg(
                            count(lit(1)).as("days_sold"),
                            metrics.stream()
                                    .map(metric -> sum(AreaSales.column(metric))
                                            .cast("decimal(19,0)")
                                            .as(AreaSales.column(metric)))
                                    .toArray(Column[]::new));
            byAccount
                    .groupBy(CLUSTER, PERIOD)
                    .agg(
                            count(lit(1)).as("accounts_sold"),
                            metrics.stream()
                                    .map(AreaSales::column)
                                    .flatMap(name -> Stream.of(
                                            sum(col(name)).as(name),
                                            sum(col(name).multiply(col(name))).as(SQUARES + name)))
                                    .toArray(Column[]::new))
                    .collectAsList()
                    .forEach(row -> byCluster
                            .computeIfAbsent(row.getAs(CLUSTER), any -> new HashMap<>())
                            .put(row.<Integer>getAs(PERIOD), row));
        });
        return byCluster;
    }

    private List<Row> leftOut(String why) {
        skipped.add("experiment " + experiment.id() + " isn't measured: " + why);
        return List.of();
    }
}
