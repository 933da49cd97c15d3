package io.crosslift.lift;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.sum;

import io.crosslift.lift.estimate.Alternative;
import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.geo.InjectedLift;
import io.crosslift.lift.geo.MarketDesign;
import io.crosslift.lift.geo.MarketEffect;
import io.crosslift.lift.geo.MarketMethods;
import io.crosslift.lift.geo.MarketPanel;
import io.crosslift.schema.ExperimentAssignments;
import java.sql.Date;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Tests of markets (designs {@code geo} and {@code matched}). Spark adds up sales by market and local day; every method of
 * {@link MarketMethods} estimates the effect per treated market and day, each with the verdict of its own tests: where they disagree,
 * inconclusive.
 *
 * <p>The history before the start is that of which sales are known, at most {@value #HISTORY_PER_TEST_DAY} days per day of the test or
 * {@value #SHORT_HISTORY} days, whichever is more.
 */
final class MarketTests {
    private static final int HISTORY_PER_TEST_DAY = 4;
    private static final int SHORT_HISTORY = 90;
    /** Time-based regression has two coefficients and needs a residual. */
    private static final int FEWEST_BEFORE = 3;
    /** Placebos and weights are computed on the driver. */
    private static final int MOST_MARKETS = 500;

    private static final String ARMS = "arms";

    private final Experiment experiment;
    private final AreaSales areas;
    private final LiftRules rules;
    private final @Nullable LocalDate firstSale;
    private final Confidence confidence;
    private final SortedMap<String, String> arms = new TreeMap<>();
    private final List<String> skipped;
    private boolean multiArm;

    /**
     * A test.
     *
     * @param firstSale first local day on which a sale is known, or null
     * @param skipped gets a sentence for whatever isn't measured
     */
    MarketTests(
            Experiment experiment,
            LiftInputs inputs,
            LiftRules rules,
            @Nullable LocalDate firstSale,
            List<String> skipped) {
        this.experiment = experiment;
        this.areas = new AreaSales(experiment, inputs, rules);
        this.rules = rules;
        this.firstSale = firstSale;
        this.confidence = new Confidence(experiment.alpha(), Alternative.TWO_SIDED);
        this.skipped = skipped;
    }

    /** Rows of K19. */
    List<Row> rows() {
        List<SalesMetric> metrics = areas.metrics();
        if (metrics.isEmpty() || firstSale == null) {
            return leftOut("no sales give a metric of it that adds up over days");
        }
        assign();
        LocalDate start = rules.localDay(experiment.startAt());
        LocalDate from = history(start);
        long before = ChronoUnit.DAYS.between(from, start);
        if (before < FEWEST_BEFORE) {
            return leftOut("sales are known of " + Math.max(0, before) + " days before its start");
        }
        if (arms.size() > MOST_MARKETS) {
            return leftOut("it has " + arms.size() + " markets, of which at most " + MOST_MARKETS
                    + " are compared: assign larger ones");
        }
        Map<String, Map<LocalDate, Row>> sales = sales(from, metrics);
        List<Row> rows = new ArrayList<>();
        for (int days : experiment.windows()) {
            LocalDate last = start.plusDays(days);
            boolean elapsed = !last.isAfter(rules.asOf());
            LocalDate until = elapsed ? last : rules.asOf();
            if (until.isBefore(start)) {
                continue;
            }
            for (SalesMetric metric : metrics) {
                for (String arm : treatedArms()) {
                    rows.addAll(rows(arm, metric, days, elapsed, new Days(from, start, until), sales));
                }
            }
        }
        return rows;
    }

    /** Days of a panel: all from the first to the last, treated from the start on. */
    private record Days(LocalDate from, LocalDate start, LocalDate until) {
        int before() {
            return Math.toIntExact(ChronoUnit.DAYS.between(from, start));
        }

        List<LocalDate> all() {
            return from.datesUntil(until.plusDays(1)).toList();
        }
    }

    private List<Row> rows(
            String arm,
            SalesMetric metric,
            int days,
            boolean elapsed,
            Days panelDays,
            Map<String, Map<LocalDate, Row>> sales) {
        MarketPanel panel;
        try {
            panel = panel(arm, metric, panelDays, sales);
        } catch (IllegalArgumentException e) {
            return leftOut(metric.label() + " in " + arm + " over " + days + " days: " + e.getMessage());
        }
        AreaRow writer = new AreaRow(experiment, rules, multiArm, elapsed);
        List<String> design =
                MarketDesign.of(panel).warnings().stream().map(Enum::name).toList();
        List<Row> rows = new ArrayList<>();
        for (String method : MarketMethods.names()) {
            try {
                MarketEffect effect = MarketMethods.estimate(method, panel, confidence);
                List<String> warnings = Stream.of(
                                effect.effect().warnings().stream().map(Enum::name),
                                effect.warnings().stream().map(Enum::name),
                                design.stream())
                        .flatMap(codes -> codes)
                        .toList();
                rows.add(writer.of(effect(arm, metric, days, panel, effect), effect.verdict(), warnings));
            } catch (IllegalArgumentException e) {
                skipped.add("estimator " + method + " of experiment " + experiment.id() + " is left out: "
                        + e.getMessage());
            }
        }
        return rows;
    }

    private AreaRow.Effect effect(String arm, SalesMetric metric, int days, MarketPanel panel, MarketEffect effect) {
        double[] treated = panel.treatedMean();
        double sum = 0;
        for (int t = panel.before(); t < panel.periods(); t++) {
            sum += treated[t];
        }
        double mean = sum / panel.after();
        Double value = effect.effect().value();
        Double counterfactual = value == null ? null : mean - value;
        Double smallest = effect.method().equals(MarketMethods.PRIMARY) ? detectable(panel) : null;
        return new AreaRow.Effect(
                metric.label(),
                days,
                effect.method(),
                arm,
                "market and day",
                List.of((long) panel.treatedMarkets().size(), (long)
                        panel.controlMarkets().size()),
                mean,
                counterfactual,
                effect.effect(),
                effect.relative(),
                effect.total(),
                effect.effect().p(),
                smallest == null || counterfactual == null ? null : smallest * Math.abs(counterfactual));
    }

    private @Nullable Double detectable(MarketPanel panel) {
        InjectedLift lift = MarketMethods.detectable(panel, confidence);
        return lift.smallest();
    }

    private MarketPanel panel(String arm, SalesMetric metric, Days days, Map<String, Map<LocalDate, Row>> sales) {
        List<String> markets = new ArrayList<>();
        SortedSet<String> treated = new TreeSet<>();
        arms.forEach((market, of) -> {
            if (sales.containsKey(market) && (of.equals(arm) || of.equals(experiment.controlArm()))) {
                markets.add(market);
                if (of.equals(arm)) {
                    treated.add(market);
                }
            }
        });
        List<LocalDate> all = days.all();
        double[][] outcomes = new double[markets.size()][all.size()];
        for (int i = 0; i < outcomes.length; i++) {
            Map<LocalDate, Row> byDay = sales.getOrDefault(markets.get(i), Map.of());
            for (int t = 0; t < outcomes[i].length; t++) {
                Row day = byDay.get(all.get(t));
                outcomes[i][t] = day == null
                        ? 0
                        : day.<Long>getAs(AreaSales.column(metric)).doubleValue() / metric.scale();
            }
        }
        return new MarketPanel(markets, outcomes, treated, days.before());
    }

    /** The arm of every market: that of its first validity. */
    private void assign() {
        areas.assignments()
                .groupBy(ExperimentAssignments.UNIT_ID)
                .agg(
                        min_by(col(ExperimentAssignments.ARM), col(ExperimentAssignments.VALID_FROM))
                                .as(ExperimentAssignments.ARM),
                        countDistinct(ExperimentAssignments.ARM).as(ARMS))
                .collectAsList()
                .forEach(row -> {
                    arms.put(row.getAs(ExperimentAssignments.UNIT_ID), row.getAs(ExperimentAssignments.ARM));
                    multiArm |= row.<Long>getAs(ARMS) > 1;
                });
    }

    private SortedSet<String> treatedArms() {
        SortedSet<String> treated = new TreeSet<>(arms.values());
        treated.remove(experiment.controlArm());
        return treated;
    }

    /** First day of the history. */
    private LocalDate history(LocalDate start) {
        int test = experiment.longestWindow() + 1;
        LocalDate earliest = start.minusDays(Math.max(SHORT_HISTORY, (long) HISTORY_PER_TEST_DAY * test));
        boolean conversions = areas.metrics().stream().anyMatch(SalesMetric::fromConversions);
        LocalDate first = firstSale == null ? start : firstSale;
        LocalDate known = conversions ? rules.notBeforeCompleteFrom(first) : first;
        return known.isAfter(earliest) ? known : earliest;
    }

    /** Sums by market and day; a market whose accounts are known but never bought holds no day. */
    private Map<String, Map<LocalDate, Row>> sales(LocalDate from, List<SalesMetric> metrics) {
        Dataset<Row> units =
                areas.assignments().select(ExperimentAssignments.UNIT_ID).distinct();
        Dataset<Row> members = areas.members(units);
        Map<String, Map<LocalDate, Row>> byMarket = new HashMap<>();
        members.select(ExperimentAssignments.UNIT_ID)
                .distinct()
                .collectAsList()
                .forEach(row -> byMarket.put(row.getString(0), new HashMap<>()));
        areas.byAccountAndDay(from, metrics).ifPresent(sales -> members.join(
                        sales, col(AreaSales.ACCOUNT).equalTo(col(AccountEvents.ACCOUNT)))
                .groupBy(ExperimentAssignments.UNIT_ID, AccountEvents.DAY)
                .agg(
                        min(AccountEvents.ACCOUNT).as("any"),
                        metrics.stream()
                                .map(metric -> sum(AreaSales.column(metric)).as(AreaSales.column(metric)))
                                .toArray(Column[]::new))
                .collectAsList()
                .forEach(row -> byMarket.computeIfAbsent(
                                row.getAs(ExperimentAssignments.UNIT_ID), any -> new HashMap<>())
                        .put(row.<Date>getAs(AccountEvents.DAY).toLocalDate(), row)));
        return byMarket;
    }

    private List<Row> leftOut(String why) {
        skipped.add("experiment " + experiment.id() + " isn't measured: " + why);
        return List.of();
    }
}
