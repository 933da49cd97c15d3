package io.crosslift.propensity.ranking;

import io.crosslift.lift.estimate.Moments;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;

/**
 * Units of a randomised experiment from the highest score to the lowest, ties grouped.
 *
 * <p>Bins of equal keys are one bin, so parts that were ranked by the same keys merge into the ranking of all of them. Keys are exact
 * scores, or the lower ends of at most 1,000 ranges ({@link ScoreKeys}); a range treats its scores as tied.
 *
 * @param bins bins that hold units, by descending key
 */
public record Ranking(List<ScoreBin> bins) {
    public Ranking {
        bins = inOrder(bins);
    }

    /** The ranking of the units of both; their bins must have been keyed alike. */
    public Ranking merge(Ranking other) {
        List<ScoreBin> all = new ArrayList<>(bins);
        all.addAll(other.bins);
        return new Ranking(all);
    }

    /** Treated and untreated units. */
    public long units() {
        return bins.stream().mapToLong(ScoreBin::units).sum();
    }

    /** Moments of all treated units. */
    public Moments treatment() {
        return merged(bins.stream().map(ScoreBin::treatment).toList());
    }

    /** Moments of all untreated units. */
    public Moments control() {
        return merged(bins.stream().map(ScoreBin::control).toList());
    }

    /** Whether every outcome is 0 or 1: then, and only then, the sum of squares is the sum in every bin. */
    public boolean binary() {
        return bins.stream().allMatch(bin -> binary(bin.treatment()) && binary(bin.control()));
    }

    /** The units of several bins as one bin under the first one's key. */
    static ScoreBin merged(Collection<ScoreBin> bins) {
        return bins.stream()
                .reduce(ScoreBin::merge)
                .orElseThrow(() -> new IllegalArgumentException("at least one bin is needed, was none"));
    }

    private static Moments merged(List<Moments> parts) {
        return parts.isEmpty() ? Moments.empty(2) : Moments.mergeInOrder(parts);
    }

    private static boolean binary(Moments units) {
        double mean = units.mean(ScoreBin.OUTCOME);
        double sum = units.sum(ScoreBin.OUTCOME);
        double squares = units.product(ScoreBin.OUTCOME, ScoreBin.OUTCOME) + sum * mean;
        double rounding = 1e-9 * Math.max(1, units.count());
        return Math.abs(squares - sum) <= rounding && Math.abs(sum - Math.rint(sum)) <= rounding;
    }

    private static List<ScoreBin> inOrder(List<ScoreBin> bins) {
        TreeMap<Double, ScoreBin> byKey = new TreeMap<>(Collections.reverseOrder());
        for (ScoreBin bin : bins) {
            if (bin.units() > 0) {
                byKey.merge(bin.key() == 0 ? 0.0 : bin.key(), bin, ScoreBin::merge); // -0.0 is 0.0
            }
        }
        return List.copyOf(byKey.values());
    }
}
