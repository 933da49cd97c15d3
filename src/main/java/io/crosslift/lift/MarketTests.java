package io.crosslift.lift;

import io.crosslift.lift.estimate.Alternative;
import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.IncrementalReturn;
import io.crosslift.lift.estimate.Verdict;
import io.crosslift.lift.geo.InjectedLift;
import io.crosslift.lift.geo.MarketDesign;
import io.crosslift.lift.geo.MarketEffect;
import io.crosslift.lift.geo.MarketMethods;
import io.crosslift.lift.geo.MarketPanel;
import io.crosslift.lift.geo.MatchedPairs;
import io.crosslift.schema.ExperimentLift;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Tests of markets (designs {@code geo} and {@code matched}). Spark adds up sales by market and local day; every method of
 * {@link MarketMethods} estimates the effect per treated market and day, each with the verdict of its own tests: where they disagree,
 * inconclusive. Where markets were assigned in pairs, {@link MatchedPairs} stand beside them. With costs and one treated arm,
 * {@code roi} is what the effect on gross margin or, where no margin is known, net revenue returned on them, by time-based regression.
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

    private static final String UNIT = "market and day";

    private final Experiment experiment;
    private final LiftInputs inputs;
    private final AreaSales areas;
    private final LiftRules rules;
    private final KnownSales known;
    private final Confidence confidence;
    private final List<String> skipped;

    /**
     * A test.
     *
     * @param known from which day on sales are known
     * @param skipped gets a sentence for whatever isn't measured
     */
    MarketTests(Experiment experiment, LiftInputs inputs, LiftRules rules, KnownSales known, List<String> skipped) {
        this.experiment = experiment;
        this.inputs = inputs;
        this.areas = new AreaSales(experiment, inputs, rules);
        this.rules = rules;
        this.known = known;
        this.confidence = new Confidence(experiment.alpha(), Alternative.TWO_SIDED);
        this.skipped = skipped;
    }

    /** Rows of K19. */
    List<Row> rows() {
        List<SalesMetric> metrics = areas.metrics().stream()
                .filter(metric -> known.since(metric.source(), rules) != null)
                .toList();
        if (metrics.isEmpty()) {
            return leftOut("no sales give a metric of it that adds up over days");
        }
        MarketSales markets = new MarketSales(experiment, areas);
        LocalDate start = rules.localDay(experiment.startAt());
        LocalDate from = history(start, metrics);
        long before = ChronoUnit.DAYS.between(from, start);
        if (before < FEWEST_BEFORE) {
            return leftOut("sales are known of " + Math.max(0, before) + " days before its start");
        }
        if (markets.markets() > MOST_MARKETS) {
            return leftOut("it has " + markets.markets() + " markets, of which at most " + MOST_MARKETS
                    + " are compared: assign larger ones");
        }
        BigDecimal cost = cost(markets);
        List<SalesMetric> read = new ArrayList<>(metrics);
        if (cost != null && !read.contains(returned())) {
            read.add(returned());
        }
        markets.read(from, read);
        List<Row> rows = new ArrayList<>();
        for (int days : experiment.windows()) {
            LocalDate last = start.plusDays(days);
            boolean elapsed = !last.isAfter(rules.asOf());
            LocalDate until = elapsed ? last : rules.asOf();
            if (until.isBefore(start)) {
                continue;
            }
            MarketSales.Days panelDays = new MarketSales.Days(from, start, until);
            AreaRow writer = new AreaRow(experiment, rules, markets.multiArm(), elapsed);
            for (String arm : markets.treatedArms()) {
                for (SalesMetric metric : metrics) {
                    MarketPanel panel = panel(markets, arm, metric, days, panelDays);
                    if (panel != null) {
                        rows.addAll(methods(writer, arm, metric, days, panel));
                        rows.addAll(pairs(writer, markets, arm, metric, days, panel));
                    }
                }
                if (cost != null) {
                    rows.addAll(onCost(writer, arm, days, panel(markets, arm, returned(), days, panelDays), cost));
                }
            }
        }
        return rows;
    }

    private @Nullable MarketPanel panel(
            MarketSales markets, String arm, SalesMetric metric, int days, MarketSales.Days panelDays) {
        try {
            return markets.panel(arm, metric, panelDays);
        } catch (IllegalArgumentException e) {
            leftOut(metric.label() + " in " + arm + " over " + days + " days: " + e.getMessage());
            return null;
        }
    }

    private List<Row> methods(AreaRow writer, String arm, SalesMetric metric, int days, MarketPanel panel) {
        List<String> design =
                MarketDesign.of(panel).warnings().stream().map(Enum::name).toList();
        List<Row> rows = new ArrayList<>();
        for (String method : MarketMethods.names()) {
            try {
                MarketEffect effect = MarketMethods.estimate(method, panel, confidence);
                Double smallest = method.equals(MarketMethods.PRIMARY) ? detectable(panel) : null;
                rows.add(writer.of(
                        effect(arm, metric, days, panel, effect, smallest), effect.verdict(), codes(effect, design)));
            } catch (IllegalArgumentException e) {
                skipped.add("estimator " + method + " of experiment " + experiment.id() + " is left out: "
                        + e.getMessage());
            }
        }
        return rows;
    }

    /** The pairs of a test, as far as their markets' accounts are known; none where markets were assigned alone. */
    private List<Row> pairs(
            AreaRow writer, MarketSales markets, String arm, SalesMetric metric, int days, MarketPanel panel) {
        if (!markets.paired()) {
            return List.of();
        }
        Set<String> inPairs = markets.inPairs(panel);
        if (inPairs.size() < panel.markets()) {
            skipped.add(panel.markets() - inPairs.size() + " markets of experiment " + experiment.id() + " in " + arm
                    + " or " + experiment.controlArm() + " are in no pair of one of each and left out of "
                    + MatchedPairs.DIFFERENCE + " and " + MatchedPairs.TRIMMED + " of " + metric.label() + " over "
                    + days + " days");
        }
        try {
            MarketPanel some = panel.only(inPairs);
            MatchedPairs pairs = MatchedPairs.of(some, markets.pairs());
            Map<String, Double> distance = Map.of(ExperimentLift.PAIR_DISTANCE, pairs.distance());
            List<Row> rows = new ArrayList<>();
            for (MarketEffect effect : List.of(pairs.difference(confidence), pairs.trimmed(confidence))) {
                rows.add(writer.of(
                        effect(arm, metric, days, some, effect, null),
                        effect.verdict(),
                        codes(effect, List.of()),
                        distance));
            }
            return rows;
        } catch (IllegalArgumentException e) {
            skipped.add("pairs of experiment " + experiment.id() + " are left out: " + e.getMessage());
            return List.of();
        }
    }

    /** What the programme's cost returned: the regression's interval by the known cost (Kerman, Wang and Vaver 2017). */
    private List<Row> onCost(AreaRow writer, String arm, int days, @Nullable MarketPanel panel, BigDecimal cost) {
        if (panel == null) {
            return List.of();
        }
        MarketEffect effect = MarketMethods.estimate(MarketMethods.REGRESSION, panel, confidence);
        Estimate returned = IncrementalReturn.onKnownCost(effect.total(), cost.doubleValue(), confidence);
        Estimate none = Estimate.absent(returned.units(), List.of());
        boolean agrees = effect.verdict() != Verdict.INCONCLUSIVE;
        Verdict verdict = !agrees || returned.low() == null || returned.high() == null
                ? Verdict.INCONCLUSIVE
                : returned.low() > 0 ? Verdict.POSITIVE : returned.high() < 0 ? Verdict.NEGATIVE : Verdict.INCONCLUSIVE;
        AreaRow.Effect row = new AreaRow.Effect(
                returned().label(),
                days,
                ProgrammeReturn.RETURN,
                arm,
                UNIT,
                units(panel),
                null,
                null,
                returned,
                none,
                none,
                returned.p(),
                null);
        return List.of(writer.of(row, verdict, codes(effect, List.of()), Map.of(ExperimentLift.COST, cost)));
    }

    private AreaRow.Effect effect(
            String arm,
            SalesMetric metric,
            int days,
            MarketPanel panel,
            MarketEffect effect,
            @Nullable Double smallest) {
        double[] treated = panel.treatedMean();
        double sum = 0;
        for (int t = panel.before(); t < panel.periods(); t++) {
            sum += treated[t];
        }
        double mean = sum / panel.after();
        Double value = effect.effect().value();
        Double counterfactual = value == null ? null : mean - value;
        return new AreaRow.Effect(
                metric.label(),
                days,
                effect.method(),
                arm,
                UNIT,
                units(panel),
                mean,
                counterfactual,
                effect.effect(),
                effect.relative(),
                effect.total(),
                effect.effect().p(),
                smallest == null || counterfactual == null ? null : smallest * Math.abs(counterfactual));
    }

    private static List<Long> units(MarketPanel panel) {
        return List.of((long) panel.treatedMarkets().size(), (long)
                panel.controlMarkets().size());
    }

    private static List<String> codes(MarketEffect effect, List<String> design) {
        return Stream.of(
                        effect.effect().warnings().stream().map(Enum::name),
                        effect.warnings().stream().map(Enum::name),
                        design.stream())
                .flatMap(codes -> codes)
                .toList();
    }

    private @Nullable Double detectable(MarketPanel panel) {
        InjectedLift lift = MarketMethods.detectable(panel, confidence);
        return lift.smallest();
    }

    /** What the programme cost; null where none is known, or several arms share it. */
    private @Nullable BigDecimal cost(MarketSales markets) {
        return markets.treatedArms().size() == 1 && inputs.lines() != null
                ? ExperimentCosts.of(inputs.costs(), List.of(experiment), rules, skipped)
                        .get(experiment.id())
                : null;
    }

    private SalesMetric returned() {
        return inputs.products() == null ? SalesMetric.NET_REVENUE : SalesMetric.GROSS_MARGIN;
    }

    /** First day of the history: the first on which all metrics are known, not longer ago than is of use. */
    private LocalDate history(LocalDate start, List<SalesMetric> metrics) {
        int test = experiment.longestWindow() + 1;
        LocalDate earliest = start.minusDays(Math.max(SHORT_HISTORY, (long) HISTORY_PER_TEST_DAY * test));
        return metrics.stream()
                .flatMap(metric -> Stream.ofNullable(known.since(metric.source(), rules)))
                .filter(since -> since.isAfter(earliest))
                .max(LocalDate::compareTo)
                .orElse(earliest);
    }

    private List<Row> leftOut(String why) {
        skipped.add("experiment " + experiment.id() + " isn't measured: " + why);
        return List.of();
    }
}
