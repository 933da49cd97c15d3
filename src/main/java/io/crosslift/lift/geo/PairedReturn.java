package io.crosslift.lift.geo;

import static io.crosslift.lift.estimate.Arguments.require;

import io.crosslift.lift.estimate.Confidence;
import io.crosslift.lift.estimate.Estimate;
import io.crosslift.lift.estimate.WarningCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The return on spend over pairs of a treated and a control market, by {@link TrimmedMatch}: response and spend of a pair are the
 * treated market's less the control market's sum over the test, each less its own mean before the test times the periods. The
 * interval is by t with the kept pairs less 1 as degrees of freedom.
 *
 * @param pairs number of pairs
 * @param trimmed pairs trimmed at each end
 * @param value response per unit of spend
 */
public record PairedReturn(int pairs, int trimmed, Estimate value, List<GeoWarning> warnings) {

    /**
     * Estimates the return.
     *
     * @param pairOf pair by market, each with one treated and one control market
     * @throws IllegalArgumentException if a pair isn't of two such markets, there are fewer than 2, or none differs in spend
     */
    public static PairedReturn of(
            MarketPanel outcome, MarketPanel cost, Map<String, String> pairOf, Confidence confidence) {
        Map<String, double[]> responses = new LinkedHashMap<>();
        add(outcome, cost, pairOf, true, responses);
        add(outcome, cost, pairOf, false, responses);
        responses.forEach((pair, sums) -> require(
                sums[2] == 1 && sums[3] == 1,
                "the pair %s has %s treated and %s control markets, not one of each",
                pair,
                (int) sums[2],
                (int) sums[3]));
        require(responses.size() >= 2, "there is %s pair of markets, but two are needed", responses.size());
        double[] response =
                responses.values().stream().mapToDouble(sums -> sums[0]).toArray();
        double[] spend =
                responses.values().stream().mapToDouble(sums -> sums[1]).toArray();
        TrimmedMatch match = TrimmedMatch.of(response, spend, kept -> confidence.critical((double) kept - 1));
        boolean isBounded = match.low() != null && match.high() != null;
        List<GeoWarning> warnings = new ArrayList<>();
        if (response.length - 2 * match.trimmed() < 2) {
            warnings.add(GeoWarning.TOO_FEW_PAIRS);
        }
        Estimate value = new Estimate(
                match.value(),
                match.standardError(),
                null,
                null,
                match.low(),
                match.high(),
                null,
                2L * response.length,
                isBounded ? List.of() : List.of(WarningCode.NO_FINITE_BOUND));
        return new PairedReturn(response.length, match.trimmed(), value, warnings);
    }

    /** Adds changes of response and spend, treated ones positive, and counts markets by kind. */
    private static void add(
            MarketPanel outcome,
            MarketPanel cost,
            Map<String, String> pairOf,
            boolean treated,
            Map<String, double[]> byPair) {
        List<String> names = treated ? outcome.treatedMarkets() : outcome.controlMarkets();
        double[][] outcomes = treated ? outcome.treated() : outcome.controls();
        double[][] costs = treated ? cost.treated() : cost.controls();
        for (int i = 0; i < outcomes.length; i++) {
            String pair = Objects.requireNonNull(pairOf.get(names.get(i)), names.get(i));
            double[] sums = byPair.computeIfAbsent(pair, any -> new double[4]);
            double sign = treated ? 1 : -1;
            sums[0] += sign * change(outcomes[i], outcome.before());
            sums[1] += sign * change(costs[i], outcome.before());
            sums[treated ? 2 : 3]++;
        }
    }

    private static double change(double[] series, int before) {
        return Series.sum(series, before, series.length) - (series.length - before) * Series.mean(series, 0, before);
    }
}
