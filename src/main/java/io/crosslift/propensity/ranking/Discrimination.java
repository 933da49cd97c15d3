package io.crosslift.propensity.ranking;

import io.crosslift.lift.estimate.Distributions;
import io.crosslift.lift.estimate.Moments;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How well a score tells units with the outcome from those without: the area under the receiver operating characteristic, and the
 * Brier score where it is a probability.
 *
 * <p>AUC = P(score of a unit with &gt; score of one without) + half of P(equal), over all pairs (Mann and Whitney 1947); its standard
 * error is that of DeLong, DeLong and Clarke-Pearson (1988): with V10 the share of units without that a unit with outranks, and V01
 * the other way round, se^2 = var(V10)/m + var(V01)/n. Brier (1950) = mean of (score - outcome)^2 = C_ss/n + C_yy/n - 2 C_sy/n +
 * (mean s - mean y)^2.
 *
 * @param units with and without the outcome
 * @param auc in [0, 1]; {@code null} where all units, or none, have the outcome
 * @param low of the 95 % interval, clipped to [0, 1]; {@code null} also with fewer than two units of a kind
 * @param high likewise
 * @param brier {@code null} where a score lies outside [0, 1]
 */
public record Discrimination(
        long units,
        @Nullable Double auc,
        @Nullable Double low,
        @Nullable Double high,
        @Nullable Double brier) {
    private static final double ALPHA = 0.05;

    /** Of both arms together. */
    public static Discrimination of(Ranking ranking) {
        return of(ranking, ScoreBin::together);
    }

    /** Of the untreated alone: what the score says of those whom nobody influenced. */
    public static Discrimination ofUntreated(Ranking ranking) {
        return of(ranking, ScoreBin::control);
    }

    private static Discrimination of(Ranking ranking, Function<ScoreBin, Moments> chosen) {
        Checks.require(
                ranking.binary(),
                "outcomes must be 0 or 1, the mean was %s",
                ranking.treatment().mean(0));
        List<Moments> bins = ranking.bins().stream().map(chosen).toList();
        Moments all = bins.isEmpty() ? Moments.empty(2) : Moments.mergeInOrder(bins);
        double with = Math.rint(all.sum(ScoreBin.OUTCOME));
        double without = all.count() - with;
        Double brier = brier(all, ranking);
        if (with == 0 || without == 0) {
            return new Discrimination(all.count(), null, null, null, brier);
        }
        Sums of10 = new Sums();
        Sums of01 = new Sums();
        double above = 0; // units with the outcome in better ranks
        double aboveWithout = 0;
        for (Moments bin : bins) {
            double here = Math.rint(bin.sum(ScoreBin.OUTCOME));
            double hereWithout = bin.count() - here;
            of10.add(here, (without - aboveWithout - hereWithout / 2) / without);
            of01.add(hereWithout, (above + here / 2) / with);
            above += here;
            aboveWithout += hereWithout;
        }
        double auc = of10.mean(with);
        if (with < 2 || without < 2) {
            return new Discrimination(all.count(), auc, null, null, brier);
        }
        double error = Math.sqrt(of10.variance(with) / with + of01.variance(without) / without);
        double half = Distributions.normalInverseSurvival(ALPHA / 2) * error;
        return new Discrimination(all.count(), auc, Math.max(0, auc - half), Math.min(1, auc + half), brier);
    }

    private static @Nullable Double brier(Moments all, Ranking ranking) {
        boolean probabilities = ranking.bins().stream()
                .map(ScoreBin::together)
                .allMatch(bin -> bin.mean(ScoreBin.SCORE) >= 0 && bin.mean(ScoreBin.SCORE) <= 1);
        if (all.count() == 0 || !probabilities) {
            return null;
        }
        double bias = all.mean(ScoreBin.SCORE) - all.mean(ScoreBin.OUTCOME);
        double spread = all.product(ScoreBin.SCORE, ScoreBin.SCORE)
                + all.product(ScoreBin.OUTCOME, ScoreBin.OUTCOME)
                - 2 * all.product(ScoreBin.SCORE, ScoreBin.OUTCOME);
        return Math.max(0, spread / all.count()) + bias * bias;
    }

    /** Weighted placements; they lie in [0, 1], so their raw squares lose nothing. */
    private static final class Sums {
        private double sum;
        private double squares;

        void add(double weight, double value) {
            sum += weight * value;
            squares += weight * value * value;
        }

        double mean(double weights) {
            return sum / weights;
        }

        double variance(double weights) {
            return Math.max(0, squares - sum * sum / weights) / (weights - 1);
        }
    }
}
