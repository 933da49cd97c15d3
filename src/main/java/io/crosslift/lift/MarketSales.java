package io.crosslift.lift;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.sum;

import io.crosslift.lift.geo.MarketPanel;
import io.crosslift.schema.ExperimentAssignments;
import java.sql.Date;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The markets of one test on the driver: their arms and pairs, and what their accounts bought by day. */
final class MarketSales {
    private static final String ARMS = "arms";

    private final Experiment experiment;
    private final AreaSales areas;
    private final SortedMap<String, String> arms = new TreeMap<>();
    private final SortedMap<String, String> pairs = new TreeMap<>();
    private final Map<String, Map<LocalDate, Row>> sales = new HashMap<>();
    private boolean multiArm;

    /** The markets as they were assigned; nothing is known of their sales yet. */
    MarketSales(Experiment experiment, AreaSales areas) {
        this.experiment = experiment;
        this.areas = areas;
        assign();
    }

    /** The arm and the pair of every market: those of its first validity. */
    private void assign() {
        areas.assignments()
                .groupBy(ExperimentAssignments.UNIT_ID)
                .agg(
                        min_by(col(ExperimentAssignments.ARM), col(ExperimentAssignments.VALID_FROM))
                                .as(ExperimentAssignments.ARM),
                        min_by(col(ExperimentAssignments.PAIR_ID), col(ExperimentAssignments.VALID_FROM))
                                .as(ExperimentAssignments.PAIR_ID),
                        countDistinct(ExperimentAssignments.ARM).as(ARMS))
                .collectAsList()
                .forEach(row -> {
                    String market = row.getAs(ExperimentAssignments.UNIT_ID);
                    String pair = row.getAs(ExperimentAssignments.PAIR_ID);
                    arms.put(market, row.getAs(ExperimentAssignments.ARM));
                    if (pair != null) {
                        pairs.put(market, pair);
                    }
                    multiArm |= row.<Long>getAs(ARMS) > 1;
                });
    }

    /** Number of markets. */
    int markets() {
        return arms.size();
    }

    /** Whether a market was in two arms. */
    boolean multiArm() {
        return multiArm;
    }

    SortedSet<String> treatedArms() {
        SortedSet<String> treated = new TreeSet<>(arms.values());
        treated.remove(experiment.controlArm());
        return treated;
    }

    /** Adds up sales by market and day from a day on; a market whose accounts are known but never bought holds no day. */
    void read(LocalDate from, List<SalesMetric> metrics) {
        Dataset<Row> units =
                areas.assignments().select(ExperimentAssignments.UNIT_ID).distinct();
        Dataset<Row> members = areas.members(units);
        members.select(ExperimentAssignments.UNIT_ID)
                .distinct()
                .collectAsList()
                .forEach(row -> sales.put(row.getString(0), new HashMap<>()));
        areas.byAccountAndDay(from, metrics).ifPresent(byDay -> members.join(
                        byDay, col(AreaSales.ACCOUNT).equalTo(col(AccountEvents.ACCOUNT)))
                .groupBy(ExperimentAssignments.UNIT_ID, AccountEvents.DAY)
                .agg(
                        min(AccountEvents.ACCOUNT).as("any"),
                        metrics.stream()
                                .map(metric -> sum(AreaSales.column(metric)).as(AreaSales.column(metric)))
                                .toArray(Column[]::new))
                .collectAsList()
                .forEach(row -> sales.computeIfAbsent(row.getAs(ExperimentAssignments.UNIT_ID), any -> new HashMap<>())
                        .put(row.<Date>getAs(AccountEvents.DAY).toLocalDate(), row)));
    }

    /** Days of a panel: all from the first to the last, treated from the start on. */
    record Days(LocalDate from, LocalDate start, LocalDate until) {
        int before() {
            return Math.toIntExact(ChronoUnit.DAYS.between(from, start));
        }

        List<LocalDate> all() {
            return from.datesUntil(until.plusDays(1)).toList();
        }
    }

    /**
     * The markets of an arm and of control by day.
     *
     * @throws IllegalArgumentException where they make no test
     */
    MarketPanel panel(String arm, SalesMetric metric, Days days) {
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

    /** Whether any market is in a pair. */
    boolean paired() {
        return !pairs.isEmpty();
    }

    /** The pair of each market that is in one. */
    Map<String, String> pairs() {
        return pairs;
    }

    /** The markets of a panel whose pair has one treated and one control market there. */
    Set<String> inPairs(MarketPanel panel) {
        Map<String, String> treated = onlyOneByPair(panel.treatedMarkets());
        Map<String, String> controls = onlyOneByPair(panel.controlMarkets());
        treated.keySet().retainAll(controls.keySet());
        controls.keySet().retainAll(treated.keySet());
        Set<String> markets = new HashSet<>(treated.values());
        markets.addAll(controls.values());
        return markets;
    }

    private Map<String, String> onlyOneByPair(List<String> markets) {
        Map<String, String> byPair = new HashMap<>();
        Set<String> twice = new HashSet<>();
        for (String market : markets) {
            String pair = pairs.get(market);
            if (pair != null && byPair.put(pair, market) != null) {
                twice.add(pair);
            }
        }
        byPair.keySet().removeAll(twice);
        return byPair;
    }
}
