package io.crosslift.lift.geo;

import static io.crosslift.lift.estimate.Arguments.require;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An outcome by market and period, periods in order and without gaps, and which markets were treated from which period on.
 *
 * <p>Treated and control markets are kept in the order in which they were given, so that results don't depend on chance.
 */
public final class MarketPanel {
    private final List<String> treatedMarkets = new ArrayList<>();
    private final List<String> controlMarkets = new ArrayList<>();
    private final double[][] treated;
    private final double[][] controls;
    private final int before;
    private final int periods;

    /**
     * A test.
     *
     * @param markets names, distinct
     * @param outcomes by market, then period; finite
     * @param treatedMarkets names of the treated ones, at least one
     * @param before number of periods before the first treated one, at least 2; all later ones are treated
     * @throws IllegalArgumentException naming what is wrong
     */
    public MarketPanel(List<String> markets, double[][] outcomes, Set<String> treatedMarkets, int before) {
        require(markets.size() == outcomes.length, "%s markets have %s series", markets.size(), outcomes.length);
        require(Set.copyOf(markets).containsAll(treatedMarkets), "the markets lack one of %s", treatedMarkets);
        require(!treatedMarkets.isEmpty(), "no market is treated");
        require(
                markets.size() - treatedMarkets.size() >= 2,
                "a test needs 2 control markets, had %s of %s markets",
                markets.size() - treatedMarkets.size(),
                markets.size());
        this.periods = outcomes[0].length;
        this.before = before;
        require(before >= 2 && before < periods, "before must be in [2, %s), was %s", periods, before);
        List<double[]> treatedRows = new ArrayList<>();
        List<double[]> controlRows = new ArrayList<>();
        for (int i = 0; i < outcomes.length; i++) {
            double[] row = outcomes[i].clone();
            require(row.length == periods, "market %s has %s periods, not %s", markets.get(i), row.length, periods);
            for (double outcome : row) {
                require(Double.isFinite(outcome), "market %s has the outcome %s", markets.get(i), outcome);
            }
            boolean isTreated = treatedMarkets.contains(markets.get(i));
            (isTreated ? treatedRows : controlRows).add(row);
            (isTreated ? this.treatedMarkets : this.controlMarkets).add(markets.get(i));
        }
        this.treated = treatedRows.toArray(new double[0][]);
        this.controls = controlRows.toArray(new double[0][]);
    }

    /** Names of the treated markets. */
    public List<String> treatedMarkets() {
        return List.copyOf(treatedMarkets);
    }

    /** Names of the control markets. */
    public List<String> controlMarkets() {
        return List.copyOf(controlMarkets);
    }

    /** Number of periods before the treatment. */
    public int before() {
        return before;
    }

    /** Number of treated periods. */
    public int after() {
        return periods - before;
    }

    /** Number of periods. */
    public int periods() {
        return periods;
    }

    /** Number of markets. */
    public int markets() {
        return treated.length + controls.length;
    }

    /** The mean of the treated markets by period. */
    public double[] treatedMean() {
        return Series.meanOf(treated);
    }

    /** The same test of some of the markets; in their order here. */
    public MarketPanel only(Set<String> some) {
        List<String> markets = new ArrayList<>();
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < treated.length + controls.length; i++) {
            boolean isTreated = i < treated.length;
            int at = isTreated ? i : i - treated.length;
            String market = (isTreated ? treatedMarkets : controlMarkets).get(at);
            if (some.contains(market)) {
                markets.add(market);
                rows.add((isTreated ? treated : controls)[at]);
            }
        }
        return new MarketPanel(
                markets,
                rows.toArray(new double[0][]),
                treatedMarkets.stream().filter(some::contains).collect(Collectors.toSet()),
                before);
    }

    double[][] treated() {
        return treated;
    }

    double[][] controls() {
        return controls;
    }

    /** Number of market periods under treatment, by which an effect per market and period becomes a total. */
    double treatedCells() {
        return (double) treated.length * after();
    }
}
